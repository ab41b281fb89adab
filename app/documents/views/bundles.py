"""Several documents at once: taken along as one archive."""

from __future__ import annotations

from uuid import UUID

from flask import Response, request

from app.documents import service
from app.documents.policy import DocumentPermission
from app.documents.service import Bundle
from app.documents.views import listing
from app.documents.views.blueprint import blueprint, current_depot, current_watch
from app.kernel.errors import Refused
from app.kernel.web import answers
from app.kernel.web.current import current_actor
from app.workspaces import queries as workspaces
from app.workspaces.policy import WorkspacePermission


@blueprint.route("/documents/zip", methods=["POST"], needs=DocumentPermission.DOWNLOAD)
def bundle(ref: str) -> Response:
    """Send the ticked documents as one archive; the list again when that cannot be done."""
    actor = current_actor()
    workspace = workspaces.get_for(actor, WorkspacePermission.VIEW, ref)
    chosen = _chosen()
    try:
        opened = service.open_bundle(
            actor,
            workspace,
            document_ids=chosen,
            depot=current_depot(),
            watch=current_watch(actor),
        )
    except Refused as refusal:
        return listing.show_refusal(actor, workspace, refusal=refusal, chosen=chosen)
    return _send(opened)


def _chosen() -> set[UUID]:
    """Return the ticked documents; what is no id was not ticked in our list."""
    chosen = set()
    for given in request.form.getlist("document"):
        try:
            chosen.add(UUID(given))
        except ValueError:
            continue
    return chosen


def _send(opened: Bundle) -> Response:
    response = answers.send_file(opened.pieces, opened.name, "application/zip")
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response
