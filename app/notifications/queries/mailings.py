"""Mailings that are ready, and what of them still holds at the moment of sending."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import func, select

from app.findings import queries as findings
from app.identity.models import Person
from app.kernel import db
from app.kernel.access import Actor
from app.kernel.work import Work
from app.notifications.models import (
    ASKED_AT_ONCE,
    Level,
    Mailing,
    Notice,
    PlaceChoice,
    Reminder,
)
from app.notifications.queries.crews import crew_of, find_place, find_task
from app.reports import queries as reports
from app.tasks import queries as tasks
from app.workspaces.models import Membership


@dataclass(frozen=True, slots=True)
class StillHolds:
    """A reminder that still holds: the notice it leads to, and by when."""

    notice_id: UUID
    ends_on: date | None
    """None: it has no last day."""
    thing: str


def list_ready(now: datetime) -> list[UUID]:
    """Return the mailings whose hour has come, that do not wait, and that were not sent."""
    held_until = func.coalesce(Mailing.waits_until, Mailing.slot_at)
    statement = (
        select(Mailing.id)
        .where(Mailing.slot_at <= now, held_until <= now, Mailing.sent_at.is_(None))
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


def find_line(actor: Actor, reminder: Reminder) -> StillHolds | None:
    """Return what of a reminder still holds: right, unfinished, same day, not silenced.

    Args:
        actor: a job, acting for the receiver's organisation in that place.
    """
    ends_on: date | None = reminder.ends_on
    if reminder.task_id is not None:
        holds = _task_waits(actor, reminder)
    elif reminder.report_id is not None:
        ends_on, holds = _report_waits(actor, reminder)
    else:
        ends_on, holds = None, _scoring_waits(actor, reminder)
    notice_id = _notice_of(actor, reminder) if holds else None
    if notice_id is None:
        return None
    thing = "task" if reminder.task_id else "report" if reminder.report_id else "scoring"
    return StillHolds(notice_id, ends_on, thing)


def _task_waits(actor: Actor, reminder: Reminder) -> bool:
    task = None if reminder.task_id is None else find_task(actor, reminder.task_id)
    if task is None or not task.status.is_waiting_for_assignee or not task.workspace.is_open:
        return False
    if task.due_on is None:
        return False
    is_counted = task.term_id is not None
    return tasks.last_day_of(task.due_on, is_counted=is_counted) == reminder.ends_on


def _report_waits(actor: Actor, reminder: Reminder) -> tuple[date | None, bool]:
    """Return by when a report is to be signed, and whether it still waits for this very person."""
    place = find_place(actor)
    if place is None:
        return None, False
    crew = crew_of(actor, place)
    own = set(crew.signatories) & {reminder.person_id}
    asked = [
        each
        for each in reports.list_asked(actor, place, signatories=own)
        if each.report_id == reminder.report_id
    ]
    if not asked:
        return None, False
    sign_by = asked[0].sign_by
    return sign_by, reminder.moment == ASKED_AT_ONCE or sign_by == reminder.ends_on


def _scoring_waits(actor: Actor, reminder: Reminder) -> bool:
    """Tell whether a scoring still waits for this very person."""
    place = find_place(actor)
    if place is None:
        return False
    own = set(crew_of(actor, place).workers) & {reminder.person_id}
    asked = findings.list_asked_to_score(actor, place, workers=own)
    return any(each.scoring_id == reminder.scoring_id for each in asked)


def _notice_of(actor: Actor, reminder: Reminder) -> UUID | None:
    """Return the notice of a reminder, for who works there and did not silence the place."""
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
        func.coalesce(Notice.task_id, Notice.report_id, Notice.scoring_id)
        == (reminder.task_id or reminder.report_id or reminder.scoring_id),
        works_there,
        ~silenced,
    )
    return db.session().execute(statement).scalar_one_or_none()
