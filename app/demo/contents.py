"""What stands in the sample files: parts with text and tables, read from `config/demo/contents/`.

`{D-3}` in a text becomes a day in Dutch, counted from the Monday of loading. Long tables are
filled by rule, the same on every machine.
"""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Literal

from babel.dates import format_date

from app.kernel.configuration import STRICT_SHAPE, read_toml, shape

Cell = str | int | float
DAY_MARK = re.compile(r"\{D([+-]\d+)\}")


@dataclass(frozen=True, slots=True, kw_only=True)
class FillColumn:
    """How one column of a long table is filled: days, numbers, codes or a repeating list."""

    __pydantic_config__ = STRICT_SHAPE

    start: int | None = None
    """First day, counted from the Monday of loading; then every `step` days."""
    step: int = 1
    per_day: int = 1
    cycle: tuple[Cell, ...] = ()
    low: int | None = None
    high: int = 9
    prefix: str | None = None
    first: int = 1
    width: int = 1

    def cell(self, row: int, *, seed: str, monday: date) -> Cell:
        """Return the cell of this column in a row (counted from 0)."""
        if self.start is not None:
            return in_dutch(monday + timedelta(days=self.start + row // self.per_day * self.step))
        if self.low is not None:
            drawn = int.from_bytes(sha256(f"{seed}.{row}".encode()).digest()[:4])
            return self.low + drawn % (self.high - self.low + 1)
        if self.prefix is not None:
            return f"{self.prefix}{self.first + row:0{self.width}}"
        return self.cycle[row % len(self.cycle)]


@dataclass(frozen=True, slots=True)
class Fill:
    """A long table filled by rule."""

    __pydantic_config__ = STRICT_SHAPE

    rows: int
    columns: tuple[FillColumn, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A chapter of a text, or a sheet of a workbook."""

    __pydantic_config__ = STRICT_SHAPE

    heading: str
    text: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    rows: tuple[tuple[Cell, ...], ...] = ()
    fill: Fill | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """Everything that stands in one file."""

    __pydantic_config__ = STRICT_SHAPE

    kind: str
    parts: tuple[Part, ...]
    picture: Literal["plan", "line"] | None = None
    """For an image: a floor plan or a line of time."""


def load_contents(folder: Path, monday: date) -> dict[str, Content]:
    """Return the contents by document code, with days written out and long tables filled.

    Raises:
        WrongConfigurationError: a file is wrong.
    """
    return {
        code: _written_out(
            shape(Content, raw, name=f"{path.name}, {code}"), code=code, monday=monday
        )
        for path in sorted(folder.glob("*.toml"))
        for code, raw in read_toml(path).items()
    }


def in_dutch(day: date) -> str:
    """Return a day as Dutch people write it: 20 november 2026."""
    return format_date(day, format="d MMMM y", locale="nl")


def _written_out(content: Content, *, code: str, monday: date) -> Content:
    parts = tuple(
        Part(
            heading=part.heading,
            text=tuple(_with_days(line, monday) for line in part.text),
            columns=part.columns,
            rows=_rows(part, code=code, monday=monday),
        )
        for part in content.parts
    )
    return Content(kind=content.kind, parts=parts, picture=content.picture)


def _rows(part: Part, *, code: str, monday: date) -> tuple[tuple[Cell, ...], ...]:
    given = tuple(
        tuple(_with_days(cell, monday) if isinstance(cell, str) else cell for cell in row)
        for row in part.rows
    )
    if part.fill is None:
        return given
    filled = tuple(
        tuple(
            column.cell(row, seed=f"{code}.{part.heading}.{number}", monday=monday)
            for number, column in enumerate(part.fill.columns)
        )
        for row in range(part.fill.rows)
    )
    return given + filled


def _with_days(text: str, monday: date) -> str:
    return DAY_MARK.sub(lambda mark: in_dutch(monday + timedelta(days=int(mark[1]))), text)
