"""Mailings that are ready, and what of them still holds at the moment of sending."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, or_, select, text
from sqlalchemy.dialects.postgresql import distinct_on

from app.documents import queries as documents
from app.documents.models import OwnBasis
from app.findings import queries as findings
from app.identity import queries as identity
from app.identity.models import Person
from app.incidents import queries as incidents
from app.kernel import clock, db
from app.kernel.access import Actor
from app.kernel.work import Work
from app.notifications.models import (
    ALWAYS,
    ASKED_AT_ONCE,
    HOURS_RUN,
    RUNNING,
    THINGS,
    TOLD_BY_NAME,
    Level,
    Mailing,
    Notice,
    NoticeKind,
    PlaceChoice,
    Reminder,
)
from app.notifications.policy import visible_to
from app.notifications.queries.crews import Crew, crew_of, find_place
from app.notifications.queries.receivers import receivers_of
from app.notifications.queries.running import Running, list_running
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
    place: str
    """Reference number of the workspace."""
    thing: str


def list_ready(now: datetime) -> list[UUID]:
    """Return the mailings that can leave: of each person the newest whose hour has come.

    What was not tried before goes along with it; what was leaves by itself, with what it was tried
    with. Not while it waits, and not when the person's address was refused for good since it became
    due: the next one is tried again.
    """
    newest = (
        select(Mailing)
        .where(Mailing.slot_at <= now, Mailing.sent_at.is_(None))
        .ext(distinct_on(Mailing.person_id, Mailing.leaves_in_id))
        .order_by(Mailing.person_id, Mailing.leaves_in_id, Mailing.slot_at.desc())
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


def hold_unsent(work: Work, person_id: UUID, until: datetime) -> list[Mailing]:
    """Return the mailings to somebody that became due and did not leave, the newest first.

    Their rows are held until the work ends.
    """
    due = Mailing.person_id == person_id, Mailing.slot_at <= until, Mailing.sent_at.is_(None)
    return _held(work, *due)


def hold_together(work: Work, name: UUID) -> list[Mailing]:
    """Return the mailings that leave in one mail, the newest first; their rows are held."""
    return _held(work, Mailing.leaves_in_id == name)


def _held(work: Work, *which: ColumnElement[bool]) -> list[Mailing]:
    statement = (
        select(Mailing)
        .where(*which)
        .order_by(Mailing.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    held = work.session.execute(statement).scalars()
    return sorted(held, key=lambda each: each.slot_at, reverse=True)


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
    waiting |= _terms_waiting(actor, place, reminders) if place.is_open else {}
    notices = _notices_of(actor, [each for each in reminders if each.id in waiting])
    return {
        each.id: StillHolds(notice_id, waiting[each.id], place.ref, _name_of(each))
        for each in reminders
        if (notice_id := notices.get((each.person_id, _thing_of(each)))) and each.id in waiting
    }


def find_own_lines(actor: Actor, reminders: Sequence[Reminder]) -> dict[UUID, StillHolds]:
    """Return what still holds of reminders about what is shared person by person, by their ids.

    That is a request, a document, a comment, a basis, a data breach, or whatever is told at once,
    decided as that very person: each notice exists for them now, they did not silence the place,
    and what waits for an answer still does.

    Args:
        actor: whom all of them are for.
    """
    things = {_thing_of(each) for each in reminders} - {None}
    thing = func.coalesce(*(getattr(Notice, f"{each}_id") for each in THINGS))
    ref = func.coalesce(OwnBasis.workspace_ref, Workspace.ref, Notice.place_ref, "")
    silenced = (
        select(PlaceChoice.person_id)
        .where(
            PlaceChoice.person_id == Notice.person_id,
            PlaceChoice.workspace_id == Notice.workspace_id,
            PlaceChoice.level != Level.ALL,
        )
        .exists()
    )
    of_places = and_(
        thing.is_(None), Notice.kind.in_({each.told for each in reminders if each.told})
    )
    statement = (
        select(Notice, ref, DocumentRequest.due_on, DocumentRequest.status)
        .outerjoin(DocumentRequest, DocumentRequest.id == Notice.request_id)
        .outerjoin(OwnBasis, OwnBasis.id == Notice.basis_id)
        .outerjoin(Workspace, Workspace.id == Notice.workspace_id)
        .where(visible_to(actor), or_(thing.in_(things), of_places), ~silenced)
    )
    found = {_spot_of(row[0], row[0].kind): row for row in db.session().execute(statement)}
    waiting = _still_asked(actor, reminders)
    lines: dict[UUID, StillHolds] = {}
    for each in reminders:
        row = found.get(_spot_of(each, each.told))
        if row is None or (each.id not in waiting and not _is_due(row[2], row[3], each.ends_on)):
            continue
        ends_on = None if each.told else each.ends_on
        lines[each.id] = StillHolds(row[0].id, ends_on, row[1], _name_of(each))
    return lines


def _still_asked(actor: Actor, reminders: Sequence[Reminder]) -> set[UUID]:
    """Return which reminders tell something that is so still; what only happened always is.

    A letter waits for the word of the person's organisation, a data breach for a decision, and
    sight of documents ends unless somebody gave it longer.
    """
    letters = {each.case_id for each in reminders if each.told is NoticeKind.LETTER}
    asked = incidents.list_with_letter(actor, {each for each in letters if each})
    breaches: set[UUID] = set()
    if any(each.breach_id for each in reminders):
        breaches = {each[0] for each in list_breaches_to_notify()}
    still: set[UUID] = set()
    for each in reminders:
        if each.told is NoticeKind.SIGHT_ENDS and not _ends(actor, each):
            continue
        is_said = each.told is not None and each.told is not NoticeKind.LETTER
        if is_said or each.case_id in asked or each.breach_id in breaches:
            still.add(each.id)
    return still


def _ends(actor: Actor, reminder: Reminder) -> bool:
    """Tell whether sight of documents still ends on that day."""
    place_id, day = reminder.workspace_id, reminder.ends_on
    return place_id is not None and day in documents.list_ending(actor, place_id, until=day)


def list_breaches_to_notify() -> list[tuple[UUID, UUID, datetime]]:
    """Return of which data breaches nobody decided yet whether the authority is notified.

    Each with its organisation, and when that became aware of it: of all for a job, of the own
    organisation for a privacy officer, none for anybody else.
    """
    statement = text(
        "select breach_id, organisation_id, aware_at from samenzicht_breaches_to_notify()"
    )
    return [(row[0], row[1], row[2]) for row in db.session().execute(statement)]


def _is_due(due_on: date | None, status: RequestStatus | None, ends_on: date) -> bool:
    """Tell whether documents are still asked for, with the same last day."""
    if due_on is None or status is not RequestStatus.OPEN:
        return False
    return tasks.last_day_of(due_on) == ends_on


def _thing_of(row: Notice | Reminder) -> UUID | None:
    return next((key for name in THINGS if (key := getattr(row, f"{name}_id"))), None)


def _spot_of(row: Notice | Reminder, kind: NoticeKind | None) -> tuple[UUID | None, object]:
    """Return what a notice and its reminder have in common: the thing, or the place and what."""
    thing = _thing_of(row)
    return (thing, None) if thing is not None else (row.workspace_id, kind)


def _name_of(reminder: Reminder) -> str:
    """Return what a mail calls it by: the kind of thing, or what happened."""
    if reminder.told in TOLD_BY_NAME:
        return reminder.told.value
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
    others = [each for each in reminders if each.report_id or each.scoring_id]
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


def _terms_waiting(
    actor: Actor, place: Workspace, reminders: Sequence[Reminder]
) -> dict[UUID, date | None]:
    """Return the last day of each term that still runs with the same end."""
    about = {each.id: _thing_of(each) for each in reminders if _is_of_term(each)}
    if not about:
        return {}
    running: dict[UUID, list[Running]] = {}
    for term in list_running(actor, place, until=date.max):
        running.setdefault(term.id, []).append(term)
    waiting: dict[UUID, date | None] = {}
    for each in reminders:
        terms = running.get(thing, []) if (thing := about.get(each.id)) else []
        in_hours = sorted(one.ends_on for one in terms if one.ends_at)
        if each.moment == HOURS_RUN and in_hours:
            waiting[each.id] = in_hours[0]
        elif each.ends_on in {one.ends_on for one in terms}:
            waiting[each.id] = each.ends_on
    return waiting


def _is_of_term(reminder: Reminder) -> bool:
    return any(getattr(reminder, f"{each}_id") for each in RUNNING)


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
            Membership.is_living(),
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
    thing = func.coalesce(*(getattr(Notice, f"{each}_id") for each in (*ALWAYS, *RUNNING)))
    statement = select(Notice.person_id, thing, Notice.id).where(
        Notice.person_id.in_({each.person_id for each in reminders}),
        thing.in_({_thing_of(each) for each in reminders}),
        works_there,
        ~silenced,
    )
    return {(row[0], row[1]): row[2] for row in db.session().execute(statement)}
