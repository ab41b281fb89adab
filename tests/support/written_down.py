"""What a request really changed, and what of it stands in the log, told by PostgreSQL itself.

Every table gets triggers that say how many rows of it were written. They see what SQL functions
and cascades do too, and know nothing of how the product keeps its own books. What a savepoint
undid is taken away again.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from flask import has_request_context, request
from sqlalchemy import event
from sqlalchemy.orm import Session

from tests.support.database import OneTransaction
from tests.support.expected_lines import BESIDE, NO_CHANGE, READING

OF_THE_TEST = "the test itself"
LOG = ("log_entry", "log_tree")
SET_UP = """
create function counted_note() returns trigger language plpgsql as $$
declare written int;
begin
  select count(*) into written from touched;
  if written > 0 then raise notice 'counted % %', tg_table_name, written; end if;
  return null;
end $$;
create function counted_line() returns trigger language plpgsql as $$
declare told text;
begin
  for told in select action from touched loop raise notice 'line %', told; end loop;
  return null;
end $$;
do $$
declare named text; what text;
begin
  for named in select tablename from pg_tables where schemaname = 'public' loop
    foreach what in array array['insert', 'update', 'delete'] loop
      execute format(
        'create trigger zz_counted_%1$s after %1$s on public.%2$I referencing %3$s table as touched'
        ' for each statement execute function %4$s()',
        what, named, case what when 'delete' then 'old' else 'new' end,
        case when named = 'log_entry' and what = 'insert'
          then 'counted_line' else 'counted_note' end);
    end loop;
  end loop;
end $$;
"""
TAKE_AWAY = "drop function counted_note() cascade; drop function counted_line() cascade"
"""Of a copy that is compared with what was never counted."""


@dataclass(frozen=True, slots=True)
class Note:
    """One statement that wrote rows, or one line in the log."""

    unit: int
    """Which transaction of the application."""
    route: str
    """In which request; empty for what a job or a test does by itself."""
    table: str
    rows: int = 0
    action: str = ""


@dataclass(frozen=True, slots=True)
class Unit:
    """What one transaction of the application did and kept."""

    route: str
    tables: frozenset[str]
    """Tables of which rows were written; the log's own and the queue of jobs are not in it."""
    lines: tuple[str, ...]
    """Actions in the log, in order."""

    @property
    def changed(self) -> frozenset[str]:
        """Tables that may not change without a line."""
        return self.tables - BESIDE.keys()

    @property
    def fault(self) -> str:
        """Say what is wrong with it; empty when nothing is."""
        if self.changed and not self.lines:
            return f"changed {sorted(self.changed)} without a line"
        if self.lines and not self.tables - NO_CHANGE:
            strange = sorted(set(self.lines) - READING)
            return f"wrote {strange} and changed nothing" if strange else ""
        return ""


def set_up(transaction: OneTransaction) -> None:
    """Put the triggers on every table; without somebody who listens they say it to nobody."""
    with transaction.as_owner() as owner:
        # As it stands: to SQLAlchemy its signs of per cent would be places to fill.
        driver: Any = owner.connection().connection.driver_connection
        driver.execute(SET_UP)


class Counted:
    """Counts what the application does in the transaction of a test."""

    def __init__(self, transaction: OneTransaction) -> None:
        self._transaction = transaction
        self._unit, self._route, self._notes = 0, "", list[Note]()
        self._points = dict[str, int]()

    @contextmanager
    def counting(self) -> Iterator[Counted]:
        """Listen to what the triggers say."""
        connection = self._transaction.connection
        driver: Any = connection.connection.driver_connection
        heard = (
            (Session, "after_begin", self._begin),
            (connection, "savepoint", self._keep_point),
            (connection, "rollback_savepoint", self._go_back),
        )
        driver.add_notice_handler(self._hear)
        for target, name, listener in heard:
            event.listen(target, name, listener)
        try:
            yield self
        finally:
            driver.remove_notice_handler(self._hear)
            for target, name, listener in heard:
                event.remove(target, name, listener)

    def clear(self) -> None:
        """Begin anew, as a request does."""
        self._notes.clear()
        self._points.clear()

    def units(self) -> list[Unit]:
        """Return what was kept since, by transaction, in order."""
        found: dict[int, list[Note]] = {}
        for note in self._notes:
            found.setdefault(note.unit, []).append(note)
        return [
            Unit(
                notes[0].route,
                frozenset(each.table for each in notes if each.rows and each.table not in LOG),
                tuple(each.action for each in notes if each.action),
            )
            for notes in found.values()
            if notes[0].route != OF_THE_TEST
        ]

    def _hear(self, notice: Any) -> None:
        kind, _space, told = notice.message_primary.partition(" ")
        if kind == "line":
            self._notes.append(Note(self._unit, self._route, LOG[0], action=told))
        elif kind == "counted":
            table, _space, rows = told.partition(" ")
            self._notes.append(Note(self._unit, self._route, table, rows=int(rows)))

    def _begin(self, session: Session, transaction: Any, _connection: Any) -> None:
        if transaction.nested:
            return
        self._unit += 1
        is_asked = has_request_context()
        self._route = f"{request.method} {request.endpoint}" if is_asked else ""
        if session.info.get("is_owner"):
            self._route = OF_THE_TEST

    def _keep_point(self, _connection: Any, name: str) -> None:
        self._points[name] = len(self._notes)

    def _go_back(self, _connection: Any, name: str, _context: Any) -> None:
        del self._notes[self._points.get(name, 0) :]
