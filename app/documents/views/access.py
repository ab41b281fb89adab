"""Who can see a document, and the owner's rules about it."""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import Any
from uuid import UUID

from flask import Response, request, url_for
from flask_babel import get_locale

from app.documents import queries, service
from app.documents.forms import LEVEL_HINTS, AccessForm
from app.documents.legal_bases import LegalBases
from app.documents.models import Level
from app.documents.policy import DOCUMENT_ABILITIES, DocumentPermission, Sighted
from app.documents.queries import OrganisationSight, Rulebook
from app.documents.service import Impact
from app.documents.views import words
from app.documents.views.blueprint import blueprint
from app.documents.views.detail import about
from app.kernel.access import Actor, abilities
from app.kernel.text import _
from app.kernel.web import answers
from app.kernel.web.current import current_actor, request_id
from app.kernel.web.filters import day_in_words
from app.kernel.web.house import current_house
from app.kernel.work import circumstances
from app.workspaces import queries as workspaces
from app.workspaces.models import Workspace
from app.workspaces.policy import WorkspacePermission

PAGE, REGION = "documents/access.html", "documents/_access.html"


@blueprint.route("/documents/<uuid:document_id>/access", needs=DocumentPermission.VIEW)
def access(ref: str, document_id: UUID) -> Response:
    """Show who can see a document; with ``?organisation=`` the owner's editor for its rule."""
    actor = current_actor()
    workspace = workspaces.get_for(actor, WorkspacePermission.VIEW, ref)
    return _panel(actor, workspace, document_id)


@blueprint.route(
    "/documents/<uuid:document_id>/access",
    methods=["POST"],
    needs=DocumentPermission.SHARE,
    endpoint="share",
)
def share(ref: str, document_id: UUID) -> Response:
    """Set the rule about one organisation, or only show what that would change."""
    actor, bases = current_actor(), current_house().tool(LegalBases)
    workspace = workspaces.get_for(actor, WorkspacePermission.VIEW, ref)
    form, impact = AccessForm(), None
    with form.taking_refusals():
        if form.validate_on_submit():
            proposal = service.Proposal(
                rules=form.rules(),
                bases=bases,
                seen=form.seen_version.data or "",
                only=form.organisation.data or "",
            )
            if "preview" not in request.form:
                service.set_rules(actor, document_id, proposal=proposal)
                return _saved(actor, workspace, document_id)
            with _only_looking():
                impact = service.impact_of(actor, document_id, proposal=proposal)
    form.general_errors += form.organisation.errors
    permission = DocumentPermission.SHARE
    return _panel(actor, workspace, document_id, permission=permission, form=form, impact=impact)


def _only_looking() -> AbstractContextManager[None]:
    """Leave the form's key alone: a form of which only the effect is shown is not carried out."""
    return circumstances(request_id=request_id(), queue=current_house().queue)


@blueprint.route(
    "/documents/<uuid:document_id>/access/own",
    methods=["POST"],
    needs=DocumentPermission.SHARE,
    endpoint="follow",
)
def follow(ref: str, document_id: UUID) -> Response:
    """Drop the document's own rules; what the folder says counts again."""
    actor = current_actor()
    workspace = workspaces.get_for(actor, WorkspacePermission.VIEW, ref)
    form, bases = AccessForm(), current_house().tool(LegalBases)
    with form.taking_refusals():
        seen = form.seen_version.data or ""
        proposal = service.Proposal(rules=None, bases=bases, seen=seen)
        service.set_rules(actor, document_id, proposal=proposal)
    if not form.has_errors():
        return _saved(actor, workspace, document_id)
    permission = DocumentPermission.SHARE
    return _panel(actor, workspace, document_id, permission=permission, refused=form)


def _saved(actor: Actor, workspace: Workspace, document_id: UUID) -> Response:
    """Say who can see the document from now on: in the region, or above its page."""
    if not answers.is_htmx():
        sighted = queries.get_for(actor, DocumentPermission.SHARE, document_id)
        sights = queries.list_sight(sighted.document, workspaces.list_participants(workspace))
        answers.tell(_saved_words(sights))
        url = url_for(".access", ref=workspace.ref, document_id=document_id)
        return answers.lead_to(url)
    return _panel(actor, workspace, document_id, is_saved=True)


def _saved_words(sights: list[OrganisationSight]) -> str:
    return _("The rules are saved.") + " " + words.seen_in_words(sights)


def _panel(
    actor: Actor,
    workspace: Workspace,
    document_id: UUID,
    *,
    permission: DocumentPermission = DocumentPermission.VIEW,
    form: AccessForm | None = None,
    impact: Impact | None = None,
    refused: AccessForm | None = None,
    is_saved: bool = False,
) -> Response:
    """Show the panel, alone for htmx; after a dry run everything in it is read anew."""
    sighted = queries.get_for(actor, permission, document_id, workspace=workspace)
    context = (
        _short(actor, workspace, sighted) if answers.is_htmx() else about(actor, workspace, sighted)
    )
    rulebook = queries.get_rulebook(sighted.document.policy_id)
    chosen = _chosen(context["sights"], form)
    if chosen is not None and context["may"].share:
        form = form or AccessForm.about(
            chosen.organisation.id, code=chosen.organisation.code, rulebook=rulebook
        )
        _offer(sighted, chosen=chosen, form=form)
    return answers.show(
        PAGE,
        region=REGION,
        form=form or refused,
        editing=form if context["may"].share and chosen else None,
        refused=refused or (form if chosen is None else None),
        chosen=chosen,
        follow_form=AccessForm(formdata=None, data={"seen_version": rulebook.token}),
        impact=_impact_lines(impact, sighted),
        impact_foot=_foot(form),
        beside_list="1" if request.args.get("beside") == "list" else "",
        notice=_saved_words(context["sights"]) if is_saved else "",
        place_words=_place_words(rulebook),
        level_hints=LEVEL_HINTS,
        is_sensitive=sighted.document.is_sensitive,
        has_own_rules=rulebook.policy.document_id is not None,
        **context,
    )


def _short(actor: Actor, workspace: Workspace, sighted: Sighted) -> dict[str, Any]:
    """Return what the region needs, without the page around it."""
    document = sighted.document
    sights = queries.list_sight(document, workspaces.list_participants(workspace))
    return {
        "workspace": workspace,
        "document": document,
        "sights": sights,
        "may": abilities(actor, sighted, DOCUMENT_ABILITIES),
        "cells": words.cells_of(document),
        "level_words": words.LEVEL_WORDS,
    }


def _chosen(sights: list[OrganisationSight], form: AccessForm | None) -> OrganisationSight | None:
    """Return the organisation whose rule is edited; the owner has none."""
    code = form.organisation.data if form else request.args.get("organisation")
    for each in sights:
        if each.organisation.code == code and not each.is_owner:
            return each
    return None


def _offer(sighted: Sighted, *, chosen: OrganisationSight, form: AccessForm) -> None:
    bases = queries.list_bases_between(
        current_house().tool(LegalBases),
        giver=sighted.document.organisation,
        receiver=chosen.organisation,
    )
    form.offer(bases=bases, people=chosen.people, language=str(get_locale()))


def _foot(form: AccessForm | None) -> str:
    """Say when the rule begins and ends."""
    if form is None or form.level.data == Level.NONE.code:
        return _("This holds from the moment you save.")
    if not form.until.data:
        return ""
    return _(
        "The rule holds at once and ends by itself after %(day)s.",
        day=day_in_words(form.until.data),
    )


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
