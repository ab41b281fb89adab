"""One transaction per test, on the owner's connection, in which the application has its own role.

The application's sessions join it with savepoints and ``set local role samenzicht_app``, so row
security holds for them; the test itself reads and writes as the owner.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import SimpleNamespace
from typing import Any, Self

from sqlalchemy import Engine, event, text
from sqlalchemy.orm import Session, sessionmaker

from app.kernel.web.house import House
from tests.support import kept_keys


class OneTransaction:
    """The transaction of one test."""

    def __init__(self, engine: Engine, house: House) -> None:
        self._engine = engine
        self._database = house.database
        self._role = "samenzicht_app"
        self._acts_as = ""
        """The role of the connection as it stands; empty when that is not known."""
        self._acted_as: list[str] = []
        """The role when each savepoint was made, by number: going back to it restores that."""

    def __enter__(self) -> Self:
        self._taken = kept_keys.taken()
        self.connection = self._engine.connect()
        self._outer = self.connection.begin()
        self._real = self._database._sessions
        self._database._sessions = sessionmaker(
            self.connection,
            autoflush=False,
            expire_on_commit=False,
            join_transaction_mode="create_savepoint",
        )
        for target, name, heard in self._heard():
            event.listen(target, name, heard)
        return self

    def _heard(self) -> tuple[tuple[Any, str, Callable[..., None]], ...]:
        return (
            (Session, "after_begin", self._as_application),
            (self.connection, "savepoint", self._note_role),
            (self.connection, "rollback_savepoint", self._restore_role),
        )

    def _as_application(self, session: Session, _transaction: Any, connection: Any) -> None:
        self._act_as("samenzicht_owner" if session.info.get("is_owner") else self._role, connection)

    def _act_as(self, role: str, connection: Any) -> None:
        """Take a role, unless it is the connection's already: half of all statements were this."""
        if connection is not self.connection or self._acts_as != role:
            connection.execute(text(f"set local role {role}"))
        if connection is self.connection:
            self._acts_as = role

    def _note_role(self, _connection: Any, _name: str | None) -> None:
        self._acted_as.append(self._acts_as)

    def _restore_role(self, _connection: Any, name: str, _context: Any) -> None:
        number = int(name.rpartition("_")[2])
        self._acts_as = self._acted_as[number - 1]

    def __exit__(self, *_error: object) -> None:
        for target, name, heard in self._heard():
            event.remove(target, name, heard)
        self._database._sessions = self._real
        self._outer.rollback()
        self.connection.close()
        self._give_back()

    def _give_back(self) -> None:
        """Let the keys that were made here be taken again."""
        kept_keys.give_back(self._taken)

    @contextmanager
    def without_row_security(self) -> Iterator[None]:
        """Take the second wall down: the application acts as a role that passes it by."""
        self._role = "samenzicht_owner"
        try:
            yield
        finally:
            self._role = "samenzicht_app"

    @contextmanager
    def undone(self) -> Iterator[None]:
        """Undo, at the end of the block, what was done in it."""
        point = self.connection.begin_nested()
        try:
            yield
        finally:
            point.rollback()

    def begin_anew(self) -> None:
        """Undo everything, clear away the rows that leaves behind, and go on: for long runs."""
        self._outer.rollback()
        self._acts_as = ""
        with self._engine.connect().execution_options(isolation_level="AUTOCOMMIT") as cleaner:
            cleaner.execute(text("vacuum (analyze)"))
        self._outer = self.connection.begin()

    @contextmanager
    def as_owner(self) -> Iterator[Session]:
        """Read and write past row security, and keep it for the rest of the test."""
        self._act_as("samenzicht_owner", self.connection)
        with Session(
            self.connection, join_transaction_mode="create_savepoint", expire_on_commit=False
        ) as owner:
            owner.info["is_owner"] = True
            with watching_off(owner):
                yield owner
                owner.commit()

    def audited(self, thing_id: object) -> list[str]:
        """Return the audit words about a thing, in order."""
        with self.as_owner() as owner:
            rows = owner.execute(
                text('select action from log_entry where object_id = :id order by at, "index"'),
                {"id": thing_id},
            )
            return [row.action for row in rows]


class RolledBack(OneTransaction):
    """One transaction after another, in a database of one's own: what is undone really goes.

    What a savepoint undoes leaves rows that nobody can clear away until the transaction ends: after
    ten thousand questions in one, the next one cost four times as much.
    """

    _is_undoing = False

    def _give_back(self) -> None:
        """Give nothing back: what was kept needs its keys."""

    def keep(self) -> None:
        """Keep for good what was made."""
        self._outer.commit()
        self._begin()

    def _begin(self) -> None:
        self._outer, self._acts_as = self.connection.begin(), ""

    @contextmanager
    def undone(self) -> Iterator[None]:
        """Keep what was made before the block, and undo what is done in it."""
        if self._is_undoing:
            with super().undone():
                yield
            return
        self.keep()
        self._is_undoing = True
        try:
            yield
        finally:
            self._is_undoing = False
            self._outer.rollback()
            self._begin()


@contextmanager
def watching_off(session: Session) -> Iterator[None]:
    """Let a test's own session write without a work; the product has no such road."""

    session.info["work"] = SimpleNamespace(changed=set())
    yield
