"""Who can see a document, and the owner's rules about it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from flask import Response, request, url_for

from app.documents import queries, service
from app.documents.forms import LEVEL_HINTS, AccessForm
from app.documents.legal_bases import LegalBasis
from app.documents.policy import DOCUMENT_ABILITIES, DocumentPermission, Sighted
from app.documents.queries import OrganisationSight, Rulebook, Seer
from app.documents.service import Impact
from app.documents.views import editing, words
from app.documents.views.blueprint import blueprint
from app.documents.views.detail import about
from app.kernel.access import Actor, abilities
from app.kernel.text import _
from app.kernel.web import answers
from app.kernel.web.current import current_actor
from app.workspaces import queries as workspaces
from app.workspaces.policy import WorkspacePermission

PAGE, REGION = "documents/access.html", "documents/_access.html"


@blueprint.route("/documents/<uuid:document_id>/access", needs=DocumentPermission.VIEW)
def access(ref: str, document_id: UUID) -> Response:
    """Show who can see a document; with ``?organisation=`` the owner's editor for its rule."""
    actor = current_actor()
    workspace = workspaces.get_for(actor, WorkspacePermission.VIEW, ref)
    sighted = queries.get_for(actor, DocumentPermission.VIEW, document_id, workspace=workspace)
    return _panel(actor, sighted)


@blueprint.route(
    "/documents/<uuid:document_id>/access",
    methods=["POST"],
    needs=DocumentPermission.SHARE,
    endpoint="share",
)
def share(ref: str, document_id: UUID) -> Response:
    """Set the rule about one organisation, or only show what that would change."""
    actor = current_actor()
    workspace = workspaces.get_for(actor, WorkspacePermission.VIEW, ref)
    form, impact = AccessForm(), None
    with form.taking_refusals():
        if form.validate_on_submit():
            proposal = editing.proposal_of(form, workspace, rules=form.rules())
            if "preview" not in request.form:
                return _saved(service.set_rules(actor, document_id, proposal=proposal), actor)
            with editing.only_looking():
                impact = service.impact_of(actor, document_id, proposal=proposal)
    form.general_errors += form.organisation.errors
    # A dry run found the document in this workspace, and what was undone is to be read anew.
    within = workspace if impact is None else None
    sighted = queries.get_for(actor, DocumentPermission.SHARE, document_id, workspace=within)
    return _panel(actor, sighted, form=form, impact=impact)


@blueprint.route(
    "/documents/<uuid:document_id>/access/own",
    methods=["POST"],
    needs=DocumentPermission.SHARE,
    endpoint="follow",
)
def follow(ref: str, document_id: UUID) -> Response:
    """Drop the document's own rules, or only show what that would change."""
    actor, form, impact = current_actor(), AccessForm(), None
    workspace = workspaces.get_for(actor, WorkspacePermission.VIEW, ref)
    with form.taking_refusals():
        proposal = editing.proposal_of(form, workspace, rules=None)
        if "preview" not in request.form:
            return _saved(service.set_rules(actor, document_id, proposal=proposal), actor)
        with editing.only_looking():
            impact = service.impact_of(actor, document_id, proposal=proposal)
    sighted = queries.get_for(actor, DocumentPermission.SHARE, document_id)
    return _panel(actor, sighted, form=form, follow_impact=impact)


def _saved(sighted: Sighted, actor: Actor) -> Response:
    """Say who can see the document from now on: in the region, or above its page."""
    if answers.is_htmx():
        return answers.with_fresh_page(_panel(actor, sighted, is_saved=True))
    answers.tell(_saved_words(queries.list_audience(sighted.document)))
    workspace = sighted.workspace
    return answers.lead_to(url_for(".access", ref=workspace.ref, document_id=sighted.id))


def _saved_words(seers: Iterable[Seer]) -> str:
    return _("The rules are saved.") + " " + words.seen_in_words(seers)


