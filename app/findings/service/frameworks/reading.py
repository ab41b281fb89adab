"""Reading a table as lines of a framework; whatever is wrong is named by its cell."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum

from app.adapters.outlines import SHEET as OUTLINE
from app.adapters.spreadsheets import Cell, CellKind, Row, Table, column_letters
from app.findings.models import Aspect
from app.findings.queries import ASPECT_WORDS
from app.findings.service.frameworks.lines import (
    LONGEST_CODE,
    LONGEST_LAW,
    LONGEST_TEXT,
    LineText,
)
from app.importing.cells import UNREADABLE, cell_at
from app.importing.words import plain
from app.kernel.text import _


class Column(StrEnum):
    """What a column of the table is about; in TOML the key of it."""

    CODE = "code"
    PARENT = "parent"
    TEXT = "text"
    LAW = "law"
    ASPECT = "aspect"


LENGTHS = {
    Column.CODE: LONGEST_CODE,
    Column.PARENT: LONGEST_CODE,
    Column.TEXT: LONGEST_TEXT,
    Column.LAW: LONGEST_LAW,
}
NEEDED = (Column.CODE, Column.TEXT)
HEADINGS = {
    "code": Column.CODE,
    "kenmerk": Column.CODE,
    "parent": Column.PARENT,
    "under": Column.PARENT,
    "standsunder": Column.PARENT,
    "onder": Column.PARENT,
    "staatonder": Column.PARENT,
    "text": Column.TEXT,
    "whatistested": Column.TEXT,
    "tekst": Column.TEXT,
    "watwordtgetoetst": Column.TEXT,
    "law": Column.LAW,
    "source": Column.LAW,
    "wet": Column.LAW,
    "bron": Column.LAW,
    "wetofbron": Column.LAW,
    "laworsource": Column.LAW,
    "aspect": Column.ASPECT,
}
ASPECTS = {
    "resources": Aspect.RESOURCES,
    "toerusting": Aspect.RESOURCES,
    "cooperation": Aspect.COOPERATION,
    "samenwerking": Aspect.COOPERATION,
    "information": Aspect.INFORMATION,
    "informationprovision": Aspect.INFORMATION,
    "informatievoorziening": Aspect.INFORMATION,
    "governance": Aspect.GOVERNANCE,
}
_UNREADABLE: dict[CellKind, Callable[[], str]] = {
    **UNREADABLE,
    CellKind.DAY: lambda: _("A day stands here. Give the cell the format of a text."),
    CellKind.MOMENT: lambda: _("A day stands here. Give the cell the format of a text."),
}


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with one cell, and what should stand there."""

    where: str
    """Its name as programs show it, or which entry of a TOML file it is."""
    heading: str
    found: str
    told: str


@dataclass(slots=True)
class Reading:
    """What came of a table."""

    table: Table
    lines: dict[int, LineText] = field(default_factory=dict)
    """By the number of their row."""
    faults: list[tuple[int, int, Fault]] = field(default_factory=list)
    """With their row and column, to stand in order."""
    columns: dict[Column, int] = field(default_factory=dict)
    codes: set[str] = field(default_factory=set)
    """Of all rows, also of those in which something is wrong."""

    def fault(self, row: int, index: int, told: str) -> None:
        """Name a cell that is wrong."""
        here = next((each for each in self.table.rows if each.number == row), None)
        cell = cell_at(here, index)
        head = cell_at(self.table.rows[0], index) if self.table.rows else None
        if self.table.sheet == OUTLINE:
            where = _("entry %(number)d", number=row - 1) if row > 1 else ""
        else:
            where = f"{column_letters(index)}{row}"
        found = Fault(where, head.text if head else "", cell.text if cell else "", told)
        self.faults.append((row, index, found))

    def fault_of(self, row: int, column: Column, told: str) -> None:
        """Name what is wrong in a column; without that column it is told of the code."""
        index = self.columns.get(column, self.columns.get(Column.CODE, 0))
        self.fault(row, index, told)

    def in_order(self) -> list[Fault]:
        """Return what is wrong, in the order of the table."""
        return [each for _row, _index, each in sorted(self.faults, key=lambda it: it[:2])]


