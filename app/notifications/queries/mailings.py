"""Mailings that are ready, and what of them still holds at the moment of sending."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import distinct_on

from app.findings import queries as findings
from app.identity import queries as identity
from app.identity.models import Person
from app.kernel import clock, db
from app.kernel.access import Actor
from app.kernel.work import Work
from app.notifications.models import (
    ASKED_AT_ONCE,
    THINGS,
    TOLD_AT_ONCE,
    Level,
    Mailing,
    Notice,
    PlaceChoice,
    Reminder,
)
from app.notifications.policy import visible_to
from app.notifications.queries.crews import Crew, crew_of, find_place
from app.notifications.queries.receivers import receivers_of
from app.reports import queries as reports
from app.requests.models import DocumentRequest, RequestStatus
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
    """Return the mailings that can leave: of each person the newest whose hour has come.

    What was not sent before goes along with it. Not while it waits, and not when the person's
    address was refused for good since it became due: the next one is tried again.
    """
    newest = (
        select(Mailing)
        .where(Mailing.slot_at <= now, Mailing.sent_at.is_(None))
        .ext(distinct_on(Mailing.person_id))
        .order_by(Mailing.person_id, Mailing.slot_at.desc())
        .subquery()
    )
    held_until = func.coalesce(newest.c.waits_until, newest.c.slot_at)
    statement = (
        select(newest.c.id)
        .where(
            held_until <= now,
            ~identity.refuses_mail_of(newest.c.slot_at, newest.c.person_id),
        )
        .order_by(newest.c.slot_at, newest.c.id)
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


def list_unsent(person_id: UUID, until: datetime) -> list[Mailing]:
    """Return the mailings to somebody that became due up to a moment, the newest first."""
    statement = (
        select(Mailing)
        .where(Mailing.person_id == person_id, Mailing.slot_at <= until, Mailing.sent_at.is_(None))
        .order_by(Mailing.slot_at.desc())
    )
    return list(db.session().execute(statement).scalars())


def hold_mailings(work: Work, mailing_ids: Iterable[UUID]) -> list[Mailing]:
    """Return mailings as they are now, and hold their rows until the work ends."""
    statement = (
        select(Mailing)
        .where(Mailing.id.in_(set(mailing_ids)))
        .order_by(Mailing.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return list(work.session.execute(statement).scalars())


def list_reminders(mailing_ids: Iterable[UUID]) -> list[Reminder]:
    """Return the reminders of mailings, what ends first on top."""
    statement = (
        select(Reminder)
        .where(Reminder.mailing_id.in_(set(mailing_ids)))
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
    crew = crew_of(actor, place)
    waiting = _tasks_waiting(actor, crew, reminders) if place.is_open else {}
    waiting |= _others_waiting(actor, place, reminders, crew=crew)
    notices = _notices_of(actor, [each for each in reminders if each.id in waiting])
    return {
        each.id: StillHolds(notice_id, waiting[each.id], _name_of(each))
        for each in reminders
        if (notice_id := notices.get((each.person_id, _thing_of(each)))) and each.id in waiting
    }


def find_own_lines(actor: Actor, reminders: Sequence[Reminder]) -> dict[UUID, StillHolds]:
    """Return what still holds of reminders about what is shared person by person, by their ids.

    That is a request, a document, a comment or a basis, decided as that very person: each notice
    exists for them now, they did not silence the place, and a request is open with the same day.

    Args:
        actor: whom all of them are for.
    """
    by_thing = {_thing_of(each): each for each in reminders}
    thing = func.coalesce(*(getattr(Notice, f"{each}_id") for each in THINGS))
    silenced = (
        select(PlaceChoice.person_id)
        .where(
            PlaceChoice.person_id == Notice.person_id,
            PlaceChoice.workspace_id == Notice.workspace_id,
            PlaceChoice.level != Level.ALL,
        )
        .exists()
    )
    statement = (
        select(thing, Notice.id, DocumentRequest.due_on, DocumentRequest.status)
        .outerjoin(DocumentRequest, DocumentRequest.id == Notice.request_id)
        .where(visible_to(actor), thing.in_(by_thing), ~silenced)
    )
    found = {row[0]: row for row in db.session().execute(statement)}
    lines: dict[UUID, StillHolds] = {}
    for each in reminders:
        row = found.get(_thing_of(each))
        is_told = each.moment >= TOLD_AT_ONCE
        if row is None or not (is_told or _is_due(row[2], row[3], each.ends_on)):
            continue
        lines[each.id] = StillHolds(row[1], None if is_told else each.ends_on, _name_of(each))
    return lines


def _is_due(due_on: date | None, status: RequestStatus | None, ends_on: date) -> bool:
    """Tell whether documents are still asked for, with the same last day."""
    if due_on is None or status is not RequestStatus.OPEN:
        return False
    return tasks.last_day_of(due_on) == ends_on


def _thing_of(reminder: Reminder) -> UUID | None:
    return next((key for name in THINGS if (key := getattr(reminder, f"{name}_id"))), None)


def _name_of(reminder: Reminder) -> str:
    return next(name for name in THINGS if getattr(reminder, f"{name}_id"))


def _tasks_waiting(
    actor: Actor, crew: Crew, reminders: Sequence[Reminder]
) -> dict[UUID, date | None]:
    """Return the last day of each task that waits for who does it, if all is still the same.

    That is its last day, and why this very person has to be reminded of it.
    """
    wanted, today = {each.task_id for each in reminders if each.task_id}, clock.today()
    found = tasks.list_named(actor, wanted) if wanted else []
    waiting: dict[UUID, tuple[date, set[UUID]]] = {}
    for task in found:
        if not task.status.is_waiting_for_assignee or task.due_on is None:
            continue
        if task.organisation_id != actor.organisation_id:
            continue
        day = tasks.last_day_of(task.due_on, is_counted=task.term_id is not None)
        told = receivers_of(task, crew, today=today, left=(day - today).days)
        waiting[task.id] = day, {person_id for person_id, _moment, _kind in told}
    return {
        each.id: each.ends_on
        for each in reminders
        if each.task_id is not None
        and (known := waiting.get(each.task_id))
        and known[0] == each.ends_on
        and each.person_id in known[1]
    }


def _others_waiting(
    actor: Actor, place: Workspace, reminders: Sequence[Reminder], *, crew: Crew
) -> dict[UUID, date | None]:
    """Return by when reports are to be signed, and scorings, that wait for these very people."""
    others = [each for each in reminders if each.task_id is None]
    if not others:
        return {}
    people = {each.person_id for each in others}
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
