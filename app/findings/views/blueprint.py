"""The blueprint of findings, and their tab in a workspace."""

from __future__ import annotations

from app.findings import queries
from app.kernel.text import lazy
from app.kernel.web.door import GuardedBlueprint
from app.workspaces import queries as workspaces

blueprint = GuardedBlueprint(
    "findings", "app.findings.views", url_prefix="/workspaces/<ref:ref>/findings"
)
blueprint.record_once(
    lambda _state: workspaces.offer_section(
        workspaces.Section(
            "findings", lazy("Findings"), "/findings", queries.count_visible, keys="g b"
        )
    )
)
