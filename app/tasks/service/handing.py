"""Handing tasks over to a colleague: one of them, or all that somebody has, as when falling ill."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from app.kernel import clock
from app.kernel.access import Actor, decide, require
from app.kernel.errors import Refused
from app.kernel.events import announce
from app.kernel.text import _
from app.kernel.work import Work, begin_work
from app.tasks import queries
from app.tasks.actions import TaskAction
from app.tasks.events import TasksHandedOver
from app.tasks.models import Task
from app.tasks.policy import TaskPermission
from app.tasks.service.steps import take
from app.workspaces import queries as workspaces
from app.workspaces.models import Workspace


@dataclass(frozen=True, slots=True)
class Handover:
    """What became of all that somebody had."""

    moved: int
    left: int
    """Tasks that stay, because the colleague does not work in their workspace."""


def hand_over(actor: Actor, task: Task, *, to_id: UUID, seen_version: int) -> None:
    """Give a task of one's own organisation to a colleague; who had accepted it need not tell why.

    Raises:
        OutOfDate: somebody changed it meanwhile.
        Refused: it is answered, or the colleague does not work there or has it already.
    """
    with begin_work(actor) as work:
        take(work, task, TaskPermission.HAND_OVER, seen_version=seen_version)
        if to_id == task.assignee_id:
            raise Refused(_("This colleague has the task already."), field="colleague")
        if task.workspace_id not in workspaces.list_places_of_colleague(actor, to_id):
            raise Refused(_("Choose a colleague who works here."), field="colleague")
        _give(work, [task], to_id=to_id)


def hand_over_all(
    actor: Actor, places: Iterable[Workspace], *, from_id: UUID, to_id: UUID
) -> Handover:
    """Give everything somebody has to a colleague, in the workspaces where that colleague works.

    Args:
        places: workspaces that were loaded for this very actor.

    Raises:
        Refused: they are the same person, or there is nothing that can be handed over.
    """
    if from_id == to_id:
        raise Refused(_("Choose another colleague."), field="taker")
    with begin_work(actor) as work:
        return pass_on(work, places, from_id=from_id, to_id=to_id)


def pass_on(work: Work, places: Iterable[Workspace], *, from_id: UUID, to_id: UUID) -> Handover:
    """Give everything somebody has to a colleague, as part of a larger work.

    Raises:
        Refused: there is nothing that can be handed over, or not to this colleague.
    """
    actor = work.actor
    held = queries.hold_unfinished(actor, places, from_id)
    allowed = [each for each in held if _may(actor, each)]
    there = workspaces.list_places_of_colleague(actor, to_id)
    moving = [each for each in allowed if each.workspace_id in there]
    if not allowed:
        raise Refused(_("This person has no open tasks that you can hand over."), field="giver")
    if not moving:
        raise Refused(_("This colleague works in none of those workspaces."), field="taker")
    for each in moving:
        require(actor, TaskPermission.HAND_OVER, each)
    _give(work, moving, to_id=to_id)
    return Handover(len(moving), len(held) - len(moving))


def _may(actor: Actor, task: Task) -> bool:
    return decide(actor, TaskPermission.HAND_OVER, task).allowed


def _give(work: Work, tasks: Sequence[Task], *, to_id: UUID) -> None:
    before = tuple(each.assignee_id for each in tasks)
    for task, old in zip(tasks, before, strict=True):
        task.assignee_id = to_id
        task.version += 1
        task.changed_at = clock.now()
        work.record(TaskAction.HANDED_OVER, task, version=task.version, old=old, new=to_id)
    announce(work, TasksHandedOver(tuple(tasks), to_id, before))
