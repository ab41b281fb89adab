"""The three roles and the database, as any server must have them; here made for the embedded one.

*owner* runs migrations and owns every table; *app* serves people, owns nothing and cannot step
around row security; *keeper* reads everything and changes nothing (backup, checks). Rights on
tables are given by the migrations, so that they are the same on every server.
"""

from dataclasses import dataclass

import psycopg
from psycopg import sql

OWNER_ROLE = "samenzicht_owner"
APP_ROLE = "samenzicht_app"
KEEPER_ROLE = "samenzicht_keeper"
DATABASE = "samenzicht"

_VERSION = "samenzicht roles 1"
"""Kept as the comment on the database, written last: it is there when everything before it is."""

_ORDINARY = sql.SQL("NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION")


@dataclass(frozen=True)
class _Role:
    name: str
    row_security: sql.SQL
    settings: tuple[tuple[str, str], ...]


_ROLES = (
    _Role(
        OWNER_ROLE,
        sql.SQL("BYPASSRLS"),
        # A migration sets its own limits; data steps may take long.
        (("lock_timeout", "4s"), ("idle_in_transaction_session_timeout", "5min")),
    ),
    _Role(
        APP_ROLE,
        sql.SQL("NOBYPASSRLS"),
        # A page that waits longer than this has failed; a forgotten transaction must not hold
        # locks.
        (
            ("lock_timeout", "3s"),
            ("statement_timeout", "10s"),
            ("idle_in_transaction_session_timeout", "15s"),
        ),
    ),
    _Role(
        KEEPER_ROLE,
        sql.SQL("BYPASSRLS"),
        (
            ("default_transaction_read_only", "on"),
            ("lock_timeout", "3s"),
            ("idle_in_transaction_session_timeout", "1h"),
        ),
    ),
)


def ensure_roles(connection: psycopg.Connection) -> None:
    """Make the roles, or bring existing ones back to what they must be."""
    for role in _ROLES:
        name = sql.Identifier(role.name)
        known = connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role.name])
        if known.fetchone() is None:
            connection.execute(sql.SQL("CREATE ROLE {}").format(name))
        connection.execute(
            sql.SQL("ALTER ROLE {} LOGIN {} {}").format(name, _ORDINARY, role.row_security)
        )
        for setting, value in role.settings:
            connection.execute(
                sql.SQL("ALTER ROLE {} SET {} = {}").format(
                    name, sql.Identifier(setting), sql.Literal(value)
                )
            )


def is_complete(connection: psycopg.Connection, database: str) -> bool:
    """Tell whether the database was made, wholly and by this version."""
    found = connection.execute(
        "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s",
        [database],
    ).fetchone()
    return found is not None and found[0] == _VERSION


def ensure_database(connection: psycopg.Connection, name: str, *, template: str) -> None:
    """Make the database, and say who may connect to it."""
    database = sql.Identifier(name)
    known = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone()
    if known is None:
        connection.execute(
            sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE {}").format(
                database, sql.Identifier(OWNER_ROLE), sql.Identifier(template)
            )
        )
    for statement in (
        sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(database),
        sql.SQL("GRANT CONNECT ON DATABASE {} TO {}").format(database, _readers()),
        sql.SQL("ALTER DATABASE {} SET timezone = 'UTC'").format(database),
    ):
        connection.execute(statement)


def ensure_schema(connection: psycopg.Connection, database: str) -> None:
    """Give the schema to the owner, inside the database, and mark the database as complete."""
    for statement in (
        sql.SQL("ALTER SCHEMA public OWNER TO {}").format(sql.Identifier(OWNER_ROLE)),
        sql.SQL("REVOKE ALL ON SCHEMA public FROM PUBLIC"),
        sql.SQL("GRANT USAGE ON SCHEMA public TO {}").format(_readers()),
        sql.SQL("COMMENT ON DATABASE {} IS {}").format(
            sql.Identifier(database), sql.Literal(_VERSION)
        ),
    ):
        connection.execute(statement)


def _readers() -> sql.Composed:
    return sql.SQL(", ").join([sql.Identifier(APP_ROLE), sql.Identifier(KEEPER_ROLE)])
