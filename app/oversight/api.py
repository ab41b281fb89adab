"""The log for partners' systems: every line, with its content only where it may be read."""

from __future__ import annotations

from typing import Any

from flask import Response

from app.kernel import db
from app.kernel.audit import reading
from app.kernel.audit.reading import Choice, Line
from app.kernel.text import _
from app.kernel.web.current import current_actor
from app.kernel.web.door import GuardedBlueprint
from app.kernel.web.json_api import (
    WrongInput,
    answer_json,
    asked_cursor,
    asked_limit,
    make_cursor,
)
from app.oversight import queries
from app.workspaces import queries as workspaces
from app.workspaces.policy import WorkspacePermission

blueprint = GuardedBlueprint("oversight_api", __name__, url_prefix="/api/v1")


@blueprint.route("/workspaces/<ref:ref>/log", needs=WorkspacePermission.VIEW)
def log(ref: str) -> Response:
    """Give lines of the log, newest first."""
    actor = current_actor()
    workspace = workspaces.get_for(actor, WorkspacePermission.VIEW, ref)
    past = _past(reading.size_of(db.session(), workspace.id))
    lines = queries.list_lines(workspace, choice=Choice(), past=past, limit=asked_limit())
    oldest = lines[-1].index if lines else 0
    following = make_cursor(oldest) if oldest > 0 else None
    return answer_json({"items": [_item(line) for line in lines], "next": following})


def _past(size: int) -> int:
    cursor = asked_cursor(1)
    if cursor is None:
        return size
    try:
        return min(int(cursor[0]), size)
    except ValueError:
        raise WrongInput([("cursor", _("This is not a cursor of this list."))]) from None


def _item(line: Line) -> dict[str, Any]:
    happening = line.happening
    if happening is None:
        return {"index": line.index, "leaf_hash": line.leaf_hash.hex()}
    return {
        "index": line.index,
        "leaf_hash": line.leaf_hash.hex(),
        "at": happening.at.isoformat(),
        "action": happening.action,
        "actor": str(happening.actor_id) if happening.actor_id else happening.actor_name,
        "organisation": str(happening.organisation_id) if happening.organisation_id else None,
        "object": {
            "kind": happening.object_kind,
            "id": str(happening.object_id) if happening.object_id else None,
        },
        "facts": happening.facts,
    }
