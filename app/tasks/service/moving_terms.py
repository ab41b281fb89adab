"""How every change of a named term begins and ends: who may, what it would do, what moves along."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from app.kernel import clock
from app.kernel.access import Actor, require
from app.kernel.errors import OutOfDate, Refused
from app.kernel.events import announce
from app.kernel.text import _
from app.kernel.work import Work
from app.tasks import queries
from app.tasks.actions import TaskAction, TermAction
from app.tasks.events import TasksMovedAlong
from app.tasks.models import NamedTerm, Task
from app.tasks.policy import TermPermission
from app.tasks.queries import Consequence, Given
from app.tasks.service.making import set_day_of


@dataclass(frozen=True, slots=True)
class Shift:
    """A task whose last day moves along with its term."""

    task: Task
    old: date | None
    new: date | None


@dataclass(frozen=True, slots=True)
class Foreseen:
    """All that a change would do: to terms, the changed one first, and to tasks that follow."""

    terms: tuple[Consequence, ...]
    shifts: tuple[Shift, ...]


def take_term(work: Work, term: NamedTerm, *, seen_version: int, is_closed: bool = False) -> None:
    """Take the term for this transaction and decide whether it may be changed.

    Args:
        is_closed: take one that is closed, where others are refused.

    Raises:
        NotAllowed: another organisation keeps it.
        OutOfDate: somebody changed it meanwhile.
        Refused: it is closed, or it is not.
    """
    queries.wait_for_turn(term.workspace)
    work.lock(term)
    require(work.actor, TermPermission.CHANGE, term)
    if term.version != seen_version:
        raise OutOfDate(_("Somebody changed this term while you were reading. Look at it again."))
    if (term.ended_at is not None) is not is_closed:
        raise Refused(_("This term is open already.") if is_closed else _("This term is closed."))


def move_term(
    work: Work, term: NamedTerm, action: TermAction, *, told: list[Consequence], **facts: object
) -> None:
    """Give the term its new version, record what happened, and move what follows it."""
    term.version += 1
    term.changed_at = clock.now()
    ends = {"ends_on": told[0].after.ends_on, "moved": len(told) - 1} if told else {}
    work.record(action, term, version=term.version, **ends, **facts)
    shifts = _shifts(work.actor, term, told, to_move=True)
    for shift in shifts:
        _move_along(work, shift)
    if shifts:
        announce(work, TasksMovedAlong(tuple(each.task for each in shifts)))


def _move_along(work: Work, shift: Shift) -> None:
    task = shift.task
    set_day_of(task, shift.new)
    task.version += 1
    task.changed_at = clock.now()
    work.record(TaskAction.MOVED, task, version=task.version, old=shift.old, new=shift.new)


def with_tasks(actor: Actor, term: NamedTerm, told: list[Consequence]) -> Foreseen:
    """Return what a change would do to terms, with what it does to tasks."""
    return Foreseen(tuple(told), tuple(_shifts(actor, term, told)))


def _shifts(
    actor: Actor, term: NamedTerm, told: list[Consequence], *, to_move: bool = False
) -> list[Shift]:
    """Return the tasks whose last day moves along, those of the changed term first."""
    ends = {each.term_id: each.after.ends_on for each in told}
    if not ends:
        return []
    following = queries.list_following(actor, term.workspace, ends, to_move=to_move)
    return [
        Shift(task, task.due_on, ends[task.term_id])
        for task in following
        if task.term_id is not None and task.due_on != ends[task.term_id]
    ]


def foreseen(actor: Actor, term: NamedTerm, change: Callable[[Given], Given]) -> list[Consequence]:
    """Return what a change would do to this term and to those that follow it.

    Args:
        change: makes of the term as it is counted the term as it would be.

    Raises:
        Refused: it is closed, or cannot be counted like that.
    """
    given = queries.list_given(actor, term.workspace)
    own = next((each for each in given if each.id == term.id), None)
    if own is None or own.is_closed:
        raise Refused(_("This term is closed."))
    told = queries.consequences_of(given, change(own))
    if any(each.after.is_fault for each in told):
        raise Refused(
            _("With this the term cannot be counted. A term stands still within its own days.")
        )
    return told
