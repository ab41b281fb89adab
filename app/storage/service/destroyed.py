"""What was destroyed stays destroyed when an older backup is restored.

A backup of before a destruction still holds what was destroyed, until it is too old itself. So the
ids of what was destroyed are kept beside the backups, and given along when one is restored.
"""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

import psycopg

from app.kernel import clock, tables

_ERASE = "select samenzicht_erase_document(%s, %s)"
_LIST = (
    "select distinct document_id from destruction_line where destroyed_at is not null order by 1"
)


def list_destroyed(keeper_url: str) -> list[UUID]:
    """Return the ids of all documents that were destroyed."""
    with tables.one_moment(keeper_url) as connection:
        return [row[0] for row in connection.execute(_LIST)]


def forget_destroyed(owner_url: str, destroyed: Iterable[UUID]) -> None:
    """Take out of a restored database what was destroyed since its backup, in one transaction.

    The files come back too, but no row names them and their keys are gone: the collector has them.
    """
    with psycopg.connect(owner_url) as connection:
        for each in destroyed:
            connection.execute(_ERASE, (each, clock.now()))
