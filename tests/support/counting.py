"""How many statements a page costs: those that ask or change, not those around them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Engine, event

FRAMING = (
    "begin",
    "commit",
    "rollback",
    "savepoint",
    "release savepoint",
    "rollback to savepoint",
    "set local role",
    "select set_config(",
)
_FROM = re.compile(r" from (\w+)")


@dataclass(slots=True)
class Statements:
    """What was sent to the database while counting."""

    seen: list[str] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.seen)

    def __str__(self) -> str:
        return "\n".join(f"{number}. {each[:160]}" for number, each in enumerate(self.seen, 1))

    def locked(self) -> list[str]:
        """Return of which tables a row was taken, in that order, each the first time."""
        taken = [each.lower() for each in self.seen if " for update" in each.lower()]
        found = (_FROM.search(each) for each in taken)
        return list(dict.fromkeys(each.group(1) for each in found if each))

    def clear(self) -> None:
        """Begin anew."""
        self.seen.clear()


@contextmanager
def counting(engine: Engine) -> Iterator[Statements]:
    """Count the statements of every connection of an engine."""
    statements = Statements()

    def note(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        words = " ".join(statement.split())
        if not words.lower().startswith(FRAMING):
            statements.seen.append(words)

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        event.remove(engine, "before_cursor_execute", note)