def _panel(
    actor: Actor,
    sighted: Sighted,
    *,
    form: AccessForm | None = None,
    impact: Impact | None = None,
    follow_impact: Impact | None = None,
    is_saved: bool = False,
) -> Response:
    """Show the panel, alone for htmx.

    Args:
        form: what was sent and is shown again.
        impact: what saving it would change; ``follow_impact`` what following the folder would.
    """
    context = _short(actor, sighted) if answers.is_htmx() else _whole(actor, sighted)
    sights, rulebook = context["sights"], context["rulebook"]
    chosen = editing.chosen_of(sights, form) if context["may"].share else None
    giver, token = sighted.document.organisation, rulebook.token
    editor = None
    if chosen:
        editor = editing.editor_of(
            chosen,
            giver=giver,
            token=token,
            form=form,
            special_data=sighted.document.special_data,
            own_bases=_own_bases(sighted, chosen),
        )
    here = url_for(".access", ref=sighted.workspace.ref, document_id=sighted.id)
    notice = _saved_words(one for each in sights for one in each.people) if is_saved else ""
    if notice:
        # The page that is opened anew says it; this region is gone by then.
        answers.tell(notice)
    return answers.show(
        PAGE,
        region=REGION,
        form=form,
        editing=editor,
        refused=form if editor is None else None,
        chosen=chosen,
        follow_form=AccessForm(formdata=None, data={"seen_version": rulebook.token}),
        impact=_impact_lines(impact, sighted),
        follow_impact=_impact_lines(follow_impact, sighted),
        impact_foot=editing.foot_of(editor),
        beside_list=request.args.get("beside") == "list",
        notice=notice,
        place_words=_place_words(rulebook),
        level_hints=LEVEL_HINTS,
        lacking=editing.lacking_words(rulebook.rules, sighted.document),
        has_own_rules=rulebook.policy.document_id is not None,
        back=_back(sighted, rulebook) if context["may"].share else None,
        basis_words=editing.basis_words(rulebook.rules),
        named_words=editing.named_words(sights),
        rule_target=here,
        rule_stop=here,
        rule_region="#documents-access",
        **context,
    )


def _back(sighted: Sighted, rulebook: Rulebook) -> str | None:
    """Return where own rules can be taken back that the document dropped a while ago."""
    document = sighted.document
    if rulebook.policy.document_id is not None:
        return None
    dropped = queries.find_dropped(document.organisation_id, document_id=document.id)
    if not service.can_be_back(dropped, rulebook):
        return None
    ref = sighted.workspace.ref
    return url_for(".document_rules_back", ref=ref, document_id=document.id)


def _whole(actor: Actor, sighted: Sighted) -> dict[str, Any]:
    """Return what the panel and the page around it need."""
    return about(actor, sighted.workspace, sighted)


def _short(actor: Actor, sighted: Sighted) -> dict[str, Any]:
    """Return what the panel needs, without the page around it."""
    document, workspace = sighted.document, sighted.workspace
    rulebook = queries.get_rulebook(document.policy_id)
    participants = workspaces.list_participants(workspace)
    return {
        "workspace": workspace,
        "document": document,
        "rulebook": rulebook,
        "sights": queries.list_sight(document, rulebook, participants=participants),
        "may": abilities(actor, sighted, DOCUMENT_ABILITIES),
        "cells": words.cells_of(document),
        "level_words": words.LEVEL_WORDS,
    }


def _own_bases(sighted: Sighted, chosen: OrganisationSight) -> list[LegalBasis]:
    """Return the bases that were approved for this document and organisation."""
    if not sighted.has_own_bases:
        return []
    found = queries.list_usable_bases(sighted.id, receiver_id=chosen.organisation.id)
    return [queries.as_legal_basis(each) for each in found]


def _impact_lines(impact: Impact | None, sighted: Sighted) -> list[words.ImpactLine] | None:
    if impact is None:
        return None
    return words.impact_lines(impact, owner_id=sighted.document.organisation_id)


def _place_words(rulebook: Rulebook) -> str:
    """Say whose rules count."""
    match queries.place_of(rulebook.governing)[0]:
        case "document":
            return _("own rules, apart from the folder")
        case "folder":
            return _("under the rules of the folder")
        case _:
            return _("under the rules of the workspace")
