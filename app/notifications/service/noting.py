"""Making a notice for whoever has to know; never what a thing holds."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.dialects.postgresql import insert

from app.kernel import clock, ids
from app.kernel.access import Actor
from app.kernel.work import Work, keeping_books
from app.notifications import queries
from app.notifications.models import OF_PLACE, About, Level, Notice, NoticeKind
from app.tasks import queries as tasks
from app.tasks.models import Task


def note(
    actor: Actor, task_id: UUID, *, kind: NoticeKind, person_id: UUID | None, by: UUID | None
) -> frozenset[UUID]:
    """Make the notice for those who may see the task now; return who. Safe to run twice.

    Args:
        actor: a job, acting for the organisation of those who get it.
        person_id: who gets it; None: who works there for the organisation.
        by: who took the step, and knows.
    """
    known = queries.find_task(actor, task_id)
    if known is None:
        return frozenset()
    crew = queries.crew_of(actor, known.workspace)
    people = [person_id] if person_id is not None else _those_asked(known, crew, kind=kind)
    if kind is NoticeKind.RELIEVED:
        people = [each for each in people if each != known.assignee_id]
    if person_id is None and kind is NoticeKind.ASKED and known.office is None:
        kind = NoticeKind.ASKED_OF_US
    wanted = [
        each
        for each in people
        if each in crew.people and each != by and crew.level_of(each) is not Level.NOTHING
    ]
    with keeping_books(actor) as work:
        put_notices(work, about_task(known), kind=kind, people=wanted)
    return frozenset(wanted)


def _those_asked(task: Task, crew: queries.Crew, *, kind: NoticeKind) -> Sequence[UUID]:
    """Return who hears of what nobody in particular has; who had it before may be of no office."""
    if task.office is None or kind is NoticeKind.RELIEVED:
        return crew.workers
    return crew.asked_by_office(task.office)


def note_followers(actor: Actor, task_id: UUID, *, people: Iterable[UUID]) -> None:
    """Tell those of one organisation who follow a task and may see it now; safe to run twice.

    Args:
        actor: a job, acting for their organisation.
        people: who follows it and was not told otherwise.
    """
    known = queries.find_task(actor, task_id)
    if known is None:
        return
    crew = queries.crew_of(actor, known.workspace)
    wanted = [
        each for each in people if each in crew.people and crew.level_of(each) is not Level.NOTHING
    ]
    with keeping_books(actor) as work:
        put_notices(work, about_task(known), kind=NoticeKind.FOLLOWED, people=wanted)


def note_waiting(
    actor: Actor, task_id: UUID, *, kind: NoticeKind, before_id: UUID, by: UUID | None
) -> None:
    """Tell whoever does a task that it can begin, or must wait again; safe to run twice.

    While it waits for others as well, neither is so.

    Args:
        actor: a job, acting for the organisation that does it.
        before_id: the task it waits for, which was just delivered, or is not any more.
    """
    known = queries.find_task(actor, task_id)
    but_for = before_id if kind is NoticeKind.HELD_UP else None
    if known is not None and not tasks.is_held_up(actor, known, but_for=but_for):
        note_doer(actor, task_id, kind=kind, by=by)


def note_doer(actor: Actor, task_id: UUID, *, kind: NoticeKind, by: UUID | None) -> None:
    """Tell whoever does a task now what became of it or its day; safe to run twice.

    Args:
        actor: a job, acting for the organisation that does it.
        by: who did that, and knows.
    """
    known = queries.find_task(actor, task_id)
    if known is not None and known.status.is_waiting_for_assignee:
        note(actor, task_id, kind=kind, person_id=known.assignee_id, by=by)


def about_task(task: Task) -> About:
    """Return what a notice of a task is about."""
    return About(task.workspace_id, "task", task.id)


class Told(NamedTuple):
    """A notice that has to be there: about what, which, for whom."""

    about: About
    kind: NoticeKind
    person_id: UUID


def put_notices(work: Work, about: About, *, kind: NoticeKind, people: Iterable[UUID]) -> None:
    """Put one line for each person; a second notice of a thing takes the place of the first."""
    put_all_notices(work, [Told(about, kind, each) for each in people])


def put_all_notices(work: Work, told: Sequence[Told]) -> None:
    """Put a line for each thing and person; the last of the same two counts.

    Of a workspace itself there is one for each kind.
    """
    by_column: dict[str | None, dict[tuple[UUID, UUID, NoticeKind | None], Told]] = {}
    for each in told:
        column = each.about.column
        kind = each.kind if column is None else None
        by_column.setdefault(column, {})[each.about.id, each.person_id, kind] = each
    for column, lines in by_column.items():
        new = insert(Notice)
        anew = {"kind": new.excluded.kind, "at": new.excluded.at, "read_at": None}
        if column is None:
            put = new.on_conflict_do_update(
                index_elements=["person_id", "workspace_id", "kind"],
                index_where=text(OF_PLACE),
                set_=anew,
            )
        else:
            put = new.on_conflict_do_update(index_elements=["person_id", column], set_=anew)
        work.session.execute(put, [_notice(work, each) for each in lines.values()])


def _notice(work: Work, told: Told) -> dict[str, Any]:
    column = told.about.column
    return {
        "id": ids.new_id(),
        "person_id": told.person_id,
        "organisation_id": work.actor.organisation_id,
        "workspace_id": told.about.workspace_id,
        "kind": told.kind,
        "at": clock.now(),
        **({column: told.about.id} if column else {"place_ref": told.about.ref}),
    }


def note_of_place(actor: Actor, kind: NoticeKind, *, also: UUID | None = None) -> None:
    """Put one line for each coordinator who wants to hear from the place; safe to run twice.

    Args:
        actor: a job, acting for their organisation in that place.
        also: somebody who is told too, while in the place for that organisation.
    """
    place = queries.find_place(actor)
    if place is None:
        return
    crew = queries.crew_of(actor, place)
    people = {*crew.coordinators, *([also] if also else [])} & crew.people
    wanted = [each for each in sorted(people) if crew.level_of(each) is not Level.NOTHING]
    with keeping_books(actor) as work:
        put_notices(work, About(place.id, None, place.id), kind=kind, people=wanted)
