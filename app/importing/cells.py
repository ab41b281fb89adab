"""Reading a table of which the columns are known: whatever is wrong is named by its cell.

What a column is about, and what its words mean, is for who reads the table.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any
from uuid import UUID

from app.adapters.spreadsheets import Cell, CellKind, Row, Table, column_letters
from app.importing.words import plain
from app.kernel.errors import Refused
from app.kernel.text import _

_DUTCH_DAY = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})")
_TOKENS = re.compile(r"[\s,;]+")


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with one cell, and what should stand there."""

    sheet: str
    row: int
    column: str
    """Letters, as programs show them; empty when it is about the whole row."""
    heading: str
    found: str
    told: str


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns that a table may have."""

    by_word: Mapping[str, StrEnum]
    """By the plain word that people put above them."""
    heading_of: Callable[[Any], str]
    """What we put above one ourselves."""
    template: tuple[StrEnum, ...]
    passed_over: StrEnum
    """Known, and not ours to read; it may stand there more than once."""


@dataclass(slots=True)
class Sheet:
    """A table while it is read."""

    table: Table
    known: Columns
    others: list[int] = field(default_factory=list)
    """Numbers of rows that are of another authority; nothing in them is looked at."""
    faults: list[Fault] = field(default_factory=list)
    columns: dict[StrEnum, int] = field(default_factory=dict)

    def fault(self, row: int, column: StrEnum, *, cell: Cell | None, told: str) -> None:
        """Name a cell that is wrong."""
        index = self.columns.get(column)
        letters = column_letters(index) if index is not None else ""
        heading = self.heading(index) if index is not None else ""
        found = cell.text if cell else ""
        self.faults.append(Fault(self.table.sheet, row, letters, heading, found, told))

    def heading(self, index: int) -> str:
        """Return what stands above a column."""
        cells = self.table.rows[0].cells if self.table.rows else ()
        cell = cells[index] if index < len(cells) else None
        return cell.text if cell else ""

    def cell(self, row: int, column: StrEnum) -> Cell | None:
        """Return what stands in a column of a row."""
        found = next((each for each in self.table.rows if each.number == row), None)
        return cell_at(found, self.columns.get(column)) if found else None

    def find_columns(
        self, needed: Iterable[StrEnum], *, instead: Mapping[StrEnum, set[Any]]
    ) -> bool:
        """Read the headings; tell whether the rows below can be read by them.

        Args:
            instead: a column that may be missing where all these others are there.
        """
        for stretch in self.table.merged:
            self._fault_merged(stretch)
        before = len(self.faults)
        if not self.table.rows:
            told = _("There is nothing here. Begin with a row of headings, as in the template.")
            self.faults.append(Fault(self.table.sheet, 1, "", "", "", told))
            return False
        head = self.table.rows[0]
        for index in range(max(len(each.cells) for each in self.table.rows)):
            self._place_column(head.number, index=index, cell=cell_at(head, index))
        there = set(self.columns)
        missing = [each for each in needed if each not in there]
        missing += [
            each for each, others in instead.items() if each not in there and not others <= there
        ]
        for column in missing:
            told = _("The column “%(name)s” is missing.", name=self.known.heading_of(column))
            self.fault(head.number, column, cell=None, told=told)
        return len(self.faults) == before

    def _fault_merged(self, stretch: str) -> None:
        first = re.match(r"([A-Z]{1,3})(\d{1,7})", stretch)
        letters, number = (first[1], int(first[2])) if first else ("", 1)
        told = _("These cells are merged. Undo that, so that each row tells its own.")
        self.faults.append(Fault(self.table.sheet, number, letters, "", stretch, told))

    def _place_column(self, row: int, *, index: int, cell: Cell | None) -> None:
        letters = column_letters(index)
        if cell is None:
            if any(cell_at(each, index) for each in self.table.rows[1:]):
                told = _("This column has no heading.")
                self.faults.append(Fault(self.table.sheet, row, letters, "", "", told))
            return
        column = self.known.by_word.get(plain(cell.text))
        if column is None:
            names = ", ".join(self.known.heading_of(each) for each in self.known.template)
            told = _("We do not know this column. Known are: %(names)s.", names=names)
        elif column in self.columns and column != self.known.passed_over:
            told = _("This column stands in the table twice.")
        else:
            self.columns[column] = index
            return
        self.faults.append(Fault(self.table.sheet, row, letters, cell.text, cell.text, told))


class RowReader:
    """Reads cells of one row; stops at nothing, so that every wrong cell is named at once."""

    def __init__(self, sheet: Sheet, row: Row) -> None:
        self.sheet, self.row = sheet, row

    def fault(self, column: StrEnum, told: str) -> None:
        """Name what is wrong in a column of this row."""
        cell = cell_at(self.row, self.sheet.columns.get(column))
        self.sheet.fault(self.row.number, column, cell=cell, told=told)

    def value(self, column: StrEnum, read: Callable[[str], Any], *, is_needed: bool = False) -> Any:
        """Return what a cell says; None where nothing stands, or what stands there is wrong."""
        cell = cell_at(self.row, self.sheet.columns.get(column))
        if cell is None:
            if is_needed:
                self.fault(column, _("Nothing stands here. Fill it in."))
            return None
        if cell.kind in UNREADABLE:
            self.fault(column, UNREADABLE[cell.kind]())
            return None
        try:
            return read(cell.text)
        except Refused as refusal:
            self.fault(column, str(refusal.message))
            return None

    def day(self, column: StrEnum) -> date | None:
        """Return the day in a cell."""
        cell = cell_at(self.row, self.sheet.columns.get(column))
        if cell is not None and cell.kind == CellKind.NUMBER:
            self.fault(column, _("A number stands here. Give the cell the format of a day."))
            return None
        found: date | None = self.value(column, _day)
        return found


UNREADABLE: dict[CellKind, Callable[[], str]] = {
    CellKind.FORMULA: lambda: _("A formula stands here. Put its outcome in its place."),
    CellKind.ERROR: lambda: _("An error of the spreadsheet stands here. Fill in what is meant."),
    CellKind.MOMENT: lambda: _("A time stands here. We need a day or words."),
}
"""What is told of a cell in which something stands that is neither a word nor a day."""


def reference_in(text: str) -> UUID:
    """Read the address of a row of ours.

    Raises:
        Refused: it is none.
    """
    try:
        return UUID(text)
    except ValueError:
        raise Refused(_("This is no reference of ours. Leave it empty for a new row.")) from None


def tokens_in(text: str) -> list[str]:
    """Return the words of a cell that holds more than one, without capitals."""
    return [each for each in _TOKENS.split(text.casefold()) if each]


def one_of(choices: Mapping[str, Any], on_screen: Mapping[Any, object]) -> Callable[[str], Any]:
    """Return what reads a word that stands for a code.

    Args:
        choices: codes by the plain word.
        on_screen: the words we show ourselves.
    """

    def read(text: str) -> Any:
        found = choices.get(plain(text))
        if found is None:
            known = ", ".join(str(each) for each in on_screen.values())
            raise Refused(_("We do not know this word here. Known are: %(words)s.", words=known))
        return found

    return read


def cell_at(row: Row | None, index: int | None) -> Cell | None:
    """Return what stands in a row at a column; None where nothing stands."""
    if row is None or index is None or index >= len(row.cells):
        return None
    return row.cells[index]


def _day(text: str) -> date:
    """Read a day; written with words or without a year it is not guessed."""
    try:
        if written := _DUTCH_DAY.fullmatch(text):
            day, month, year = (int(each) for each in written.groups())
            return date(year, month, day)
        return date.fromisoformat(text)
    except ValueError:
        raise Refused(_("This is not a day. Write it like 27-11-2026 or 2026-11-27.")) from None
