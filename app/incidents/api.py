"""Cases for partners' systems: the same loading and the same service, under pseudonyms as well."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from flask import Response, request
from pydantic import BaseModel, ConfigDict, Field

from app.findings.models import Aspect
from app.incidents import queries, service
from app.incidents.models import Case, CaseKind, CaseStatus, Sender, Theme
from app.incidents.policy import IncidentPermission
from app.incidents.service import Marks, NewCase
from app.kernel.text import _
from app.kernel.web.current import current_actor
from app.kernel.web.describing import LIST, MADE, PAGING, query
from app.kernel.web.door import GuardedBlueprint
from app.kernel.web.house import current_house
from app.kernel.web.json_api import (
    WrongInput,
    answer_json,
    asked_cursor,
    asked_limit,
    make_cursor,
    read_body,
)
from app.workspaces import queries as workspaces
from app.workspaces.policy import WorkspacePermission
from app.workspaces.templates import TemplateShelf

blueprint = GuardedBlueprint(
    "incidents_api", "app.incidents.api", url_prefix="/api/v1/workspaces/<ref:ref>/cases"
)
LONGEST_TEXT = 2000


class CaseBody(BaseModel):
    """A report as it comes in; its number and pseudonym are drawn."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    kind: CaseKind
    sender: Sender
    received_on: date
    institution: str = Field(min_length=1, max_length=200)
    municipality: str = Field("", max_length=200)
    facts: str = Field(min_length=1, max_length=LONGEST_TEXT)
    handled_by: str = Field(min_length=1, max_length=40)
    aspect: Aspect | None = None
    theme: Theme | None = None


@blueprint.route(
    "",
    needs=IncidentPermission.LIST,
    endpoint="list",
    asks=(
        *PAGING,
        query("status", "Only cases that stand so.", enum=[str(each) for each in CaseStatus]),
    ),
    gives=LIST,
)
def list_all(ref: str) -> Response:
    """Give the cases of a workspace, in the order in which they were registered."""
    actor, limit = current_actor(), asked_limit()
    workspace = queries.get_place_for(actor, IncidentPermission.LIST, ref)
    rows = queries.list_after(
        actor, workspace, limit=limit + 1, status=_asked_status(), after=_asked_place()
    )
    following = make_cursor(rows[limit - 1].id) if len(rows) > limit else None
    items = [_told(each) for each in rows[:limit]]
    return answer_json({"items": items, "next": following})


@blueprint.route(
    "",
    methods=["POST"],
    needs=IncidentPermission.REGISTER,
    takes=CaseBody,
    gives=MADE,
)
def register(ref: str) -> Response:
    """Register a report as a case."""
    actor = current_actor()
    workspace = queries.get_place_for(actor, IncidentPermission.REGISTER, ref)
    body = read_body(CaseBody)
    wish = NewCase(
        kind=body.kind,
        sender=body.sender,
        received_on=body.received_on,
        institution=body.institution,
        municipality=body.municipality,
        facts=body.facts,
        marks=Marks(handled_by=body.handled_by, aspect=body.aspect, theme=body.theme),
    )
    usual = current_house().tool(TemplateShelf).terms_of(workspace.template)
    made = service.register_case(actor, workspace, wish=wish, usual=usual)
    case = queries.get_for(actor, IncidentPermission.VIEW, case_id=made.id, workspace=workspace)
    return answer_json(_told(case), status=201, version=case.version)


@blueprint.route("/<uuid:case_id>", needs=IncidentPermission.VIEW)
def detail(ref: str, case_id: UUID) -> Response:
    """Give one case, with its terms and all that was decided."""
    actor = current_actor()
    workspace = workspaces.get_for(actor, WorkspacePermission.VIEW, ref)
    case = queries.get_for(actor, IncidentPermission.VIEW, case_id=case_id, workspace=workspace)
    terms = [
        {
            "code": each.term.code,
            "starts_on": each.term.starts_on.isoformat(),
            "ends_on": each.ends_on.isoformat(),
            "ended_on": each.term.ended_on.isoformat() if each.term.ended_on else None,
        }
        for each in queries.list_terms(case)
    ]
    decisions = [
        {
            "number": each.number,
            "outcome": str(each.outcome),
            "reason": each.reason,
            "organisation": each.organisation.code,
            "made_at": each.made_at.isoformat(),
            "meeting": str(each.meeting_id) if each.meeting_id else None,
        }
        for each in queries.list_decisions(case)
    ]
    told = {**_told(case), "terms": terms, "decisions": decisions}
    return answer_json(told, version=case.version)


def _told(case: Case) -> dict[str, Any]:
    return {
        "id": str(case.id),
        "ref": case.ref,
        "pseudonym": case.pseudonym,
        "kind": str(case.kind),
        "sender": str(case.sender),
        "institution": case.institution.name,
        "municipality": case.municipality.name if case.municipality else None,
        "facts": case.facts,
        "received_on": case.received_on.isoformat(),
        "registered_on": case.registered_on.isoformat(),
        "status": str(case.status),
        "due_on": case.due_on.isoformat() if case.due_on else None,
        "handled_by": case.organisation.code,
        "aspect": str(case.aspect) if case.aspect else None,
        "theme": str(case.theme) if case.theme else None,
        "closed_at": case.closed_at.isoformat() if case.closed_at else None,
        "version": case.version,
    }


def _asked_status() -> CaseStatus | None:
    asked = request.args.get("status")
    if not asked:
        return None
    try:
        return CaseStatus(asked)
    except ValueError:
        raise WrongInput([("status", _("This is not a status of a case."))]) from None


def _asked_place() -> UUID | None:
    parts = asked_cursor(1)
    if parts is None:
        return None
    try:
        return UUID(parts[0])
    except ValueError:
        raise WrongInput([("cursor", _("This is not a cursor of this list."))]) from None
