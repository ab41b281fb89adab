"""The blueprints: inside a workspace, and of one organisation over all its workspaces."""

from __future__ import annotations

from app.kernel.web.door import GuardedBlueprint

blueprint = GuardedBlueprint(
    "closing", "app.closing.views.protocol", url_prefix="/workspaces/<ref:ref>/closing"
)
leaving_blueprint = GuardedBlueprint(
    "leaving",
    "app.closing.views.leaving",
    url_prefix="/workspaces/<ref:ref>/members/people/<uuid:membership_id>/end",
)
holds_blueprint = GuardedBlueprint("holds", "app.closing.views.holds", url_prefix="/legal-holds")
retention_blueprint = GuardedBlueprint(
    "retention", "app.closing.views.retention", url_prefix="/retention"
)
destructions_blueprint = GuardedBlueprint(
    "destructions",
    "app.closing.views.destructions",
    url_prefix="/workspaces/<ref:ref>/destructions",
)
