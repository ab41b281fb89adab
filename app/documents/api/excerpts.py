"""Excerpts for partners' systems: what is prepared, what was made, and why passages are gone."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response
from pydantic import Field

from app.documents import queries, service
from app.documents.api.blueprint import Body, blueprint
from app.documents.api.documents import FLAGS, answer_document
from app.documents.models import Document, Redaction, RedactionMark
from app.documents.policy import DocumentPermission
from app.documents.queries import GroundCount, Relative
from app.documents.service import Description, Wish
from app.documents.service.acceptance import LONGEST_TITLE
from app.documents.views.blueprint import current_depot
from app.documents.views.grounds import ground_words
from app.kernel.web.current import current_actor
from app.kernel.web.describing import LIST, MADE
from app.kernel.web.json_api import answer_json, check_match, read_body
from app.workspaces import queries as workspaces
from app.workspaces.models import Marking
from app.workspaces.policy import WorkspacePermission


class ExcerptBody(Body):
    """What is said about an excerpt; what is left out holds as for its source, but the title."""

    title: str = Field(min_length=1, max_length=LONGEST_TITLE)
    folder: UUID | None = None
    classification: str | None = None
    marking: Marking | None = None
    special_category: bool | None = None
    criminal_data: bool | None = None
    police_data: bool | None = None
    private: bool = True
    """False: the rules of the folder count for it at once."""


@blueprint.route(
    "/documents/<uuid:document_id>/excerpts", needs=DocumentPermission.VIEW, gives=LIST
)
def excerpts(document_id: UUID) -> Response:
    """List what was made of a document by blacking out, for the organisation that brought it."""
    actor = current_actor()
    sighted = queries.get_for(actor, DocumentPermission.VIEW, document_id)
    made = [each for each in queries.history_of(actor, sighted).relatives if not each.is_source]
    return answer_json({"items": [_excerpt(each) for each in made], "next": None})


@blueprint.route(
    "/documents/<uuid:document_id>/excerpts",
    methods=["POST"],
    needs=DocumentPermission.REDACT,
    takes=ExcerptBody,
    gives=MADE,
)
def make_excerpt(document_id: UUID) -> Response:
    """Make a document of what is prepared, with the marked passages gone; 412 when that changed."""
    actor = current_actor()
    sighted = queries.get_for(actor, DocumentPermission.REDACT, document_id)
    redaction = queries.find_redaction(sighted)
    seen = redaction.version if redaction else 0
    check_match(seen)
    description = _described(read_body(ExcerptBody), sighted.document)
    place = workspaces.get_for(actor, WorkspacePermission.VIEW, sighted.document.workspace_id)
    made = service.make_excerpt(
        actor,
        place,
        document_id,
        wish=Wish(description, seen=seen),
        depot=current_depot(),
    )
    return answer_document(actor, made.id, status=201)


@blueprint.route("/documents/<uuid:document_id>/redaction", needs=DocumentPermission.REDACT)
def redaction(document_id: UUID) -> Response:
    """Give what is prepared for an excerpt: the pages, and each passage with why it goes."""
    sighted = queries.get_for(current_actor(), DocumentPermission.REDACT, document_id)
    found = queries.find_redaction(sighted)
    marks = queries.list_marks(found) if found else []
    answer = _prepared(sighted.document, found, marks)
    return answer_json(answer, version=found.version if found else 0)


@blueprint.route(
    "/documents/<uuid:document_id>/blacked-passages", needs=DocumentPermission.VIEW, gives=LIST
)
def blacked_passages(document_id: UUID) -> Response:
    """List how many passages are gone from each page of an excerpt, and why."""
    actor = current_actor()
    sighted = queries.get_for(actor, DocumentPermission.VIEW, document_id)
    grounds = queries.history_of(actor, sighted).grounds
    return answer_json({"items": [_ground(each) for each in grounds], "next": None})


def _described(body: ExcerptBody, source: Document) -> Description:
    flags = {
        name: getattr(source, name) if getattr(body, key) is None else getattr(body, key)
        for key, name in FLAGS.items()
    }
    return Description(
        folder_id=body.folder or source.folder_id,
        title=body.title,
        classification=body.classification or source.class_of_secrecy.value,
        marking=body.marking or source.marking,
        is_private=body.private,
        **flags,
    )


def _excerpt(made: Relative) -> dict[str, Any]:
    return {
        "id": str(made.document_id),
        "title": made.title,
        "source_version": made.source_number,
        "made_at": made.made_at.isoformat(),
    }


def _prepared(
    document: Document, found: Redaction | None, marks: list[RedactionMark]
) -> dict[str, Any]:
    number = found.number if found else document.current_number
    return {
        "document_version": number,
        "is_current": number == document.current_number,
        "pages": list(found.pages) if found else [],
        "passages": [
            {
                "id": str(each.id),
                "page": each.page,
                "left": each.left,
                "top": each.top,
                "right": each.right,
                "bottom": each.bottom,
                "ground": each.ground,
                "reason": ground_words(each.ground),
            }
            for each in marks
        ],
    }


def _ground(each: GroundCount) -> dict[str, Any]:
    return {
        "page": each.page,
        "ground": each.ground,
        "reason": ground_words(each.ground),
        "passages": each.passages,
    }
