"""The reports of a workspace to take along, as far as the reader may know them."""

from __future__ import annotations

from functools import partial

from flask import Response

from app.kernel.lists import Columns, as_list
from app.kernel.text import _, lazy
from app.kernel.web.current import current_actor
from app.kernel.web.lists import send_list
from app.reports import queries
from app.reports.models import Report, SeatStatus
from app.reports.views.blueprint import blueprint
from app.workspaces import queries as workspaces
from app.workspaces.policy import WorkspacePermission
from app.workspaces.service import Listed, note_taking

COLUMNS: Columns[Report] = (
    (lazy("Reference"), lambda it: it.ref),
    (lazy("Report"), lambda it: it.title),
    (lazy("State"), lambda it: str(queries.STATUS_WORDS[it.status])),
    (lazy("Signed"), lambda it: _seats(it, are_signed=True)),
    (lazy("Not signed"), lambda it: _seats(it, are_signed=False)),
    (lazy("Sign before the end of"), lambda it: it.sign_by),
)


@blueprint.route("/export", needs=WorkspacePermission.VIEW, writes_on_get=True)
def export(ref: str) -> Response:
    """Send the reports of the list."""
    actor = current_actor()
    workspace = workspaces.get_for(actor, WorkspacePermission.VIEW, ref)
    rows = queries.list_visible(actor, workspace)
    return send_list(
        as_list(_("Reports"), COLUMNS, rows, about=workspace.ref),
        noting=partial(note_taking, actor, Listed.REPORTS, places=[workspace]),
    )


def _seats(report: Report, *, are_signed: bool) -> str:
    return ", ".join(
        each.organisation.short_name
        for each in report.seats
        if SeatStatus(each.status).is_signature is are_signed
    )
