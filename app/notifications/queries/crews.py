"""Whom a job has to tell: the people of one organisation in one place, and what is due there."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import and_, func, or_, select, text

from app.kernel import db
from app.kernel.access import Actor
from app.kernel.errors import NotFound
from app.notifications.models import (
    DUE_THINGS,
    OF_PLACE,
    Level,
    Notice,
    NoticeChoice,
    NoticeKind,
    OrganisationHours,
    PlaceChoice,
    Reminder,
)
from app.notifications.queries.hours import (
    MailHours,
    find_hours_of_organisation,
    hours_from,
    moments_from,
)
from app.tasks import queries as tasks
from app.tasks.models import Office, Task
from app.tasks.policy import TaskPermission
from app.workspaces import queries as workspaces
from app.workspaces.models import MemberRole, Workspace
from app.workspaces.policy import WORKERS, WorkspacePermission


@dataclass(frozen=True, slots=True)
class Crew:
    """The people of one organisation in one place, with what they chose."""

    people: frozenset[UUID]
    workers: tuple[UUID, ...]
    coordinators: tuple[UUID, ...]
    signatories: tuple[UUID, ...]
    choices: Mapping[UUID, NoticeChoice]
    levels: Mapping[UUID, Level]
    common: OrganisationHours | None = None
    """What the organisation chose for all."""
    minds_absence: bool = True
    """False where somebody who is away hears of it all the same."""
    minds_only_own: bool = False
    """True where no absence counts that somebody else entered."""
    officers: tuple[UUID, ...] = ()
    """Of these people the privacy officers of their organisation."""

    def asked_by_office(self, office: Office) -> tuple[UUID, ...]:
        """Return who has to know of a task of an office: who holds it, else who coordinates."""
        holders = {
            Office.SIGNATORY: self.signatories,
            Office.COORDINATOR: self.coordinators,
            Office.PRIVACY_OFFICER: self.officers,
        }
        return holders[office] or self.coordinators

    def level_of(self, person_id: UUID) -> Level:
        """Return what somebody wants to hear from this place."""
        return self.levels.get(person_id, Level.ALL)

    def moments_of(self, person_id: UUID) -> list[int]:
        """Return at how many days before or after the last day somebody is reminded."""
        return list(moments_from(self.choices.get(person_id), self.common)[0])

    def hours_of(self, person_id: UUID) -> MailHours:
        """Return when mails may come to somebody."""
        return hours_from(self.choices.get(person_id), self.common)

    def is_away(self, person_id: UUID, day: date) -> bool:
        """Tell whether somebody is away."""
        found = self.choices.get(person_id)
        if found is None or not self.minds_absence or not found.is_away_on(day):
            return False
        return found.away_set_by_id is None or not self.minds_only_own

    def stand_ins_of(self, person_id: UUID, day: date) -> tuple[UUID, ...]:
        """Return who hears instead of somebody who is away: the deputy, else who coordinates.

        A deputy who does not work here or is away too stands in for nobody. Coordinators who are
        here come first; are all of them away, then each reads it in the app.
        """
        found = self.choices.get(person_id)
        if found is None or not found.is_away_on(day):
            return ()
        deputy = found.deputy_id
        if deputy is not None and deputy in self.people and not self.is_away(deputy, day):
            return (deputy,)
        others = tuple(each for each in self.coordinators if each != person_id)
        return tuple(each for each in others if not self.is_away(each, day)) or others


def find_place(actor: Actor) -> Workspace | None:
    """Return the one place of a job, or None when its organisation takes no part any more."""
    if actor.place_id is None:
        return None
    try:
        return workspaces.get_for(actor, WorkspacePermission.VIEW, actor.place_id)
    except NotFound:
        return None


def find_task(actor: Actor, task_id: UUID) -> Task | None:
    """Return a task that the organisation of a job sees now."""
    try:
        return tasks.get_anywhere(actor, TaskPermission.VIEW, task_id)
    except NotFound:
        return None


def find_access_asked(request_id: UUID) -> tuple[UUID, UUID] | None:
    """Return the document a question for access is about and its owner; None when there is none."""
    statement = text("select document_id, owner_id from samenzicht_access_asked(:which)")
    found = db.session().execute(statement, {"which": request_id}).first()
    return (found[0], found[1]) if found else None


def crew_of(actor: Actor, workspace: Workspace) -> Crew:
    """Return who works in a place for the organisation of a job; four statements."""
    members = [
        each
        for each in workspaces.list_members_of(workspace, actor.organisation_id)
        if each.person.blocked_at is None
    ]
    people = frozenset(each.person_id for each in members)
    chosen = select(NoticeChoice).where(NoticeChoice.person_id.in_(people))
    levels = select(PlaceChoice).where(
        PlaceChoice.person_id.in_(people), PlaceChoice.workspace_id == workspace.id
    )
    session = db.session()
    return Crew(
        people,
        tuple(each.person_id for each in members if each.role in WORKERS),
        tuple(each.person_id for each in members if each.role is MemberRole.COORDINATOR),
        tuple(each.person_id for each in members if each.role is MemberRole.SIGNATORY),
        {each.person_id: each for each in session.execute(chosen).scalars()},
        {each.person_id: each.level for each in session.execute(levels).scalars()},
        find_hours_of_organisation(actor.organisation_id),
        officers=tuple(
            each.person_id for each in tasks.holders_of(Office.PRIVACY_OFFICER, members)
        ),
    )


def crew_of_people(actor: Actor, people: Collection[UUID]) -> Crew:
    """Return people of the organisation of a job, who need not work in a place; two statements."""
    chosen = select(NoticeChoice).where(NoticeChoice.person_id.in_(people))
    choices = {each.person_id: each for each in db.session().execute(chosen).scalars()}
    common = find_hours_of_organisation(actor.organisation_id)
    return Crew(frozenset(people), (), (), (), choices, {}, common)


def list_reminded(things: Collection[UUID]) -> dict[tuple[UUID, date, int, UUID], datetime]:
    """Return which reminders of some things or workspaces were made already, and when.

    By thing, last day, moment and person.
    """
    columns = [getattr(Reminder, f"{each}_id") for each in DUE_THINGS]
    of_place = and_(text(OF_PLACE), Reminder.workspace_id.in_(things))
    statement = select(
        func.coalesce(*columns, Reminder.workspace_id),
        Reminder.ends_on,
        Reminder.moment,
        Reminder.person_id,
        Reminder.made_at,
    ).where(or_(*(each.in_(things) for each in columns), of_place))
    return {(row[0], row[1], row[2], row[3]): row[4] for row in db.session().execute(statement)}


def list_who_have_unread(workspace_id: UUID, kind: NoticeKind) -> set[UUID]:
    """Return who, of the organisation of a job, did not read yet what one kind tells of a place."""
    statement = select(Notice.person_id).where(
        Notice.workspace_id == workspace_id, Notice.kind == kind, Notice.read_at.is_(None)
    )
    return set(db.session().execute(statement).scalars())


def list_places_to_look(last: date, today: date) -> list[tuple[UUID, UUID]]:
    """Return in which places, and of which organisations, somebody may have to be reminded now.

    There something is due and not done, and it is another day than when the clock looked last, or
    a task changed since.

    Args:
        last: the last day that is near.
    """
    statement = text("select workspace_id, organisation_id from samenzicht_places_to_look(:a, :b)")
    found = db.session().execute(statement, {"a": last, "b": today})
    return [(row[0], row[1]) for row in found]
