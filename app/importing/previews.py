"""What importing a table would do, before anything is stored."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, Protocol, TypeVar

from app.importing.cells import Fault, Sheet
from app.kernel.text import lazy


class LineState(StrEnum):
    """What importing makes of a row."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    OTHERS = "others"
    WRONG = "wrong"


STATE_WORDS = {
    LineState.NEW: lazy("New"),
    LineState.CHANGED: lazy("Changed"),
    LineState.UNCHANGED: lazy("Unchanged"),
    LineState.OTHERS: lazy("Left alone"),
    LineState.WRONG: lazy("Wrong"),
}
STATE_TONES = {
    LineState.NEW: "ok",
    LineState.CHANGED: "info",
    LineState.UNCHANGED: "line",
    LineState.OTHERS: "line",
    LineState.WRONG: "stop",
}


class Looked(Protocol):
    """One row as it would come in."""

    @property
    def state(self) -> LineState:
        """What importing makes of it."""

    @property
    def seen(self) -> list[object]:
        """What stands on the screen of who looks at it."""


Line = TypeVar("Line", bound=Looked)


@dataclass(frozen=True, slots=True)
class Preview(Generic[Line]):
    """What an import would do; nothing of it is stored."""

    sheet: str
    steps: tuple[Line, ...]
    others: tuple[int, ...]
    faults: tuple[Fault, ...]

    def count(self, state: LineState) -> int:
        """Return how many rows are of a state."""
        if state == LineState.OTHERS:
            return len(self.others)
        if state == LineState.WRONG:
            return len({each.row for each in self.faults})
        return sum(each.state == state for each in self.steps)

    @property
    def counts(self) -> list[tuple[object, str, int]]:
        """How many rows are of each state, with its words and tone."""
        return [(STATE_WORDS[each], STATE_TONES[each], self.count(each)) for each in LineState]

    @property
    def can_be_stored(self) -> bool:
        """True when nothing is wrong, and something would come in."""
        would_do = self.count(LineState.NEW) + self.count(LineState.CHANGED)
        return not self.faults and would_do > 0

    @property
    def fingerprint(self) -> str:
        """What a person saw: whoever stores an import stores this very one."""
        seen = [each.seen for each in self.steps]
        return hashlib.sha256(json.dumps(seen).encode()).hexdigest()


def preview_of(sheet: Sheet, steps: Iterable[Line]) -> Preview[Line]:
    """Return what a table that was read would do, its faults from the first row down."""
    faults = sorted(sheet.faults, key=lambda each: (each.row, len(each.column), each.column))
    return Preview(sheet.table.sheet, tuple(steps), tuple(sheet.others), tuple(faults))
