"""More time for a task: asked by whoever does it, given or refused by whoever asked it."""

from __future__ import annotations

from datetime import date

from app.kernel import clock, ids
from app.kernel.access import Actor
from app.kernel.day_words import day_in_words
from app.kernel.errors import HouseFault, Refused
from app.kernel.text import _
from app.kernel.words import several_lines
from app.kernel.work import Work, begin_work
from app.tasks import queries
from app.tasks.actions import TaskAction
from app.tasks.models import ExtensionStatus, Task, TaskExtension
from app.tasks.policy import TaskPermission
from app.tasks.service.making import set_day_of
from app.tasks.service.steps import check_day, move, take

LONGEST_REASON = 1000


def ask_time(actor: Actor, task: Task, *, due_on: date, reason: str, seen_version: int) -> None:
    """Ask for more time, with a reason and a new day; until there is an answer the old day holds.

    Raises:
        OutOfDate: somebody changed the task meanwhile.
        Refused: there is no reason, the day gives no more time, or a wish waits already.
    """
    with begin_work(actor) as work:
        take(work, task, TaskPermission.ASK_TIME, seen_version=seen_version)
        _check_later(task, due_on)
        why = _checked(reason, _("Say why you need more time."))
        if queries.find_wish(actor, task) is not None:
            raise Refused(_("More time is asked already. Wait for the answer."))
        wish = _wish(work, task, due_on=due_on, reason=why)
        work.add(wish)
        move(work, task, task.status, action=TaskAction.TIME_ASKED, old=task.due_on, new=due_on)


def extend(actor: Actor, task: Task, *, due_on: date, seen_version: int) -> None:
    """Give more time, asked for or not; whoever gives it may choose another day than was asked.

    Raises:
        OutOfDate: somebody changed the task meanwhile.
        Refused: the day has passed, or is not later than the one that holds.
    """
    with begin_work(actor) as work:
        take(work, task, TaskPermission.EXTEND, seen_version=seen_version)
        _check_later(task, due_on)
        if not settle_wish(work, task, ExtensionStatus.GRANTED, granted_on=due_on):
            given = _wish(work, task, due_on=due_on, reason="")
            _decide(work, given, ExtensionStatus.GRANTED, granted_on=due_on)
            work.add(given)
        # The day is its own from now on.
        old, task.term_id = set_day_of(task, due_on), None
        move(work, task, task.status, action=TaskAction.EXTENDED, old=old, new=due_on)


def refuse_time(actor: Actor, task: Task, *, reason: str, seen_version: int) -> None:
    """Refuse the time that was asked for, with a reason; the day stays.

    Raises:
        OutOfDate: somebody changed the task meanwhile.
        Refused: there is no reason, or no time was asked for.
    """
    with begin_work(actor) as work:
        take(work, task, TaskPermission.REFUSE_TIME, seen_version=seen_version)
        why = _checked(reason, _("Say why, so that the other can go on."))
        if not settle_wish(work, task, ExtensionStatus.REFUSED, answer=why):
            raise Refused(_("Nobody asks for more time now."))
        move(work, task, task.status, action=TaskAction.TIME_REFUSED, due_on=task.due_on)


def settle_wish(
    work: Work,
    task: Task,
    status: ExtensionStatus,
    *,
    granted_on: date | None = None,
    answer: str = "",
) -> bool:
    """Settle the wish for more time that waits; tell whether there was one."""
    wish = queries.find_wish(work.actor, task)
    if wish is None:
        return False
    _decide(work, wish, status, granted_on=granted_on)
    wish.answer = answer
    return True


def _wish(work: Work, task: Task, *, due_on: date, reason: str) -> TaskExtension:
    actor = work.actor
    if actor.organisation_id is None:
        raise HouseFault("More time is asked and given by people of an organisation.")
    return TaskExtension(
        id=ids.new_id(),
        task_id=task.id,
        workspace_id=task.workspace_id,
        organisation_id=actor.organisation_id,
        old_on=task.due_on,
        wanted_on=due_on,
        reason=reason,
        asked_by_id=actor.person_id,
        asked_at=clock.now(),
        status=ExtensionStatus.ASKED,
        answer="",
    )


def _decide(
    work: Work, wish: TaskExtension, status: ExtensionStatus, *, granted_on: date | None
) -> None:
    wish.status, wish.granted_on = status, granted_on
    wish.decided_by_id, wish.decided_at = work.actor.person_id, clock.now()


def _check_later(task: Task, due_on: date) -> None:
    check_day(due_on)
    old = task.due_on
    if old is not None and due_on <= old:
        raise Refused(
            _("This gives no more time. Choose a day after %(day)s.", day=day_in_words(old)),
            field="due_on",
        )


def _checked(reason: str, question: str) -> str:
    return several_lines(reason, field="reason", longest=LONGEST_REASON, missing=question)
