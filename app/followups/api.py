"""Follow-ups for partners' systems: reading what became of each recommendation."""

from __future__ import annotations

from typing import Any

from flask import Response

from app.followups import queries
from app.followups.queries import FollowUpRow
from app.kernel.web.current import current_actor
from app.kernel.web.describing import LIST
from app.kernel.web.door import GuardedBlueprint
from app.kernel.web.json_api import answer_json
from app.workspaces import queries as workspaces
from app.workspaces.policy import WorkspacePermission

blueprint = GuardedBlueprint("followups_api", __name__, url_prefix="/api/v1")


@blueprint.route(
    "/workspaces/<ref:ref>/follow-ups",
    needs=WorkspacePermission.VIEW,
    endpoint="list",
    gives=LIST,
)
def list_page(ref: str) -> Response:
    """Give the recommendations of adopted reports that stand, by term."""
    actor = current_actor()
    workspace = workspaces.get_for(actor, WorkspacePermission.VIEW, ref)
    items = [_told(each) for each in queries.list_visible(actor, workspace)]
    return answer_json({"items": items, "next": None})


def _told(row: FollowUpRow) -> dict[str, Any]:
    each = row.follow_up
    return {
        "id": str(each.id),
        "report": str(each.report_id),
        "finding": str(each.finding_id),
        "organisation": each.organisation.code,
        "text": each.text,
        "addressee": each.addressee,
        "due_on": each.due_on.isoformat() if each.due_on else None,
        "overdue": row.is_overdue,
        "response": row.response.value if row.response else None,
        "decision": row.verdict.value if row.verdict else None,
    }
