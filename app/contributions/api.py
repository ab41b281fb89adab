"""Contribution rounds for partners' systems: reading them, and what the caller may read of them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response

from app.contributions import queries
from app.contributions.models import ContributionRound
from app.contributions.policy import ContributionPermission
from app.contributions.queries import Standing
from app.documents import queries as documents
from app.kernel.web.current import current_actor
from app.kernel.web.describing import LIST
from app.kernel.web.door import GuardedBlueprint
from app.kernel.web.json_api import answer_json
from app.workspaces import queries as workspaces
from app.workspaces.models import Workspace
from app.workspaces.policy import SHARING_ROLES, WorkspacePermission

blueprint = GuardedBlueprint(
    "contributions_api", __name__, url_prefix="/api/v1/workspaces/<ref:ref>"
)


@blueprint.route(
    "/contribution-rounds", needs=WorkspacePermission.VIEW, endpoint="list", gives=LIST
)
def list_all(ref: str) -> Response:
    """List the contribution rounds of a workspace: running first, by day."""
    actor = current_actor()
    workspace = workspaces.get_for(actor, WorkspacePermission.VIEW, ref)
    rows = queries.list_visible(actor, workspace)
    items = [_told(each.round, is_shared=_is_shared(workspace)) for each in rows]
    return answer_json({"items": items, "next": None})


@blueprint.route("/contribution-rounds/<uuid:round_id>", needs=ContributionPermission.VIEW)
def detail(ref: str, round_id: UUID) -> Response:
    """Give one round, and of each organisation what the caller may know of its contribution."""
    actor = current_actor()
    workspace = workspaces.get_for(actor, WorkspacePermission.VIEW, ref)
    round_ = queries.get_for(
        actor, ContributionPermission.VIEW, round_id=round_id, workspace=workspace
    )
    standings = queries.list_standings(actor, round_)
    given = queries.contents_of(actor, [each.contribution for each in standings if each.row])
    wanted = frozenset[UUID]().union(*(each for _text, each in given.values()))
    seen = frozenset(each.id for each in documents.list_by_id(actor, workspace, ids=wanted))
    contributions = [
        _standing(each, given.get(each.contribution.id), seen=seen) for each in standings
    ]
    is_shared = _is_shared(workspace)
    told = {**_told(round_, is_shared=is_shared), "contributions": contributions}
    # A version counts up when others are asked: that is for who learns of those.
    return answer_json(told, version=round_.version if is_shared else None)


def _is_shared(workspace: Workspace) -> bool:
    """Tell whether the caller is of the lead or a partner, who learn of others and of reports."""
    return workspace.standing.participant_role in SHARING_ROLES


def _told(round_: ContributionRound, *, is_shared: bool) -> dict[str, Any]:
    return {
        "id": str(round_.id),
        "organisation": round_.organisation.code,
        "title": round_.title,
        "details": round_.details,
        "purpose": round_.purpose,
        "legal_basis": round_.legal_basis,
        "due_on": round_.due_on.isoformat(),
        "started_at": round_.started_at.isoformat(),
        "ended_at": round_.ended_at.isoformat() if round_.ended_at else None,
        "report": str(round_.report_id) if round_.report_id and is_shared else None,
    }


def _standing(
    standing: Standing, given: tuple[str, frozenset[UUID]] | None, *, seen: frozenset[UUID]
) -> dict[str, Any]:
    """Tell what the caller may know; `task` and what follows is for who asks and who gives."""
    each, task = standing.contribution, standing.row.task if standing.row else None
    told: dict[str, Any] = {
        "organisation": each.organisation.code,
        "delivered": standing.is_delivered,
    }
    if task is None:
        return told
    text, chosen = given or ("", frozenset())
    return told | {
        "task": str(task.id),
        "status": task.status.value,
        "due_on": task.due_on.isoformat() if task.due_on else None,
        "more_time_until": task.wish.wanted_on.isoformat() if task.wish else None,
        "text": text,
        "documents": sorted(str(key) for key in chosen & seen),
    }
