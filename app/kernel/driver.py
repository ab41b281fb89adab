"""The driver of the database as the house uses it: answers in few words, last words at once."""

from __future__ import annotations

from contextlib import ExitStack, suppress
from typing import Any

import psycopg
from psycopg import Cursor, _queries

NOT_TOLD = (None, None, None, None, None)
"""What else a description tells of a column (PEP 249): sizes, scale, whether it may be null."""
LONGEST_READ_ONCE = 65_536
"""Characters of a statement whose parameters the driver looks up once, not each time it is sent.
Its own limit is 4,096; a list with its rules is twice as long (0.1 ms each time), and what happened
in eight workspaces, with the titles of all that can happen to, six times (0.8 ms)."""

_queries.MAX_CACHED_STATEMENT_LENGTH = LONGEST_READ_ONCE


class PlainCursor(Cursor[Any]):
    """Describes the columns of an answer as no more than SQLAlchemy reads of them.

    The driver's own description holds an object per column; made anew for each answer, they took
    a twentieth of the time of a page.
    """

    @property
    def description(self) -> list[Any] | None:
        """Name and type of each column (PEP 249); None when the answer has none."""
        answer = self.pgresult
        if answer is None or not answer.nfields:
            return None
        return [
            ((answer.fname(place) or b"").decode(), answer.ftype(place), *NOT_TOLD)
            for place in range(answer.nfields)
        ]


class OneBreath(psycopg.Connection[Any]):
    """A connection that can send its last statements and the commit without waiting in between.

    PostgreSQL carries out one after the other and commits by itself. What they hold (the head of a
    log) is held only while it works, not until this process, in which many answers take turns, has
    a turn to send the commit. The first that fails undoes all, and is raised by the commit.
    """

    _sending: ExitStack | None = None

    def send_with_commit(self) -> None:
        """Wait for no answer until the commit."""
        self._sending = ExitStack()
        self._sending.enter_context(self.pipeline())

    def commit(self) -> None:
        """Commit, and wait for all answers."""
        with self._sent():
            super().commit()

    def rollback(self) -> None:
        """Undo; what was sent and not answered is undone with it."""
        with suppress(psycopg.Error), self._sent():
            pass
        super().rollback()

    def _sent(self) -> ExitStack:
        sending, self._sending = self._sending or ExitStack(), None
        return sending
