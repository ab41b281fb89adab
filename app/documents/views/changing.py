"""A document changes: its description, a new version, withdrawn and back."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response, request, url_for

from app.documents import queries, service
from app.documents.forms import EditForm, WithdrawForm, seen_number
from app.documents.forms.versions import VersionForm
from app.documents.policy import DocumentPermission, Sighted
from app.documents.service import Impact
from app.documents.views import editing, words
from app.documents.views.blueprint import blueprint, current_depot
from app.documents.views.detail import about
from app.kernel.access import Actor
from app.kernel.errors import Refused
from app.kernel.text import _
from app.kernel.web import answers
from app.kernel.web.current import current_actor
from app.workspaces import queries as workspaces
from app.workspaces.models import Workspace
from app.workspaces.policy import WorkspacePermission

PAGE_OF_WITHDRAWAL = "documents/withdrawal.html"


@blueprint.route(
    "/documents/<uuid:document_id>/edit",
    methods=["GET", "POST"],
    needs=DocumentPermission.EDIT_METADATA,
)
def edit(ref: str, document_id: UUID) -> Response:
    """Change title, folder, marking and, for the owner, classification; saved, its page."""
    actor = current_actor()
    workspace = workspaces.get_for(actor, WorkspacePermission.VIEW, ref)
    permission = DocumentPermission.EDIT_METADATA
    sighted = queries.get_for(actor, permission, document_id, workspace=workspace)
    folders = queries.list_folders(actor, workspace)
    form, impact = EditForm.of_document(sighted.document, folders=folders), None
    with form.taking_refusals():
        if form.validate_on_submit():
            wanted = _wanted(form)
            if "preview" not in request.form:
                service.change_description(actor, document_id, **wanted)
                answers.tell(_("The description is saved."))
                return answers.lead_to(url_for(".detail", ref=ref, document_id=document_id))
            with editing.only_looking():
                impact = service.impact_of_describing(actor, document_id, **wanted)
    context = _about(actor, workspace, sighted)
    lines = _lines(impact, context)
    return answers.show("documents/edit.html", form=form, impact=lines, **context)


def _wanted(form: EditForm) -> dict[str, Any]:
    """Return what the description is to be, as the service takes it."""
    return {
        "description": form.described(
            title=form.title.data,
            rules_give_special_data=form.rules_give_special_data.data,
        ),
        "seen_version": seen_number(form.seen_version),
        "highest": current_depot().highest_classification,
    }


def _lines(impact: Impact | None, context: dict[str, Any]) -> list[words.ImpactLine] | None:
    """Say who gains and who loses sight; None when that was not looked at."""
    if impact is None:
        return None
    owner_id = context["document"].organisation_id
    nobody = words.ImpactLine("same", _("Nobody gets another right"), [])
    return words.impact_lines(impact, owner_id=owner_id) or [nobody]


@blueprint.route(
    "/documents/<uuid:document_id>/versions",
    methods=["GET", "POST"],
    needs=DocumentPermission.CONTRIBUTE,
)
def versions(ref: str, document_id: UUID) -> Response:
    """Add a version; saved, the document's page."""
    actor = current_actor()
    workspace = workspaces.get_for(actor, WorkspacePermission.VIEW, ref)
    permission = DocumentPermission.CONTRIBUTE
    sighted = queries.get_for(actor, permission, document_id, workspace=workspace)
    form = VersionForm.for_document(sighted.document)
    with form.taking_refusals():
        if form.validate_on_submit():
            _take_in(form, document_id)
            answers.tell(_("The new version is saved."))
            return answers.lead_to(url_for(".detail", ref=ref, document_id=document_id))
    context = _about(actor, workspace, sighted)
    max_bytes = current_depot().max_bytes
    return answers.show("documents/versions.html", form=form, max_bytes=max_bytes, **context)


def _about(actor: Actor, workspace: Workspace, sighted: Sighted) -> dict[str, Any]:
    """Return what stands around the form; read anew when a refused work was undone."""
    if request.method == "POST":
        sighted = queries.get_for(actor, DocumentPermission.VIEW, sighted.id)
    return about(actor, workspace, sighted)


def _take_in(form: VersionForm, document_id: UUID) -> None:
    sent = form.file.data
    if not sent or not sent.filename:
        raise Refused(_("Choose a file."), field="file")
    service.add_version(
        current_actor(),
        document_id,
        incoming=service.Incoming(sent.stream, sent.filename),
        note=form.note.data or "",
        seen_version=seen_number(form.seen_version),
        depot=current_depot(),
    )


@blueprint.route(
    "/documents/<uuid:document_id>/withdrawal",
    methods=["GET", "POST"],
    needs=DocumentPermission.WITHDRAW,
)
def withdrawal(ref: str, document_id: UUID) -> Response:
    """Withdraw a document, or undo that; its page afterwards."""
    actor = current_actor()
    workspace = workspaces.get_for(actor, WorkspacePermission.VIEW, ref)
    permission = DocumentPermission.WITHDRAW
    sighted = queries.get_for(actor, permission, document_id, workspace=workspace)
    form, impact = WithdrawForm(data={"seen_version": str(sighted.document.version)}), None
    with form.taking_refusals():
        if form.validate_on_submit():
            seen = seen_number(form.seen_version)
            if "preview" in request.form:
                with editing.only_looking():
                    impact = service.impact_of_restoring(actor, document_id, seen_version=seen)
                context = _about(actor, workspace, sighted)
                lines = _lines(impact, context)
                return answers.show(PAGE_OF_WITHDRAWAL, form=form, impact=lines, **context)
            if "undo" in request.form:
                service.restore(actor, document_id, seen_version=seen)
                answers.tell(_("The document is back. The rules that were there count again."))
            else:
                service.withdraw(actor, document_id, seen_version=seen)
                answers.tell(_("The document is withdrawn. Only your organisation sees it now."))
            return answers.lead_to(url_for(".detail", ref=ref, document_id=document_id))
    context = _about(actor, workspace, sighted)
    return answers.show(PAGE_OF_WITHDRAWAL, form=form, impact=None, **context)
