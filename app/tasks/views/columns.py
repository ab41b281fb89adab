"""The tasks of a workspace in columns by status: the list of tasks, put beside each other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask import Response

from app.kernel.access import abilities
from app.kernel.web import answers
from app.kernel.web.current import current_actor
from app.tasks import queries
from app.tasks.models import TaskStatus
from app.tasks.policy import TaskPermission
from app.tasks.queries import TaskRow
from app.tasks.views.blueprint import blueprint
from app.tasks.views.board import asked_narrowing, asked_tasks, in_address
from app.workspaces import queries as workspaces
from app.workspaces.policy import WorkspacePermission

MOST_CARDS = 200
ALWAYS = (TaskStatus.OPEN, TaskStatus.ACCEPTED, TaskStatus.RETURNED, TaskStatus.DELIVERED)
"""Columns that stand there empty as well; what is over only when it is asked for."""


@dataclass(frozen=True, slots=True)
class Column:
    """The tasks that stand so, by day."""

    status: TaskStatus
    words: str
    rows: tuple[TaskRow, ...]


@blueprint.route("/board", needs=WorkspacePermission.VIEW)
def board(ref: str) -> Response:
    """Show the tasks of the list as cards under what they are; a button moves a card on."""
    actor, wanted, narrowing = current_actor(), asked_tasks(), asked_narrowing()
    workspace = workspaces.get_for(actor, WorkspacePermission.VIEW, ref)
    frame = workspaces.workspace_frame(actor, workspace, section="tasks")
    found = queries.list_of(actor, workspace, wanted, limit=MOST_CARDS + 1, narrowing=narrowing)
    return answers.show(
        "tasks/board.html",
        **frame,
        columns=in_columns(found[:MOST_CARDS]),
        wanted=str(wanted),
        is_cut=len(found) > MOST_CARDS,
        may=abilities(actor, workspace, [TaskPermission.ASK]),
        narrowing=narrowing,
        narrowed=in_address(narrowing),
    )


def in_columns(rows: Sequence[TaskRow]) -> list[Column]:
    """Put tasks under what they are, each in the order it came in."""
    return [
        Column(status, str(words), held)
        for status, words in queries.STATUS_WORDS.items()
        if (held := tuple(each for each in rows if each.task.status == status)) or status in ALWAYS
    ]
