"""Saying for which purpose police data are opened, for partners' systems."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response, request, url_for
from pydantic import Field

from app.documents import queries, service
from app.documents.api.blueprint import Body, blueprint
from app.documents.models import Purpose, StatedPurpose
from app.documents.models.purposes import LONGEST_WORDS
from app.documents.policy import HOLDS_FOR, DocumentPermission, has_stated_purpose
from app.kernel.errors import NotAllowed
from app.kernel.web import problems
from app.kernel.web.current import current_actor
from app.kernel.web.describing import MADE
from app.kernel.web.json_api import answer_json, read_body

CODE = "purpose_needed"


class PurposeBody(Body):
    """For which purpose: a word of the list, and what it is in this case."""

    purpose: Purpose
    words: str = Field(min_length=1, max_length=LONGEST_WORDS)


@blueprint.route(
    "/documents/<uuid:document_id>/purpose",
    methods=["POST"],
    needs=DocumentPermission.STATE_PURPOSE,
    takes=PurposeBody,
    gives=MADE,
    endpoint="state_purpose",
)
def state_purpose(document_id: UUID) -> Response:
    """Say for which purpose a document with police data is opened, for half an hour from now."""
    actor = current_actor()
    queries.get_for(actor, DocumentPermission.STATE_PURPOSE, document_id)
    body = read_body(PurposeBody)
    stated = service.state_purpose(actor, document_id, purpose=body.purpose, words=body.words)
    return answer_json(_stated(stated), status=201)


@blueprint.errorhandler(NotAllowed)
def tell_how(error: NotAllowed) -> Response:
    """Say how a purpose is given where only that is missing."""
    asked = request.view_args or {}
    if error.decision.rule != has_stated_purpose.name or "document_id" not in asked:
        return problems.answer(error)
    problem = problems.describe(error)
    where = url_for(".state_purpose", document_id=asked["document_id"])
    problem.more.update(code=CODE, purpose_url=where, purposes=[each.value for each in Purpose])
    return problems.api_problem(problem)


def _stated(stated: StatedPurpose) -> dict[str, Any]:
    return {
        "purpose": stated.purpose.value,
        "words": stated.words,
        "stated_at": stated.stated_at.isoformat(),
        "valid_until": (stated.stated_at + HOLDS_FOR).isoformat(),
    }
