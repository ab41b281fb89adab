"""The checklist of a task: written by who asks, ticked off by those who may deliver."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from uuid import UUID

from app.kernel import clock, ids
from app.kernel.access import Actor, require
from app.kernel.errors import Refused
from app.kernel.text import _
from app.kernel.work import Work, begin_work
from app.tasks import queries
from app.tasks.actions import TaskAction
from app.tasks.models import ChecklistItem, Task
from app.tasks.policy import STEPS, TaskPermission

MOST_ITEMS, LONGEST_ITEM = 30, 200


def lines_of(typed: str) -> tuple[str, ...]:
    """Return the items that were typed, one on each line; the same twice is one.

    Raises:
        Refused: there are too many, or one is too long.
    """
    lines = tuple(dict.fromkeys(" ".join(each.split()) for each in typed.splitlines()))
    lines = tuple(each for each in lines if each)
    if len(lines) > MOST_ITEMS:
        told = _("A checklist has %(most)s lines at most.", most=MOST_ITEMS)
        raise Refused(told, field="checklist")
    if any(len(each) > LONGEST_ITEM for each in lines):
        told = _("Keep each line shorter than %(most)s characters.", most=LONGEST_ITEM)
        raise Refused(told, field="checklist")
    return lines


def write_items(
    work: Work, task: Task, *, lines: Sequence[str], old: Sequence[ChecklistItem] = ()
) -> bool:
    """Make the checklist what these lines say; a line that stays keeps its tick.

    Returns whether it changed. The caller has decided that the actor may change the task.

    Args:
        old: the items there are; a new task has none.
    """
    known = {each.words: each for each in old}
    if list(known) == list(lines):
        return False
    for words, item in known.items():
        if words not in lines:
            work.remove(item)
    for position, words in enumerate(lines):
        if words in known:
            known[words].position = position
            continue
        item = ChecklistItem(
            id=ids.new_id(),
            task_id=task.id,
            workspace_id=task.workspace_id,
            position=position,
            words=words,
        )
        work.add(item)
    return True


def tick(actor: Actor, task: Task, *, shown: Collection[UUID], ticked: Collection[UUID]) -> None:
    """Tick off items, or take ticks away; what a colleague ticked meanwhile stays.

    Args:
        shown: the items that stood ticked on the page; only what differs from that changes.
        ticked: those that are to be ticked.

    Raises:
        NotAllowed: the task is asked of somebody else.
        Refused: nothing can be delivered now.
    """
    with begin_work(actor) as work:
        work.lock(task)
        require(actor, TaskPermission.DELIVER, task)
        if TaskPermission.DELIVER not in STEPS[task.status]:
            status = queries.STATUS_WORDS[task.status]
            raise Refused(_("That is not possible now. This task is: %(status)s.", status=status))
        items = queries.list_items(task)
        changed = 0
        for item in items:
            wanted = item.id in ticked
            if wanted in {item.id in shown, item.ticked_at is not None}:
                continue
            item.ticked_at = clock.now() if wanted else None
            item.ticked_by_id = actor.person_id if wanted else None
            changed += 1
        if changed:
            done = sum(each.ticked_at is not None for each in items)
            work.record(TaskAction.TICKED, task, ticked=done, items=len(items))
