"""The blueprint of coordination."""

from __future__ import annotations

from app.coordination import queries
from app.findings import queries as findings
from app.kernel.web.door import GuardedBlueprint

blueprint = GuardedBlueprint("coordination", "app.coordination.views", url_prefix="/coordination")
findings.offer_subjects("coordination", queries.list_names)
