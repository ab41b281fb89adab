"""Reminding of what is due: once for each task, last day, moment and person."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert

from app.kernel import clock, ids, terms
from app.kernel.access import Actor
from app.kernel.work import Work, keeping_books
from app.notifications import queries
from app.notifications.models import Level, Mailing, NoticeKind, Reminder
from app.notifications.queries import Crew
from app.notifications.service.noting import put_notices
from app.tasks import queries as tasks
from app.tasks.models import Task

HORIZON = timedelta(days=40)
"""How far a due day may lie ahead or behind to be looked at."""
AT_ONCE = 50
"""Reminders made in one transaction: what breaks off loses no more than that, and goes on there."""


@dataclass(frozen=True, slots=True)
class _Wanted:
    """A reminder that has to be there."""

    task: Task
    ends_on: date
    moment: int
    person_id: UUID
    kind: NoticeKind

    @property
    def key(self) -> tuple[UUID, date, int, UUID]:
        """What makes it one reminder."""
        return self.task.id, self.ends_on, self.moment, self.person_id


def remind(actor: Actor, *, today: date) -> int:
    """Make the reminders of one organisation in one place; return how many were new.

    Safe to run at any time, twice, and by several workers at once: the table holds each once.

    Args:
        actor: a job, acting for that organisation in that place.
    """
    due = tasks.list_due(actor, until=today + HORIZON)
    workspace = queries.find_place(actor)
    if not due or workspace is None or not workspace.is_open:
        return 0
    crew, known = queries.crew_of(actor, workspace), queries.list_reminded(due)
    wanted = [each for task in due for each in _wanted(task, crew, today=today)]
    missing = [each for each in wanted if each.key not in known]
    made = 0
    for some in _batched(missing, AT_ONCE):
        with keeping_books(actor) as work:
            made += sum(_put(work, each, crew) for each in some)
    return made


def _batched(wanted: list[_Wanted], size: int) -> Iterator[list[_Wanted]]:
    """Cut a list into pieces."""
    for start in range(0, len(wanted), size):
        yield wanted[start : start + size]


def _wanted(task: Task, crew: Crew, *, today: date) -> Iterator[_Wanted]:
    if task.due_on is None:
        return
    ends_on = tasks.last_day_of(task.due_on, is_counted=task.term_id is not None)
    left = (ends_on - today).days
    asked_on = ids.moment_of(task.id).astimezone(terms.AMSTERDAM).date()
    for person_id in _doers(task, crew):
        moment = _moment_of(crew.moments_of(person_id), left)
        if moment is None or ends_on - timedelta(days=moment) <= asked_on:
            continue
        kind = NoticeKind.DUE if moment >= 0 else NoticeKind.LATE
        yield _Wanted(task, ends_on, moment, person_id, kind)
        deputy = crew.deputy_of(person_id, today)
        if deputy is not None:
            yield _Wanted(task, ends_on, moment, deputy, NoticeKind.FOR_ANOTHER)
        if moment < 0:
            for each in crew.coordinators:
                yield _Wanted(task, ends_on, moment, each, NoticeKind.COORDINATING)


def _doers(task: Task, crew: Crew) -> list[UUID]:
    if task.assignee_id is None or task.assignee_id not in crew.people:
        return list(crew.workers)
    return [task.assignee_id]


def _moment_of(moments: list[int], left: int) -> int | None:
    """Return the latest moment that has come: a day without a clock skips none and repeats none."""
    come = [each for each in moments if each >= left]
    return min(come) if come else None


def _put(work: Work, wanted: _Wanted, crew: Crew) -> bool:
    """Put a reminder in the table with its notice and its mailing, unless it was there."""
    level = crew.level_of(wanted.person_id)
    if level is Level.NOTHING:
        return False
    new = (
        insert(Reminder)
        .values(
            id=ids.new_id(),
            task_id=wanted.task.id,
            ends_on=wanted.ends_on,
            moment=wanted.moment,
            person_id=wanted.person_id,
            organisation_id=work.actor.organisation_id,
            workspace_id=wanted.task.workspace_id,
            mailing_id=_mailing(work, wanted.person_id, crew) if level is Level.ALL else None,
            made_at=clock.now(),
        )
        .on_conflict_do_nothing()
        .returning(Reminder.id)
    )
    if work.session.execute(new).scalar_one_or_none() is None:
        return False
    put_notices(work, wanted.task, kind=wanted.kind, people=[wanted.person_id])
    return True


def _mailing(work: Work, person_id: UUID, crew: Crew) -> UUID | None:
    """Return the person's next mailing; None for who wants no mails or is away.

    Where two workers make the same reminder at once, a mailing may stay empty: nothing is sent.
    """
    if crew.is_away(person_id, clock.today()):
        return None
    slot = crew.hours_of(person_id).next_slot(clock.now())
    if slot is None:
        return None
    new = insert(Mailing).values(id=ids.new_id(), person_id=person_id, slot_at=slot)
    same = {"slot_at": new.excluded.slot_at}
    put = new.on_conflict_do_update(index_elements=["person_id", "slot_at"], set_=same)
    return work.session.execute(put.returning(Mailing.id)).scalar_one()
