"""The sharing guide and the profiles for partners' systems."""

from __future__ import annotations

from datetime import date
from http import HTTPStatus
from typing import Any
from uuid import UUID

from flask import Response, request
from pydantic import BaseModel, ConfigDict, Field

from app.documents import queries as documents
from app.documents.legal_bases import LegalBases
from app.documents.policy import DocumentPermission
from app.identity import queries as identity
from app.kernel.web.current import current_actor
from app.kernel.web.describing import LIST, MADE, query
from app.kernel.web.door import GuardedBlueprint
from app.kernel.web.house import current_house
from app.kernel.web.json_api import answer_json, read_body
from app.sharing import queries, service
from app.sharing.models import SharingAnswer
from app.sharing.policy import Advice, SharingPermission
from app.sharing.service import Asked
from app.sharing.service.weighing import weighed_for
from app.workspaces import queries as workspaces
from app.workspaces.policy import WorkspacePermission

blueprint = GuardedBlueprint("sharing_api", __name__, url_prefix="/api/v1")
MOST_KINDS = 100


class QuestionBody(BaseModel):
    """What is asked of the guide, to be kept."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    organisation: str
    kinds: list[str] = Field(min_length=1, max_length=MOST_KINDS)
    legal_basis: str = ""
    until: date | None = None


@blueprint.route(
    "/documents/<uuid:document_id>/sharing-guide",
    needs=DocumentPermission.SHARE,
    asks=(
        query("organisation", "Code of the partner it would go to.", is_required=True),
        query("kinds", "What kinds of data are in it; may stand there more than once."),
        query("legal_basis", "Code of the basis one thinks of."),
    ),
)
def guide(document_id: UUID) -> Response:
    """Answer whether a document may be given, and on which bases; nothing is kept."""
    sighted = documents.get_for(current_actor(), DocumentPermission.SHARE, document_id)
    asked = Asked(
        partner=request.args.get("organisation", ""),
        data=tuple(request.args.getlist("kinds")),
        basis=request.args.get("legal_basis", ""),
    )
    receiver, advice = weighed_for(sighted, asked=asked, bases=current_house().tool(LegalBases))
    return answer_json({"organisation": receiver.code, **_advice(advice)})


@blueprint.route(
    "/documents/<uuid:document_id>/sharing-answers",
    methods=["POST"],
    needs=DocumentPermission.SHARE,
    takes=QuestionBody,
    gives=MADE,
)
def keep(document_id: UUID) -> Response:
    """Keep the guide's answer as evidence."""
    actor = current_actor()
    sighted = documents.get_for(actor, DocumentPermission.SHARE, document_id)
    body = read_body(QuestionBody)
    answer = service.keep_answer(
        actor,
        sighted.workspace,
        document_id=document_id,
        asked=Asked(
            partner=body.organisation,
            data=tuple(body.kinds),
            basis=body.legal_basis,
            until=body.until,
        ),
        bases=current_house().tool(LegalBases),
    )
    return answer_json(_answer(answer), status=HTTPStatus.CREATED)


@blueprint.route("/sharing-answers/<uuid:answer_id>", needs=SharingPermission.READ_ANSWER)
def detail(answer_id: UUID) -> Response:
    """Give one answer as it was kept."""
    row = queries.get_answer_for(current_actor(), SharingPermission.READ_ANSWER, answer_id)
    return answer_json(_answer(row.answer))


@blueprint.route(
    "/workspaces/<ref:ref>/sharing-profiles", needs=WorkspacePermission.VIEW, gives=LIST
)
def profiles(ref: str) -> Response:
    """Give the profiles of a workspace."""
    workspace = workspaces.get_for(current_actor(), WorkspacePermission.VIEW, ref)
    organisations = identity.organisations_by_id()
    items = [
        {
            "id": str(each.id),
            "name": each.profile.name,
            "levels": {
                organisations[organisation_id].code: level.code
                for organisation_id, level in each.levels.items()
            },
        }
        for each in queries.list_profiles(workspace)
    ]
    return answer_json({"items": items, "next": None})


def _advice(advice: Advice) -> dict[str, Any]:
    return {
        "answer": advice.answer.value,
        "stops": [each.value for each in advice.stops],
        "legal_basis": advice.chosen.code if advice.chosen else None,
        "legal_bases": [
            {
                "code": each.basis.code,
                "law": each.basis.law,
                "article": each.basis.article,
                "protocol": each.basis.protocol,
                "carries": each.carries,
                "obstacles": [obstacle.value for obstacle in each.obstacles],
                "missing": list(each.missing),
            }
            for each in advice.weighed
        ],
    }


def _answer(answer: SharingAnswer) -> dict[str, Any]:
    return {
        "id": str(answer.id),
        "answered_at": answer.answered_at.isoformat(),
        "answer": answer.answer.value,
        "legal_basis": answer.legal_basis or None,
        "until": answer.until.isoformat() if answer.until else None,
        "facts": answer.facts,
        "disclosure": answer.disclosure,
    }
