"""Tasks and terms of a workspace to take along, as far as the reader may know them."""

from __future__ import annotations

from functools import partial

from flask import Response

from app.kernel.lists import List, Value
from app.kernel.text import _
from app.kernel.web.current import current_actor
from app.kernel.web.lists import MOST_ROWS, send_list
from app.tasks import queries
from app.tasks.queries import TaskRow, TermRow
from app.tasks.views.blueprint import blueprint
from app.tasks.views.board import asked_narrowing, asked_tasks
from app.workspaces import queries as workspaces
from app.workspaces.policy import WorkspacePermission
from app.workspaces.service import Listed, note_taking


@blueprint.route("/export", needs=WorkspacePermission.VIEW, writes_on_get=True)
def export(ref: str) -> Response:
    """Send the tasks of a workspace: open, mine or all of them, and only those that are meant."""
    actor = current_actor()
    workspace = workspaces.get_for(actor, WorkspacePermission.VIEW, ref)
    rows = queries.list_of(
        actor, workspace, asked_tasks(), limit=MOST_ROWS + 1, narrowing=asked_narrowing()
    )
    return send_list(
        List(
            name=f"{_('Tasks')} {workspace.ref}",
            headings=[
                _("Task"),
                _("Title"),
                _("Organisation"),
                _("Person"),
                _("Status"),
                _("Ready on"),
                _("Deadline"),
                _("Office"),
            ],
            rows=[_task_row(each) for each in rows],
        ),
        noting=partial(note_taking, actor, Listed.TASKS, places=[workspace]),
    )


@blueprint.route("/terms/export", needs=WorkspacePermission.VIEW, writes_on_get=True)
def export_terms(ref: str) -> Response:
    """Send the terms of a workspace, with why each ends when it does."""
    actor = current_actor()
    workspace = workspaces.get_for(actor, WorkspacePermission.VIEW, ref)
    return send_list(
        List(
            name=f"{_('Terms')} {workspace.ref}",
            headings=[
                _("Term"),
                _("Source"),
                _("How long"),
                _("Ends"),
                _("Ends at"),
                _("Kept by"),
                _("Closed"),
                _("How it is counted"),
            ],
            rows=[_term_row(each) for each in queries.list_terms(actor, workspace)],
        ),
        noting=partial(note_taking, actor, Listed.TERMS, places=[workspace]),
    )


def _task_row(row: TaskRow) -> list[Value]:
    return [
        row.task.ref,
        row.task.title,
        row.organisation.code,
        row.assignee_name,
        str(queries.STATUS_WORDS[row.task.status]),
        row.task.due_on,
        row.deadline.words,
        row.office_name,
    ]


def _term_row(row: TermRow) -> list[Value]:
    return [
        row.term.name,
        row.term.source,
        row.length,
        row.reckoned.ends_on,
        row.reckoned.ends_at,
        row.term.organisation.code,
        row.term.ended_at,
        " ".join(row.steps),
    ]
