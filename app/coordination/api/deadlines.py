"""Deadlines for partners' systems: what is not done yet, and the moments of an incident."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from flask import Response, request
from pydantic import AwareDatetime

from app.coordination import queries, service
from app.coordination.api.blueprint import Body, blueprint, organisations_of
from app.coordination.models import RECEIVED, Activity, Sector
from app.coordination.policy import CoordinationPermission
from app.coordination.queries import DeadlineRow, WantedDeadlines
from app.coordination.queries.deadlines import Place
from app.coordination.service import Receipt
from app.identity.models import Organisation
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

CURSOR_PARTS = 3
MOST_ORDER = 100


class NoticeBody(Body):
    """When an incident was noticed."""

    activity_id: UUID
    noticed_at: AwareDatetime
    is_ongoing: bool = False


class ReceiptBody(Body):
    """One thing that was received about an incident, or that its work is finished.

    With `at` null, what was noted is taken back.
    """

    receipt: Receipt | None = None
    at: AwareDatetime | None = None
    is_finished: bool | None = None


@blueprint.route(
    "/deadlines",
    needs=CoordinationPermission.VIEW,
    asks=(
        *PAGING,
        query("sector", "Code of a sector."),
        query("supervisor", "Code of an authority."),
    ),
    gives=LIST,
)
def deadlines() -> Response:
    """Give what is not done yet, as far as the caller may know, the earliest first."""
    actor, limit = current_actor(), asked_limit()
    coordination = queries.get_coordination(actor, CoordinationPermission.VIEW)
    sector = _asked("sector")
    if sector and sector not in set(Sector):
        raise WrongInput([("sector", _("This value cannot be used here."))])
    wanted = WantedDeadlines(sector=sector, owner=_asked("supervisor"))
    rows = queries.list_deadlines(actor, coordination, wanted, limit=limit + 1, after=_after())
    following = make_cursor(*rows[limit - 1].place) if len(rows) > limit else None
    known = organisations_of(coordination.places[0])
    return answer_json({"items": [_row(each, known) for each in rows[:limit]], "next": following})


@blueprint.route(
    "/deadlines",
    methods=["POST"],
    needs=CoordinationPermission.ENTER,
    takes=NoticeBody,
    gives=MADE,
)
def register() -> Response:
    """Say when an incident was noticed; its terms follow. ``If-Match`` says what was read of it."""
    actor = current_actor()
    queries.get_place_for(actor, CoordinationPermission.ENTER)
    body = read_body(NoticeBody)
    try:
        found = queries.get_activity_for(actor, CoordinationPermission.CHANGE, body.activity_id)
    except NotFound:
        raise Refused(_("This activity is not there."), field="activity_id") from None
    check_match(found.version)
    service.register_notice(
        actor,
        found,
        noticed_at=body.noticed_at,
        is_ongoing=body.is_ongoing,
        seen_version=found.version,
    )
    return _answer(actor, found.id, status=201)


@blueprint.route("/deadlines/<uuid:activity_id>", needs=CoordinationPermission.SEE)
def deadlines_of(activity_id: UUID) -> Response:
    """Give the terms of one activity, also those that are done."""
    return _answer(current_actor(), activity_id)


@blueprint.route(
    "/deadlines/<uuid:activity_id>",
    methods=["PATCH"],
    needs=CoordinationPermission.CHANGE,
    takes=ReceiptBody,
)
def note(activity_id: UUID) -> Response:
    """Note what was received, correct it or take it back; or say that the work is finished."""
    actor = current_actor()
    found = queries.get_activity_for(actor, CoordinationPermission.CHANGE, activity_id)
    check_match(found.version)
    body = read_body(ReceiptBody)
    if body.receipt is not None and body.at is None and "at" in body.model_fields_set:
        service.take_back_receipt(actor, found, receipt=body.receipt, seen_version=found.version)
    elif body.receipt is not None and body.at is not None:
        service.note_receipt(
            actor, found, receipt=body.receipt, at=body.at, seen_version=found.version
        )
    elif body.is_finished is not None and body.is_finished != (found.finished_at is not None):
        service.finish_activity(actor, found, seen_version=found.version)
    elif body.is_finished is None:
        raise WrongInput([("receipt", _("Say what was received and at what moment."))])
    return _answer(actor, activity_id)


def _answer(actor: Actor, activity_id: UUID, *, status: int = 200) -> Response:
    found = queries.get_activity_for(actor, CoordinationPermission.SEE, activity_id)
    known = organisations_of(found.workspace)
    terms = [
        {**_row(row, known), "done_at": _moment(term.done_at)}
        for term, row in queries.list_terms_of(found)
    ]
    content = {
        "activity_id": str(found.id),
        "noticed_at": _moment(found.noticed_at),
        "terms_under": str(found.terms_under) if found.terms_under else None,
        "is_ongoing": found.is_ongoing,
        **{each: _moment(getattr(found, each)) for each in RECEIVED},
        "due_on": found.due_on.isoformat(),
        "is_finished": found.finished_at is not None,
        "terms": terms,
        "version": found.version,
    }
    return answer_json(content, status=status, version=found.version)


def _row(row: DeadlineRow, organisations: Mapping[UUID, Organisation]) -> dict[str, Any]:
    it: Activity = row.activity
    owner = organisations.get(it.organisation_id)
    return {
        "activity_id": str(it.id),
        "kind": str(row.kind),
        "entity": it.entity_name,
        "sector": str(it.sector),
        "supervisor": owner.code if owner else None,
        "title": it.title,
        "due_on": row.due_on.isoformat(),
        "due_at": _moment(row.due_at),
        "source": row.source,
        "group": str(row.group),
        "state": row.light.level.name.lower(),
        "reason": row.light.reason,
        "why": list(row.steps),
        "is_expected": row.is_expected,
    }


def _moment(moment: datetime | None) -> str | None:
    return moment.isoformat(timespec="seconds") if moment else None


def _asked(name: str) -> str:
    return request.args.get(name, "").strip()[:100].replace("\0", "")


def _after() -> Place | None:
    """Return the place of the last item of the page before.

    Raises:
        WrongInput: it is no cursor of this list.
    """
    parts = asked_cursor(CURSOR_PARTS)
    if parts is None:
        return None
    try:
        return date.fromisoformat(parts[0]), UUID(parts[1]), min(int(parts[2]), MOST_ORDER)
    except ValueError:
        raise WrongInput([("cursor", _("This is not a cursor of this list."))]) from None
