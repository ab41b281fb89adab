"""All rows of the database out, at one moment, and into an empty one; whatever tables there are.

The way out reads one snapshot as the keeper. The way in is the owner's: in one transaction the
references between tables and our triggers are set aside, every row is put in as it was, and both
are put back, so that the database itself checks every reference once more.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import psycopg
from psycopg import sql

_TABLES = """
select c.relname, array_agg(a.attname::text order by a.attnum)
from pg_class c join pg_attribute a on a.attrelid = c.oid
where c.relnamespace = 'public'::regnamespace and c.relkind = 'r'
  and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
group by 1 order by 1
"""
"""Every table with the columns that hold what was written; what is computed from them is not."""
_REFERENCES = """
select t.relname, c.conname, pg_get_constraintdef(c.oid)
from pg_constraint c join pg_class t on t.oid = c.conrelid
where c.contype = 'f' and c.connamespace = 'public'::regnamespace order by 1, 2
"""
_TRIGGERS = """
select t.relname, g.tgname
from pg_trigger g join pg_class t on t.oid = g.tgrelid
where not g.tgisinternal and g.tgenabled = 'O' and t.relnamespace = 'public'::regnamespace
order by 1, 2
"""
"""Those that are on: one that a migration switched off stays off."""
_COUNTERS = """
select s.relname, t.relname, a.attname
from pg_class s join pg_depend d on d.objid = s.oid and d.deptype in ('a', 'i')
  join pg_class t on t.oid = d.refobjid
  join pg_attribute a on a.attrelid = t.oid and a.attnum = d.refobjsubid
where s.relkind = 'S' and s.relnamespace = 'public'::regnamespace order by 1
"""


@dataclass(frozen=True, slots=True)
class Table:
    """A table and its columns that hold what was written, in their order."""

    name: str
    columns: tuple[str, ...]

    @property
    def _address(self) -> sql.Composed:
        columns = sql.SQL(", ").join(map(sql.Identifier, self.columns))
        return sql.SQL("{} ({})").format(sql.Identifier("public", self.name), columns)

    def rows_out(self, connection: psycopg.Connection[Any]) -> Iterator[bytes]:
        """Yield all rows in PostgreSQL's own text form."""
        statement = sql.SQL("copy {} to stdout").format(self._address)
        with connection.cursor() as cursor, cursor.copy(statement) as copy:
            for piece in copy:
                yield bytes(piece)

    def rows_in(self, connection: psycopg.Connection[Any], pieces: Iterable[bytes]) -> int:
        """Put rows in as they came out; return how many there were."""
        statement = sql.SQL("copy {} from stdin").format(self._address)
        with connection.cursor() as cursor:
            with cursor.copy(statement) as copy:
                for piece in pieces:
                    copy.write(piece)
            return cursor.rowcount


@contextmanager
def one_moment(keeper_url: str) -> Iterator[psycopg.Connection[Any]]:
    """Give a connection that sees the database as it is now, whatever is written meanwhile."""
    with _patient(keeper_url) as connection:
        connection.execute("set transaction isolation level repeatable read, read only")
        yield connection


@contextmanager
def _patient(url: str) -> Iterator[psycopg.Connection[Any]]:
    """Open a transaction that may wait between two statements for as long as files need.

    A role's limit on that is against a forgotten transaction; here one waits for a store on
    purpose. What stands between us and the server hears of it twice a minute, and keeps it open.
    """
    with (
        psycopg.connect(
            url, autocommit=True, keepalives_idle=30, keepalives_interval=30
        ) as connection,
        connection.transaction(),
    ):
        connection.execute("set local idle_in_transaction_session_timeout = 0")
        yield connection


def list_tables(connection: psycopg.Connection[Any], *, but: Iterable[str] = ()) -> list[Table]:
    """Return the tables by name.

    Args:
        but: names of tables to leave out.
    """
    left_out = frozenset(but)
    return [
        Table(name, tuple(columns))
        for name, columns in connection.execute(_TABLES)
        if name not in left_out
    ]


@contextmanager
def without_triggers(
    connection: psycopg.Connection[Any], *, of: Collection[str] | None = None
) -> Iterator[None]:
    """Set the triggers of ours that are on aside, inside a transaction of the owner.

    What fails undoes the transaction, and with it that they were aside.

    Args:
        of: of these tables only.
    """
    found = [
        (str(table), str(name))
        for table, name in connection.execute(_TRIGGERS)
        if of is None or table in of
    ]
    _run(connection, "alter table {} disable trigger {}", found)
    yield
    _run(connection, "alter table {} enable trigger {}", found)


def list_values(
    connection: psycopg.Connection[Any], column: str, *, but: Iterable[str] = ()
) -> list[str]:
    """Return all values of a column of text, of every table that has one of this name.

    Args:
        but: names of tables to leave out.
    """
    found: set[str] = set()
    for table in list_tables(connection, but=but):
        if column in table.columns:
            statement = sql.SQL("select distinct {}::text from {} where {} is not null").format(
                sql.Identifier(column), sql.Identifier(table.name), sql.Identifier(column)
            )
            found.update(row[0] for row in connection.execute(statement))
    return sorted(found)


def has_history(url: str) -> bool:
    """Tell whether anything ever happened in a database: whatever does is written in the log."""
    with psycopg.connect(url, autocommit=True) as connection:
        known = connection.execute("select to_regclass('public.log_entry')").fetchone()
        if known is None or known[0] is None:
            return False
        return connection.execute("select 1 from log_entry limit 1").fetchone() is not None


def revision_of(connection: psycopg.Connection[Any]) -> str:
    """Return the revision of the schema, empty where there is none."""
    known = connection.execute("select to_regclass('public.alembic_version')").fetchone()
    if known is None or known[0] is None:
        return ""
    found = connection.execute("select version_num from alembic_version").fetchone()
    return str(found[0]) if found else ""


@contextmanager
def filling(owner_url: str) -> Iterator[psycopg.Connection[Any]]:
    """Give a connection on which rows can be put in, in any order; all of them, or none.

    Raises:
        psycopg.IntegrityError: a row refers to one that did not come.
    """
    with _patient(owner_url) as connection:
        references = connection.execute(_REFERENCES).fetchall()
        _run(connection, "alter table {} drop constraint {}", references)
        with without_triggers(connection):
            _empty(connection, list_tables(connection))
            yield connection
        for table, name, definition in references:
            _run(connection, "alter table {} add constraint {} " + definition, [(table, name)])
        for sequence, table, column in connection.execute(_COUNTERS).fetchall():
            _count_on(connection, sequence, table=table, column=column)


def _run(
    connection: psycopg.Connection[Any], statement: str, rows: Iterable[Sequence[str]]
) -> None:
    for row in rows:
        names = [sql.Identifier(each) for each in row[:2]]
        connection.execute(sql.SQL(statement).format(*names))


def _empty(connection: psycopg.Connection[Any], tables: Iterable[Table]) -> None:
    """Take out what a migration put in; the revision stays."""
    for table in tables:
        if table.name != "alembic_version":
            _run(connection, "delete from {}", [(table.name,)])


def _count_on(
    connection: psycopg.Connection[Any], sequence: str, *, table: str, column: str
) -> None:
    """Let a sequence go on after the largest number that came in."""
    connection.execute(
        sql.SQL("select setval({}, coalesce(max({}), 0) + 1, false) from {}").format(
            sql.Literal(f"public.{sequence}"), sql.Identifier(column), sql.Identifier(table)
        )
    )
