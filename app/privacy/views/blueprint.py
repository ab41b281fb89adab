"""The blueprints: of one organisation over all its workspaces, and inside one of them."""

from __future__ import annotations

from app.kernel.web.door import GuardedBlueprint

blueprint = GuardedBlueprint("privacy", "app.privacy.views", url_prefix="/privacy-register")
place_blueprint = GuardedBlueprint(
    "openings", "app.privacy.views.openings", url_prefix="/workspaces/<ref:ref>"
)
