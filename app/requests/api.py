"""Document requests for partners' systems: asking, reading, refusing, taking back."""

from __future__ import annotations

from datetime import date
from http import HTTPStatus
from typing import Any
from uuid import UUID

from flask import Response
from pydantic import BaseModel, ConfigDict

from app.documents.legal_bases import LegalBases
from app.documents.models import Level
from app.kernel.text import _
from app.kernel.web.current import current_actor
from app.kernel.web.describing import LIST, MADE, NOTHING, PAGING
from app.kernel.web.door import GuardedBlueprint
from app.kernel.web.house import current_house
from app.kernel.web.json_api import (
    WrongInput,
    answer_json,
    answer_nothing,
    asked_cursor,
    asked_limit,
    check_match,
    make_cursor,
    read_body,
)
from app.requests import queries, service
from app.requests.models import DocumentRequest
from app.requests.policy import RequestPermission
from app.workspaces import queries as workspaces
from app.workspaces.policy import WorkspacePermission

blueprint = GuardedBlueprint("requests_api", __name__, url_prefix="/api/v1/workspaces/<ref:ref>")
HERE = "/document-requests"
ONE = "/document-requests/<uuid:request_id>"


class WishBody(BaseModel):
    """What is asked, of whom, what for, on which basis and by when."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    partner: str
    title: str
    purpose: str
    legal_basis: str
    level: str = Level.VIEW.code
    due_on: date
    details: str = ""


class RefusalBody(BaseModel):
    """Why a request is refused."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    reason: str


class ReopenBody(BaseModel):
    """What still lacks, and by when."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    missing: str
    due_on: date


@blueprint.route(HERE, needs=WorkspacePermission.VIEW, endpoint="list", asks=PAGING, gives=LIST)
def list_all(ref: str) -> Response:
    """List the requests of the caller's organisation and to it: open ones first, by day."""
    actor, limit, after = current_actor(), asked_limit(), asked_cursor(1)
    workspace = workspaces.get_for(actor, WorkspacePermission.VIEW, ref)
    rows = queries.list_of(actor, workspace)
    keys = [str(each.request.id) for each in rows]
    if after and after[0] not in keys:
        raise WrongInput([("cursor", _("This is not a cursor of this list."))])
    start = keys.index(after[0]) + 1 if after else 0
    page = rows[start : start + limit]
    has_more = start + limit < len(rows)
    return answer_json(
        {
            "items": [_request(each.request) for each in page],
            "next": make_cursor(page[-1].request.id) if has_more else None,
        }
    )


@blueprint.route(HERE, methods=["POST"], needs=RequestPermission.ASK, takes=WishBody, gives=MADE)
def ask(ref: str) -> Response:
    """Ask a partner for documents."""
    actor = current_actor()
    workspace = workspaces.get_place_for(actor, RequestPermission.ASK, ref)
    wish = service.Wish(**read_body(WishBody).model_dump())
    made = service.ask(actor, workspace, wish=wish, bases=current_house().tool(LegalBases))
    return _answer(ref, made.id, status=HTTPStatus.CREATED)


@blueprint.route(ONE, needs=RequestPermission.VIEW)
def detail(ref: str, request_id: UUID) -> Response:
    """Give one request."""
    return _answer(ref, request_id)


@blueprint.route(ONE, methods=["DELETE"], needs=RequestPermission.WITHDRAW, gives=NOTHING)
def withdraw(ref: str, request_id: UUID) -> Response:
    """Take a request back."""
    found = _load(RequestPermission.WITHDRAW, ref, request_id)
    check_match(found.version)
    service.withdraw(current_actor(), found, seen_version=found.version)
    return answer_nothing()


@blueprint.route(
    f"{ONE}/refusal", methods=["POST"], needs=RequestPermission.REFUSE, takes=RefusalBody
)
def refuse(ref: str, request_id: UUID) -> Response:
    """Refuse a request, and say why."""
    found = _load(RequestPermission.REFUSE, ref, request_id)
    check_match(found.version)
    body = read_body(RefusalBody)
    service.refuse(current_actor(), found, reason=body.reason, seen_version=found.version)
    return _answer(ref, request_id)


@blueprint.route(
    f"{ONE}/reopening", methods=["POST"], needs=RequestPermission.REOPEN, takes=ReopenBody
)
def reopen(ref: str, request_id: UUID) -> Response:
    """Open a request again, and say what still lacks and by when."""
    found = _load(RequestPermission.REOPEN, ref, request_id)
    check_match(found.version)
    body = read_body(ReopenBody)
    service.reopen(
        current_actor(),
        found,
        missing=body.missing,
        day=body.due_on,
        seen_version=found.version,
    )
    return _answer(ref, request_id)


def _load(permission: RequestPermission, ref: str, request_id: UUID) -> DocumentRequest:
    actor = current_actor()
    workspace = workspaces.get_for(actor, WorkspacePermission.VIEW, ref)
    return queries.get_for(actor, permission, request_id=request_id, workspace=workspace)


def _answer(ref: str, request_id: UUID, *, status: int = 200) -> Response:
    found = _load(RequestPermission.VIEW, ref, request_id)
    return answer_json(_request(found), status=status, version=found.version)


def _request(request: DocumentRequest) -> dict[str, Any]:
    proposed = request.proposed_on
    return {
        "id": str(request.id),
        "organisation": request.organisation.code,
        "partner": request.partner.code,
        "asked_by": request.asked_by.login,
        "title": request.title,
        "details": request.details,
        "purpose": request.purpose,
        "legal_basis": request.legal_basis,
        "level": Level(request.level).code,
        "due_on": request.due_on.isoformat(),
        "proposed_on": proposed.isoformat() if proposed else None,
        "proposed_reason": request.proposed_reason,
        "status": request.status.value,
        "refusal": request.refusal,
        "missing": request.missing,
        "asked_at": request.asked_at.isoformat(),
    }
