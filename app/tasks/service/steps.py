"""How every step with a task begins and ends."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from app.kernel import clock
from app.kernel.access import require
from app.kernel.day_words import day_in_words
from app.kernel.errors import OutOfDate, Refused
from app.kernel.events import announce
from app.kernel.text import _
from app.kernel.work import Work
from app.tasks import queries
from app.tasks.actions import TaskAction
from app.tasks.events import TaskMoved
from app.tasks.models import Task, TaskStatus
from app.tasks.policy import NEEDS_PREDECESSOR, STEPS, TaskPermission


def take(work: Work, task: Task, permission: TaskPermission, *, seen_version: int) -> None:
    """Take the task for this transaction and decide whether the step may be made.

    Raises:
        NotAllowed: it is somebody else's step.
        OutOfDate: somebody changed it meanwhile.
        Refused: its state has no such step, or it waits for another task.
    """
    work.lock(task)
    require(work.actor, permission, task)
    if task.version != seen_version:
        raise OutOfDate(_("Somebody changed this task while you were reading. Look at it again."))
    if permission not in STEPS[task.status]:
        raise Refused(
            _(
                "That is not possible now. This task is: %(status)s.",
                status=queries.STATUS_WORDS[task.status],
            )
        )
    if permission in NEEDS_PREDECESSOR and queries.is_held_up(work.actor, task):
        raise Refused(_("This task waits until another one is delivered."))


def move(
    work: Work,
    task: Task,
    status: TaskStatus,
    *,
    action: TaskAction,
    relieved: tuple[UUID, UUID | None] | None = None,
    **facts: object,
) -> None:
    """Put the task in its new state, and record the step.

    Args:
        relieved: the organisation and person it was asked of before, when that is another now.
    """
    task.status = status
    task.version += 1
    task.changed_at = clock.now()
    work.record(action, task, version=task.version, **facts)
    announce(work, TaskMoved(task, action, relieved))


def check_day(day: date | None) -> None:
    """Check that a day that is chosen has not passed.

    Raises:
        Refused: it has.
    """
    today = clock.today()
    if day is not None and day < today:
        raise Refused(
            _("This date has passed. Choose a day from %(day)s on.", day=day_in_words(today)),
            field="due_on",
        )
