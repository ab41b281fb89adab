"""Mailings that are ready, and what of them still holds at the moment of sending."""

from __future__ import annotations

from collections.abc import Sequence
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
from app.notifications.queries.crews import crew_of, find_place
from app.reports import queries as reports
from app.tasks import queries as tasks
from app.workspaces.models import Membership, Workspace


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


def find_lines(actor: Actor, reminders: Sequence[Reminder]) -> dict[UUID, StillHolds]:
    """Return what of some reminders still holds, by their ids: right, unfinished, not silenced.

    A handful of statements, however many there are.

    Args:
        actor: a job, acting for the receivers' organisation in the place of all of them.
    """
    place = find_place(actor)
    if place is None:
        return {}
    waiting = _tasks_waiting(actor, place, reminders) | _others_waiting(actor, place, reminders)
    notices = _notices_of(actor, [each for each in reminders if each.id in waiting])
    return {
        each.id: StillHolds(notice_id, waiting[each.id], _name_of(each))
        for each in reminders
        if (notice_id := notices.get((each.person_id, _thing_of(each)))) and each.id in waiting
    }


def _thing_of(reminder: Reminder) -> UUID | None:
    return reminder.task_id or reminder.report_id or reminder.scoring_id


def _name_of(reminder: Reminder) -> str:
    return "task" if reminder.task_id else "report" if reminder.report_id else "scoring"


def _tasks_waiting(
    actor: Actor, place: Workspace, reminders: Sequence[Reminder]
) -> dict[UUID, date | None]:
    """Return the last day of each task that waits for who does it, if it is still the same."""
    wanted = {each.task_id for each in reminders if each.task_id is not None}
    if not wanted or not place.is_open:
        return {}
    days = {
        task.id: tasks.last_day_of(task.due_on, is_counted=task.term_id is not None)
        for task in tasks.list_named(actor, wanted)
        if task.status.is_waiting_for_assignee and task.due_on is not None
    }
    return {
        each.id: each.ends_on
        for each in reminders
        if each.task_id is not None and days.get(each.task_id) == each.ends_on
    }


def _others_waiting(
    actor: Actor, place: Workspace, reminders: Sequence[Reminder]
) -> dict[UUID, date | None]:
    """Return by when reports are to be signed, and scorings, that wait for these very people."""
    others = [each for each in reminders if each.task_id is None]
    if not others:
        return {}
    crew, people = crew_of(actor, place), {each.person_id for each in others}
    signatories = people & set(crew.signatories)
    to_sign = {
        (each.report_id, each.person_id): each.sign_by
        for each in reports.list_asked(actor, place, signatories=signatories)
    }
    to_score = {
        (each.scoring_id, each.person_id)
        for each in findings.list_asked_to_score(actor, place, workers=people & set(crew.workers))
    }
    waiting: dict[UUID, date | None] = {}
    for each in others:
        if (each.scoring_id, each.person_id) in to_score:
            waiting[each.id] = None
        elif (each.report_id, each.person_id) in to_sign:
            sign_by = to_sign[each.report_id, each.person_id]  # type: ignore[index]  # just found
            if each.moment == ASKED_AT_ONCE or sign_by == each.ends_on:
                waiting[each.id] = sign_by
    return waiting


def _notices_of(
    actor: Actor, reminders: Sequence[Reminder]
) -> dict[tuple[UUID, UUID | None], UUID]:
    """Return the notices of reminders, for who works there and did not silence the place.

    By person and thing.
    """
    works_there = (
        select(Membership.id)
        .where(
            Membership.workspace_id == actor.place_id,
            Membership.organisation_id == actor.organisation_id,
            Membership.person_id == Notice.person_id,
            Membership.ended_at.is_(None),
        )
        .exists()
    )
    silenced = (
        select(PlaceChoice.person_id)
        .where(
            PlaceChoice.person_id == Notice.person_id,
            PlaceChoice.workspace_id == actor.place_id,
            PlaceChoice.level != Level.ALL,
        )
        .exists()
    )
    thing = func.coalesce(Notice.task_id, Notice.report_id, Notice.scoring_id)
    statement = select(Notice.person_id, thing, Notice.id).where(
        Notice.person_id.in_({each.person_id for each in reminders}),
        thing.in_({_thing_of(each) for each in reminders}),
        works_there,
        ~silenced,
    )
    return {(row[0], row[1]): row[2] for row in db.session().execute(statement)}
