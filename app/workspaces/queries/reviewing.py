"""Whose access a coordinator looks over: the own people, in every workspace one coordinates."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from uuid import UUID

from sqlalchemy import ColumnElement, and_, exists, or_, select, text
from sqlalchemy.orm import aliased, contains_eager

from app.identity.models import Person
from app.kernel import clock, db
from app.kernel.access import Actor
from app.kernel.clock import HOME_ZONE
from app.workspaces.models import AccessReview, Membership, Workspace
from app.workspaces.queries.places import list_of

MONTHS = 3
"""In a quarter."""


@dataclass(frozen=True, slots=True)
class ReviewPlace:
    """A workspace with the own people in it."""

    workspace: Workspace
    organisation_id: UUID
    members: Sequence[Membership]
    ends_on: date | None = None
    """Last day before silence suspends; None while the coordinators were not asked yet."""

    def is_due(self, membership: Membership) -> bool:
        """Tell whether nobody looked at somebody's access this quarter, nor let them in in it."""
        if membership.suspended_at is not None:
            return True
        looked_at = membership.reviewed_at or membership.added_at
        return looked_at.astimezone(HOME_ZONE).date() < quarter_of(clock.today())

    @property
    def suspended(self) -> int:
        """How many are out because nobody said that they stay."""
        return sum(each.suspended_at is not None for each in self.members)

    @property
    def due(self) -> int:
        """How many are still to be looked at."""
        return sum(self.is_due(each) for each in self.members)


def quarter_of(day: date) -> date:
    """Return the first day of the quarter a day is in."""
    return day.replace(month=(day.month - 1) // MONTHS * MONTHS + 1, day=1)


def list_to_review(actor: Actor) -> list[ReviewPlace]:
    """Return the open workspaces the actor coordinates, each with the actor's own colleagues.

    Among them who is suspended, unless they were let in anew since.
    """
    places = [each for each in list_of(actor) if each.standing.coordinates and each.is_open]
    if not places or actor.organisation_id is None:
        return []
    statement = (
        select(Membership)
        .join(Membership.person)
        .options(contains_eager(Membership.person))
        .where(
            Membership.workspace_id.in_([each.id for each in places]),
            Membership.organisation_id == actor.organisation_id,
            or_(Membership.is_living(), and_(_is_suspended(), ~_is_in_again())),
        )
        .order_by(Person.name, Membership.id)
    )
    found = list(db.session().execute(statement).scalars())
    terms = _terms_of(actor.organisation_id, [each.id for each in places])
    return [
        ReviewPlace(
            place,
            actor.organisation_id,
            [each for each in found if each.workspace_id == place.id],
            terms.get(place.id),
        )
        for place in places
    ]


def _is_suspended() -> ColumnElement[bool]:
    return Membership.suspended_at.is_not(None)


def _is_in_again() -> ColumnElement[bool]:
    other = aliased(Membership)
    return exists().where(
        other.workspace_id == Membership.workspace_id,
        other.person_id == Membership.person_id,
        other.is_living(),
    )


def _terms_of(organisation_id: UUID, workspace_ids: Sequence[UUID]) -> dict[UUID, date]:
    statement = select(AccessReview.workspace_id, AccessReview.ends_on).where(
        AccessReview.workspace_id.in_(workspace_ids),
        AccessReview.organisation_id == organisation_id,
        AccessReview.quarter_on == quarter_of(clock.today()),
    )
    return {row[0]: row[1] for row in db.session().execute(statement)}


def list_not_reviewed(today: date) -> list[tuple[UUID, UUID]]:
    """Return where somebody was not looked at this quarter, and of which organisation; for jobs."""
    began = datetime.combine(quarter_of(today), time(), HOME_ZONE)
    statement = text("select workspace_id, organisation_id from samenzicht_not_reviewed(:since)")
    found = db.session().execute(statement, {"since": began})
    return [(row[0], row[1]) for row in found]


def list_over() -> list[tuple[UUID, UUID]]:
    """Return where the last day of a membership is over, and of which organisation; for jobs."""
    found = db.session().execute(text("select place, organisation from samenzicht_over()"))
    return [(row[0], row[1]) for row in found]


def list_places_of(person_id: UUID) -> list[tuple[UUID, UUID]]:
    """Return where somebody who is blocked still works, and for which organisation; for jobs."""
    statement = text("select place, organisation from samenzicht_places_left(:someone)")
    return [(row[0], row[1]) for row in db.session().execute(statement, {"someone": person_id})]


def lock_over(actor: Actor, *, leaver_id: UUID | None = None) -> list[Membership]:
    """Return, locked, the memberships a job is to end: of its organisation, in its place.

    Args:
        leaver_id: of this person only, whatever their last day is.
    """
    which = (
        Membership.until_on < clock.today()
        if leaver_id is None
        else Membership.person_id == leaver_id
    )
    statement = (
        select(Membership)
        .where(
            Membership.workspace_id == actor.place_id,
            Membership.organisation_id == actor.organisation_id,
            Membership.ended_at.is_(None),
            which,
        )
        .order_by(Membership.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return list(db.session().execute(statement).scalars())


def find_review(actor: Actor, today: date) -> AccessReview | None:
    """Return what was asked this quarter of the organisation a job acts for, in its place."""
    key = (actor.place_id, actor.organisation_id, quarter_of(today))
    return db.session().get(AccessReview, key, populate_existing=True)


def list_delegates(actor: Actor) -> list[Membership]:
    """Return the people of the organisation a job acts for, in its place, with their accounts."""
    statement = (
        select(Membership)
        .join(Membership.person)
        .options(contains_eager(Membership.person))
        .where(
            Membership.workspace_id == actor.place_id,
            Membership.organisation_id == actor.organisation_id,
            Membership.is_living(),
        )
        .order_by(Membership.id)
    )
    return list(db.session().execute(statement).scalars())
