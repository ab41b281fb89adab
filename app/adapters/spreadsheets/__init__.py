"""The cells of a table that came from outside, XLSX or CSV: read in a cage, never worked out.

A formula is handed on as a formula: what it would come to is nobody's word but the program's that
made the file. What the cells mean is for who asked.
"""

from __future__ import annotations

import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from app.adapters.cage import Bounds, CageBroke, answer_of
from app.adapters.cage.turns import LOOKING, TooBusy
from app.adapters.inspection import Limits, MediaType, inspect

MOST_CHARACTERS = 700_000
"""Of a table in writing; a cell may hold a text that stands in its file once for all of them."""
MOST_BYTES = 16 * MOST_CHARACTERS
"""Of an answer: a character is written as twelve at most, and around each cell stand some signs."""
_READING = Bounds(seconds=20, wall_seconds=30.0, answer_bytes=MOST_BYTES)
_LIMITS = Limits(unpacked_bytes=256 << 20, entries=1_000)
_MODULE = f"{__name__}.reading"
_HOW = {MediaType.XLSX.media_type: "xlsx", MediaType.CSV.media_type: "csv"}
_CELL_PARTS, _ROW_PARTS = 2, 2
MOST_COLUMNS = 60
"""What stands further to the right is in no table of ours."""


class CannotRead(Exception):
    """There are no cells to be had.

    Its `code` tells why: `other_kind`, `broken`, `too_slow`, `too_much` or `too_busy`.
    """

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class NotATable(ValueError):
    """What should be a table in writing is something else."""


class CellKind(StrEnum):
    """What a cell holds."""

    TEXT = "s"
    DAY = "d"
    """A day, written as 2027-05-14."""
    MOMENT = "m"
    """A day with a time."""
    NUMBER = "n"
    FORMULA = "f"
    ERROR = "e"
    """What a program shows in place of an outcome, such as #REF!."""


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands in one cell."""

    kind: CellKind
    text: str


@dataclass(frozen=True, slots=True)
class Row:
    """A row in which something stands; its number as programs show it, from 1."""

    number: int
    cells: tuple[Cell | None, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """One sheet: the first that is not hidden."""

    sheet: str
    """Its name; empty for CSV, which has no sheets."""
    rows: tuple[Row, ...]
    merged: tuple[str, ...] = ()
    """Stretches of merged cells, such as A3:B4."""
    is_cut: bool = False
    """There are more rows than were asked for; none beyond was read."""


def read_table(
    content: bytes,
    name: str,
    *,
    most_rows: int,
    most_characters: int = MOST_CHARACTERS,
    who: str = "",
) -> Table:
    """Return the cells of a file; inspected first, then opened in a cage.

    Args:
        name: as it was sent; CSV is known by nothing else.
        most_rows: rows with something in them; reading stops after one more.
        most_characters: of all cells together, with some for each cell.
        who: for whose turn it counts: each organisation has some.

    Raises:
        UnacceptableFile: it may not come in at all.
        CannotRead: it is no such file, or it cannot be read.
    """
    kind = _HOW.get(inspect(io.BytesIO(content), name, limits=_LIMITS).media_type)
    if kind is None:
        raise CannotRead("other_kind")
    how = (kind, str(most_rows), str(most_characters))
    try:
        with LOOKING.taken(who):
            answer = answer_of(_MODULE, *how, content=[content], bounds=_READING)
    except TooBusy as busy:
        raise CannotRead("too_busy") from busy
    except CageBroke as broke:
        raise CannotRead("too_slow" if broke.is_slow else "broken") from broke
    said = json.loads(answer)
    if "fault" in said:
        raise CannotRead(said["fault"])
    return table_of(said)


def table_of(said: Any) -> Table:
    """Return a table from what `said_of` made of one; whoever sent that is not believed.

    Raises:
        ValueError: it is no such thing (`NotATable`, or a kind of cell there is not).
    """
    if not isinstance(said, Mapping):
        raise NotATable("no table")
    merged = said.get("merged", [])
    return Table(
        sheet=_text(said.get("sheet")),
        rows=tuple(_row(each) for each in _sequence(said.get("rows"))),
        merged=tuple(_text(each) for each in _sequence(merged)),
        is_cut=bool(said.get("is_cut", False)),
    )


def said_of(table: Table) -> dict[str, Any]:
    """Return a table as what JSON can hold."""
    return {
        "sheet": table.sheet,
        "rows": [
            [row.number, [[str(cell.kind), cell.text] if cell else None for cell in row.cells]]
            for row in table.rows
        ],
        "merged": list(table.merged),
    }


def column_letters(index: int) -> str:
    """Return what programs call a column: A, B, … Z, AA."""
    letters, number = "", index + 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def _row(said: Any) -> Row:
    parts = _sequence(said)
    if len(parts) != _ROW_PARTS or type(parts[0]) is not int or parts[0] < 1:
        raise NotATable("no row")
    cells = _sequence(parts[1])
    if len(cells) > MOST_COLUMNS:
        raise NotATable("too many cells")
    return Row(parts[0], tuple(_cell(each) for each in cells))


def _cell(said: Any) -> Cell | None:
    if said is None:
        return None
    parts = _sequence(said)
    if len(parts) != _CELL_PARTS:
        raise NotATable("no cell")
    return Cell(CellKind(parts[0]), _text(parts[1]))


def _sequence(said: Any) -> Sequence[Any]:
    if not isinstance(said, list):
        raise NotATable("no list")
    return said


def _text(said: Any) -> str:
    if not isinstance(said, str):
        raise NotATable("no text")
    return said


__all__ = [
    "MOST_BYTES",
    "MOST_CHARACTERS",
    "MOST_COLUMNS",
    "CannotRead",
    "Cell",
    "CellKind",
    "NotATable",
    "Row",
    "Table",
    "column_letters",
    "read_table",
    "said_of",
    "table_of",
]