def heading_of(column: Column) -> str:
    """Return what stands above a column in what we send."""
    return {
        Column.CODE: _("Code"),
        Column.PARENT: _("Stands under"),
        Column.TEXT: _("What is tested"),
        Column.LAW: _("Law or source"),
        Column.ASPECT: _("Aspect"),
    }[column]


def read_lines(table: Table) -> Reading:
    """Return the lines a table holds; each row by itself, and codes that stand in it twice."""
    reading = Reading(table)
    if not table.rows:
        told = _("There is nothing here. Begin with a row of headings, as in the template.")
        reading.fault(1, 0, told)
        return reading
    for stretch in table.merged:
        letters = stretch.partition(":")[0]
        told = _("These cells are merged. Undo that, so that each row tells its own.")
        reading.faults.append((0, 0, Fault(letters, "", stretch, told)))
    if _find_columns(reading):
        for row in table.rows[1:]:
            _read_row(reading, row)
        _find_twins(reading)
    return reading


def _find_columns(reading: Reading) -> bool:
    """Read the headings; tell whether the rows below can be read by them."""
    head, before = reading.table.rows[0], len(reading.faults)
    for index in range(max(len(each.cells) for each in reading.table.rows)):
        told = _place_column(reading, index, cell_at(head, index))
        if told:
            reading.fault(head.number, index, told)
    for column in NEEDED:
        if column not in reading.columns:
            told = _("The column “%(name)s” is missing.", name=heading_of(column))
            reading.faults.append((head.number, 0, Fault("", "", "", told)))
    return len(reading.faults) == before


def _place_column(reading: Reading, index: int, cell: Cell | None) -> str:
    """Note what a column is about; or tell why that is not known."""
    if cell is None:
        is_used = any(cell_at(each, index) for each in reading.table.rows[1:])
        return _("This column has no heading.") if is_used else ""
    column = HEADINGS.get(plain(cell.text)) if cell.kind == CellKind.TEXT else None
    if column is None:
        known = ", ".join(heading_of(each) for each in Column)
        return _("We do not know this column. Known are: %(names)s.", names=known)
    if column in reading.columns:
        return _("This column stands in the table twice.")
    reading.columns[column] = index
    return ""


def _read_row(reading: Reading, row: Row) -> None:
    before = len(reading.faults)
    said = {each: _text(reading, row, each) for each in Column}
    reading.codes |= {said[Column.CODE]} - {""}
    aspect = _aspect(reading, row, said[Column.ASPECT])
    if len(reading.faults) == before:
        reading.lines[row.number] = LineText(
            said[Column.CODE],
            said[Column.PARENT],
            said[Column.TEXT],
            said[Column.LAW],
            aspect,
        )


def _text(reading: Reading, row: Row, column: Column) -> str:
    """Return what a cell says; nothing where nothing stands, or what stands there is wrong."""
    cell = cell_at(row, reading.columns.get(column))
    if cell is None:
        if column in NEEDED:
            reading.fault_of(row.number, column, _("Nothing stands here. Fill it in."))
        return ""
    if cell.kind in _UNREADABLE:
        told = _UNREADABLE[cell.kind]()
        if reading.table.sheet == OUTLINE:
            told = _("There is no text here. Write down what should stand here.")
        reading.fault_of(row.number, column, told)
        return ""
    most = LENGTHS.get(column, LONGEST_TEXT)
    if len(cell.text) > most:
        told = _("This is too long. Use at most %(max)s characters.", max=most)
        reading.fault_of(row.number, column, told)
        return ""
    # What came back with a form is believed no more than a file: one line, no signs one cannot see.
    return " ".join("".join(each if each.isprintable() else " " for each in cell.text).split())


def _aspect(reading: Reading, row: Row, said: str) -> Aspect | None:
    found = ASPECTS.get(plain(said))
    if said and found is None:
        words = ", ".join(str(each) for each in ASPECT_WORDS.values())
        told = _("This is no aspect. Write one of these: %(words)s.", words=words)
        reading.fault_of(row.number, Column.ASPECT, told)
    return found


def _find_twins(reading: Reading) -> None:
    first: dict[str, int] = {}
    for number, line in list(reading.lines.items()):
        other = first.setdefault(line.code, number)
        if other != number:
            told = _("This code stands in row %(number)d too.", number=other)
            if reading.table.sheet == OUTLINE:
                told = _("This code stands in entry %(number)d too.", number=other - 1)
            reading.fault_of(number, Column.CODE, told)
