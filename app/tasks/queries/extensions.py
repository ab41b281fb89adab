"""Reading what became of the last day of a task: the time that was asked for and given."""

from __future__ import annotations

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

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
    statement = _of(actor, task).where(TaskExtension.status == ExtensionStatus.ASKED)
    return db.session().execute(statement).scalar_one_or_none()


def list_extensions(actor: Actor, task: Task) -> list[TaskExtension]:
    """Return the time that was asked for and given, the first on top."""
    statement = (
        _of(actor, task)
        .options(
            joinedload(TaskExtension.organisation, innerjoin=True),
            joinedload(TaskExtension.asked_by),
        )
        .order_by(TaskExtension.asked_at, TaskExtension.id)
    )
    return list(db.session().execute(statement).scalars())


def _of(actor: Actor, task: Task) -> Select[TaskExtension]:
    return (
        select(TaskExtension)
        .join(Task, Task.id == TaskExtension.task_id)
        .where(TaskExtension.task_id == task.id, visible_to(actor))
    )
