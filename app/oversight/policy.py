"""Who has an archive package made, and takes it along.

The thing is the workspace as it was loaded for the actor: the package is of what that very person
may take along, so a coordinator asks for the own one and for nobody else's.
"""

from __future__ import annotations

from app.kernel.access import Permission, grant
from app.workspaces import policy as places


class ArchivePermission(Permission):
    """What one may do with the archive package of the own organisation."""

    ASK = "archive:package:ask"
    TAKE = "archive:package:take"


grant(ArchivePermission.ASK, places.is_member, places.is_coordinator)
grant(ArchivePermission.TAKE, places.is_member, places.is_coordinator)
