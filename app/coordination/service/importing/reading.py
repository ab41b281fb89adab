"""Reading a table as rows of the year calendar; whatever is wrong is named by its cell."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from app.adapters.spreadsheets import Row, Table
from app.coordination.models import ActivityKind, Regime, Rest, Sector
from app.coordination.queries.entities import match_key
from app.coordination.queries.words import KIND_WORDS, REGIME_WORDS, SECTOR_WORDS
from app.coordination.service.activities import Window, right_title, right_window
from app.coordination.service.entities import LONGEST_NAME, Opening, number_of
from app.coordination.service.importing import words
from app.coordination.service.importing.words import Column, quarters_in
from app.importing.cells import (
    Columns,
    RowReader,
    Sheet,
    one_of,
    reference_in,
    tokens_in,
)
from app.importing.words import plain
from app.kernel.errors import Refused
from app.kernel.text import _

NEEDED = (Column.ENTITY, Column.TITLE)


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

    @property
    def key(self) -> str:
        """Equal for rows about one organisation that is new in the register."""
        return match_key(self.entity, self.number or "")


@dataclass(slots=True)
class Reading(Sheet):
    """What came of a table."""

    lines: list[CalendarLine] = field(default_factory=list)


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
    reading = Reading(table, COLUMNS)
    codes = {
        plain(name): each.code for each in authorities for name in (each.code, each.short_name)
    }
    days: set[Column] = {Column.STARTS_ON, Column.ENDS_ON}
    if reading.find_columns(NEEDED, instead={Column.WINDOW: days}):
        for row in table.rows[1:]:
            _LineReader(reading, row, codes=codes, own=own).read()
    return reading


class _LineReader(RowReader):
    """Reads one row of the calendar."""

    def __init__(self, reading: Reading, row: Row, *, codes: Mapping[str, str], own: str) -> None:
        super().__init__(reading, row)
        self.reading, self.codes, self.own = reading, codes, own

    def read(self) -> None:
        """Put the row where it belongs: among ours, those of others, or the faults."""
        before = len(self.reading.faults)
        owner = self.value(Column.SUPERVISOR, self._code)
        if owner is not None and owner != self.own:
            self.reading.others.append(self.row.number)
            return
        line = CalendarLine(
            row=self.row.number,
            reference=self.value(Column.REFERENCE, reference_in),
            entity=self.value(Column.ENTITY, _name, is_needed=True) or "",
            number=self.value(Column.NUMBER, number_of),
            sector=self.value(Column.SECTOR, one_of(words.SECTORS, SECTOR_WORDS)),
            regime=self.value(Column.REGIME, _regime),
            kind=self.value(Column.KIND, one_of(words.KINDS, KIND_WORDS)),
            title=self.value(Column.TITLE, right_title, is_needed=True) or "",
            window=self._window(),
            opening=self.value(Column.VISIBLE_TO, self._opening),
        )
        if len(self.reading.faults) == before:
            self.reading.lines.append(line)

    def _code(self, text: str) -> str:
        code = self.codes.get(plain(text))
        if code is None:
            raise Refused(_("No authority of this name takes part here."))
        return code

    def _opening(self, text: str) -> Opening:
        named: list[str] = []
        rest = Rest.NOTHING
        for word in tokens_in(text):
            if word in words.PLANNED:
                rest = Rest.PLANNED
            elif word in words.EVERYONE:
                rest = Rest.EVERYTHING
            elif word not in words.OWN:
                named.append(self._code(word))
        return Opening(named=tuple(each for each in named if each != self.own), rest=rest)

    def _window(self) -> Window:
        before = len(self.reading.faults)
        due_on = self.day(Column.DUE_ON)
        starts_on, ends_on = self.day(Column.STARTS_ON), self.day(Column.ENDS_ON)
        stretch = None
        if starts_on is None and ends_on is None and len(self.reading.faults) == before:
            stretch = self.value(
                Column.WINDOW,
                lambda text: quarters_in(text, due_on.year if due_on else None),
                is_needed=Column.WINDOW in self.reading.columns,
            )
        if stretch is not None:
            starts_on, ends_on = stretch
        for column, day in ((Column.STARTS_ON, starts_on), (Column.ENDS_ON, ends_on)):
            if day is None and len(self.reading.faults) == before:
                self.fault(column, _("Nothing stands here. Fill it in."))
        if starts_on is None or ends_on is None or len(self.reading.faults) != before:
            return _NO_WINDOW
        try:
            return right_window(Window(starts_on=starts_on, ends_on=ends_on, due_on=due_on))
        except Refused as refusal:
            column = Column(refusal.field or Column.WINDOW)
            self.fault(column if column in self.reading.columns else Column.WINDOW, str(refusal))
            return _NO_WINDOW


_NO_WINDOW = Window(starts_on=date(2020, 1, 1), ends_on=date(2020, 1, 1))
"""Of a row with a fault, which goes no further."""
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


COLUMNS = Columns(words.HEADINGS, heading_of, TEMPLATE_COLUMNS, Column.PASSED_OVER)


def _name(text: str) -> str:
    if len(text) > LONGEST_NAME:
        raise Refused(_("This is too long. Use at most %(max)s characters.", max=LONGEST_NAME))
    return text


def _regime(text: str) -> Regime:
    if text == words.NO_REGIME:
        return Regime.NONE
    found: Regime = one_of(words.REGIMES, REGIME_WORDS)(text)
    return found
