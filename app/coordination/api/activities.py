"""Activities for partners' systems."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from flask import Response
from pydantic import Field

from app.coordination import queries, service
from app.coordination.api.blueprint import (
    Body,
    blueprint,
    opening_of,
    organisations_of,
    visible_to_of,
)
from app.coordination.models import Activity, ActivityKind
from app.coordination.policy import CoordinationPermission
from app.coordination.queries import CalendarRow
from app.coordination.service import Plan, Window
from app.identity.models import Organisation
from app.kernel.access import Actor
from app.kernel.errors import NotFound, Refused
from app.kernel.text import _
from app.kernel.web.current import current_actor
from app.kernel.web.describing import LIST, MADE, PAGING
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

CURSOR_PARTS = 2


class WindowBody(Body):
    """The days in which something is done."""

    starts_on: date
    ends_on: date


class ActivityPart(Body):
    """What may change about an activity; what is left out stays."""

    kind: ActivityKind | None = None
    title: str | None = Field(None, min_length=1, max_length=200)
    window: WindowBody | None = None
    due_on: date | None = None
    visible_to: list[str] | None = Field(None, max_length=100)
    is_withdrawn: bool | None = None


class ActivityBody(Body):
    """A new activity at an entry of a register that the caller sees."""

    entity_id: UUID
    kind: ActivityKind
    title: str = Field(min_length=1, max_length=200)
    window: WindowBody
    due_on: date | None = None
    visible_to: list[str] = Field([], max_length=100)


@blueprint.route("/activities", needs=CoordinationPermission.VIEW, asks=PAGING, gives=LIST)
def activities() -> Response:
    """Give everything the caller may know that is planned, by window."""
    actor, limit = current_actor(), asked_limit()
    coordination = queries.get_coordination(actor, CoordinationPermission.VIEW)
    after = _after()
    rows = queries.list_known(actor, coordination, limit=limit + 1, after=after)
    following = None
    if len(rows) > limit:
        following = _cursor([each.notice.starts_on for each in rows[:limit]], after)
    known = organisations_of(coordination.places[0])
    return answer_json({"items": [_row(each, known) for each in rows[:limit]], "next": following})


@blueprint.route(
    "/activities",
    methods=["POST"],
    needs=CoordinationPermission.ENTER,
    takes=ActivityBody,
    gives=MADE,
)
def plan() -> Response:
    """Plan something at an entity."""
    actor = current_actor()
    place = queries.get_place_for(actor, CoordinationPermission.ENTER)
    body = read_body(ActivityBody)
    try:
        at = queries.get_entity_for(actor, CoordinationPermission.SEE, body.entity_id)
    except NotFound:
        raise Refused(_("This entity is not there."), field="entity_id") from None
    if at.workspace_id != place.id:
        place = queries.get_place_for(actor, CoordinationPermission.ENTER, at.workspace.ref)
    planned = Plan(
        kind=body.kind,
        title=body.title,
        window=Window(
            starts_on=body.window.starts_on, ends_on=body.window.ends_on, due_on=body.due_on
        ),
        opening=opening_of(body.visible_to),
    )
    made = service.plan_activity(actor, place, entity=at, plan=planned)
    return _answer(actor, made.id, status=201)


@blueprint.route("/activities/<uuid:activity_id>", needs=CoordinationPermission.SEE)
def activity(activity_id: UUID) -> Response:
    """Give one activity that is wholly visible."""
    return _answer(current_actor(), activity_id)


@blueprint.route(
    "/activities/<uuid:activity_id>",
    methods=["PATCH"],
    needs=CoordinationPermission.CHANGE,
    takes=ActivityPart,
)
def change_activity(activity_id: UUID) -> Response:
    """Change, move or withdraw an activity of the caller's own."""
    actor = current_actor()
    found = queries.get_activity_for(actor, CoordinationPermission.CHANGE, activity_id)
    check_match(found.version)
    body = read_body(ActivityPart)
    if body.is_withdrawn:
        service.withdraw_activity(actor, found, seen_version=found.version)
    else:
        changed = _changed(found, body, organisations_of(found.workspace))
        service.change_activity(actor, found, plan=changed, seen_version=found.version)
    return _answer(actor, activity_id)


def _cursor(days: Sequence[date], after: tuple[date, int] | None) -> str:
    """Return where the next page begins: a day, and how many rows of it were given already."""
    day, given = days[-1], days.count(days[-1])
    if after is not None and after[0] == day:
        given += after[1]
    return make_cursor(day.isoformat(), given)


def _after() -> tuple[date, int] | None:
    parts = asked_cursor(CURSOR_PARTS)
    if parts is None:
        return None
    try:
        day = date.fromisoformat(parts[0])
    except ValueError:
        day = None
    given = whole_number(parts[1])
    if day is None or given is None:
        raise WrongInput([("cursor", _("This is not a cursor of this list."))])
    return day, given


def _changed(
    found: Activity, body: ActivityPart, organisations: Mapping[UUID, Organisation]
) -> Plan:
    """Return the activity as it will be: what was sent, and for the rest what it says now."""
    opened = visible_to_of(found, organisations) if body.visible_to is None else body.visible_to
    window = body.window
    return Plan(
        kind=body.kind or found.kind,
        title=body.title or found.title,
        window=Window(
            starts_on=window.starts_on if window else found.starts_on,
            ends_on=window.ends_on if window else found.ends_on,
            due_on=body.due_on or found.due_on,
        ),
        opening=opening_of(opened),
    )


def _answer(actor: Actor, activity_id: UUID, *, status: int = 200) -> Response:
    found = queries.get_activity_for(actor, CoordinationPermission.SEE, activity_id)
    content = _activity(found, organisations_of(found.workspace))
    return answer_json(content, status=status, version=found.version)


def _row(row: CalendarRow, organisations: Mapping[UUID, Organisation]) -> dict[str, Any]:
    """Write what the caller may know; of what is not shared, only that it is planned."""
    if row.activity is not None:
        return _activity(row.activity, organisations)
    notice, owner = row.notice, organisations.get(row.notice.organisation_id)
    return {
        "entity": notice.entity_name,
        "sector": str(notice.sector),
        "supervisor": owner.code if owner else None,
        "window": {
            "starts_on": notice.starts_on.isoformat(),
            "ends_on": notice.ends_on.isoformat(),
        },
        "is_shared": False,
    }


def _activity(it: Activity, organisations: Mapping[UUID, Organisation]) -> dict[str, Any]:
    owner = organisations.get(it.organisation_id)
    return {
        "id": str(it.id),
        "entity": it.entity_name,
        "entity_id": str(it.entity_id),
        "sector": str(it.sector),
        "supervisor": owner.code if owner else None,
        "kind": str(it.kind),
        "title": it.title,
        "window": {"starts_on": it.starts_on.isoformat(), "ends_on": it.ends_on.isoformat()},
        "due_on": it.due_on.isoformat(),
        "visible_to": visible_to_of(it, organisations),
        "is_shared": True,
        "is_withdrawn": it.withdrawn_at is not None,
        "version": it.version,
    }
