"""Taking back that a document or folder dropped its own rules."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple
from uuid import UUID

from flask import Response, request, url_for

from app.documents import queries, service
from app.documents.forms import RulesBackForm
from app.documents.legal_bases import LegalBases
from app.documents.models import DroppedRules
from app.documents.policy import DocumentPermission
from app.documents.queries import Rulebook
from app.documents.service import FolderPlace, Impact, Proposal
from app.documents.service.places import organisation_of
from app.documents.views import editing, words
from app.documents.views.blueprint import blueprint
from app.documents.views.places import place_for
from app.identity import queries as identity
from app.kernel.access import Actor
from app.kernel.text import _
from app.kernel.web import answers
from app.kernel.web.current import current_actor
from app.kernel.web.house import current_house
from app.workspaces import queries as workspaces
from app.workspaces.models import Workspace
from app.workspaces.policy import WorkspacePermission

PAGE = "documents/rules_back.html"


@blueprint.route(
    "/documents/<uuid:document_id>/access/back",
    methods=["GET", "POST"],
    needs=DocumentPermission.SHARE,
)
def document_rules_back(ref: str, document_id: UUID) -> Response:
    """Show which own rules a document dropped and who gains by them, or let them count again."""
    return _back(ref, document_id, find=_of_document)


@blueprint.route(
    "/folders/<uuid:folder_id>/access/back",
    methods=["GET", "POST"],
    needs=DocumentPermission.SET_OWN_RULES,
)
def folder_rules_back(ref: str, folder_id: UUID) -> Response:
    """Show which own rules a folder dropped and who gains by them, or let them count again."""
    return _back(ref, folder_id, find=_of_folder)


class Found(NamedTuple):
    """What was dropped, and what counts there now."""

    thing: UUID | FolderPlace
    """The id of a document, or a folder."""
    title: str
    here: str
    """Where the rules of the document or folder are."""
    owner_id: UUID
    dropped: DroppedRules | None
    now: Rulebook | None


def _back(ref: str, key: UUID, *, find: Callable[[Actor, Workspace, UUID], Found]) -> Response:
    actor, form, impact = current_actor(), RulesBackForm(), None
    workspace = workspaces.get_for(actor, WorkspacePermission.VIEW, ref)
    found = find(actor, workspace, key)
    with form.taking_refusals():
        if form.validate_on_submit():
            proposal = _proposal(form, workspace, found)
            if "preview" not in request.form:
                _lay_down(actor, found.thing, proposal)
                return _saved(found)
            with editing.only_looking():
                impact = service.impact_of(actor, found.thing, proposal=proposal)
    if request.method == "POST":
        workspace = workspaces.get_for(actor, WorkspacePermission.VIEW, ref)
        found = find(actor, workspace, key)
    return _show(actor, workspace, found, form=form, impact=impact)


def _of_document(actor: Actor, workspace: Workspace, document_id: UUID) -> Found:
    document = queries.get_for(
        actor, DocumentPermission.SHARE, document_id, workspace=workspace
    ).document
    here = url_for(".access", ref=workspace.ref, document_id=document_id)
    owner_id = document.organisation_id
    dropped = queries.find_dropped(owner_id, document_id=document_id)
    now = queries.get_rulebook(document.policy_id)
    return Found(document_id, document.title, here, owner_id, dropped, now)


def _of_folder(actor: Actor, workspace: Workspace, folder_id: UUID) -> Found:
    place = place_for(actor, workspace, folder_id)
    owner_id = organisation_of(actor)
    policy = queries.find_policy(workspace, owner_id, place.folder)
    title = place.folder.name if place.folder else ""
    here = url_for(".folder_rules", ref=workspace.ref, folder_id=folder_id)
    dropped = queries.find_dropped(owner_id, folder_id=folder_id)
    now = None if policy is None else queries.get_rulebook(policy.id)
    return Found(place, title, here, owner_id, dropped, now)


def _lay_down(actor: Actor, thing: UUID | FolderPlace, proposal: Proposal) -> None:
    if isinstance(thing, FolderPlace):
        service.set_folder_rules(actor, thing, proposal=proposal)
    else:
        service.set_rules(actor, thing, proposal=proposal)


def _proposal(form: RulesBackForm, workspace: Workspace, found: Found) -> Proposal:
    """Return the rules that come back, as long as they are those on the screen.

    Raises:
        OutOfDate: other rules count there by now, or others were dropped.
        Refused: nothing was dropped, or that is too long ago.
    """
    rules = service.rules_to_take_back(found.dropped, found.now, seen=form.dropped.data or "")
    return Proposal(
        rules=rules,
        bases=current_house().tool(LegalBases),
        seen=found.now.token if found.now else None,
        workspace=workspace,
    )


def _saved(found: Found) -> Response:
    answers.tell(_("The rules that were dropped count again."))
    return answers.lead_to(found.here)


def _show(
    actor: Actor,
    workspace: Workspace,
    found: Found,
    *,
    form: RulesBackForm,
    impact: Impact | None,
) -> Response:
    dropped = found.dropped if service.can_be_back(found.dropped, found.now) else None
    form.dropped.data = str(dropped.id) if dropped else ""
    names = {key: each.short_name for key, each in identity.organisations_by_id().items()}
    coming = [
        (names[each.organisation_id], words.LEVEL_WORDS[each.level], each.until, each.people)
        for each in service.coming_back(dropped)
    ]
    return answers.show(
        PAGE,
        form=form,
        found=found,
        dropped=dropped,
        coming=coming,
        last_moment=service.last_moment_of(dropped) if dropped else None,
        impact=None if impact is None else words.impact_lines(impact, owner_id=found.owner_id),
        **workspaces.workspace_frame(actor, workspace, section="documents"),
    )
