"""Following a task: one gets its notices, because one chose so."""

from __future__ import annotations

from sqlalchemy import delete
from sqlalchemy.dialects.postgresql import insert

from app.kernel import clock
from app.kernel.access import Actor, require
from app.kernel.work import keeping_books
from app.tasks.models import Task, TaskFollower
from app.tasks.policy import TaskPermission


def follow(actor: Actor, task: Task) -> None:
    """Follow a task one sees; followed already, it stays so."""
    with keeping_books(actor) as work:
        require(actor, TaskPermission.FOLLOW, task)
        new = insert(TaskFollower).values(
            task_id=task.id,
            person_id=actor.person_id,
            organisation_id=actor.organisation_id,
            workspace_id=task.workspace_id,
            since=clock.now(),
        )
        work.session.execute(new.on_conflict_do_nothing())


def unfollow(actor: Actor, task: Task) -> None:
    """Follow a task no more; not followed, it stays so."""
    with keeping_books(actor) as work:
        require(actor, TaskPermission.FOLLOW, task)
        work.session.execute(
            delete(TaskFollower).where(
                TaskFollower.task_id == task.id, TaskFollower.person_id == actor.person_id
            )
        )
