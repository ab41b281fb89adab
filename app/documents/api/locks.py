"""Who has a document in hand, and until when, for partners' systems."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from flask import Response
from pydantic import Field

from app.documents import queries, service
from app.documents.api.blueprint import Body, blueprint
from app.documents.models import Document
from app.documents.policy import DocumentPermission
from app.kernel.web.current import current_actor
from app.kernel.web.describing import NOTHING
from app.kernel.web.json_api import answer_json, answer_nothing, read_body
from app.workspaces import queries as workspaces


class LockBody(Body):
    """For how long one takes a document in hand."""

    hours: int = Field(ge=1, le=72)


@blueprint.route("/documents/<uuid:document_id>/lock", needs=DocumentPermission.VIEW)
def lock(document_id: UUID) -> Response:
    """Give who has the document in hand; nobody when it is free."""
    sighted = queries.get_for(current_actor(), DocumentPermission.VIEW, document_id)
    return answer_json(_lock(sighted.document))


@blueprint.route(
    "/documents/<uuid:document_id>/lock",
    methods=["PUT"],
    needs=DocumentPermission.TAKE,
    takes=LockBody,
)
def take(document_id: UUID) -> Response:
    """Take a document in hand from now on, or for longer; 409 when somebody else has it."""
    actor = current_actor()
    queries.get_for(actor, DocumentPermission.TAKE, document_id)
    body = read_body(LockBody)
    service.take(actor, document_id, time=timedelta(hours=body.hours))
    sighted = queries.get_for(actor, DocumentPermission.VIEW, document_id)
    return answer_json(_lock(sighted.document))


@blueprint.route(
    "/documents/<uuid:document_id>/lock",
    methods=["DELETE"],
    needs=DocumentPermission.TAKE,
    gives=NOTHING,
)
def give_back(document_id: UUID) -> Response:
    """End one's own work on a document; the owner may end that of others too."""
    service.give_back(current_actor(), document_id)
    return answer_nothing()


def _lock(document: Document) -> dict[str, Any]:
    return workspaces.hold_as_json(queries.find_lock(document))
