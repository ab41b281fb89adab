"""One document: what it is, who sees it, its versions, and its pages on screen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import Response, request, url_for

from app.documents import queries, service
from app.documents.models import Document, DocumentStatus, DocumentVersion
from app.documents.policy import DOCUMENT_ABILITIES, DocumentPermission, Sighted
from app.documents.views import words
from app.documents.views.blueprint import blueprint
from app.documents.views.grounds import ground_words
from app.kernel.access import Abilities, Actor, abilities
from app.kernel.day_words import moment_in_words
from app.kernel.text import _
from app.kernel.web import answers
from app.kernel.web.current import current_actor
from app.kernel.words import whole_number
from app.workspaces import queries as workspaces
from app.workspaces.models import Workspace
from app.workspaces.policy import WorkspacePermission


@blueprint.route("/documents/<uuid:document_id>", needs=DocumentPermission.VIEW)
def detail(ref: str, document_id: UUID) -> Response:
    """Show one document; with ``?page=`` go on to that page of it."""
    actor = current_actor()
    workspace = workspaces.get_for(actor, WorkspacePermission.VIEW, ref)
    sighted = queries.get_for(actor, DocumentPermission.VIEW, document_id, workspace=workspace)
    page = whole_number(request.args.get("page"))
    if page is not None:
        return answers.lead_to(
            url_for("documents.read", ref=ref, document_id=document_id, page=max(1, page))
        )
    history, document = queries.history_of(actor, sighted), sighted.document
    shown = about(actor, workspace, sighted)
    return answers.show(
        "documents/detail.html",
        versions=history.versions,
        readable=_readable(history.versions) if opens(shown["may"]) else (),
        has_preview=_is_shown(document, history.versions) and opens(shown["may"]),
        purposes=queries.list_purposes(sighted),
        purpose_words=service.PURPOSE_WORDS,
        relatives=history.relatives,
        grounds=history.grounds,
        ground_words=ground_words,
        **shown,
    )


def about(
    actor: Actor, workspace: Workspace, sighted: Sighted, *, with_lock: bool = True
) -> dict[str, Any]:
    """Return what every page about one document shows around its own part.

    Args:
        with_lock: look up who has it in hand; not for a page that does not tell.
    """
    document = sighted.document
    frame = workspaces.workspace_frame(actor, workspace, section="documents")
    participants = [each.participation for each in frame["participants"]]
    rulebook = queries.get_rulebook(document.policy_id)
    sights = queries.list_sight(document, rulebook, participants=participants)
    url = url_for("documents.access", ref=workspace.ref, document_id=document.id)
    may = abilities(actor, sighted, DOCUMENT_ABILITIES)
    return {
        **frame,
        "document": document,
        "rulebook": rulebook,
        "sights": sights,
        "facts": words.facts_of(document, sights, url=url),
        "subject": {"title": document.title, "reference": workspace.ref},
        "may": may,
        "is_own": sighted.is_own,
        "lock": _in_hand(actor, document, may=may) if with_lock else None,
        "level": sighted.level,
        "kind_of": words.kind_of,
        "cells": words.cells_of(document),
        "level_words": words.LEVEL_WORDS,
        "seen_in_words": words.seen_in_words(one for each in sights for one in each.people),
    }


@dataclass(frozen=True, slots=True)
class InHand:
    """That somebody works on a document, for its pages."""

    words: str
    is_mine: bool
    can_end: bool


def _in_hand(actor: Actor, document: Document, *, may: Abilities) -> InHand | None:
    lock = queries.find_lock(document)
    if lock is None:
        return None
    until = moment_in_words(lock.until)
    if lock.holder_id == actor.person_id:
        return InHand(
            _("You work on this until %(moment)s.", moment=until), is_mine=True, can_end=True
        )
    told = _(
        "%(name)s (%(organisation)s) works on this until %(moment)s.",
        name=lock.holder.name,
        organisation=lock.organisation.short_name,
        moment=until,
    )
    return InHand(told, is_mine=False, can_end=may.break_lock)


def opens(may: Abilities) -> bool:
    """Tell whether somebody opens a document, perhaps after saying for which purpose."""
    return may.read or may.state_purpose


def _readable(versions: list[DocumentVersion]) -> list[int]:
    """Return the numbers of the versions that can be read on screen."""
    return [
        each.number
        for each in versions
        if each.status == DocumentStatus.RELEASED
        and not each.closed_at
        and service.has_preview(each)
    ]


def _is_shown(document: Document, versions: list[DocumentVersion]) -> bool:
    current = next(each for each in versions if each.number == document.current_number)
    return service.has_preview(current)
