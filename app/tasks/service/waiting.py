"""What a task waits for: what it may be, and writing it down."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from app.kernel.access import Actor
from app.kernel.errors import Refused
from app.kernel.text import _
from app.kernel.work import Work
from app.tasks import queries
from app.tasks.models import Predecessors, Task, TaskPredecessor
from app.tasks.service.making import Wish
from app.workspaces.models import Participation, Workspace
from app.workspaces.policy import SHARING_ROLES

MOST_PREDECESSORS = 20


def check_predecessors(
    actor: Actor,
    workspace: Workspace,
    wish: Wish,
    *,
    participation: Participation,
    task: Task | None,
) -> None:
    """Check what a task is to wait for: it is there, is no ring, and whoever does it sees it.

    What it waited for before and the actor does not see any more may stay.

    Args:
        participation: of the organisation that does it.
        task: the one that changes; None: it is new, and nothing waits for it.

    Raises:
        Refused: one of them cannot be waited for; said at the field.
    """
    wanted = wish.predecessor_ids
    if not wanted:
        return
    if len(wanted) > MOST_PREDECESSORS:
        told = _("A task waits for %(most)d others at most.", most=MOST_PREDECESSORS)
        raise Refused(told, field="predecessor")
    before = task.predecessors if task is not None else queries.NOTHING
    links = queries.find_links(actor, workspace, wanted)
    if not set(wanted) <= {*links, *_unseen(before)}:
        raise Refused(_("The task to wait for is not there any more."), field="predecessor")
    if task is not None and queries.makes_ring(task, wanted):
        raise Refused(_("These tasks would wait for each other."), field="predecessor")
    for each in links.values():
        is_shared = participation.role in SHARING_ROLES and not each.is_apart
        if not is_shared and each.organisation_id != wish.organisation_id:
            raise Refused(
                _(
                    "%(name)s does not see the task “%(title)s”, so it cannot wait for it.",
                    name=participation.organisation.short_name,
                    title=each.title,
                ),
                field="predecessor",
            )


def _unseen(predecessors: Predecessors) -> set[UUID]:
    return set(predecessors.ids) - {each.id for each in predecessors.known}


def write_predecessors(
    work: Work, task: Task, *, ids: Sequence[UUID], is_new: bool = False
) -> bool:
    """Let a task wait for these and no others; tell whether that changed.

    The caller has decided that the actor may change the task, and checked these.

    Args:
        is_new: the task was made in this work.
    """
    known = set() if is_new else set(task.predecessors.ids)
    if known == set(ids):
        return False
    task.predecessor_id = min(ids, default=None)
    if known - set(ids):
        for each in queries.list_rows(task):
            if each.predecessor_id not in ids:
                work.remove(each)
    work.put(
        *(
            TaskPredecessor(task_id=task.id, predecessor_id=each, workspace_id=task.workspace_id)
            for each in ids
            if each not in known
        )
    )
    return True
