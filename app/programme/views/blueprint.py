"""The blueprint of the work programme."""

from __future__ import annotations

from app.kernel.web.door import GuardedBlueprint

blueprint = GuardedBlueprint("programme", "app.programme.views", url_prefix="/programme")
