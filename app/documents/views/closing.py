"""Closing an older version, and opening it again."""

from __future__ import annotations

from uuid import UUID

from flask import Response, request, url_for

from app.documents import queries, service
from app.documents.policy import DocumentPermission
from app.documents.views.blueprint import blueprint
from app.documents.views.detail import about
from app.kernel.text import _
from app.kernel.web import answers
from app.kernel.web.current import current_actor
from app.kernel.web.forms import Form
from app.workspaces import queries as workspaces
from app.workspaces.policy import WorkspacePermission


@blueprint.route(
    "/documents/<uuid:document_id>/versions/<int:number>/closing",
    methods=["GET", "POST"],
    needs=DocumentPermission.SHARE,
)
def close_version(ref: str, document_id: UUID, number: int) -> Response:
    """Close an older version, or open it again; afterwards the document's page."""
    actor = current_actor()
    workspace = workspaces.get_for(actor, WorkspacePermission.VIEW, ref)
    permission = DocumentPermission.SHARE
    sighted = queries.get_for(actor, permission, document_id, workspace=workspace)
    version, form = queries.get_version(sighted.document, number), Form()
    with form.taking_refusals():
        if form.validate_on_submit():
            if "undo" in request.form:
                service.open_version_again(actor, document_id, number=number)
                answers.tell(_("Version %(number)s is open again.", number=number))
            else:
                service.close_version(actor, document_id, number=number)
                answers.tell(_("Version %(number)s is closed. You can undo this.", number=number))
            return answers.lead_to(url_for(".detail", ref=ref, document_id=document_id))
    if request.method == "POST":
        sighted = queries.get_for(actor, DocumentPermission.VIEW, document_id)
        version = queries.get_version(sighted.document, number, is_anew=True)
    context = about(actor, workspace, sighted)
    return answers.show("documents/close_version.html", form=form, version=version, **context)
