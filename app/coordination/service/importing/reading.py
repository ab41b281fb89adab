"""Reading a table as rows of the year calendar; whatever is wrong is named by its cell."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from app.adapters.spreadsheets import Cell, CellKind, Row, Table, column_letters
from app.coordination.models import ActivityKind, Regime, Rest, Sector
from app.coordination.queries.periods import Zoom, period_of
from app.coordination.queries.words import KIND_WORDS, REGIME_WORDS, SECTOR_WORDS
from app.coordination.service.activities import Window, right_title, right_window
from app.coordination.service.entities import LONGEST_NAME, Opening, number_of
from app.coordination.service.importing import words
from app.coordination.service.importing.words import Column
from app.kernel.errors import Refused
from app.kernel.text import _

NEEDED = (Column.ENTITY, Column.TITLE)
FIRST_MONTHS = {1: 1, 2: 4, 3: 7, 4: 10}
_DUTCH_DAY = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})")
_QUARTERS = re.compile(
    r"(?:(20\d\d)\s*[-/]?\s*)?(?:q|k|kwartaal|quarter)\s*([1-4])"
    r"(?:\s*[-–]\s*(?:q|k|kwartaal|quarter)?\s*([1-4]))?(?:\s*[-/]?\s*(20\d\d))?",
    re.IGNORECASE,
)
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
class CalendarLine:
    """One row of the own calendar; None: the table does not say, so it stays as it is."""

    row: int
    reference: UUID | None
    entity: str
    number: str | None
    sector: Sector | None
    regime: Regime | None
    kind: ActivityKind | None
    title: str
    window: Window
    opening: Opening | None


@dataclass(slots=True)
class Reading:
    """What came of a table."""

    table: Table
    lines: list[CalendarLine] = field(default_factory=list)
    others: list[int] = field(default_factory=list)
    """Numbers of rows that are of another authority; nothing in them is looked at."""
    faults: list[Fault] = field(default_factory=list)
    columns: dict[Column, int] = field(default_factory=dict)

    def fault(self, row: int, column: Column, *, cell: Cell | None, told: str) -> None:
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

    def cell(self, row: int, column: Column) -> Cell | None:
        """Return what stands in a column of a row."""
        found = next((each for each in self.table.rows if each.number == row), None)
        return _at(found, self.columns.get(column)) if found else None


@dataclass(frozen=True, slots=True)
class Authority:
    """How an authority that takes part may be named."""

    code: str
    short_name: str


def read_lines(table: Table, *, own: str, authorities: Sequence[Authority]) -> Reading:
    """Return the rows of the own calendar that a table holds.

    Args:
        own: code of the authority that imports.
        authorities: all that take part.
    """
    reading = Reading(table)
    codes = {
        words.plain(name): each.code
        for each in authorities
        for name in (each.code, each.short_name)
    }
    for stretch in table.merged:
        _fault_merged(reading, stretch)
    if _find_columns(reading):
        for row in table.rows[1:]:
            _RowReader(reading, row, codes=codes, own=own).read()
    return reading


def _fault_merged(reading: Reading, stretch: str) -> None:
    first = re.match(r"([A-Z]{1,3})(\d{1,7})", stretch)
    letters, number = (first[1], int(first[2])) if first else ("", 1)
    told = _("These cells are merged. Undo that, so that each row tells its own.")
    reading.faults.append(Fault(reading.table.sheet, number, letters, "", stretch, told))


def _find_columns(reading: Reading) -> bool:
    """Read the headings; tell whether the rows below can be read by them."""
    if not reading.table.rows:
        told = _("There is nothing here. Begin with a row of headings, as in the template.")
        reading.faults.append(Fault(reading.table.sheet, 1, "", "", "", told))
        return False
    head, before = reading.table.rows[0], len(reading.faults)
    for index in range(max(len(each.cells) for each in reading.table.rows)):
        _place_column(reading, head.number, index=index, cell=_at(head, index))
    missing = [each for each in NEEDED if each not in reading.columns]
    has_days = {Column.STARTS_ON, Column.ENDS_ON} <= set(reading.columns)
    if not has_days and Column.WINDOW not in reading.columns:
        missing.append(Column.WINDOW)
    for column in missing:
        told = _("The column “%(name)s” is missing.", name=heading_of(column))
        reading.fault(head.number, column, cell=None, told=told)
    return len(reading.faults) == before


def _place_column(reading: Reading, row: int, *, index: int, cell: Cell | None) -> None:
    if cell is None:
        if any(_at(each, index) for each in reading.table.rows[1:]):
            told = _("This column has no heading.")
            letters = column_letters(index)
            reading.faults.append(Fault(reading.table.sheet, row, letters, "", "", told))
        return
    column = words.HEADINGS.get(words.plain(cell.text))
    if column is None:
        known = ", ".join(heading_of(each) for each in TEMPLATE_COLUMNS)
        told = _("We do not know this column. Known are: %(names)s.", names=known)
    elif column in reading.columns and column != Column.PASSED_OVER:
        told = _("This column stands in the table twice.")
    else:
        reading.columns[column] = index
        return
    letters = column_letters(index)
    reading.faults.append(Fault(reading.table.sheet, row, letters, cell.text, cell.text, told))


class _RowReader:
    """Reads one row; stops at nothing, so that every wrong cell is named at once."""

    def __init__(self, reading: Reading, row: Row, *, codes: Mapping[str, str], own: str) -> None:
        self.reading, self.row, self.codes, self.own = reading, row, codes, own

    def read(self) -> None:
        """Put the row where it belongs: among ours, those of others, or the faults."""
        before = len(self.reading.faults)
        owner = self._value(Column.SUPERVISOR, self._code)
        if owner is not None and owner != self.own:
            self.reading.others.append(self.row.number)
            return
        line = CalendarLine(
            row=self.row.number,
            reference=self._value(Column.REFERENCE, _reference),
            entity=self._value(Column.ENTITY, _name, is_needed=True) or "",
            number=self._value(Column.NUMBER, number_of),
            sector=self._value(Column.SECTOR, _one_of(words.SECTORS, SECTOR_WORDS)),
            regime=self._value(Column.REGIME, _regime),
            kind=self._value(Column.KIND, _one_of(words.KINDS, KIND_WORDS)),
            title=self._value(Column.TITLE, right_title, is_needed=True) or "",
            window=self._window(),
            opening=self._value(Column.VISIBLE_TO, self._opening),
        )
        if len(self.reading.faults) == before:
            self.reading.lines.append(line)

    def _fault(self, column: Column, told: str) -> None:
        cell = _at(self.row, self.reading.columns.get(column))
        self.reading.fault(self.row.number, column, cell=cell, told=told)

    def _value(self, column: Column, read: Callable[[str], Any], *, is_needed: bool = False) -> Any:
        """Return what a cell says; None where nothing stands, or what stands there is wrong."""
        cell = _at(self.row, self.reading.columns.get(column))
        if cell is None:
            if is_needed:
                self._fault(column, _("Nothing stands here. Fill it in."))
            return None
        if cell.kind in _UNREADABLE:
            self._fault(column, _UNREADABLE[cell.kind]())
            return None
        try:
            return read(cell.text)
        except Refused as refusal:
            self._fault(column, str(refusal.message))
            return None

    def _code(self, text: str) -> str:
        code = self.codes.get(words.plain(text))
        if code is None:
            raise Refused(_("No authority of this name takes part here."))
        return code

    def _opening(self, text: str) -> Opening:
        named: list[str] = []
        rest = Rest.NOTHING
        for word in filter(None, _TOKENS.split(text.casefold())):
            if word in words.PLANNED:
                rest = Rest.PLANNED
            elif word in words.EVERYONE:
                rest = Rest.EVERYTHING
            elif word not in words.OWN:
                named.append(self._code(word))
        return Opening(named=tuple(each for each in named if each != self.own), rest=rest)

    def _day(self, column: Column) -> date | None:
        cell = _at(self.row, self.reading.columns.get(column))
        if cell is not None and cell.kind == CellKind.NUMBER:
            self._fault(column, _("A number stands here. Give the cell the format of a day."))
            return None
        found: date | None = self._value(column, _day)
        return found

    def _window(self) -> Window:
        before = len(self.reading.faults)
        due_on = self._day(Column.DUE_ON)
        starts_on, ends_on = self._day(Column.STARTS_ON), self._day(Column.ENDS_ON)
        stretch = None
        if starts_on is None and ends_on is None and len(self.reading.faults) == before:
            stretch = self._value(
                Column.WINDOW,
                lambda text: _quarters(text, due_on),
                is_needed=Column.WINDOW in self.reading.columns,
            )
        if stretch is not None:
            starts_on, ends_on = stretch
        for column, day in ((Column.STARTS_ON, starts_on), (Column.ENDS_ON, ends_on)):
            if day is None and len(self.reading.faults) == before:
                self._fault(column, _("Nothing stands here. Fill it in."))
        if starts_on is None or ends_on is None or len(self.reading.faults) != before:
            return _NO_WINDOW
        try:
            return right_window(Window(starts_on=starts_on, ends_on=ends_on, due_on=due_on))
        except Refused as refusal:
            column = Column(refusal.field or Column.WINDOW)
            self._fault(column if column in self.reading.columns else Column.WINDOW, str(refusal))
            return _NO_WINDOW


_NO_WINDOW = Window(starts_on=date(2020, 1, 1), ends_on=date(2020, 1, 1))
"""Of a row with a fault, which goes no further."""
_UNREADABLE: dict[CellKind, Callable[[], str]] = {
    CellKind.FORMULA: lambda: _("A formula stands here. Put its outcome in its place."),
    CellKind.ERROR: lambda: _("An error of the spreadsheet stands here. Fill in what is meant."),
    CellKind.MOMENT: lambda: _("A time stands here. We need a day or words."),
}
TEMPLATE_COLUMNS = tuple(each for each in Column if each != Column.PASSED_OVER)


def heading_of(column: Column) -> str:
    """Return what stands above a column in the template and in what we export."""
    headings = {
        Column.REFERENCE: _("Reference"),
        Column.ENTITY: _("Organisation"),
        Column.NUMBER: _("Trade register number"),
        Column.SECTOR: _("Sector"),
        Column.REGIME: _("Under which law"),
        Column.SUPERVISOR: _("Supervisor"),
        Column.KIND: _("Kind"),
        Column.TITLE: _("Activity"),
        Column.WINDOW: _("Quarter"),
        Column.STARTS_ON: _("First day"),
        Column.ENDS_ON: _("Last day"),
        Column.DUE_ON: _("Ready at the latest"),
        Column.VISIBLE_TO: _("Visible to"),
    }
    return headings[column]


def _at(row: Row | None, index: int | None) -> Cell | None:
    if row is None or index is None or index >= len(row.cells):
        return None
    return row.cells[index]


def _reference(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise Refused(_("This is no reference of ours. Leave it empty for a new row.")) from None


def _name(text: str) -> str:
    if len(text) > LONGEST_NAME:
        raise Refused(_("This name is too long."))
    return text


def _one_of(choices: Mapping[str, Any], on_screen: Mapping[Any, object]) -> Callable[[str], Any]:
    def read(text: str) -> Any:
        found = choices.get(words.plain(text))
        if found is None:
            known = ", ".join(str(each) for each in on_screen.values())
            raise Refused(_("We do not know this word here. Known are: %(words)s.", words=known))
        return found

    return read


def _regime(text: str) -> Regime:
    if text == words.NO_REGIME:
        return Regime.NONE
    found: Regime = _one_of(words.REGIMES, REGIME_WORDS)(text)
    return found


def _day(text: str) -> date:
    """Read a day; written with words or without a year it is not guessed."""
    try:
        if written := _DUTCH_DAY.fullmatch(text):
            day, month, year = (int(each) for each in written.groups())
            return date(year, month, day)
        return date.fromisoformat(text)
    except ValueError:
        raise Refused(_("This is no day. Write it like 14-05-2027 or 2027-05-14.")) from None


def _quarters(text: str, due_on: date | None) -> tuple[date, date]:
    """Read one quarter or a stretch of them; without a year, that of the last day."""
    found = _QUARTERS.fullmatch(text.strip())
    year = (found[1] or found[4]) if found else None
    if found is None or (year is None and due_on is None):
        raise Refused(_("This is no quarter with its year. Write it like Q2 2027."))
    in_year = int(year) if year else due_on.year if due_on else 0
    first, last = int(found[2]), int(found[3] or found[2])
    if last < first:
        raise Refused(_("The window ends before it begins."))
    begins, ends = (date(in_year, FIRST_MONTHS[each], 1) for each in (first, last))
    return begins, period_of(Zoom.QUARTER, ends).last
