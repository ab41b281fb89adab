"""Changing several tasks of a workspace in one act: all of those that were chosen, or none."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from app.kernel.access import Actor
from app.kernel.errors import Refused
from app.kernel.jobs import Job
from app.kernel.text import _
from app.kernel.work import Work, begin_work
from app.tasks import queries
from app.tasks.models import Office, Task
from app.tasks.service.changing import ask_otherwise
from app.tasks.service.making import Wish
from app.tasks.service.together import set_day
from app.tasks.service.withdrawing import check_chosen, check_versions
from app.workspaces import queries as workspaces
from app.workspaces.models import Workspace


class SeveralKind(StrEnum):
    """What is done with several tasks."""

    DAY = "day"
    ASSIGNEE = "assignee"
    WITHDRAW = "withdraw"
    """As `withdrawing.withdraw_several`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Several:
    """What is done with several tasks, and with what."""

    kind: SeveralKind
    due_on: date | None = None
    organisation_id: UUID | None = None
    assignee_id: UUID | None = None
    """None: somebody of that organisation."""
    office: Office | None = None


def change_several(
    actor: Actor, workspace: Workspace, *, seen: Mapping[UUID, int], change: Several, tell: Job
) -> int:
    """Give tasks another day, or ask them of somebody else; return how many.

    Args:
        seen: which tasks, by the version on the actor's screen.
        tell: the job that mails who is asked, after the commit.

    Raises:
        NotAllowed: one of them was asked by another organisation.
        Refused: nothing was chosen, one of them changed meanwhile, or cannot be changed like this.
    """
    with begin_work(actor) as work:
        tasks = queries.hold_some(actor, workspace, seen)
        check_chosen(actor, tasks, seen)
        check_versions(tasks, seen)
        if change.kind is SeveralKind.DAY:
            _set_day(work, tasks, change.due_on)
        else:
            _ask_another(work, workspace, tasks, change=change, tell=tell)
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
        if _is_asked_so(task, change):
            continue
        _check_other(task, organisation_id)
        wish = Wish(
            title=task.title,
            details=task.details,
            organisation_id=organisation_id,
            assignee_id=assignee_id,
            office=change.office,
            due_on=task.due_on,
            predecessor_ids=task.predecessors.ids,
            term_id=task.term_id,
        )
        ask_otherwise(work, task, wish=wish, tell=tell, keeps_checklist=True)


def _is_asked_so(task: Task, change: Several) -> bool:
    asked = task.organisation_id, task.assignee_id
    if asked != (change.organisation_id, change.assignee_id):
        return False
    return task.assignee_id is not None or task.office is change.office


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
