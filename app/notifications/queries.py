"""Reading notices, and what a job needs to know to make them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ScalarSelect, func, select, text, tuple_

from app.identity import queries as identity
from app.identity.models import Person
from app.identity.queries import hash_secret
from app.kernel import db
from app.kernel.access import Actor, require
from app.kernel.errors import NotFound
from app.kernel.text import _, lazy
from app.kernel.work import Work
from app.notifications.models import (
    CalendarFeed,
    Level,
    Mailing,
    Notice,
    NoticeChoice,
    NoticeKind,
    PlaceChoice,
    Reminder,
)
from app.notifications.policy import NoticePermission, visible_to
from app.tasks import queries as tasks
from app.tasks.models import Task
from app.tasks.policy import TaskPermission
from app.tasks.queries import TaskRow
from app.workspaces import queries as workspaces
from app.workspaces.models import MemberRole, Membership, Workspace
from app.workspaces.policy import WorkspacePermission

PAGE = 50
MOST_COUNTED = 100
DEFAULT_MOMENTS = [7, 1, 0, -1, -7]
DEFAULT_HOURS = [8]
WORKERS = (MemberRole.COORDINATOR, MemberRole.CONTRIBUTOR)
REASONS: Mapping[NoticeKind, Any] = {
    NoticeKind.ASKED: lazy("because it is asked of you"),
    NoticeKind.ASKED_OF_US: lazy("because it is asked of your organisation"),
    NoticeKind.ANSWERED: lazy("because you asked it, and there is an answer"),
    NoticeKind.WANTS_TIME: lazy("because you asked it, and more time is asked for"),
    NoticeKind.JUDGED: lazy("because you do it, and who asked it decided something"),
    NoticeKind.MOVED: lazy("because you do it, and its day moved along with a term"),
    NoticeKind.REMINDED: lazy("because who asked it reminds you of it"),
    NoticeKind.DUE: lazy("because you do it, and the last day comes near"),
    NoticeKind.LATE: lazy("because you do it, and it is late"),
    NoticeKind.FOR_ANOTHER: lazy("because you stand in for a colleague"),
    NoticeKind.COORDINATING: lazy("because you coordinate, and it is late"),
    NoticeKind.HANDED: lazy("because a colleague handed it over to you"),
    NoticeKind.LEFT: lazy("because you coordinate for the lead"),
}


@dataclass(frozen=True, slots=True)
class NoticeRow:
    """A notice as its reader sees it now."""

    notice: Notice
    title: str
    workspace: Workspace
    reason: str

    @property
    def url(self) -> str:
        """Address of what it is about."""
        place = f"/workspaces/{self.workspace.ref}"
        return f"{place}/tasks/{self.notice.task_id}" if self.notice.task_id else f"{place}/log"


@dataclass(frozen=True, slots=True)
class Crew:
    """The people of one organisation in one place, with what they chose."""

    people: frozenset[UUID]
    workers: tuple[UUID, ...]
    coordinators: tuple[UUID, ...]
    choices: Mapping[UUID, NoticeChoice]
    levels: Mapping[UUID, Level]

    def level_of(self, person_id: UUID) -> Level:
        """Return what somebody wants to hear from this place."""
        return self.levels.get(person_id, Level.ALL)

    def moments_of(self, person_id: UUID) -> list[int]:
        """Return at how many days before or after the last day somebody is reminded."""
        found = self.choices.get(person_id)
        return list(found.moments) if found else DEFAULT_MOMENTS

    def mail_hours_of(self, person_id: UUID) -> list[int]:
        """Return at which hours somebody may get a mail."""
        found = self.choices.get(person_id)
        return list(found.mail_hours) if found else DEFAULT_HOURS

    def rests(self, person_id: UUID) -> bool:
        """Tell whether somebody wants no mails on weekends and holidays."""
        found = self.choices.get(person_id)
        return found.rests if found else True

    def is_away(self, person_id: UUID, day: date) -> bool:
        """Tell whether somebody is away."""
        found = self.choices.get(person_id)
        return found is not None and found.is_away_on(day)

    def deputy_of(self, person_id: UUID, day: date) -> UUID | None:
        """Return who stands in for somebody who is away, when that person works here too."""
        found = self.choices.get(person_id)
        if found is None or not found.is_away_on(day) or found.deputy_id not in self.people:
            return None
        return found.deputy_id


def get_for(actor: Actor, permission: NoticePermission, notice_id: UUID) -> NoticeRow:
    """Return one of one's own notices, about something that exists for one now."""
    statement = _rows(actor).where(Notice.id == notice_id)
    found = db.session().execute(statement).first()
    if found is None:
        raise NotFound
    require(actor, permission, found[0])
    return _row(*found)


