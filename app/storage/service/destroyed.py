"""What was destroyed stays destroyed when an older backup is restored.

A backup of before a destruction still holds what was destroyed, until it is too old itself. So the
ids of what was destroyed are kept beside the backups, and given along when one is restored.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import LiteralString
from uuid import UUID

import psycopg
from psycopg.sql import SQL, Identifier

from app.kernel import clock, tables

_ERASE = "select samenzicht_erase_document(%s, %s)"
_OWN_WORDS = (
    "update comment c set body = '', withdrawn_at = coalesce(c.withdrawn_at, %s) from document d"
    " where d.id = %s and c.document_id = d.id and c.organisation_id = d.organisation_id"
)
_SET_ASIDE = (
    ("document", "hold_stops_withdrawal"),
    ("document", "hold_stops_removal"),
    ("document_version", "hold_stops_removal"),
    ("comment", "hold_stops_withdrawal"),
)
"""What refuses it under a hold. A hold that stood on the day of the backup was lifted before it was
destroyed; within the one transaction, in which nobody else is there yet, it does not count."""
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
        _turn(connection, "disable")
        for each in destroyed:
            connection.execute(_ERASE, (each, clock.now()))
            connection.execute(_OWN_WORDS, (clock.now(), each))
        connection.execute("set constraints all immediate")
        _turn(connection, "enable")


def _turn(connection: psycopg.Connection, way: LiteralString) -> None:
    for table, trigger in _SET_ASIDE:
        names = {"table": Identifier(table), "trigger": Identifier(trigger)}
        statement = SQL("alter table {table} " + way + " trigger {trigger}")
        connection.execute(statement.format(**names))
