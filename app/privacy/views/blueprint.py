"""The blueprint of the register: of one organisation, over all its workspaces."""

from __future__ import annotations

from app.kernel.web.door import GuardedBlueprint

blueprint = GuardedBlueprint("privacy", "app.privacy.views", url_prefix="/privacy-register")
