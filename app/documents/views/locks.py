"""Saying that one works on a document, until when, and giving it back."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from flask import Response, request, url_for

from app.documents import queries, service
from app.documents.forms.versions import LockForm
from app.documents.policy import DocumentPermission
from app.documents.views.blueprint import blueprint
from app.documents.views.detail import about
from app.kernel.text import _
from app.kernel.web import answers
from app.kernel.web.current import current_actor
from app.workspaces import queries as workspaces
from app.workspaces.policy import WorkspacePermission


@blueprint.route(
    "/documents/<uuid:document_id>/lock",
    methods=["GET", "POST"],
    needs=DocumentPermission.TAKE,
)
def lock(ref: str, document_id: UUID) -> Response:
    """Take a document in hand for a while, or end that; afterwards its page."""
    actor = current_actor()
    workspace = workspaces.get_for(actor, WorkspacePermission.VIEW, ref)
    permission = DocumentPermission.TAKE
    sighted = queries.get_for(actor, permission, document_id, workspace=workspace)
    form = LockForm()
    with form.taking_refusals():
        if "end" in request.form:
            service.give_back(actor, document_id)
            answers.tell(_("The document is free again. Others can add a version."))
            return answers.lead_to(url_for(".detail", ref=ref, document_id=document_id))
        if form.validate_on_submit():
            service.take(actor, document_id, time=timedelta(hours=form.chosen_hours()))
            answers.tell(_("You have this document in hand. Others see until when."))
            return answers.lead_to(url_for(".detail", ref=ref, document_id=document_id))
    return answers.show("documents/lock.html", form=form, **about(actor, workspace, sighted))
