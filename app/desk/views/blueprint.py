"""The blueprint of the desk, and the first tab of every workspace."""

from __future__ import annotations

from app.kernel.text import lazy
from app.kernel.web.door import GuardedBlueprint
from app.workspaces.queries import Section, offer_section

blueprint = GuardedBlueprint("desk", "app.desk.views")

offer_section(Section(key="overview", label=lazy("Overview"), path=""))
