"""Making a notice when a task is asked or takes a step, or an organisation leaves."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.dialects.postgresql import insert

from app.closing.events import ClosingMoved, ClosingStep
from app.documents.events import WhatStaysChosen
from app.emergencies.events import EmergencyMoved
from app.identity.events import AddressRefused
from app.kernel import clock, ids
from app.kernel.access import Actor
from app.kernel.jobs import named
from app.kernel.work import Work, keeping_books
from app.notifications import queries
from app.notifications.models import OF_PLACE, About, Level, Notice, NoticeKind
from app.successions.events import PlaceSucceeds
from app.tasks.actions import TaskAction
from app.tasks.events import TaskMoved, TasksHandedOver, TasksMovedAlong
from app.tasks.models import Task, TaskStatus

TO_ASSIGNEE = {
    TaskAction.ASKED: NoticeKind.ASKED,
    TaskAction.CHANGED: NoticeKind.ASKED,
    TaskAction.EXTENDED: NoticeKind.JUDGED,
    TaskAction.TIME_REFUSED: NoticeKind.JUDGED,
    TaskAction.SENT_BACK: NoticeKind.JUDGED,
    TaskAction.CONFIRMED: NoticeKind.JUDGED,
    TaskAction.REMINDED: NoticeKind.REMINDED,
    TaskAction.CAME_BACK: NoticeKind.ASKED,
}
OF_STEP = {
    ClosingStep.STARTED: NoticeKind.CLOSING,
    ClosingStep.SILENT: NoticeKind.CLOSING_DUE,
    ClosingStep.CLOSED: NoticeKind.CLOSED,
}
TO_ASKER = {
    TaskAction.ACCEPTED: NoticeKind.ANSWERED,
    TaskAction.RETURNED: NoticeKind.ANSWERED,
    TaskAction.DELIVERED: NoticeKind.ANSWERED,
    TaskAction.TIME_ASKED: NoticeKind.WANTS_TIME,
}


def hear(work: Work, event: TaskMoved) -> None:
    """Have a notice made after the commit, for whoever has to know."""
    task = event.task
    if event.action in TO_ASKER:
        whose = (task.asking_organisation_id, task.asked_by_id)
        _defer(work, task, TO_ASKER[event.action], whose=whose)
        return
    kind = TO_ASSIGNEE.get(event.action)
    is_asked_anew = event.action is not TaskAction.CHANGED or task.status is TaskStatus.OPEN
    if kind is not None and is_asked_anew:
        _defer(work, task, kind, whose=(task.organisation_id, task.assignee_id))
        return
    _defer_for_followers(work, task)


def _defer(work: Work, task: Task, kind: NoticeKind, *, whose: tuple[UUID, UUID | None]) -> None:
    organisation_id, person_id = whose
    by = work.actor.person_id
    if person_id is not None and person_id == by:
        _defer_for_followers(work, task)
        return
    work.defer(
        named("notifications.note"),
        task_id=str(task.id),
        workspace_id=str(task.workspace_id),
        organisation_id=str(organisation_id),
        person_id=str(person_id or ""),
        kind=kind.value,
        by=str(by or ""),
    )


def _defer_for_followers(work: Work, task: Task) -> None:
    """Have those told who follow a task, where nobody else has to know."""
    work.defer(
        named("notifications.note_followers"),
        task_id=str(task.id),
        workspace_id=str(task.workspace_id),
        by=str(work.actor.person_id or ""),
    )


def hear_handover(work: Work, event: TasksHandedOver) -> None:
    """Have the colleague told of each task after the commit, place by place."""
    if event.to_id == work.actor.person_id:
        return
    by_place: dict[UUID, list[Task]] = {}
    for task in event.tasks:
        by_place.setdefault(task.workspace_id, []).append(task)
    for place, tasks in by_place.items():
        work.defer(
            named("notifications.note_handover"),
            task_ids=[str(each.id) for each in tasks],
            workspace_id=str(place),
            organisation_id=str(tasks[0].organisation_id),
            person_id=str(event.to_id),
            by=str(work.actor.person_id or ""),
        )


def hear_moved(work: Work, event: TasksMovedAlong) -> None:
    """Have those who do the tasks told after the commit, organisation by organisation.

    A day that moves under a task nobody has to do any more is no news.
    """
    by_organisation: dict[UUID, list[Task]] = {}
    for task in event.tasks:
        if task.status.is_waiting_for_assignee:
            by_organisation.setdefault(task.organisation_id, []).append(task)
    for organisation_id, tasks in by_organisation.items():
        work.defer(
            named("notifications.note_moved"),
            task_ids=[str(each.id) for each in tasks],
            workspace_id=str(tasks[0].workspace_id),
            organisation_id=str(organisation_id),
            by=str(work.actor.person_id or ""),
        )


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
    people = [person_id] if person_id is not None else crew.workers
    if person_id is None and kind is NoticeKind.ASKED:
        kind = NoticeKind.ASKED_OF_US
    wanted = [
        each
        for each in people
        if each in crew.people and each != by and crew.level_of(each) is not Level.NOTHING
    ]
    with keeping_books(actor) as work:
        put_notices(work, about_task(known), kind=kind, people=wanted)
    return frozenset(wanted)


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


def note_moved(actor: Actor, task_id: UUID, *, by: UUID | None) -> None:
    """Tell whoever does a task now that its day moved; safe to run twice.

    Args:
        actor: a job, acting for the organisation that does it.
        by: who moved the term, and knows.
    """
    known = queries.find_task(actor, task_id)
    if known is not None and known.status.is_waiting_for_assignee:
        note(actor, task_id, kind=NoticeKind.MOVED, person_id=known.assignee_id, by=by)


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
    """Put a line for each thing and person; the last of the same two counts."""
    by_column: dict[str, dict[tuple[UUID, UUID], Told]] = {}
    for each in told:
        by_column.setdefault(each.about.column, {})[each.about.id, each.person_id] = each
    for column, lines in by_column.items():
        new = insert(Notice)
        anew = {"kind": new.excluded.kind, "at": new.excluded.at, "read_at": None}
        put = new.on_conflict_do_update(index_elements=["person_id", column], set_=anew)
        work.session.execute(put, [_notice(work, each) for each in lines.values()])


def _notice(work: Work, told: Told) -> dict[str, Any]:
    return {
        "id": ids.new_id(),
        "person_id": told.person_id,
        "organisation_id": work.actor.organisation_id,
        "workspace_id": told.about.workspace_id,
        "kind": told.kind,
        "at": clock.now(),
        told.about.column: told.about.id,
    }


def hear_what_stays(work: Work, event: WhatStaysChosen) -> None:
    """Have the coordinators of the lead told after the commit; not of which documents."""
    work.defer(
        named("notifications.note_of_place"),
        workspace_id=str(event.workspace_id),
        organisation_id=str(event.lead_id),
        kind=NoticeKind.LEFT.value,
    )


def hear_closing(work: Work, event: ClosingMoved) -> None:
    """Have the coordinators of an organisation told after the commit how far a closing is."""
    work.defer(
        named("notifications.note_of_place"),
        workspace_id=str(event.workspace_id),
        organisation_id=str(event.organisation_id),
        kind=OF_STEP[event.step].value,
    )


def hear_succession(work: Work, event: PlaceSucceeds) -> None:
    """Have the coordinators of everybody in a place told that one of them gets a successor."""
    for organisation_id in event.organisation_ids:
        work.defer(
            named("notifications.note_of_place"),
            workspace_id=str(event.workspace_id),
            organisation_id=str(organisation_id),
            kind=NoticeKind.SUCCESSION.value,
        )


def hear_emergency(work: Work, event: EmergencyMoved) -> None:
    """Have the coordinators of everybody in a place told that emergency sight was opened there."""
    for organisation_id in event.organisation_ids:
        work.defer(
            named("notifications.note_of_place"),
            workspace_id=str(event.workspace_id),
            organisation_id=str(organisation_id),
            kind=NoticeKind.EMERGENCY.value,
        )


def hear_refused(work: Work, event: AddressRefused) -> None:
    """Have the coordinators of an organisation told that mail to a colleague comes back."""
    for workspace_id in sorted(event.workspace_ids):
        work.defer(
            named("notifications.note_of_place"),
            workspace_id=str(workspace_id),
            organisation_id=str(event.organisation_id),
            kind=NoticeKind.REFUSED.value,
        )


def note_of_place(actor: Actor, kind: NoticeKind) -> None:
    """Put one line for each coordinator who wants to hear from the place; safe to run twice.

    Args:
        actor: a job, acting for their organisation in that place.
    """
    place = queries.find_place(actor)
    if place is None:
        return
    crew = queries.crew_of(actor, place)
    wanted = [each for each in crew.coordinators if crew.level_of(each) is not Level.NOTHING]
    with keeping_books(actor) as work:
        for person_id in wanted:
            new = insert(Notice).values(
                id=ids.new_id(),
                person_id=person_id,
                organisation_id=actor.organisation_id,
                workspace_id=place.id,
                kind=kind,
                at=clock.now(),
            )
            anew = {"kind": kind, "at": new.excluded.at, "read_at": None}
            work.session.execute(
                new.on_conflict_do_update(
                    index_elements=["person_id", "workspace_id"],
                    index_where=text(OF_PLACE),
                    set_=anew,
                )
            )
