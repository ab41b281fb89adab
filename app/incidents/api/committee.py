"""The committee in the API: its meetings, what is on the agenda, and what it decides."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from flask import Response
from pydantic import Field

from app.incidents import queries, service
from app.incidents.api.blueprint import (
    LONGEST_TEXT,
    Body,
    answer,
    blueprint,
    load,
    told_decision,
    usual_terms,
)
from app.incidents.models import Meeting, Outcome
from app.incidents.policy import IncidentPermission
from app.kernel.access import Actor
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
from app.workspaces import queries as workspaces
from app.workspaces.policy import WorkspacePermission


class MeetingBody(Body):
    """The day of a meeting, from today on."""

    held_on: date


class DecisionBody(Body):
    """What the committee decided, and why."""

    outcome: Outcome
    reason: str = Field(min_length=1, max_length=LONGEST_TEXT)


@blueprint.route("/meetings", needs=IncidentPermission.LIST, gives=LIST, asks=PAGING)
def meetings(ref: str) -> Response:
    """Give the meetings, the last day first."""
    actor, limit, past = current_actor(), asked_limit(), _past()
    workspace = workspaces.get_place_for(actor, IncidentPermission.LIST, ref)
    rows = queries.list_meetings(actor, workspace, limit=limit + 1, past=past)
    items = [{**_told(each.meeting), "cases": each.cases} for each in rows[:limit]]
    following = make_cursor(past + limit) if len(rows) > limit else None
    return answer_json({"items": items, "next": following})


def _past() -> int:
    parts = asked_cursor(1)
    found = 0 if parts is None else whole_number(parts[0])
    if found is None:
        raise WrongInput([("cursor", _("This is not a cursor of this list."))])
    return found


@blueprint.route(
    "/meetings",
    methods=["POST"],
    needs=IncidentPermission.PLAN,
    takes=MeetingBody,
    gives=MADE,
)
def plan_meeting(ref: str) -> Response:
    """Plan a meeting."""
    actor = current_actor()
    workspace = workspaces.get_place_for(actor, IncidentPermission.PLAN, ref)
    made = service.plan_meeting(actor, workspace, held_on=read_body(MeetingBody).held_on)
    return answer_json({**_told(made), "agenda": []}, status=201)


@blueprint.route("/meetings/<uuid:meeting_id>", needs=IncidentPermission.ATTEND)
def meeting(ref: str, meeting_id: UUID) -> Response:
    """Give a meeting with its agenda and what it decided about each case, in order."""
    actor = current_actor()
    return _answer(actor, _load(actor, IncidentPermission.ATTEND, ref=ref, key=meeting_id))


@blueprint.route(
    "/meetings/<uuid:meeting_id>/closing", methods=["POST"], needs=IncidentPermission.CLOSE
)
def close_meeting(ref: str, meeting_id: UUID) -> Response:
    """Close the decision list: what was decided stands."""
    actor = current_actor()
    found = _load(actor, IncidentPermission.CLOSE, ref=ref, key=meeting_id)
    service.close_meeting(actor, found, seen=None)
    return _answer(actor, found)


@blueprint.route(
    "/meetings/<uuid:meeting_id>",
    methods=["PATCH"],
    needs=IncidentPermission.MOVE,
    takes=MeetingBody,
)
def move_meeting(ref: str, meeting_id: UUID) -> Response:
    """Move a meeting with its agenda to another day."""
    actor = current_actor()
    found = _load(actor, IncidentPermission.MOVE, ref=ref, key=meeting_id)
    service.move_meeting(actor, found, held_on=read_body(MeetingBody).held_on)
    return _answer(actor, found)


@blueprint.route(
    "/meetings/<uuid:meeting_id>/cancellation", methods=["POST"], needs=IncidentPermission.MOVE
)
def cancel_meeting(ref: str, meeting_id: UUID) -> Response:
    """Cancel a meeting; its cases go to the next one."""
    actor = current_actor()
    found = _load(actor, IncidentPermission.MOVE, ref=ref, key=meeting_id)
    service.cancel_meeting(actor, found)
    return _answer(actor, found)


@blueprint.route("/<uuid:case_id>/agenda", methods=["PUT"], needs=IncidentPermission.PUT_ON_AGENDA)
def put_on_agenda(ref: str, case_id: UUID) -> Response:
    """Put a case on the agenda of the next meeting; there already, it stays where it is."""
    actor = current_actor()
    case = load(actor, IncidentPermission.PUT_ON_AGENDA, ref=ref, case_id=case_id)
    check_match(case.version)
    if queries.find_agenda_item(case) is None:
        service.put_on_agenda(actor, case, seen_version=case.version)
    return answer(actor, case)


@blueprint.route(
    "/<uuid:case_id>/agenda", methods=["DELETE"], needs=IncidentPermission.PUT_ON_AGENDA
)
def take_off_agenda(ref: str, case_id: UUID) -> Response:
    """Take a case off the agenda, as long as nothing was decided; off already, it stays so."""
    actor = current_actor()
    case = load(actor, IncidentPermission.PUT_ON_AGENDA, ref=ref, case_id=case_id)
    check_match(case.version)
    if queries.find_agenda_item(case) is not None:
        service.take_off_agenda(actor, case, seen_version=case.version)
    return answer(actor, case)


@blueprint.route(
    "/<uuid:case_id>/decision",
    methods=["POST"],
    needs=IncidentPermission.DECIDE,
    takes=DecisionBody,
)
def decide(ref: str, case_id: UUID) -> Response:
    """Write down what the committee decided; a later decision corrects an earlier one."""
    actor = current_actor()
    case = load(actor, IncidentPermission.DECIDE, ref=ref, case_id=case_id)
    check_match(case.version)
    body = read_body(DecisionBody)
    service.decide(
        actor,
        case,
        outcome=body.outcome,
        reason=body.reason,
        usual=usual_terms(case.workspace),
        seen_version=case.version,
    )
    return answer(actor, case)


def _load(actor: Actor, permission: IncidentPermission, *, ref: str, key: UUID) -> Meeting:
    workspace = workspaces.get_for(actor, WorkspacePermission.VIEW, ref)
    return queries.get_meeting_for(actor, permission, meeting_id=key, workspace=workspace)


def _answer(actor: Actor, found: Meeting) -> Response:
    agenda = [
        {
            "case": str(row.case.id),
            "ref": row.case.ref,
            "status": str(row.case.status),
            "decisions": [told_decision(each) for each in row.decisions],
        }
        for row in queries.list_agenda(actor, found)
    ]
    return answer_json({**_told(found), "agenda": agenda})


def _told(found: Meeting) -> dict[str, Any]:
    closed_at = found.closed_at
    return {
        "id": str(found.id),
        "held_on": found.held_on.isoformat(),
        "usual_on": found.usual_on.isoformat() if found.usual_on else None,
        "closed_at": closed_at.isoformat() if closed_at else None,
        "cancelled_at": found.cancelled_at.isoformat() if found.cancelled_at else None,
    }
