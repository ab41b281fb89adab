"""The page beside a document on which people write to each other."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from flask import Response, request, url_for

from app.comments import queries, service
from app.comments.forms import CommentForm, id_of
from app.comments.policy import CommentPermission
from app.documents.policy import Sighted
from app.documents.queries import Seer
from app.kernel.access import abilities
from app.kernel.text import _, ngettext
from app.kernel.web import answers
from app.kernel.web.current import current_actor
from app.kernel.web.door import GuardedBlueprint
from app.workspaces import queries as workspaces
from app.workspaces.models import Workspace
from app.workspaces.policy import WorkspacePermission
from app.workspaces.queries import Facts

blueprint = GuardedBlueprint("comments", __name__, url_prefix="/workspaces/<ref:ref>")
HERE = "/documents/<uuid:document_id>/comments"


@blueprint.route(HERE, needs=CommentPermission.READ)
def page(ref: str, document_id: UUID) -> Response:
    """Show what was said beside a document, and the form to say something."""
    return _page(*_loaded(CommentPermission.READ, ref, document_id))


@blueprint.route(HERE, methods=["POST"], needs=CommentPermission.WRITE)
def write(ref: str, document_id: UUID) -> Response:
    """Say something, or answer; back to the page."""
    workspace, sighted = _loaded(CommentPermission.WRITE, ref, document_id)
    form = CommentForm()
    with form.taking_refusals():
        if form.validate_on_submit():
            thread = id_of(form.thread.data) if form.thread.data else None
            comment = service.add_comment(
                current_actor(), document_id, body=form.body.data or "", thread_id=thread
            )
            return _back(ref, document_id, comment.id)
    return _page(workspace, sighted, sent=form)


@blueprint.route(f"{HERE}/change", methods=["POST"], needs=CommentPermission.READ)
def change(ref: str, document_id: UUID) -> Response:
    """Change one's own words; back to the page."""
    workspace, sighted = _loaded(CommentPermission.READ, ref, document_id)
    form = CommentForm()
    if not form.comment.data:
        return _back(ref, document_id)
    key = id_of(form.comment.data)
    queries.get_said_for(current_actor(), CommentPermission.CHANGE, key, sighted=sighted)
    with form.taking_refusals():
        if form.validate_on_submit():
            service.change_comment(current_actor(), document_id, key, body=form.body.data or "")
            return _back(ref, document_id, key)
    return _page(workspace, sighted, sent=form)


@blueprint.route(f"{HERE}/withdrawal", methods=["POST"], needs=CommentPermission.READ)
def withdraw(ref: str, document_id: UUID) -> Response:
    """Take one's own words back; back to the page."""
    _loaded(CommentPermission.READ, ref, document_id)
    form = CommentForm()
    if not form.comment.data:
        return _back(ref, document_id)
    key = id_of(form.comment.data)
    service.withdraw_comment(current_actor(), document_id, key)
    answers.tell(_("The comment is withdrawn. Its words are gone."))
    return _back(ref, document_id, key)


@blueprint.route(f"{HERE}/state", methods=["POST"], needs=CommentPermission.SETTLE)
def settle(ref: str, document_id: UUID) -> Response:
    """Settle a thread, or open it again; back to the page."""
    _loaded(CommentPermission.SETTLE, ref, document_id)
    form, is_settled = CommentForm(), "reopen" not in request.form
    if form.thread.data:
        key = id_of(form.thread.data)
        service.settle_thread(current_actor(), document_id, key, is_settled=is_settled)
    return _back(ref, document_id)


def _loaded(
    permission: CommentPermission, ref: str, document_id: UUID
) -> tuple[Workspace, Sighted]:
    actor = current_actor()
    workspace = workspaces.get_for(actor, WorkspacePermission.VIEW, ref)
    return workspace, queries.get_place_for(actor, permission, document_id, workspace=workspace)


def _back(ref: str, document_id: UUID, comment_id: UUID | None = None) -> Response:
    there = url_for(".page", ref=ref, document_id=document_id)
    return answers.lead_to(f"{there}#comment-{comment_id}" if comment_id else there)


def _page(workspace: Workspace, sighted: Sighted, *, sent: CommentForm | None = None) -> Response:
    actor, document = current_actor(), sighted.document
    threads = queries.list_threads(actor, sighted)
    readers = queries.list_readers(document)
    frame = workspaces.workspace_frame(actor, workspace, section="documents")
    return answers.show(
        "comments/page.html",
        form=sent,
        sent=sent,
        form_of=CommentForm.about,
        document=document,
        subject={"title": document.title, "reference": workspace.ref},
        may=abilities(actor, sighted, (CommentPermission.WRITE,)),
        open_threads=[each for each in threads if each.thread.settled_at is None],
        settled=[each for each in threads if each.thread.settled_at is not None],
        readers=readers,
        **{**frame, "facts": _facts(sighted, readers)},
    )


def _facts(sighted: Sighted, readers: Sequence[Seer]) -> Facts:
    """Say what this is and who can see it: who reads the comments, fewer than see the document."""
    document = sighted.document
    seeing = {each.organisation.id: each.organisation for each in readers}
    cells = workspaces.classification_cells(
        document.class_of_secrecy,
        document.marking,
        special_category=document.is_special_category,
        criminal_data=document.is_criminal_data,
        police_data=document.is_police_data,
    )
    told = _(
        "%(organisations)s, %(people)s",
        organisations=ngettext("%(num)d organisation", "%(num)d organisations", len(seeing)),
        people=ngettext("%(num)d person", "%(num)d people", len(readers)),
    )
    url = url_for("documents.access", ref=sighted.workspace.ref, document_id=document.id)
    return Facts(cells, list(seeing.values()), told, url)
