"""The requests between the reader's organisation and others, to take along."""

from __future__ import annotations

from functools import partial

from flask import Response

from app.kernel.lists import Columns, as_list
from app.kernel.text import _, lazy
from app.kernel.web.current import current_actor
from app.kernel.web.lists import send_list
from app.requests import queries
from app.requests.queries import RequestRow
from app.requests.views.blueprint import blueprint
from app.workspaces import queries as workspaces
from app.workspaces.policy import WorkspacePermission
from app.workspaces.service import Listed, note_taking

COLUMNS: Columns[RequestRow] = (
    (lazy("What"), lambda row: row.request.title),
    (lazy("Who asks"), lambda row: row.request.organisation.short_name),
    (lazy("Who is asked"), lambda row: row.request.partner.short_name),
    (lazy("By which day"), lambda row: row.request.due_on),
    (lazy("Deadline"), lambda row: row.deadline.words if row.deadline else None),
    (lazy("Status"), lambda row: str(queries.STATUS_WORDS[row.request.status])),
)


@blueprint.route("/export", needs=WorkspacePermission.VIEW, writes_on_get=True)
def export(ref: str) -> Response:
    """Send the requests of the list."""
    actor = current_actor()
    workspace = workspaces.get_for(actor, WorkspacePermission.VIEW, ref)
    rows = queries.list_of(actor, workspace)
    return send_list(
        as_list(_("Document requests"), COLUMNS, rows, about=workspace.ref),
        noting=partial(note_taking, actor, Listed.REQUESTS, places=[workspace]),
    )
