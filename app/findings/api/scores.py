"""Scores for partners' systems; as on the pages, nobody reads one before all are open."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response
from pydantic import BaseModel, ConfigDict, Field

from app.findings import queries
from app.findings.api.blueprint import blueprint
from app.findings.forms.scores import LONGEST_REASON
from app.findings.models import Judgement, Scoring
from app.findings.policy import ScoringPermission
from app.findings.service import scores as service
from app.kernel.access import Actor
from app.kernel.web.current import current_actor
from app.kernel.web.describing import LIST
from app.kernel.web.json_api import answer_json, read_body
from app.workspaces import queries as workspaces
from app.workspaces.policy import WorkspacePermission


class ScoreBody(BaseModel):
    """The caller's own score."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    judgement: Judgement
    reason: str = Field(min_length=1, max_length=LONGEST_REASON)


@blueprint.route("/workspaces/<ref:ref>/scorings", needs=WorkspacePermission.VIEW, gives=LIST)
def scorings(ref: str) -> Response:
    """List what is scored in a workspace, as far as the caller may see it; without scores."""
    actor = current_actor()
    workspace = workspaces.get_for(actor, WorkspacePermission.VIEW, ref)
    rows = queries.list_scorings(actor, workspace)
    return answer_json({"items": [_scoring(each) for each in rows], "next": None})


@blueprint.route("/workspaces/<ref:ref>/scorings/<uuid:scoring_id>", needs=ScoringPermission.VIEW)
def scoring(ref: str, scoring_id: UUID) -> Response:
    """Give one scoring: the caller's own score, and once it is open everybody's."""
    actor = current_actor()
    return _answer(actor, _load(actor, ScoringPermission.VIEW, ref=ref, scoring_id=scoring_id))


@blueprint.route(
    "/workspaces/<ref:ref>/scorings/<uuid:scoring_id>/score",
    methods=["PUT"],
    needs=ScoringPermission.SCORE,
    takes=ScoreBody,
)
def give_score(ref: str, scoring_id: UUID) -> Response:
    """Score, or score otherwise while it is shut; the last one opens it."""
    actor = current_actor()
    found = _load(actor, ScoringPermission.SCORE, ref=ref, scoring_id=scoring_id)
    body = read_body(ScoreBody)
    service.give_score(actor, found, judgement=body.judgement, reason=body.reason)
    return _answer(actor, _load(actor, ScoringPermission.VIEW, ref=ref, scoring_id=scoring_id))


def _load(actor: Actor, permission: ScoringPermission, *, ref: str, scoring_id: UUID) -> Scoring:
    workspace = workspaces.get_for(actor, WorkspacePermission.VIEW, ref)
    return queries.get_scoring_for(actor, permission, scoring_id=scoring_id, workspace=workspace)


def _answer(actor: Actor, found: Scoring) -> Response:
    scores = [
        {
            "name": each.name,
            "organisation": each.organisation.code,
            "has_scored": each.has_scored,
            "judgement": each.judgement,
            "reason": each.reason or None,
        }
        for each in queries.list_scores(actor, found)
    ]
    views = [
        {"organisation": each.organisation.code, "judgement": each.judgement, "text": each.text}
        for each in (queries.list_views(actor, found) if found.is_open else [])
    ]
    return answer_json({**_scoring(found), "scores": scores, "dissenting_views": views})


def _scoring(found: Scoring) -> dict[str, Any]:
    return {
        "id": str(found.id),
        "title": found.title,
        "norm": found.norm.code,
        "owner": found.organisation.code,
        "audience": found.audience,
        "is_open": found.is_open,
        "opened_at": found.opened_at.isoformat() if found.opened_at else None,
        "closing_reason": found.closing_reason or None,
        "consensus": found.consensus,
        "asked": len(found.scorers),
    }
