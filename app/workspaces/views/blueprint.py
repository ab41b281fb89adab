"""The blueprint of workspaces; it also teaches the application the addresses of a workspace."""

from __future__ import annotations

from app.kernel.text import lazy
from app.kernel.web.door import GuardedBlueprint
from app.workspaces.queries import Section, offer_section
from app.workspaces.views.addresses import teach_addresses

blueprint = GuardedBlueprint("workspaces", "app.workspaces.views")
blueprint.record(teach_addresses)

offer_section(Section(key="members", label=lazy("Participants"), path="/members", keys="g w"))
