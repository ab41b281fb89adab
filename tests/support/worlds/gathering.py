"""Worlds brought together: their viewers numbered, and told to the database."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.kernel import clock
from tests.support.oracle import OracleViewer
from tests.support.worlds.drawing import RandomWorld
from tests.support.worlds.rows import NULL

TABLES = (
    "create temporary table viewer (number integer primary key, person_id uuid, word text)",
    "alter table viewer add organisation_id uuid, add place_id uuid, add is_looking boolean",
    "create temporary table viewed (number integer, place_id uuid)",
    "create temporary table probed (number integer, document_id uuid)",
    "grant select on viewer, viewed, probed to public",
    "create index on probed (number)",
)


ALL_FOR_ONE_IN = 8
"""Of so many viewers, one is asked about everything."""


@dataclass(slots=True)
class Gathering:
    """Worlds with their viewers, numbered, and told to the database."""

    session: Session
    worlds: Sequence[RandomWorld]
    viewers: list[tuple[RandomWorld, OracleViewer]] = field(default_factory=list)
    probes: dict[int, list[UUID]] = field(default_factory=dict)
    """Documents to be loaded by their id: one for each viewer, and all of them for one in eight."""
    looking: list[int] = field(default_factory=list)
    """One person of each world, who searches."""

    _levels: dict[int, dict[UUID, int]] = field(default_factory=dict)
    _kept: dict[tuple[str, str], list[tuple[Any, ...]]] = field(default_factory=dict)
    _is_keeping: bool = False

    def __post_init__(self) -> None:
        rows: dict[str, list[str]] = {"viewer": [], "viewed": [], "probed": []}
        for world in self.worlds:
            documents = list(world.oracle.documents)
            looker = len(self.viewers) + world.number % len(world.people)
            self.looking.append(looker)
            for viewer in world.viewers:
                number = len(self.viewers)
                self.viewers.append((world, viewer))
                told = (viewer.person, self._word(world), viewer.organisation, viewer.place)
                rows["viewer"].append(_line(number, *told, number == looker))
                places = [viewer.place] if viewer.person is None else world.workspaces
                rows["viewed"] += [_line(number, each) for each in places]
                self.probes[number] = self._probes(number, documents)
                rows["probed"] += [_line(number, each) for each in self.probes[number]]
        self._write(rows)

    def _write(self, rows: dict[str, list[str]]) -> None:
        for statement in TABLES:
            self.session.execute(text(statement))
        connection = self.session.connection().connection.driver_connection
        assert connection is not None
        with connection.cursor() as cursor:
            for name, lines in rows.items():
                with cursor.copy(f"copy {name} from stdin") as copy:
                    copy.write("".join(lines))
        self.session.execute(text(f"analyze {', '.join(rows)}"))
        today = {"today": clock.today().isoformat()}
        self.session.execute(text("select set_config('samenzicht.today', :today, true)"), today)

    @staticmethod
    def _probes(number: int, documents: list[UUID]) -> list[UUID]:
        if number % ALL_FOR_ONE_IN == 0:
            return documents
        first = number * 7 % max(1, len(documents))
        return documents[first : first + 1]

    @staticmethod
    def is_by_text(world: RandomWorld) -> bool:
        """Tell whether a world is searched for a word of its texts, or of its titles."""
        return world.number % 2 == 1

    def _word(self, world: RandomWorld) -> str:
        return world.text_word if self.is_by_text(world) else world.title_word

    @contextmanager
    def keeping(self) -> Iterator[None]:
        """Ask in the block nothing twice: only for who changes nothing in the database."""
        self._is_keeping = True
        try:
            yield
        finally:
            self._is_keeping = False

    def ask(self, statement: str, *, after: str = "") -> list[tuple[Any, ...]]:
        """Send a statement as it stands.

        Args:
            after: what is sent before it, and answers nothing.
        """
        if not self._is_keeping:
            return self._asked(statement, after)
        if (after, statement) not in self._kept:
            self._kept[after, statement] = self._asked(statement, after)
        return list(self._kept[after, statement])

    def _asked(self, statement: str, after: str) -> list[tuple[Any, ...]]:
        if after:
            self.ask_nothing(after)
        connection = self.session.connection().connection.driver_connection
        assert connection is not None
        with connection.cursor() as cursor:
            return list(cursor.execute(statement.encode()).fetchall())

    @contextmanager
    def behind_row_security(self) -> Iterator[None]:
        """Ask as the application's role does."""
        self.session.execute(text("set local role samenzicht_app"))
        try:
            yield
        finally:
            self.session.execute(text("set local role samenzicht_owner"))

    @contextmanager
    def undone(self) -> Iterator[None]:
        """Undo, at the end of the block, what was done to the database in it."""
        self.ask_nothing("savepoint before_a_fault")
        try:
            yield
        finally:
            self.ask_nothing("rollback to savepoint before_a_fault")

    def expected(self, number: int) -> dict[UUID, int]:
        """Return the levels the oracle gives somebody, of what exists for them."""
        if number not in self._levels:
            world, viewer = self.viewers[number]
            self._levels[number] = world.oracle.levels(viewer)
        return self._levels[number]

    def ask_nothing(self, statement: str) -> None:
        """Send a statement that answers nothing."""
        connection = self.session.connection().connection.driver_connection
        assert connection is not None
        connection.execute(statement.encode())


def _line(*values: object) -> str:
    return "\t".join(NULL if each is None else str(each) for each in values) + "\n"
