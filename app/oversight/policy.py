"""Who has an archive package made and takes it along, and who is told all of a line of the log.

The thing is the workspace as it was loaded for the actor: the package is of what that very person
may take along, so a coordinator asks for the own one and for nobody else's.

No line that is written tells how many documents were delivered with a task, or put with a
contribution; lines of older versions may, and nothing in the log is changed. It is more than its
page tells who may not know of each of them. So it is for the organisation whose line it is; to
others the line is told without, and for checking it is its hash, as what they may not see at all.
"""

from __future__ import annotations

from app.contributions.actions import ContributionAction
from app.kernel.access import Actor, Permission, grant
from app.kernel.audit.reading import Happening
from app.tasks.actions import TaskAction
from app.workspaces import policy as places

OWN_FACTS = {
    str(TaskAction.DELIVERED): frozenset({"documents"}),
    str(ContributionAction.WRITTEN): frozenset({"documents"}),
}
"""By audit word: what is for the organisation alone whose line it is."""


class ArchivePermission(Permission):
    """What one may do with the archive package of the own organisation."""

    ASK = "archive:package:ask"
    TAKE = "archive:package:take"


def withheld_from(actor: Actor, happening: Happening) -> frozenset[str]:
    """Return the names of the facts of a line that this reader is not told."""
    if happening.organisation_id == actor.organisation_id:
        return frozenset()
    return OWN_FACTS.get(happening.action, frozenset()) & happening.facts.keys()


grant(ArchivePermission.ASK, places.is_member, places.is_coordinator)
grant(ArchivePermission.TAKE, places.is_member, places.is_coordinator)
