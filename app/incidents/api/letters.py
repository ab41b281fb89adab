"""Joint letters in the API: read what is proposed, who agreed, and what was sent.

Agreeing and making final are for a person at the screen, as signing is.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response

from app.incidents import queries
from app.incidents.api.blueprint import blueprint
from app.incidents.models import JointLetter
from app.incidents.policy import IncidentPermission
from app.kernel.web.current import current_actor
from app.kernel.web.json_api import answer_json
from app.workspaces import queries as workspaces
from app.workspaces.policy import WorkspacePermission


@blueprint.route("/letters/<uuid:letter_id>", needs=IncidentPermission.READ_LETTER)
def letter(ref: str, letter_id: UUID) -> Response:
    """Give a joint letter: its text, where each inspectorate stands on it, and its file."""
    actor = current_actor()
    workspace = workspaces.get_for(actor, WorkspacePermission.VIEW, ref)
    found = queries.get_letter_for(
        actor, IncidentPermission.READ_LETTER, letter_id=letter_id, workspace=workspace
    )
    text = found.current
    positions = queries.positions_of(found, queries.list_inspectorates(workspace))
    told = {
        "id": str(found.id),
        "case": str(found.case_id),
        "text": text.number,
        "addressee": text.addressee,
        "subject": text.subject,
        "body": text.body,
        "parties": [
            {
                "organisation": each.organisation.code,
                "says": str(each.stance.kind) if each.stance else None,
                "words": each.stance.words if each.stance else "",
                "at": each.stance.made_at.isoformat() if each.stance else None,
            }
            for each in positions
        ],
        **_end_of(found),
        "sha256": found.fingerprint or None,
        "version": found.version,
    }
    return answer_json(told, version=found.version)


def _end_of(found: JointLetter) -> dict[str, Any]:
    withdrawn_at, final_at = found.withdrawn_at, found.made_final_at
    return {
        "withdrawn_at": withdrawn_at.isoformat() if withdrawn_at else None,
        "withdrawn_because": found.withdrawn_because or "",
        "made_final_at": final_at.isoformat() if final_at else None,
    }