def list_notices(
    actor: Actor, *, limit: int = PAGE, before: tuple[datetime, UUID] | None = None
) -> list[NoticeRow]:
    """Return one's notices, the newest first; one statement.

    Args:
        before: where the page before ended.
    """
    statement = _rows(actor).order_by(Notice.at.desc(), Notice.id.desc()).limit(limit)
    if before is not None:
        at, key = before
        statement = statement.where(tuple_(Notice.at, Notice.id) < tuple_(at, key))
    return [_row(*each) for each in db.session().execute(statement)]


def unread_count(actor: Actor) -> ScalarSelect[int]:
    """Return the statement that counts what is new, up to `MOST_COUNTED`."""
    new = (
        select(Notice.id)
        .where(visible_to(actor), Notice.read_at.is_(None))
        .limit(MOST_COUNTED)
        .subquery()
    )
    return select(func.count()).select_from(new).scalar_subquery()


def count_unread(actor: Actor) -> int:
    """Count what is new; one statement."""
    return int(db.session().execute(select(unread_count(actor))).scalar_one())


def _rows(actor: Actor) -> Any:
    return (
        select(Notice, Task.title, Workspace)
        .outerjoin(Task, Task.id == Notice.task_id)
        .join(Workspace, Workspace.id == Notice.workspace_id)
        .where(visible_to(actor))
    )


def _row(notice: Notice, title: str | None, workspace: Workspace) -> NoticeRow:
    told = title or _("An organisation chose what others keep when it leaves")
    return NoticeRow(notice, told, workspace, str(REASONS[notice.kind]))


def find_choice(actor: Actor) -> NoticeChoice | None:
    """Return what somebody chose, or None while the defaults hold."""
    return db.session().get(NoticeChoice, actor.person_id)


def list_levels(actor: Actor) -> dict[UUID, Level]:
    """Return what somebody chose per workspace."""
    statement = select(PlaceChoice).where(PlaceChoice.person_id == actor.person_id)
    return {each.workspace_id: each.level for each in db.session().execute(statement).scalars()}


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


def crew_of(actor: Actor, workspace: Workspace) -> Crew:
    """Return who works in a place for the organisation of a job; three statements."""
    members = [
        each
        for each in workspaces.list_members(workspace)
        if each.organisation_id == actor.organisation_id and each.person.blocked_at is None
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
        {each.person_id: each for each in session.execute(chosen).scalars()},
        {each.person_id: each.level for each in session.execute(levels).scalars()},
    )


def list_reminded(due: Sequence[Task]) -> set[tuple[UUID, date, int, UUID]]:
    """Return the reminders of some tasks that were made already."""
    statement = select(
        Reminder.task_id, Reminder.ends_on, Reminder.moment, Reminder.person_id
    ).where(Reminder.task_id.in_([each.id for each in due]))
    return {(row[0], row[1], row[2], row[3]) for row in db.session().execute(statement)}


def list_due_places(first: date, last: date) -> list[tuple[UUID, UUID]]:
    """Return in which places something is due, and of which organisations."""
    statement = text("select workspace_id, organisation_id from samenzicht_due_places(:a, :b)")
    found = db.session().execute(statement, {"a": first, "b": last})
    return [(row[0], row[1]) for row in found]


