"""A task that was just made, for the answer to who asked it: nothing known is read again."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy.orm.attributes import set_committed_value

from app.identity import queries as identity
from app.identity.models import Organisation
from app.kernel.access import Actor, require
from app.tasks.models import Task
from app.tasks.policy import TaskPermission
from app.tasks.queries.predecessors import NOTHING


def note_parties(task: Task, parties: Iterable[Organisation]) -> None:
    """Note with a task that was just made who asks it of whom, as far as these are that."""
    known = {each.id: each for each in parties}
    for name, key in (
        ("organisation", task.organisation_id),
        ("asking_organisation", task.asking_organisation_id),
    ):
        if key in known:
            set_committed_value(task, name, known[key])


def get_made(actor: Actor, permission: TaskPermission, task: Task) -> Task:
    """Return a task that this very request made, as `get_for` would, and decide the permission.

    Only one that waits for nothing, has no checklist and does not come back: nothing of it was
    left unknown but its assignee, who is read, and who asked it, whose name is told to nobody here:
    that is the reader.
    """
    assignee = identity.get_person(task.assignee_id) if task.assignee_id else None
    set_committed_value(task, "assignee", assignee)
    for name in ("asked_by", "wish", "series"):
        set_committed_value(task, name, None)
    for name in ("extensions", "items"):
        set_committed_value(task, name, [])
    task.predecessors = NOTHING
    require(actor, permission, task)
    return task
