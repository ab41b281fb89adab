"""The contribution rounds of a workspace to take along, as far as the reader may know them."""

from __future__ import annotations

from functools import partial

from flask import Response

from app.contributions import queries
from app.contributions.queries import RoundRow
from app.contributions.views.blueprint import blueprint
from app.kernel.lists import Columns, as_list
from app.kernel.text import _, lazy
from app.kernel.web.current import current_actor
from app.kernel.web.lists import send_list
from app.workspaces import queries as workspaces
from app.workspaces.policy import WorkspacePermission
from app.workspaces.service import Listed, note_taking

COLUMNS: Columns[RoundRow] = (
    (lazy("What is asked"), lambda row: row.round.title),
    (lazy("Who asks"), lambda row: row.round.organisation.name),
    (lazy("By which day"), lambda row: row.round.due_on),
    (lazy("Deadline"), lambda row: row.deadline.words if row.deadline else _("Closed")),
    (lazy("Delivered"), lambda row: row.delivered_in_words),
)


@blueprint.route("/export", needs=WorkspacePermission.VIEW, writes_on_get=True)
def export(ref: str) -> Response:
    """Send the rounds of the list."""
    actor = current_actor()
    workspace = workspaces.get_for(actor, WorkspacePermission.VIEW, ref)
    rows = queries.list_visible(actor, workspace)
    return send_list(
        as_list(_("Contribution rounds"), COLUMNS, rows, about=workspace.ref),
        noting=partial(note_taking, actor, Listed.CONTRIBUTION_ROUNDS, places=[workspace]),
    )
