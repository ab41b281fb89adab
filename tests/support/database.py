"""One transaction per test, on the owner's connection, in which the application has its own role.

The application's sessions join it with savepoints and ``set local role samenzicht_app``, so row
security holds for them; the test itself reads and writes as the owner.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from types import SimpleNamespace
from typing import Any, Self

from sqlalchemy import Engine, event, text
from sqlalchemy.orm import Session, sessionmaker

from app.kernel.web.house import House


class OneTransaction:
    """The transaction of one test."""

    def __init__(self, engine: Engine, house: House) -> None:
        self._engine = engine
        self._database = house.database
        self._role = "samenzicht_app"

    def __enter__(self) -> Self:
        self.connection = self._engine.connect()
        self._outer = self.connection.begin()
        self._real = self._database._sessions
        self._database._sessions = sessionmaker(
            self.connection,
            autoflush=False,
            expire_on_commit=False,
            join_transaction_mode="create_savepoint",
        )
        event.listen(Session, "after_begin", self._as_application)
        return self

    def _as_application(self, session: Session, _transaction: Any, connection: Any) -> None:
        role = "samenzicht_owner" if session.info.get("is_owner") else self._role
        connection.execute(text(f"set local role {role}"))

    def __exit__(self, *_error: object) -> None:
        event.remove(Session, "after_begin", self._as_application)
        self._database._sessions = self._real
        self._outer.rollback()
        self.connection.close()

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
        with self._engine.connect().execution_options(isolation_level="AUTOCOMMIT") as cleaner:
            cleaner.execute(text("vacuum (analyze)"))
        self._outer = self.connection.begin()

    @contextmanager
    def as_owner(self) -> Iterator[Session]:
        """Read and write past row security, and keep it for the rest of the test."""
        self.connection.execute(text("set local role samenzicht_owner"))
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


@contextmanager
def watching_off(session: Session) -> Iterator[None]:
    """Let a test's own session write without a work; the product has no such road."""

    session.info["work"] = SimpleNamespace(changed=set())
    yield