def list_ready(now: datetime) -> list[UUID]:
    """Return the mailings whose hour has come and that were not sent."""
    statement = (
        select(Mailing.id)
        .where(Mailing.slot_at <= now, Mailing.sent_at.is_(None))
        .order_by(Mailing.slot_at, Mailing.id)
    )
    return list(db.session().execute(statement).scalars())


def find_mailing(mailing_id: UUID) -> tuple[Mailing, Person] | None:
    """Return a mailing with whom it is for."""
    statement = (
        select(Mailing, Person)
        .join(Person, Person.id == Mailing.person_id)
        .where(Mailing.id == mailing_id)
    )
    found = db.session().execute(statement).first()
    return (found[0], found[1]) if found else None


def hold_mailing(work: Work, mailing_id: UUID) -> Mailing | None:
    """Return a mailing and hold its row until the work ends."""
    statement = select(Mailing).where(Mailing.id == mailing_id).with_for_update()
    return work.session.execute(statement).scalar_one_or_none()


def list_reminders(mailing_id: UUID) -> list[Reminder]:
    """Return the reminders of a mailing, what ends first on top."""
    statement = (
        select(Reminder)
        .where(Reminder.mailing_id == mailing_id)
        .order_by(Reminder.ends_on, Reminder.id)
    )
    return list(db.session().execute(statement).scalars())


def find_notice_id(actor: Actor, reminder: Reminder) -> UUID | None:
    """Return the notice of a reminder that still holds: right, unfinished, same day, not silenced.

    Args:
        actor: a job, acting for the receiver's organisation in that place.
    """
    task = find_task(actor, reminder.task_id)
    if task is None or not task.status.is_waiting_for_assignee or not task.workspace.is_open:
        return None
    if (
        task.due_on is None
        or tasks.last_day_of(task.due_on, is_counted=task.term_id is not None) != reminder.ends_on
    ):
        return None
    works_there = (
        select(Membership.id)
        .where(
            Membership.workspace_id == reminder.workspace_id,
            Membership.organisation_id == actor.organisation_id,
            Membership.person_id == reminder.person_id,
            Membership.ended_at.is_(None),
        )
        .exists()
    )
    silenced = (
        select(PlaceChoice.person_id)
        .where(
            PlaceChoice.person_id == reminder.person_id,
            PlaceChoice.workspace_id == reminder.workspace_id,
            PlaceChoice.level != Level.ALL,
        )
        .exists()
    )
    statement = select(Notice.id).where(
        Notice.person_id == reminder.person_id,
        Notice.task_id == reminder.task_id,
        works_there,
        ~silenced,
    )
    return db.session().execute(statement).scalar_one_or_none()


def find_own_feed(actor: Actor) -> CalendarFeed | None:
    """Return one's calendar feed, or None."""
    return db.session().get(CalendarFeed, actor.person_id)


def find_feed(secret: str) -> tuple[CalendarFeed, Person] | None:
    """Return the feed of an address that was not revoked, with whose it is; None for any other.

    As with an access token, the person's organisation must still stand, and their provider speak.
    """
    statement = (
        select(CalendarFeed, Person)
        .join(Person, Person.id == CalendarFeed.person_id)
        .join(Person.organisation)
        .where(
            identity.IS_STANDING,
            CalendarFeed.token_hash == hash_secret(secret),
            CalendarFeed.revoked_at.is_(None),
            Person.blocked_at.is_(None),
        )
    )
    found = db.session().execute(statement).first()
    if found is None or not identity.get_provider_of(found[1]).is_active:
        return None
    return found[0], found[1]


def list_days(actor: Actor) -> list[TaskRow]:
    """Return what the person must do by a day, as the person may see it now."""
    rows = tasks.list_mine(actor, places=workspaces.list_of(actor))
    return [
        row
        for row in rows
        if row.task.assignee_id == actor.person_id
        and row.task.status.is_waiting_for_assignee
        and row.deadline.ends_on is not None
    ]
