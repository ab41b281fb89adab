"""What a line of the log says that is not for each who reads of it.

No line that is written says so; lines of older versions may, and nothing in the log is changed.
How many documents were delivered with a task, or put with a contribution, is more than its page
tells who may not know of each of them. So it is for the organisation whose line it is; to others
the line is told without, and for checking it is its hash, as what they may not see at all.
"""

from __future__ import annotations

from app.contributions.actions import ContributionAction
from app.kernel.access import Actor
from app.kernel.audit.reading import Happening
from app.tasks.actions import TaskAction

OWN_FACTS = {
    str(TaskAction.DELIVERED): frozenset({"documents"}),
    str(ContributionAction.WRITTEN): frozenset({"documents"}),
}
"""By audit word: what is for the organisation alone whose line it is."""


def withheld_from(actor: Actor, happening: Happening) -> frozenset[str]:
    """Return the names of the facts of a line that this reader is not told."""
    if happening.organisation_id == actor.organisation_id:
        return frozenset()
    return OWN_FACTS.get(happening.action, frozenset()) & happening.facts.keys()
