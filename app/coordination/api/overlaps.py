"""Overlaps and proposals for partners' systems."""

from __future__ import annotations

from collections.abc import Container, Mapping
from datetime import date
from typing import Any, Literal
from uuid import UUID

from flask import Response, request
from pydantic import Field

from app.coordination import queries, service
from app.coordination.api.blueprint import Body, blueprint, organisations_of
from app.coordination.models import OverlapProposal, ProposalKind, ProposalStatus
from app.coordination.policy import CoordinationPermission
from app.coordination.queries import Pair, Side, WantedPairs, Zoom
from app.coordination.service import Offer
from app.identity.models import Organisation
from app.kernel import clock
from app.kernel.access import Actor
from app.kernel.errors import NotFound, Refused
from app.kernel.text import _
from app.kernel.web.current import current_actor
from app.kernel.web.describing import LIST, MADE, PAGING, query
from app.kernel.web.json_api import (
    WrongInput,
    answer_json,
    asked_cursor,
    asked_limit,
    check_match,
    make_cursor,
    read_body,
)
from app.kernel.words import whole_number

MOST_PAIRS = 999_999


class OfferedWindow(Body):
    """The window that is proposed."""

    starts_on: date
    ends_on: date


class OfferBody(Body):
    """How an overlap of an own activity with another's is to be settled."""

    activity_id: UUID
    with_id: UUID
    kind: ProposalKind
    window: OfferedWindow | None = None
    reason: str = Field(min_length=1, max_length=500)


class AnswerBody(Body):
    """The answer to a proposal, or taking it back."""

    status: Literal["agreed", "refused", "withdrawn"]
    answer: str = Field("", max_length=500)


@blueprint.route(
    "/overlaps",
    needs=CoordinationPermission.VIEW,
    asks=(*PAGING, query("year", "A calendar year; this one when left out.", type="integer")),
    gives=LIST,
)
def overlaps() -> Response:
    """Give what overlaps in a year (``?year=2027``), as far as the caller may know."""
    actor, limit = current_actor(), asked_limit()
    coordination = queries.get_coordination(actor, CoordinationPermission.VIEW)
    offset = _offset()
    pairs, total = queries.list_pairs(
        actor, coordination, WantedPairs(period=_year()), limit=limit, offset=offset
    )
    following = make_cursor(offset + limit) if offset + limit < total else None
    known = organisations_of(coordination.places[0])
    return answer_json({"items": [_pair(each, known) for each in pairs], "next": following})


@blueprint.route(
    "/overlaps", methods=["POST"], needs=CoordinationPermission.ENTER, takes=OfferBody, gives=MADE
)
def propose() -> Response:
    """Propose to another authority how to settle an overlap."""
    actor = current_actor()
    queries.get_place_for(actor, CoordinationPermission.ENTER)
    body = read_body(OfferBody)
    ours = queries.get_activity_for(actor, CoordinationPermission.CHANGE, body.activity_id)
    try:
        theirs = queries.get_activity_for(actor, CoordinationPermission.SEE, body.with_id)
    except NotFound:
        raise Refused(_("This activity is not there."), field="with_id") from None
    offer = Offer(
        kind=body.kind,
        reason=body.reason,
        starts_on=body.window.starts_on if body.window else None,
        ends_on=body.window.ends_on if body.window else None,
    )
    made = service.propose(actor, ours, theirs, offer=offer, seen_version=ours.version)
    return _answer(actor, made.id, status=201)


@blueprint.route("/overlaps/<uuid:proposal_id>", needs=CoordinationPermission.SEE_PROPOSAL)
def proposal(proposal_id: UUID) -> Response:
    """Give one proposal."""
    return _answer(current_actor(), proposal_id)


@blueprint.route(
    "/overlaps/<uuid:proposal_id>",
    methods=["PATCH"],
    needs=CoordinationPermission.SEE_PROPOSAL,
    takes=AnswerBody,
)
def answer(proposal_id: UUID) -> Response:
    """Agree, refuse, or take a proposal back."""
    actor = current_actor()
    found = queries.get_proposal_for(actor, CoordinationPermission.SEE_PROPOSAL, proposal_id)
    check_match(found.version)
    body = read_body(AnswerBody)
    match ProposalStatus(body.status):
        case ProposalStatus.AGREED:
            service.agree(actor, found, seen_version=found.version)
        case ProposalStatus.REFUSED:
            service.refuse(actor, found, reason=body.answer, seen_version=found.version)
        case _:
            service.withdraw_proposal(actor, found, seen_version=found.version)
    return _answer(actor, proposal_id)


def _answer(actor: Actor, proposal_id: UUID, *, status: int = 200) -> Response:
    found = queries.get_proposal_for(actor, CoordinationPermission.SEE_PROPOSAL, proposal_id)
    both = (found.activity_id, found.partner_activity_id)
    seen = queries.list_seen_among(actor, both)
    content = _proposal(found, organisations_of(found.workspace), seen=seen)
    return answer_json(content, status=status, version=found.version)


def _offset() -> int:
    parts = asked_cursor(1)
    if parts is None:
        return 0
    offset = whole_number(parts[0], most=MOST_PAIRS)
    if offset is None:
        raise WrongInput([("cursor", _("This is not a cursor of this list."))])
    return offset


def _year() -> queries.Period:
    try:
        return queries.period_of(Zoom.YEAR, date(int(request.args.get("year", "")), 1, 1))
    except (ValueError, OverflowError):
        return queries.usual_period(clock.today())


def _code(organisations: Mapping[UUID, Organisation], key: UUID) -> str | None:
    found = organisations.get(key)
    return found.code if found else None


def _pair(pair: Pair, organisations: Mapping[UUID, Organisation]) -> dict[str, Any]:
    return {
        "entity": pair.entity_name,
        "is_adjoining": pair.is_adjoining,
        "is_quiet": pair.is_quiet,
        "is_settled": pair.is_settled,
        "activities": [_side(each, organisations) for each in (pair.first, pair.second)],
    }


def _side(side: Side, organisations: Mapping[UUID, Organisation]) -> dict[str, Any]:
    said: dict[str, Any] = {
        "supervisor": _code(organisations, side.organisation_id),
        "window": {"starts_on": side.starts_on.isoformat(), "ends_on": side.ends_on.isoformat()},
        "is_shared": side.is_shared,
    }
    if side.due_on is not None:
        said |= {
            "id": str(side.activity_id),
            "title": side.title,
            "kind": side.kind,
            "due_on": side.due_on.isoformat(),
        }
    return said


def _proposal(
    it: OverlapProposal, organisations: Mapping[UUID, Organisation], *, seen: Container[UUID]
) -> dict[str, Any]:
    """Write a proposal; of an activity that is not shared any more, not even its id.

    An id tells when its row was entered.
    """
    mine, other = it.activity_id, it.partner_activity_id
    window = None
    if it.starts_on is not None and it.ends_on is not None:
        window = {"starts_on": it.starts_on.isoformat(), "ends_on": it.ends_on.isoformat()}
    return {
        "id": str(it.id),
        "proposed_by": _code(organisations, it.organisation_id),
        "asked_of": _code(organisations, it.partner_id),
        "activity_id": str(mine) if mine in seen else None,
        "with_id": str(other) if other in seen else None,
        "kind": str(it.kind),
        "window": window,
        "reason": it.reason,
        "status": str(it.status),
        "answer": it.answer,
        "version": it.version,
    }
