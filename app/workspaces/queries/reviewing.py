"""Whose access a coordinator looks over: the own people, in every workspace one coordinates."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import contains_eager

from app.identity.models import Person
from app.kernel import clock, db
from app.kernel.access import Actor
from app.kernel.clock import HOME_ZONE
from app.workspaces.models import Membership, Workspace
from app.workspaces.queries.places import list_of

MONTHS = 3
"""In a quarter."""


@dataclass(frozen=True, slots=True)
class ReviewPlace:
    """A workspace with the own people in it."""

    workspace: Workspace
    organisation_id: UUID
    members: Sequence[Membership]

    def is_due(self, membership: Membership) -> bool:
        """Tell whether nobody looked at somebody's access this quarter, nor let them in in it."""
        looked_at = membership.reviewed_at or membership.added_at
        return looked_at.astimezone(HOME_ZONE).date() < quarter_of(clock.today())

    @property
    def due(self) -> int:
        """How many are still to be looked at."""
        return sum(self.is_due(each) for each in self.members)


def quarter_of(day: date) -> date:
    """Return the first day of the quarter a day is in."""
    return day.replace(month=(day.month - 1) // MONTHS * MONTHS + 1, day=1)


def list_to_review(actor: Actor) -> list[ReviewPlace]:
    """Return the open workspaces the actor coordinates, each with the actor's own colleagues."""
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
            Membership.ended_at.is_(None),
        )
        .order_by(Person.name, Membership.id)
    )
    found = list(db.session().execute(statement).scalars())
    return [
        ReviewPlace(
            place,
            actor.organisation_id,
            [each for each in found if each.workspace_id == place.id],
        )
        for place in places
    ]
