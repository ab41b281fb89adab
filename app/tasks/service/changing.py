"""Letting a task ask something else: what was asked, of whom or by when."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import UUID

from app.kernel.jobs import Job
from app.kernel.work import Work
from app.tasks import queries
from app.tasks.actions import TaskAction
from app.tasks.models import ExtensionStatus, Office, Task, TaskStatus
from app.tasks.service.checking import write_items
from app.tasks.service.coming_back import carry_over
from app.tasks.service.extending import settle_wish
from app.tasks.service.making import Wish, set_day_of, tell_of, what_is_asked
from app.tasks.service.steps import move
from app.tasks.service.waiting import write_predecessors


def ask_otherwise(
    work: Work, task: Task, *, wish: Wish, tell: Job, keeps_checklist: bool = False
) -> None:
    """Let a task ask what a wish says; of others, or returned before, it waits to be accepted.

    The wish was checked, and the caller has decided that the actor may change the task.
    """
    wish = _with_office(task, wish)
    relieved = _relieved(task, wish)
    is_of_others = (task.organisation_id, task.assignee_id, task.office) != _asked_of(wish)
    is_anew = is_of_others or task.status == TaskStatus.RETURNED
    facts = _changed_facts(task, wish)
    if write_predecessors(work, task, ids=wish.predecessor_ids):
        # Which they are, and how many, is not for each who reads the log.
        facts["changed"] = [*facts["changed"], "predecessors"]
    if is_anew or wish.due_on != task.due_on:
        settle_wish(work, task, ExtensionStatus.LAPSED)
    set_day_of(task, wish.due_on)
    for name, value in what_is_asked(wish).items():
        setattr(task, name, value)
    if not keeps_checklist and write_items(
        work, task, lines=wish.checklist, old=queries.list_items(task)
    ):
        facts["changed"] = [*facts["changed"], "checklist"]
    if carried := carry_over(work, task, wish=wish, changed=facts["changed"]):
        facts["from_now_on"] = carried
    if is_anew:
        task.answer = None
    status = TaskStatus.OPEN if is_anew else task.status
    move(work, task, status, action=TaskAction.CHANGED, relieved=relieved, **facts)
    if is_anew:
        tell_of(work, task, tell)


def _with_office(task: Task, wish: Wish) -> Wish:
    """Let what stays with the person who took it up stay a task of the office."""
    if wish.assignee_id is None or wish.office is not None:
        return wish
    if (wish.organisation_id, wish.assignee_id) != (task.organisation_id, task.assignee_id):
        return wish
    return replace(wish, office=task.office)


def _asked_of(wish: Wish) -> tuple[UUID, UUID | None, Office | None]:
    return wish.organisation_id, wish.assignee_id, wish.office


def _relieved(task: Task, wish: Wish) -> tuple[UUID, UUID | None] | None:
    """Return of whom a task was asked, when they must know that they have it no more.

    Where it was of nobody in particular and stays in that organisation, nobody had it.
    """
    before = (task.organisation_id, task.assignee_id)
    if (*before, task.office) == _asked_of(wish):
        return None
    had_it = task.assignee_id is not None or task.organisation_id != wish.organisation_id
    return before if had_it else None


def _changed_facts(task: Task, wish: Wish) -> dict[str, Any]:
    """Name what changes; the log holds names, ids and days, never the text."""
    wanted = what_is_asked(wish)
    del wanted["predecessor_id"]
    changed = [name for name, value in wanted.items() if getattr(task, name) != value]
    return {
        "changed": changed,
        "organisation": wish.organisation_id,
        "person": wish.assignee_id,
        "office": wish.office.value if wish.office else None,
        "due_on": wish.due_on,
        **({"old_due_on": task.due_on} if wish.due_on != task.due_on else {}),
    }
