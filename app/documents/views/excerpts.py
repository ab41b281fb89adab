"""An excerpt looked at as it will be, and made."""

from __future__ import annotations

from uuid import UUID

from flask import Response, url_for

from app.documents import queries, service
from app.documents.forms.redacting import ExcerptForm
from app.documents.policy import DocumentPermission
from app.documents.views.blueprint import blueprint, current_depot
from app.documents.views.content import send_picture
from app.documents.views.detail import about
from app.documents.views.grounds import ground_words
from app.documents.views.redacting import asked_page, is_old
from app.kernel.access import Actor
from app.kernel.text import _
from app.kernel.web import answers
from app.kernel.web.current import current_actor
from app.workspaces import queries as workspaces
from app.workspaces.models import Workspace
from app.workspaces.policy import WorkspacePermission


@blueprint.route(
    "/documents/<uuid:document_id>/redact/pages/<int:page>",
    needs=DocumentPermission.REDACT,
    writes_on_get=True,
)
def redacted_page(ref: str, document_id: UUID, page: int) -> Response:
    """Send one page as a picture, as it will be in the excerpt."""
    actor = current_actor()
    workspace = workspaces.get_for(actor, WorkspacePermission.VIEW, ref)
    permission = DocumentPermission.REDACT
    queries.get_for(actor, permission, document_id, workspace=workspace)
    depot = current_depot()
    return send_picture(service.draw_excerpt_page(actor, document_id, page=page, depot=depot))


@blueprint.route(
    "/documents/<uuid:document_id>/redact/excerpt",
    methods=["GET", "POST"],
    needs=DocumentPermission.REDACT,
    writes_on_get=True,
)
def excerpt(ref: str, document_id: UUID) -> Response:
    """Show an excerpt as it will be, page by page, or make it; afterwards its own page."""
    actor = current_actor()
    workspace = workspaces.get_for(actor, WorkspacePermission.VIEW, ref)
    permission = DocumentPermission.REDACT
    sighted = queries.get_for(actor, permission, document_id, workspace=workspace)
    redaction = queries.find_redaction(sighted)
    folders = queries.list_folders(actor, workspace)
    seen = redaction.version if redaction else 0
    form = ExcerptForm.of_source(sighted.document, folders=folders, seen=seen)
    with form.taking_refusals():
        if form.validate_on_submit():
            made = service.make_excerpt(
                actor, workspace, document_id, wish=form.wish(), depot=current_depot()
            )
            answers.tell(_("The excerpt is made. Look at it, then share it."))
            return answers.lead_to(url_for(".detail", ref=ref, document_id=made.id))
    return _excerpt_page(actor, workspace, document_id, form=form)


def _excerpt_page(
    actor: Actor, workspace: Workspace, document_id: UUID, *, form: ExcerptForm
) -> Response:
    sighted = queries.get_for(actor, DocumentPermission.REDACT, document_id)
    redaction = queries.find_redaction(sighted)
    on_page = service.open_words(actor, document_id, page=1, depot=current_depot())
    chosen = (redaction.pages if redaction else []) or list(range(1, on_page.pages + 1))
    at = min(asked_page(), len(chosen) or 1)
    return answers.show(
        "documents/excerpt.html",
        form=form,
        redaction=redaction,
        is_old=is_old(sighted.document, redaction),
        marks=queries.list_marks(redaction) if redaction else [],
        chosen=chosen,
        at=at,
        ground_words=ground_words,
        **about(actor, workspace, sighted, with_lock=False),
    )
