"""The blueprint of coordination."""

from __future__ import annotations

from app.kernel.web.door import GuardedBlueprint

blueprint = GuardedBlueprint("coordination", "app.coordination.views", url_prefix="/coordination")
