"""Who has an archive package made, and takes it along; and by what a line of a log is erased.

The thing is the workspace as it was loaded for the actor: the package is of what that very person
may take along, so a coordinator asks for the own one and for nobody else's.
"""

from __future__ import annotations

from app.identity.policy import COMMANDS
from app.kernel.access import Actor, Permission, grant, rule
from app.kernel.audit.models import LogErasure
from app.kernel.text import lazy
from app.workspaces import policy as places


class ArchivePermission(Permission):
    """What one may do with the archive package of the own organisation."""

    ASK = "archive:package:ask"
    TAKE = "archive:package:take"


class LogPermission(Permission):
    """What is done to a log itself; people only read it."""

    ERASE = "log:line:erase"


@rule(lazy("Only a command on the machine erases a line of a log."))
def is_command(actor: Actor, _erasure: LogErasure) -> bool:
    """Hold for a command; who stand behind it is looked at beside that."""
    return actor.is_job(*COMMANDS)


grant(ArchivePermission.ASK, places.is_member, places.is_coordinator)
grant(ArchivePermission.TAKE, places.is_member, places.is_coordinator)
grant(LogPermission.ERASE, is_command)
