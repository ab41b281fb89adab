"""What those who are asked do, and how the asking organisation judges what they deliver."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from app.kernel.access import Actor
from app.kernel.errors import Refused
from app.kernel.text import _
from app.kernel.words import several_lines
from app.kernel.work import Work, begin_work
from app.tasks import queries
from app.tasks.actions import TaskAction
from app.tasks.models import Task, TaskStatus
from app.tasks.policy import TaskPermission
from app.tasks.service.steps import move, take

LONGEST_REASON, LONGEST_RESULT = 1000, 5000
MOST_BROUGHT = 20


@dataclass(frozen=True, slots=True)
class Brought:
    """Documents of a workspace that were chosen to go with a task, and who knows them."""

    ids: Collection[UUID]
    knowing: queries.Enclosures


def accept(actor: Actor, task: Task, *, seen_version: int) -> None:
    """Accept a task; who accepts a task without assignee becomes it.

    Raises:
        OutOfDate: somebody changed it meanwhile.
        Refused: it was accepted already, or it waits for another task.
    """
    with begin_work(actor) as work:
        take(work, task, TaskPermission.ACCEPT, seen_version=seen_version)
        task.assignee_id = actor.person_id
        task.answer = None
        move(work, task, TaskStatus.ACCEPTED, action=TaskAction.ACCEPTED)


def take_over(actor: Actor, task: Task, *, seen_version: int) -> None:
    """Become the assignee of a task of one's own organisation; accepted, unless it must wait.

    Raises:
        OutOfDate: somebody changed it meanwhile.
        Refused: one has it already.
    """
    with begin_work(actor) as work:
        take(work, task, TaskPermission.TAKE_OVER, seen_version=seen_version)
        if task.assignee_id == actor.person_id:
            raise Refused(_("You have this task already."))
        old, task.assignee_id = task.assignee_id, actor.person_id
        must_wait = queries.is_held_up(actor, task)
        status = task.status if must_wait else TaskStatus.ACCEPTED
        before = (task.organisation_id, old) if old is not None else None
        facts = {"old": old, "new": actor.person_id}
        move(work, task, status, action=TaskAction.TAKEN_OVER, relieved=before, **facts)


def return_with_reason(actor: Actor, task: Task, *, reason: str, seen_version: int) -> None:
    """Return a task to who asked it, with a reason that stays on the task.

    Raises:
        OutOfDate: somebody changed it meanwhile.
        Refused: there is no reason, or the task is answered already.
    """
    with begin_work(actor) as work:
        take(work, task, TaskPermission.RETURN, seen_version=seen_version)
        task.answer = _checked(reason)
        move(work, task, TaskStatus.RETURNED, action=TaskAction.RETURNED)


def deliver(
    actor: Actor,
    task: Task,
    *,
    seen_version: int,
    words: str | None = None,
    brought: Brought | None = None,
) -> None:
    """Say that a task is done, with what was made of it; the asking organisation confirms.

    Args:
        words: what goes with it; None: what was said with it before.
        brought: the documents that go with it; None: those of before.

    Raises:
        OutOfDate: somebody changed it meanwhile.
        Refused: it was delivered already, it waits for another task, the words are too long, or
            there are too many documents or one is not there for the actor.
    """
    with begin_work(actor) as work:
        take(work, task, TaskPermission.DELIVER, seen_version=seen_version)
        if words is not None:
            task.result = several_lines(words, field="words", longest=LONGEST_RESULT) or None
        if brought is not None:
            task.brought = _found(actor, task, brought)
        _deliver(work, task)


def hand_in(work: Work, task: Task, *, seen_version: int) -> None:
    """Deliver a task as a part of what happens with it; what goes with it stands there."""
    take(work, task, TaskPermission.DELIVER, seen_version=seen_version)
    _deliver(work, task)


def _deliver(work: Work, task: Task) -> None:
    task.assignee_id = task.assignee_id or work.actor.person_id
    task.answer = None
    # With which documents, and with how many, is not for each who reads the log.
    move(work, task, TaskStatus.DELIVERED, action=TaskAction.DELIVERED)


def _found(actor: Actor, task: Task, brought: Brought) -> list[UUID]:
    """Return what goes with a task: what was chosen, and of before what the actor cannot see."""
    ids = frozenset(brought.ids)
    if len(ids) > MOST_BROUGHT:
        raise Refused(_("Choose at most %(most)d documents.", most=MOST_BROUGHT), field="documents")
    asked_for = ids.union(task.brought)
    seen = brought.knowing.find(actor, task.workspace, asked_for) if asked_for else ()
    found = [each.id for each in seen]
    if not ids.issubset(found):
        raise Refused(
            _("One of the documents is not there any more. Choose again."), field="documents"
        )
    unseen = [each for each in task.brought if each not in found]
    return [*(each for each in found if each in ids), *unseen]


def send_back(actor: Actor, task: Task, *, reason: str, seen_version: int) -> None:
    """Say what is not finished yet; the assignee goes on.

    Raises:
        OutOfDate: somebody changed it meanwhile.
        Refused: there is no reason, or nothing was delivered.
    """
    with begin_work(actor) as work:
        take(work, task, TaskPermission.SEND_BACK, seen_version=seen_version)
        task.answer = _checked(reason)
        move(work, task, TaskStatus.ACCEPTED, action=TaskAction.SENT_BACK)


def confirm(actor: Actor, task: Task, *, seen_version: int) -> None:
    """Confirm what was delivered; the task is done.

    Raises:
        OutOfDate: somebody changed it meanwhile.
        Refused: nothing was delivered.
    """
    with begin_work(actor) as work:
        take(work, task, TaskPermission.CONFIRM, seen_version=seen_version)
        move(work, task, TaskStatus.DONE, action=TaskAction.CONFIRMED)


def _checked(reason: str) -> str:
    why = _("Say why, so that the other can go on.")
    return several_lines(reason, field="reason", longest=LONGEST_REASON, missing=why)
