"""Changing several tasks of a workspace in one act: all of those that were chosen, or none."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from app.kernel.access import Actor, require
from app.kernel.errors import Refused
from app.kernel.jobs import Job
from app.kernel.text import _
from app.kernel.work import Work, begin_work
from app.tasks import queries
from app.tasks.actions import TaskAction
from app.tasks.models import UNFINISHED, ExtensionStatus, Task, TaskStatus
from app.tasks.policy import TaskPermission
from app.tasks.service.coming_back import carry_over, stop_with
from app.tasks.service.extending import settle_wish
from app.tasks.service.making import Wish, tell_of
from app.tasks.service.steps import move
from app.tasks.service.together import set_day, withdraw_all
from app.workspaces import queries as workspaces
from app.workspaces.models import Workspace


class SeveralKind(StrEnum):
    """What is done with several tasks."""

    DAY = "day"
    ASSIGNEE = "assignee"
    WITHDRAW = "withdraw"


@dataclass(frozen=True, slots=True, kw_only=True)
class Several:
    """What is done with several tasks, and with what."""

    kind: SeveralKind
    due_on: date | None = None
    organisation_id: UUID | None = None
    assignee_id: UUID | None = None
    """None: somebody of that organisation."""


def change_several(
    actor: Actor, workspace: Workspace, *, ids: Collection[UUID], change: Several, tell: Job
) -> int:
    """Give tasks another day, ask them of somebody else, or take them back; return how many.

    Args:
        tell: the job that mails who is asked, after the commit.

    Raises:
        NotAllowed: one of them was asked by another organisation.
        Refused: nothing was chosen, one of them cannot be changed any more, or not like this.
    """
    with begin_work(actor) as work:
        tasks = queries.hold_some(actor, workspace, ids)
        if not tasks:
            raise Refused(_("Choose at least one task."), field="tasks")
        for task in tasks:
            require(actor, TaskPermission.CHANGE, task)
        if len(tasks) < len(set(ids)) or any(each.status not in UNFINISHED for each in tasks):
            raise Refused(_("Some of these tasks changed meanwhile. Choose again."), field="tasks")
        match change.kind:
            case SeveralKind.DAY:
                _set_day(work, tasks, change.due_on)
            case SeveralKind.ASSIGNEE:
                _ask_another(work, workspace, tasks, change=change, tell=tell)
            case SeveralKind.WITHDRAW:
                withdraw_all(work, tasks)
                for task in tasks:
                    stop_with(work, task)
    return len(tasks)


def _set_day(work: Work, tasks: Sequence[Task], day: date | None) -> None:
    if day is None:
        raise Refused(_("Choose a day."), field="due_on")
    set_day(work, tasks, day=day)


def _ask_another(
    work: Work, workspace: Workspace, tasks: Sequence[Task], *, change: Several, tell: Job
) -> None:
    organisation_id, assignee_id = change.organisation_id, change.assignee_id
    if organisation_id is None or not _takes_part(workspace, organisation_id, assignee_id):
        raise Refused(_("Choose somebody who takes part here."), field="assignee")
    for task in tasks:
        asked = (task.organisation_id, task.assignee_id)
        if asked == (organisation_id, assignee_id):
            continue
        _check_other(task, organisation_id)
        settle_wish(work, task, ExtensionStatus.LAPSED)
        task.organisation_id, task.assignee_id, task.answer = organisation_id, assignee_id, None
        changed = ["organisation_id", "assignee_id"]
        wish = Wish(title=task.title, organisation_id=organisation_id, assignee_id=assignee_id)
        carry_over(work, task, wish=wish, changed=changed)
        is_relief = asked[1] is not None or asked[0] != organisation_id
        move(
            work,
            task,
            TaskStatus.OPEN,
            action=TaskAction.CHANGED,
            relieved=asked if is_relief else None,
            changed=changed,
            organisation=organisation_id,
            person=assignee_id,
        )
        tell_of(work, task, tell)


def _takes_part(workspace: Workspace, organisation_id: UUID, person_id: UUID | None) -> bool:
    if not workspaces.find_active_participations(workspace, [organisation_id]):
        return False
    return person_id is None or person_id in workspaces.list_member_ids(workspace, organisation_id)


def _check_other(task: Task, organisation_id: UUID) -> None:
    """Go on only when another organisation may have a task, and sees what it waits for."""
    if task.organisation_id == organisation_id:
        return
    if task.is_private:
        raise Refused(
            _("Only your organisation sees this task, so you cannot ask it of another."),
            field="assignee",
        )
    if task.predecessor_id is not None:
        raise Refused(
            _("%(title)s waits for another task. Change it by itself.", title=task.title),
            field="tasks",
        )
