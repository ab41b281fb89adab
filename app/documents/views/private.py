"""Keeping a document for the own organisation, and releasing it: seen first, then done."""

from __future__ import annotations

from uuid import UUID

from flask import Response, request, url_for

from app.documents import queries, service
from app.documents.forms import PrivateForm, seen_number
from app.documents.policy import DocumentPermission, Sighted
from app.documents.service import Impact
from app.documents.views import editing, words
from app.documents.views.blueprint import blueprint
from app.documents.views.detail import about
from app.kernel.access import Actor
from app.kernel.text import _
from app.kernel.web import answers
from app.kernel.web.current import current_actor
from app.workspaces import queries as workspaces
from app.workspaces.policy import WorkspacePermission


@blueprint.route(
    "/documents/<uuid:document_id>/private",
    methods=["GET", "POST"],
    needs=DocumentPermission.SHARE,
)
def private_layer(ref: str, document_id: UUID) -> Response:
    """Keep a document for the own organisation, see who gains by releasing it, or release it."""
    actor, impact = current_actor(), None
    workspace = workspaces.get_for(actor, WorkspacePermission.VIEW, ref)
    permission = DocumentPermission.SHARE
    sighted = queries.get_for(actor, permission, document_id, workspace=workspace)
    form = PrivateForm(data={"seen_version": str(sighted.document.version)})
    with form.taking_refusals():
        if form.validate_on_submit():
            if "preview" not in request.form:
                answers.tell(_act(actor, document_id, form))
                return answers.lead_to(url_for(".detail", ref=ref, document_id=document_id))
            with editing.only_looking():
                impact = service.impact_of_opening(
                    actor, document_id, seen_version=seen_number(form.seen_version)
                )
    if request.method == "POST":
        sighted = queries.get_for(actor, permission, document_id)
    return _page(actor, sighted, form=form, impact=impact)


def _act(actor: Actor, document_id: UUID, form: PrivateForm) -> str:
    """Do what was asked; say what is so from now on."""
    seen = seen_number(form.seen_version)
    if "keep" in request.form:
        service.keep_private(actor, document_id, seen_version=seen)
        return _("Only your organisation knows of this document now, whatever the rules say.")
    rules = form.seen_rules.data or ""
    service.open_up(actor, document_id, seen_version=seen, seen_rules=rules)
    told = words.seen_in_words(queries.list_audience_of(document_id))
    return _("The document is released in the workspace.") + " " + told


def _page(actor: Actor, sighted: Sighted, *, form: PrivateForm, impact: Impact | None) -> Response:
    context = about(actor, sighted.workspace, sighted)
    lines = None
    if impact is not None:
        form.seen_rules.data = context["rulebook"].token
        lines = words.impact_lines(impact, owner_id=sighted.document.organisation_id)
    return answers.show("documents/private_layer.html", form=form, impact=lines, **context)
