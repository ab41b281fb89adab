"""The blueprint of tasks, and their tab in every workspace."""

from __future__ import annotations

from app.kernel.text import lazy
from app.kernel.web.door import GuardedBlueprint
from app.tasks import queries
from app.workspaces.queries import Section, offer_section

blueprint = GuardedBlueprint("tasks", "app.tasks.views", url_prefix="/workspaces/<ref:ref>/tasks")

offer_section(
    Section(
        key="tasks",
        label=lazy("Tasks"),
        path="/tasks",
        count=queries.count_unfinished,
        keys="g t",
    )
)
