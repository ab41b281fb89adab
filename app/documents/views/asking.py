"""The closed door: it looks the same whether or not there is something, and offers to ask."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response, request, url_for

from app.documents import queries, service
from app.documents.forms.asking import AskForm, RefuseForm
from app.documents.policy import DocumentPermission
from app.documents.queries import RequestRow
from app.documents.views.blueprint import blueprint
from app.kernel.access import decide
from app.kernel.errors import NotFound
from app.kernel.text import _
from app.kernel.web import answers, problems
from app.kernel.web.current import actor_or_anonymous, current_actor
from app.workspaces import queries as workspaces
from app.workspaces.models import Workspace
from app.workspaces.policy import WorkspacePermission

ABOUT_ONE = frozenset(
    f"documents.{each}"
    for each in (
        "detail",
        "read",
        "content",
        "compare",
        "access",
        "why",
        "requests",
        "private_layer",
        "edit",
        "versions",
        "lock",
        "withdrawal",
    )
) | {"comments.page"}
"""Pages of one document, behind whose closed door one may ask."""
NOT_THERE = 404


@blueprint.app_errorhandler(NotFound)
def closed_door(error: NotFound) -> Response:
    """Offer a member of the workspace to ask; for everybody else nothing is here."""
    asked = request.view_args or {}
    is_page = request.method == "GET" and not answers.is_htmx()
    if not is_page or request.endpoint not in ABOUT_ONE:
        return problems.answer(error)
    try:
        workspace = workspaces.get_for(
            actor_or_anonymous(), WorkspacePermission.VIEW, asked.get("ref", "")
        )
    except NotFound:
        return problems.answer(error)
    if not decide(actor_or_anonymous(), DocumentPermission.ASK, workspace).allowed:
        return problems.answer(error)
    if _is_seen(workspace, asked["document_id"]):
        return problems.answer(error)
    form = AskForm(formdata=None, data={"document": str(asked["document_id"])})
    response = _door(workspace, form)
    response.status_code = NOT_THERE
    return response


def _is_seen(workspace: Workspace, document_id: UUID) -> bool:
    """Tell whether the document is no secret: then only this part of it is not there."""
    actor = actor_or_anonymous()
    try:
        queries.get_for(actor, DocumentPermission.VIEW, document_id, workspace=workspace)
    except NotFound:
        return False
    return True


@blueprint.route("/documents/ask", methods=["POST"], needs=DocumentPermission.ASK)
def ask(ref: str) -> Response:
    """Ask for access to what may be behind an address; the answer is always the same."""
    actor = current_actor()
    workspace = workspaces.get_place_for(actor, DocumentPermission.ASK, ref)
    form = AskForm()
    with form.taking_refusals():
        if form.validate_on_submit():
            service.ask_for_access(
                actor, workspace, wanted=form.wanted(), reason=form.reason.data or ""
            )
            answers.tell(_("If there is something here, its owner has your question."))
            return answers.lead_to(url_for("documents.list", ref=workspace.ref))
    return _door(workspace, form)


@blueprint.route(
    "/documents/<uuid:document_id>/access/requests",
    methods=["POST"],
    needs=DocumentPermission.SHARE,
)
def refuse(ref: str, document_id: UUID) -> Response:
    """Refuse what somebody asked about a document; back to who can see it."""
    actor, form = current_actor(), RefuseForm()
    workspace = workspaces.get_for(actor, WorkspacePermission.VIEW, ref)
    sighted = queries.get_for(actor, DocumentPermission.SHARE, document_id, workspace=workspace)
    with form.taking_refusals():
        if form.validate_on_submit():
            service.refuse_request(
                actor, sighted, request_id=form.asked(), reason=form.reason.data or ""
            )
            answers.tell(_("The question is refused. Who asked is told nothing."))
            here = url_for("documents.requests", ref=workspace.ref, document_id=document_id)
            return answers.lead_to(here)
    return _requests(sighted.document, workspace, form=form)


@blueprint.route(
    "/documents/<uuid:document_id>/access/requests",
    needs=DocumentPermission.SHARE,
    endpoint="requests",
)
def requests_page(ref: str, document_id: UUID) -> Response:
    """Show who asks for access to a document that the reader decides on."""
    actor = current_actor()
    workspace = workspaces.get_for(actor, WorkspacePermission.VIEW, ref)
    sighted = queries.get_for(actor, DocumentPermission.SHARE, document_id, workspace=workspace)
    return _requests(sighted.document, workspace)


def _door(workspace: Workspace, form: AskForm) -> Response:
    return answers.show("documents/closed_door.html", form=form, workspace=workspace)


def _requests(document: Any, workspace: Workspace, *, form: RefuseForm | None = None) -> Response:
    actor = current_actor()
    requests = queries.list_requests(actor, [workspace], document_id=document.id)
    return answers.show(
        "documents/requests.html",
        region="documents/_requests.html",
        form=form,
        refusing=form,
        forms=_forms(requests, form),
        document=document,
        subject={"title": document.title, "reference": workspace.ref},
        requests=requests,
        **workspaces.workspace_frame(actor, workspace, section="documents"),
    )


def _forms(requests: list[RequestRow], sent: RefuseForm | None) -> dict[UUID, RefuseForm]:
    """Make the form under each question; the one that was sent stays as it was."""
    forms = {
        each.id: RefuseForm(formdata=None, data={"request_id": str(each.id)}) for each in requests
    }
    if sent is not None and sent.asked() in forms:
        forms[sent.asked()] = sent
    return forms
