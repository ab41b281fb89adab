"""The blueprint of cases in the API, and how a case is loaded and told."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from flask import Response
from pydantic import BaseModel, ConfigDict

from app.incidents import queries
from app.incidents.models import Case, CaseDecision
from app.incidents.policy import IncidentPermission
from app.incidents.queries import LetterMoment
from app.kernel.access import Actor
from app.kernel.web.door import GuardedBlueprint
from app.kernel.web.house import current_house
from app.kernel.web.json_api import answer_json
from app.workspaces import queries as workspaces
from app.workspaces.models import Workspace
from app.workspaces.policy import WorkspacePermission
from app.workspaces.templates import TemplateShelf, Term

blueprint = GuardedBlueprint(
    "incidents_api", "app.incidents.api", url_prefix="/api/v1/workspaces/<ref:ref>/cases"
)
LONGEST_TEXT = 2000


class Body(BaseModel):
    """A body in which unknown fields are a mistake."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)


def load(actor: Actor, permission: IncidentPermission, *, ref: str, case_id: UUID) -> Case:
    """Return a case of a workspace, and decide the permission."""
    workspace = workspaces.get_for(actor, WorkspacePermission.VIEW, ref)
    return queries.get_for(actor, permission, case_id=case_id, workspace=workspace)


def usual_terms(workspace: Workspace) -> Sequence[Term]:
    """Return the terms of a workspace's template."""
    return current_house().tool(TemplateShelf).terms_of(workspace.template)


def answer(actor: Actor, case: Case) -> Response:
    """Answer a case as it is after a step."""
    now = queries.get_for(actor, IncidentPermission.VIEW, case_id=case.id, workspace=case.workspace)
    return answer_json(told_whole(now), version=now.version)


def told_whole(case: Case) -> dict[str, Any]:
    """Tell a case with its terms, what was decided, and its joint letters."""
    terms = [
        {
            "number": each.term.number,
            "code": each.term.code,
            "starts_on": each.term.starts_on.isoformat(),
            "ends_on": each.ends_on.isoformat(),
            "ended_on": each.term.ended_on.isoformat() if each.term.ended_on else None,
            "came_in_on": each.term.came_in_on.isoformat() if each.term.came_in_on else None,
            "was_late": each.was_late,
        }
        for each in queries.list_terms(case)
    ]
    steps = {each.letter_id: each for each in queries.list_letter_steps(case)}
    letters = [
        {
            "id": str(each.letter_id),
            "text": each.number,
            "is_final": each.moment is LetterMoment.FINAL,
        }
        for each in steps.values()
    ]
    decisions = [told_decision(each) for each in queries.list_decisions(case)]
    return {**told(case), "terms": terms, "decisions": decisions, "letters": letters}


def told_decision(decision: CaseDecision) -> dict[str, Any]:
    """Tell a decision."""
    return {
        "number": decision.number,
        "outcome": str(decision.outcome),
        "reason": decision.reason,
        "organisation": decision.organisation.code,
        "made_at": decision.made_at.isoformat(),
        "meeting": str(decision.meeting_id) if decision.meeting_id else None,
    }


def told(case: Case) -> dict[str, Any]:
    """Tell a case as it stands in a list."""
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
        "came_in_on": case.came_in_on.isoformat() if case.came_in_on else None,
        "handled_by": case.organisation.code,
        "aspect": str(case.aspect) if case.aspect else None,
        "theme": str(case.theme) if case.theme else None,
        "closed_at": case.closed_at.isoformat() if case.closed_at else None,
        "version": case.version,
    }
