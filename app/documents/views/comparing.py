"""Versions beside each other, and an older one put back."""

from __future__ import annotations

from uuid import UUID

from flask import Response, request, url_for

from app.documents import queries, service
from app.documents.forms import seen_number
from app.documents.forms.versions import CompareForm, RestoreVersionForm
from app.documents.policy import DocumentPermission
from app.documents.views.blueprint import blueprint, current_depot
from app.documents.views.detail import about
from app.kernel.text import _
from app.kernel.web import answers
from app.kernel.web.current import current_actor
from app.workspaces import queries as workspaces
from app.workspaces.policy import WorkspacePermission


@blueprint.route(
    "/documents/<uuid:document_id>/compare",
    needs=DocumentPermission.COMPARE,
    writes_on_get=True,
)
def compare(ref: str, document_id: UUID) -> Response:
    """Show where two versions differ, or the form to choose them."""
    actor = current_actor()
    workspace = workspaces.get_for(actor, WorkspacePermission.VIEW, ref)
    permission = DocumentPermission.COMPARE
    sighted = queries.get_for(actor, permission, document_id, workspace=workspace)
    versions = queries.list_versions(sighted.document)
    form, compared = CompareForm.of(request.args, versions=versions), None
    with form.taking_refusals():
        if form.is_asked and form.validate():
            compared = service.compare_versions(
                actor, document_id, numbers=form.numbers(), depot=current_depot()
            )
    return answers.show(
        "documents/compare.html",
        form=form,
        compared=compared,
        is_beside=form.view.data == "beside",
        **about(actor, workspace, sighted),
    )


@blueprint.route(
    "/documents/<uuid:document_id>/versions/<int:number>/restore",
    methods=["GET", "POST"],
    needs=DocumentPermission.CONTRIBUTE,
)
def restore_version(ref: str, document_id: UUID, number: int) -> Response:
    """Put an older version back as the newest; afterwards the document's page."""
    actor = current_actor()
    workspace = workspaces.get_for(actor, WorkspacePermission.VIEW, ref)
    permission = DocumentPermission.CONTRIBUTE
    sighted = queries.get_for(actor, permission, document_id, workspace=workspace)
    older = queries.get_version(sighted.document, number)
    form = RestoreVersionForm(data={"seen_version": str(sighted.document.newest_number)})
    with form.taking_refusals():
        if form.validate_on_submit():
            service.restore_version(
                actor,
                document_id,
                number=number,
                note=form.note.data or "",
                seen_version=seen_number(form.seen_version),
                depot=current_depot(),
            )
            answers.tell(_("Version %(number)s is back, as the newest version.", number=number))
            return answers.lead_to(url_for(".detail", ref=ref, document_id=document_id))
    if request.method == "POST":
        sighted = queries.get_for(actor, DocumentPermission.VIEW, document_id)
    context = about(actor, workspace, sighted)
    return answers.show("documents/restore_version.html", form=form, older=older, **context)
