"""Withdrawing what was asked, and asking it again as it was: one task, or those of one act."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from app.kernel import clock
from app.kernel.access import Actor, require
from app.kernel.errors import Refused
from app.kernel.text import _
from app.kernel.work import Work, begin_work
from app.tasks import queries
from app.tasks.actions import TaskAction
from app.tasks.models import UNFINISHED, Task, TaskStatus
from app.tasks.policy import TaskPermission
from app.tasks.queries import TaskRow
from app.tasks.service.coming_back import go_on_with, stop_with
from app.tasks.service.making import set_day_of
from app.tasks.service.steps import move, take
from app.workspaces import queries as workspaces
from app.workspaces.models import Workspace


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """Tasks that were withdrawn in one act."""

    number: int
    at: datetime
    """The moment of that act; by it they are found to be asked again."""


def withdraw(actor: Actor, task: Task, *, seen_version: int) -> None:
    """Withdraw what was asked; who waited for it can go on. It comes back no more.

    Raises:
        OutOfDate: somebody changed it meanwhile.
        Refused: it is over already.
    """
    with begin_work(actor) as work:
        take(work, task, TaskPermission.WITHDRAW, seen_version=seen_version)
        _withdraw(work, task, at=clock.now())
        stop_with(work, task)


def withdraw_all(work: Work, tasks: Sequence[Task]) -> datetime:
    """Take back what was asked; return the moment of that.

    Args:
        tasks: held by `queries.hold_some`.
    """
    now = clock.now()
    for task in tasks:
        require(work.actor, TaskPermission.WITHDRAW, task)
        _withdraw(work, task, at=now)
    return now


def _withdraw(work: Work, task: Task, *, at: datetime) -> None:
    task.withdrawn_from = task.status
    move(work, task, TaskStatus.WITHDRAWN, action=TaskAction.WITHDRAWN)
    task.changed_at = at


def foresee_withdrawal(
    actor: Actor, workspace: Workspace, *, ids: Collection[UUID]
) -> list[TaskRow]:
    """Return what would be withdrawn, by due day; changes nothing.

    Raises:
        NotAllowed: one of them was asked by another organisation.
        Refused: nothing was chosen, or one of them cannot be withdrawn any more.
    """
    rows = queries.list_by_id(actor, workspace, ids)
    check_chosen(actor, [each.task for each in rows], ids)
    return rows


def withdraw_several(actor: Actor, workspace: Workspace, *, seen: Mapping[UUID, int]) -> Withdrawal:
    """Withdraw tasks in one act; what comes back, comes back no more.

    Args:
        seen: which tasks, by the version on the actor's screen.

    Raises:
        NotAllowed: one of them was asked by another organisation.
        Refused: nothing was chosen, or one of them changed meanwhile.
    """
    with begin_work(actor) as work:
        tasks = queries.hold_some(actor, workspace, seen)
        check_chosen(actor, tasks, seen)
        check_versions(tasks, seen)
        now = withdraw_all(work, tasks)
        for task in tasks:
            stop_with(work, task)
    return Withdrawal(len(tasks), now)


def check_chosen(
    actor: Actor, tasks: Sequence[Task | queries.TaskFacts], ids: Collection[UUID]
) -> None:
    """Go on only when all tasks that were chosen are there, unfinished, and the actor's to change.

    Raises:
        NotAllowed: one of them was asked by another organisation.
        Refused: nothing was chosen, or one of them changed meanwhile.
    """
    if not tasks:
        raise Refused(_("Choose at least one task."), field="tasks")
    for task in tasks:
        require(actor, TaskPermission.CHANGE, task)
    if len(tasks) < len(set(ids)) or any(each.status not in UNFINISHED for each in tasks):
        raise _changed()


def check_versions(tasks: Sequence[Task], seen: Mapping[UUID, int]) -> None:
    """Go on only when tasks, held, are as they were on screen.

    Raises:
        Refused: one of them changed meanwhile.
    """
    if any(seen.get(each.id) != each.version for each in tasks):
        raise _changed()


def _changed() -> Refused:
    return Refused(_("Some of these tasks changed meanwhile. Choose again."), field="tasks")


def restore(actor: Actor, task: Task, *, seen_version: int) -> None:
    """Ask again what was withdrawn, as it stood before; what came back with it does so again.

    Raises:
        OutOfDate: somebody changed it meanwhile.
        Refused: it is not withdrawn, belongs to something larger, or who did it takes part no more.
    """
    with begin_work(actor) as work:
        queries.wait_for_turn(task.workspace)
        take(work, task, TaskPermission.RESTORE, seen_version=seen_version)
        _restore_all(work, task.workspace, [task])


def restore_several(actor: Actor, workspace: Workspace, *, at: datetime) -> int:
    """Ask again what was withdrawn in one act, as it stood before; return how many.

    Args:
        at: the moment of that act.

    Raises:
        NotAllowed: another organisation withdrew them.
        Refused: none of them is withdrawn any more, or who did one of them takes part no more.
    """
    with begin_work(actor) as work:
        queries.wait_for_turn(workspace)
        tasks = queries.hold_withdrawn(actor, workspace, at)
        if not tasks:
            raise Refused(_("These tasks are not withdrawn any more."))
        for task in tasks:
            require(actor, TaskPermission.RESTORE, task)
        _restore_all(work, workspace, tasks)
    return len(tasks)


def _restore_all(work: Work, workspace: Workspace, tasks: Sequence[Task]) -> None:
    parties = {each.organisation_id for each in tasks}
    here = workspaces.find_active_participations(workspace, list(parties))
    days = _days_of_terms(work.actor, workspace, tasks)
    for task in tasks:
        if task.withdrawn_from is None or task.is_part:
            raise Refused(_("This task cannot be asked again as it was. Ask a new one."))
        if task.organisation_id not in here:
            raise Refused(
                _("Who did this task takes no part here any more. Ask a new one of somebody else.")
            )
        since, status = task.changed_at, task.withdrawn_from
        if task.term_id in days:
            set_day_of(task, days[task.term_id])
        task.withdrawn_from = None
        move(work, task, status, action=TaskAction.RESTORED, back_to=str(status))
        go_on_with(work, task, since=since)


def _days_of_terms(
    actor: Actor, workspace: Workspace, tasks: Sequence[Task]
) -> dict[UUID | None, date | None]:
    """Return when the terms end that tasks follow; they moved on while these were withdrawn."""
    if all(each.term_id is None for each in tasks):
        return {}
    given = queries.list_given(actor, workspace)
    ends = queries.reckon(given)
    return {each.id: ends[each.id].ends_on for each in given if not each.is_closed}
