"""Cases in the API: those of a workspace, registering one, and one with its story."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from flask import Response, request
from pydantic import Field

from app.findings.models import Aspect
from app.incidents import queries, service
from app.incidents.api.blueprint import (
    LONGEST_TEXT,
    Body,
    blueprint,
    load,
    told,
    told_whole,
    usual_terms,
)
from app.incidents.models import CaseKind, CaseStatus, Sender, Theme
from app.incidents.policy import IncidentPermission
from app.incidents.service import Marks, NewCase
from app.kernel.text import _
from app.kernel.web.current import current_actor
from app.kernel.web.describing import LIST, MADE, PAGING, query
from app.kernel.web.json_api import (
    WrongInput,
    answer_json,
    asked_cursor,
    asked_limit,
    make_cursor,
    read_body,
)
from app.kernel.web.lists import narrowed_by
from app.workspaces import queries as workspaces
from app.workspaces.service import Listed, note_taking


class CaseBody(Body):
    """A report as it comes in; its number and pseudonym are drawn."""

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
    writes_on_get=True,
    asks=(
        *PAGING,
        query("status", "Only cases that stand so.", enum=[str(each) for each in CaseStatus]),
    ),
    gives=LIST,
)
def list_all(ref: str) -> Response:
    """Give the cases of a workspace, in the order in which they were registered."""
    actor, limit = current_actor(), asked_limit()
    workspace = workspaces.get_place_for(actor, IncidentPermission.LIST, ref)
    rows = queries.list_after(
        actor, workspace, limit=limit + 1, status=_asked_status(), after=_asked_place()
    )
    following = make_cursor(rows[limit - 1].id) if len(rows) > limit else None
    items, narrowed = [told(each) for each in rows[:limit]], narrowed_by()
    note_taking(actor, Listed.CASES, places=[workspace], rows=len(items), narrowed=narrowed)
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
    workspace = workspaces.get_place_for(actor, IncidentPermission.REGISTER, ref)
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
    made = service.register_case(actor, workspace, wish=wish, usual=usual_terms(workspace))
    case = queries.get_for(actor, IncidentPermission.VIEW, case_id=made.id, workspace=workspace)
    return answer_json(told(case), status=201, version=case.version)


@blueprint.route("/<uuid:case_id>", needs=IncidentPermission.VIEW)
def detail(ref: str, case_id: UUID) -> Response:
    """Give one case, with its terms, all that was decided, and its joint letters."""
    case = load(current_actor(), IncidentPermission.VIEW, ref=ref, case_id=case_id)
    return answer_json(told_whole(case), version=case.version)


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
