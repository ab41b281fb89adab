"""Who works on the text of a finding, and until when, for partners' systems."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from flask import Response
from pydantic import BaseModel, ConfigDict, Field

from app.findings import queries, service
from app.findings.api.blueprint import blueprint
from app.findings.models import FindingLock
from app.findings.policy import FindingPermission
from app.kernel.web.current import current_actor
from app.kernel.web.describing import NOTHING
from app.kernel.web.json_api import answer_json, answer_nothing, read_body
from app.workspaces import queries as workspaces


class HoldBody(BaseModel):
    """For how long one takes a text in hand, and whether from a colleague."""

    model_config = ConfigDict(extra="forbid")

    minutes: int = Field(60, ge=5, le=240)
    take_over: bool = False


@blueprint.route("/findings/<uuid:finding_id>/lock", needs=FindingPermission.VIEW)
def hold(finding_id: UUID) -> Response:
    """Give who works on the text; nobody when it is free."""
    finding = queries.get_anywhere(current_actor(), FindingPermission.VIEW, finding_id)
    return answer_json(workspaces.hold_as_json(finding.hold))


@blueprint.route(
    "/findings/<uuid:finding_id>/lock",
    methods=["PUT"],
    needs=FindingPermission.CHANGE,
    takes=HoldBody,
)
def take(finding_id: UUID) -> Response:
    """Take the text in hand from now on; 409 when a colleague has it and it is not taken over."""
    actor = current_actor()
    finding = queries.get_anywhere(actor, FindingPermission.CHANGE, finding_id)
    body = read_body(HoldBody)
    time = timedelta(minutes=body.minutes)
    service.take_text(actor, finding, time=time, is_taken_over=body.take_over)
    return answer_json(workspaces.hold_as_json(workspaces.find_hold(FindingLock, finding_id)))


@blueprint.route(
    "/findings/<uuid:finding_id>/lock",
    methods=["DELETE"],
    needs=FindingPermission.CHANGE,
    gives=NOTHING,
)
def give_back(finding_id: UUID) -> Response:
    """End one's own work on the text."""
    actor = current_actor()
    finding = queries.get_anywhere(actor, FindingPermission.CHANGE, finding_id)
    service.give_text_back(actor, finding)
    return answer_nothing()
