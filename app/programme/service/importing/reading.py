"""Reading a table as lines of a work programme; whatever is wrong is named by its cell."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from app.adapters.spreadsheets import Row, Table
from app.coordination.models import Rest
from app.coordination.service.entities import Opening
from app.coordination.service.importing.words import EVERYONE, OWN, quarters_in
from app.identity.models import Organisation
from app.importing.cells import (
    RowReader,
    Sheet,
    one_of,
    reference_in,
    tokens_in,
)
from app.importing.words import plain
from app.kernel.errors import Refused
from app.kernel.text import _
from app.programme.models import InvestigationPhase, Mode, SocietalTask
from app.programme.queries.words import MODE_WORDS, PHASE_WORDS, TASK_WORDS
from app.programme.service.importing import words
from app.programme.service.importing.words import COLUMNS, Column
from app.programme.service.saying import check_period, check_year, right_summary, right_title

NEEDED = (Column.YEAR, Column.TITLE)
DIGITS_OF_YEAR = 4
Period = tuple[date | None, date | None]


@dataclass(frozen=True, slots=True)
class ProgrammeLine:
    """One row of the own programme; None: the table does not say, so it stays as it is."""

    row: int
    reference: UUID | None
    year: int
    title: str
    summary: str | None
    task: SocietalTask | None
    mode: Mode | None
    phase: InvestigationPhase | None
    period: Period | None
    partners: tuple[str, ...] | None
    """Codes of organisations."""
    opening: Opening | None

    @property
    def key(self) -> tuple[int, str]:
        """Year and plain title: what tells rows apart that have no reference."""
        return self.year, plain(self.title)


@dataclass(slots=True)
class Reading(Sheet):
    """What came of a table."""

    lines: list[ProgrammeLine] = field(default_factory=list)


def read_lines(table: Table, *, own: str, organisations: Sequence[Organisation]) -> Reading:
    """Return the rows of the own programme that a table holds.

    Args:
        own: code of the organisation that imports.
        organisations: all that we know; what has ended too.
    """
    reading = Reading(table, COLUMNS)
    codes = {plain(each.short_name): each.code for each in organisations}
    codes |= {plain(each.code): each.code for each in organisations}
    if reading.find_columns(NEEDED, instead={}):
        for row in table.rows[1:]:
            _LineReader(reading, row, codes=codes, own=own).read()
    return reading


class _LineReader(RowReader):
    """Reads one row of the programme."""

    def __init__(self, reading: Reading, row: Row, *, codes: Mapping[str, str], own: str) -> None:
        super().__init__(reading, row)
        self.reading, self.codes, self.own = reading, codes, own

    def read(self) -> None:
        """Put the row where it belongs: among ours, those of others, or the faults."""
        before = len(self.reading.faults)
        owner = self.value(Column.OWNER, self._code)
        if owner is not None and owner != self.own:
            self.reading.others.append(self.row.number)
            return
        year = self.value(Column.YEAR, _year, is_needed=True)
        line = ProgrammeLine(
            row=self.row.number,
            reference=self.value(Column.REFERENCE, reference_in),
            year=year or 0,
            title=self.value(Column.TITLE, right_title, is_needed=True) or "",
            summary=self.value(Column.SUMMARY, right_summary),
            task=self.value(Column.TASK, one_of(words.TASKS, TASK_WORDS)),
            mode=self.value(Column.MODE, one_of(words.MODES, MODE_WORDS)),
            phase=self.value(Column.PHASE, one_of(words.PHASES, PHASE_WORDS)),
            period=self._period(year),
            partners=self.value(Column.PARTNERS, self._partners),
            opening=self.value(Column.VISIBLE_TO, self._opening),
        )
        if len(self.reading.faults) == before:
            self.reading.lines.append(line)

    def _code(self, text: str) -> str:
        code = self.codes.get(plain(text))
        if code is None:
            raise Refused(_("We do not know this organisation."))
        return code

    def _partners(self, text: str) -> tuple[str, ...]:
        found = dict.fromkeys(self._code(each) for each in tokens_in(text))
        return tuple(each for each in found if each != self.own)

    def _opening(self, text: str) -> Opening:
        said = tokens_in(text)
        named = [self._code(each) for each in said if each not in OWN | EVERYONE]
        return Opening(
            named=tuple(each for each in dict.fromkeys(named) if each != self.own),
            rest=Rest.EVERYTHING if EVERYONE.intersection(said) else Rest.NOTHING,
        )

    def _period(self, year: int | None) -> Period | None:
        before = len(self.reading.faults)
        first, last = self.day(Column.STARTS_ON), self.day(Column.ENDS_ON)
        is_by_days = first is not None or last is not None
        if not is_by_days:
            if len(self.reading.faults) != before or year is None:
                return None
            stretch: Period | None = self.value(Column.PERIOD, lambda text: _stretch(text, year))
            if stretch is None:
                return None
            first, last = stretch
        if len(self.reading.faults) != before or year is None:
            return None
        try:
            check_period(year, first, last)
        except Refused as refusal:
            column = Column(refusal.field or Column.PERIOD) if is_by_days else Column.PERIOD
            self.fault(column, str(refusal.message))
        return first, last


def _year(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and len(text) == DIGITS_OF_YEAR):
        raise Refused(_("Write the year in four digits, like 2027."))
    check_year(int(text))
    return int(text)


def _stretch(text: str, year: int) -> Period:
    if plain(text) in words.WHOLE_YEAR or plain(text) == str(year):
        return date(year, 1, 1), date(year, 12, 31)
    return quarters_in(text, year)
