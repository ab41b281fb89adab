"""Steps with several tasks at once, each decided by itself: another day, a reminder."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from app.kernel import clock
from app.kernel.access import require
from app.kernel.events import announce
from app.kernel.jobs import Job
from app.kernel.work import Work
from app.tasks.actions import TaskAction
from app.tasks.events import TaskMoved, TasksGotDay
from app.tasks.models import ExtensionStatus, Task
from app.tasks.policy import TaskPermission
from app.tasks.service.extending import settle_wish
from app.tasks.service.making import set_day_of
from app.tasks.service.steps import check_day


def set_day(work: Work, tasks: Sequence[Task], *, day: date) -> None:
    """Give tasks another last day; a wish for more time that the day meets lapses.

    Args:
        tasks: held by `queries.hold_some`.

    Raises:
        Refused: the day has passed.
    """
    check_day(day)
    for task in tasks:
        require(work.actor, TaskPermission.EXTEND, task)
        if task.wish is not None and task.wish.wanted_on <= day:
            settle_wish(work, task, ExtensionStatus.LAPSED)
        old, task.term_id = set_day_of(task, day), None
        task.version += 1
        task.changed_at = clock.now()
        work.record(TaskAction.MOVED, task, version=task.version, old=old, new=day)
    if tasks:
        announce(work, TasksGotDay(tuple(tasks)))


def remind(work: Work, tasks: Sequence[Task], *, tell: Job) -> None:
    """Remind whoever does the tasks: a notice, and a mail without content.

    Args:
        tasks: held by `queries.hold_some`.
        tell: the job that mails, after the commit.
    """
    for task in tasks:
        require(work.actor, TaskPermission.CHANGE, task)
        work.record(TaskAction.REMINDED, task, due_on=task.due_on)
        announce(work, TaskMoved(task, TaskAction.REMINDED))
        work.defer(
            tell,
            task_id=str(task.id),
            workspace_id=str(task.workspace_id),
            organisation_id=str(task.organisation_id),
            day=clock.today().isoformat(),
        )
