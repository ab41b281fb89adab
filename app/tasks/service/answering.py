"""What those who are asked do, and how the asking organisation judges what they deliver."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from app.kernel.access import Actor
from app.kernel.errors import Refused
from app.kernel.text import _
from app.kernel.work import Work, begin_work
from app.tasks import queries
from app.tasks.actions import TaskAction
from app.tasks.models import Task, TaskStatus
from app.tasks.policy import TaskPermission
from app.tasks.service.steps import move, take

LONGEST_REASON, LONGEST_RESULT = 1000, 5000
MOST_BROUGHT = 20


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
        must_wait = queries.is_held_up(actor, task.predecessor_id)
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
    words: str = "",
    brought: Sequence[UUID] = (),
) -> None:
    """Say that a task is done, with what was made of it; the asking organisation confirms.

    Args:
        words: what goes with it.
        brought: documents of the workspace, found for this very actor.

    Raises:
        OutOfDate: somebody changed it meanwhile.
        Refused: it was delivered already, it waits for another task, or there are too many
            documents.
    """
    with begin_work(actor) as work:
        hand_in(work, task, seen_version=seen_version, words=words, brought=brought)


def hand_in(
    work: Work, task: Task, *, seen_version: int, words: str = "", brought: Sequence[UUID] = ()
) -> None:
    """Deliver a task as a part of what happens with it; as `deliver`."""
    if len(brought) > MOST_BROUGHT:
        raise Refused(_("Choose at most %(most)d documents.", most=MOST_BROUGHT), field="documents")
    take(work, task, TaskPermission.DELIVER, seen_version=seen_version)
    task.assignee_id = task.assignee_id or work.actor.person_id
    task.answer = None
    task.result = words.strip()[:LONGEST_RESULT] or None
    task.brought = list(brought)
    facts: dict[str, Any] = {"documents": len(brought)} if brought else {}
    move(work, task, TaskStatus.DELIVERED, action=TaskAction.DELIVERED, **facts)


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
    text = reason.strip()[:LONGEST_REASON]
    if not text:
        raise Refused(_("Say why, so that the other can go on."), field="reason")
    return text
