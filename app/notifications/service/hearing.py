"""Hearing of what happens to tasks: who has to know gets a notice after the commit."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from app.kernel.jobs import named
from app.kernel.work import Work
from app.notifications.models import NoticeKind
from app.tasks.actions import TaskAction
from app.tasks.events import TaskMoved, TasksGotDay, TasksHandedOver, TasksMovedAlong
from app.tasks.models import UNFINISHED, Task, TaskStatus

TO_ASSIGNEE = {
    TaskAction.ASKED: NoticeKind.ASKED,
    TaskAction.CHANGED: NoticeKind.ASKED,
    TaskAction.EXTENDED: NoticeKind.JUDGED,
    TaskAction.TIME_REFUSED: NoticeKind.JUDGED,
    TaskAction.SENT_BACK: NoticeKind.JUDGED,
    TaskAction.CONFIRMED: NoticeKind.JUDGED,
    TaskAction.REMINDED: NoticeKind.REMINDED,
    TaskAction.WITHDRAWN: NoticeKind.WITHDRAWN,
    TaskAction.RESTORED: NoticeKind.ASKED,
    TaskAction.CAME_BACK: NoticeKind.ASKED,
}
TO_ASKER = {
    TaskAction.ACCEPTED: NoticeKind.ANSWERED,
    TaskAction.RETURNED: NoticeKind.ANSWERED,
    TaskAction.DELIVERED: NoticeKind.ANSWERED,
    TaskAction.TIME_ASKED: NoticeKind.WANTS_TIME,
}


TO_WAITING = {
    TaskAction.DELIVERED: NoticeKind.FREED,
    TaskAction.WITHDRAWN: NoticeKind.FREED,
    TaskAction.SENT_BACK: NoticeKind.HELD_UP,
    TaskAction.RESTORED: NoticeKind.HELD_UP,
}
"""For who waits for a task; confirming what was delivered frees nobody who was not free."""


def hear(work: Work, event: TaskMoved) -> None:
    """Have a notice made after the commit, for whoever has to know."""
    task, kind = event.task, TO_ASSIGNEE.get(event.action)
    if event.action is TaskAction.CHANGED and task.status is not TaskStatus.OPEN:
        kind = NoticeKind.CHANGED if task.status is TaskStatus.ACCEPTED else None
    if event.relieved is not None:
        _defer(work, task, NoticeKind.RELIEVED, whose=event.relieved)
    if event.action is TaskAction.RESTORED and task.status not in UNFINISHED:
        kind = None
    if event.action in TO_WAITING and not _frees_already(event):
        work.defer(
            named("notifications.note_waiting"),
            task_id=str(task.id),
            workspace_id=str(task.workspace_id),
            kind=TO_WAITING[event.action].value,
            by=str(work.actor.person_id or ""),
        )
    if event.action in TO_ASKER:
        whose = (task.asking_organisation_id, task.asked_by_id)
        _defer(work, task, TO_ASKER[event.action], whose=whose, also_followers=True)
    elif kind is not None:
        _defer(
            work, task, kind, whose=(task.organisation_id, task.assignee_id), also_followers=True
        )
    else:
        _defer_for_followers(work, task)


def _frees_already(event: TaskMoved) -> bool:
    """Tell whether who waits can still go on: what was delivered is asked again as that."""
    return event.action is TaskAction.RESTORED and event.task.status.lets_successors_go


def _defer(
    work: Work,
    task: Task,
    kind: NoticeKind,
    *,
    whose: tuple[UUID, UUID | None],
    also_followers: bool = False,
) -> None:
    organisation_id, person_id = whose
    by = work.actor.person_id
    if person_id is not None and person_id == by:
        if also_followers:
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
        also_followers=also_followers,
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
    """Have who gets each task told after the commit, and who did it before, place by place."""
    before = event.from_ids or (None,) * len(event.tasks)
    for task, from_id in zip(event.tasks, before, strict=True):
        if from_id is not None:
            _defer(work, task, NoticeKind.RELIEVED, whose=(task.organisation_id, from_id))
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
    """Have those who do the tasks told after the commit that their day moved with a term."""
    _tell_of_day(work, event.tasks, kind=NoticeKind.MOVED)


def hear_day(work: Work, event: TasksGotDay) -> None:
    """Have those who do the tasks told after the commit that they got another day."""
    _tell_of_day(work, event.tasks, kind=NoticeKind.DAY_SET)


def _tell_of_day(work: Work, moved: Sequence[Task], *, kind: NoticeKind) -> None:
    """Have those who do the tasks told, organisation by organisation.

    A day that moves under a task nobody has to do any more is no news.
    """
    by_organisation: dict[UUID, list[Task]] = {}
    for task in moved:
        if task.status.is_waiting_for_assignee:
            by_organisation.setdefault(task.organisation_id, []).append(task)
    for organisation_id, tasks in by_organisation.items():
        work.defer(
            named("notifications.note_moved"),
            task_ids=[str(each.id) for each in tasks],
            workspace_id=str(tasks[0].workspace_id),
            organisation_id=str(organisation_id),
            by=str(work.actor.person_id or ""),
            kind=kind.value,
        )
