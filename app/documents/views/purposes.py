"""The purpose for which police data are opened: asked where they would open, then on to there."""

from __future__ import annotations

from urllib.parse import urlsplit
from uuid import UUID

from flask import Response, request, url_for

from app.documents import queries, service
from app.documents.forms.purposes import PurposeForm
from app.documents.policy import DocumentPermission, Sighted, has_stated_purpose
from app.documents.views.blueprint import blueprint
from app.documents.views.detail import about
from app.kernel.access import Actor
from app.kernel.errors import NotAllowed
from app.kernel.text import _
from app.kernel.web import answers, problems
from app.kernel.web.current import current_actor
from app.workspaces import queries as workspaces
from app.workspaces.models import Workspace
from app.workspaces.policy import WorkspacePermission

NOT_YET = 403


@blueprint.route(
    "/documents/<uuid:document_id>/purpose",
    methods=["GET", "POST"],
    needs=DocumentPermission.STATE_PURPOSE,
)
def purpose(ref: str, document_id: UUID) -> Response:
    """Ask for which purpose a document is opened; afterwards what was asked for."""
    actor = current_actor()
    workspace = workspaces.get_for(actor, WorkspacePermission.VIEW, ref)
    sighted = queries.get_for(
        actor, DocumentPermission.STATE_PURPOSE, document_id, workspace=workspace
    )
    form, here = PurposeForm(), url_for(".detail", ref=ref, document_id=document_id)
    with form.taking_refusals():
        if form.validate_on_submit():
            service.state_purpose(
                actor,
                document_id,
                purpose=form.purpose.data or "",
                words=form.words.data or "",
                workspace=workspace,
            )
            answers.tell(_("Your purpose is kept. You can open this document for half an hour."))
            return answers.lead_to(_within(here, form.then.data or "") or here)
    return _page(actor, workspace, sighted, form=form)


@blueprint.errorhandler(NotAllowed)
def ask_purpose(error: NotAllowed) -> Response:
    """Ask for the purpose where only that is missing; every other refusal is told as it is."""
    asked = request.view_args or {}
    if error.decision.rule != has_stated_purpose.name or "document_id" not in asked:
        return problems.answer(error)
    actor, ref, document_id = current_actor(), asked["ref"], asked["document_id"]
    workspace = workspaces.get_for(actor, WorkspacePermission.VIEW, ref)
    sighted = queries.get_for(actor, DocumentPermission.VIEW, document_id, workspace=workspace)
    wanted = request.full_path.rstrip("?") if request.method != "POST" else request.path
    if answers.is_htmx():
        return answers.lead_to(url_for(".purpose", ref=ref, document_id=document_id))
    form = PurposeForm(formdata=None, data={"then": wanted})
    response = _page(actor, workspace, sighted, form=form)
    response.status_code = NOT_YET
    return response


def _within(here: str, wanted: str) -> str | None:
    """Return a wanted address when it is one of this very document, and of nothing else."""
    is_plain = wanted.isprintable() and urlsplit(wanted).path.startswith(f"{here}/")
    return wanted if is_plain and wanted.startswith(f"{here}/") else None


def _page(actor: Actor, workspace: Workspace, sighted: Sighted, *, form: PurposeForm) -> Response:
    return answers.show(
        "documents/purpose.html",
        form=form,
        is_sent_again=request.method == "POST" and request.endpoint != "documents.purpose",
        **about(actor, workspace, sighted, with_lock=False),
    )
