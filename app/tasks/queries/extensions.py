"""Reading what became of the last day of a task: the time that was asked for and given."""

from __future__ import annotations

from sqlalchemy import select

from app.kernel import db
from app.kernel.access import Actor
from app.kernel.text import lazy
from app.tasks.models import ExtensionStatus, Task, TaskExtension
from app.tasks.policy import visible_to

EXTENSION_WORDS = {
    ExtensionStatus.ASKED: lazy("Asked"),
    ExtensionStatus.GRANTED: lazy("Given"),
    ExtensionStatus.REFUSED: lazy("Not given"),
    ExtensionStatus.LAPSED: lazy("Lapsed, because what was asked changed"),
}


def find_wish(actor: Actor, task: Task) -> TaskExtension | None:
    """Return the wish for more time that waits for an answer, or None."""
    statement = (
        select(TaskExtension)
        .join(Task, Task.id == TaskExtension.task_id)
        .where(
            TaskExtension.task_id == task.id,
            TaskExtension.status == ExtensionStatus.ASKED,
            visible_to(actor),
        )
    )
    return db.session().execute(statement).scalar_one_or_none()
