"""An older state is put back by other means than a backup: nobody is let in by it.

A backup leaves out what lets somebody in. The write-ahead log of PostgreSQL and a copy of its disk
do not: with them sessions, tokens and links come back that were revoked since. So they are taken
out afterwards, in one transaction, and the installation stands as after the restore of a backup.
"""

from __future__ import annotations

from collections.abc import Iterable

import psycopg
from psycopg.sql import SQL, Identifier

from app.kernel import tables
from app.kernel.errors import Refused
from app.storage.service.backing_up import LEFT_OUT

KEPT = frozenset({"alembic_version", "orphaned_blob"})
"""In no backup either, and let nobody in."""


def quarantine(owner_url: str, *, finishing: Iterable[str] = ()) -> int:
    """Take out what lets somebody in; return how many rows that were.

    Args:
        finishing: statements for the owner, in the same transaction.

    Raises:
        Refused: nothing is kept here.
    """
    if not tables.has_history(owner_url):
        raise Refused("Nothing is kept in this database: there is nothing to put apart.")
    found = 0
    with psycopg.connect(owner_url) as connection:
        known = {each.name for each in tables.list_tables(connection)}
        chosen = [each for each in LEFT_OUT if each in known - KEPT]
        # What guards a row against people does not guard it against the owner who puts the whole
        # installation apart.
        with tables.without_triggers(connection, of=chosen):
            for name in reversed(chosen):
                found += connection.execute(SQL("delete from {}").format(Identifier(name))).rowcount
            for statement in finishing:
                connection.execute(statement.encode())
            connection.execute("set constraints all immediate")
    return found
