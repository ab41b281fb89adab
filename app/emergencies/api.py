"""The register of emergency sight for systems of the own organisation: to read only."""

from __future__ import annotations

from typing import Any

from flask import Response

from app.emergencies import queries
from app.emergencies.models import EmergencySight
from app.emergencies.policy import EmergencyPermission
from app.kernel import clock
from app.kernel.web.current import current_actor
from app.kernel.web.describing import LIST
from app.kernel.web.door import GuardedBlueprint
from app.kernel.web.json_api import answer_json

blueprint = GuardedBlueprint("emergencies_api", __name__, url_prefix="/api/v1")


@blueprint.route("/emergency-sights", needs=EmergencyPermission.READ, gives=LIST)
def list_all() -> Response:
    """Return the newest emergency sights of the own organisation, what runs first."""
    register = queries.get_register_for(current_actor(), EmergencyPermission.READ)
    refs = {each.id: each.ref for each in register.places}
    rows = [_told(each, refs.get(each.workspace_id, "")) for each in queries.list_sights(register)]
    return answer_json({"items": rows})


def _told(sight: EmergencySight, ref: str) -> dict[str, Any]:
    return {
        "id": sight.id,
        "workspace": ref,
        "person": sight.person.login,
        "ground": sight.ground,
        "opened_by": sight.opened_by.login,
        "opened_at": sight.opened_at,
        "ends_at": sight.ends_at,
        "is_running": sight.holds_at(clock.now()),
        "covers_special": sight.covers_special,
        "ended_at": sight.ended_at,
        "ended_how": sight.ended_how,
        "verdict": sight.verdict,
        "reviewed_at": sight.reviewed_at,
    }
