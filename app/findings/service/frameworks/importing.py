"""Importing lines of a framework from CSV, XLSX or TOML: looked at first, then all or nothing.

The table goes along with the page that shows what it would do, and comes back with the
confirmation, where all of it is read and compared anew.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import astuple, dataclass
from enum import StrEnum

from app.adapters.inspection import UnacceptableFile
from app.adapters.outlines import read_outline
from app.adapters.spreadsheets import CannotRead, Table, read_table, said_of, table_of
from app.documents.service.acceptance import SENTENCES
from app.findings import queries
from app.findings.models import Framework, Level, Norm
from app.findings.policy import FrameworkPermission
from app.findings.service.frameworks.lines import MOST_LINES, Placed, place
from app.findings.service.frameworks.making import begin_change, put_lines
from app.findings.service.frameworks.reading import Column, Fault, Reading, read_lines
from app.kernel.access import Actor, require
from app.kernel.errors import OutOfDate, Refused
from app.kernel.text import _, lazy, size_in_words
from app.kernel.work import begin_work

LARGEST_FILE = 4 << 20
LONGEST_TABLE = 700_000
"""Characters of a table on its way back, within what a form may hold."""
CHANGED_MEANWHILE = lazy("This framework changed meanwhile. Look at what would be stored now.")
BROKEN = {
    "other_kind": lazy("This is no CSV, XLSX or TOML. Save it as one of these and try again."),
    "broken": lazy("This file cannot be read. Open it, save it again and try once more."),
    "too_slow": lazy("Reading this file takes too long. Split it, or save it as CSV."),
}


class StepState(StrEnum):
    """What importing makes of a row."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"


@dataclass(frozen=True, slots=True)
class Step:
    """One row as it would come in."""

    row: int
    state: StepState
    placed: Placed


@dataclass(frozen=True, slots=True)
class Preview:
    """What an import would do; nothing of it is stored."""

    steps: tuple[Step, ...]
    faults: tuple[Fault, ...]
    fingerprint: str
    """What a person saw: whoever stores an import stores this very one."""

    def count(self, state: StepState) -> int:
        """Return how many rows are of a state."""
        return sum(each.state == state for each in self.steps)

    @property
    def news(self) -> list[Placed]:
        """What would come in."""
        return [each.placed for each in self.steps if each.state != StepState.UNCHANGED]

    @property
    def can_be_stored(self) -> bool:
        """True when nothing is wrong, and something would come in."""
        return not self.faults and bool(self.news)


def table_in(content: bytes, name: str) -> Table:
    """Return the table in a file that was sent.

    Raises:
        Refused: it is too large, no table, or there is too much in it.
    """
    if len(content) > LARGEST_FILE:
        told = _("This file is larger than %(most)s. Split it.", most=size_in_words(LARGEST_FILE))
        raise Refused(told, field="file")
    try:
        if name.lower().endswith(".toml"):
            code, parent, *rest = (str(each) for each in Column)
            levels = [str(each) for each in Level]
            table = read_outline(
                content, levels=levels, fields=(code, parent, *rest), most=MOST_LINES + 1
            )
        else:
            table = read_table(content, name, most_rows=MOST_LINES + 1)
    except UnacceptableFile as fault:
        raise Refused(SENTENCES[fault.reason], field="file") from fault
    except CannotRead as fault:
        raise Refused(BROKEN[fault.code], field="file") from fault
    _check_size(table)
    return table


def table_again(text: str) -> Table:
    """Return the table that came back with a confirmation; it is believed no more than a file.

    Raises:
        Refused: it is none.
    """
    try:
        table = table_of(json.loads(text))
    except (ValueError, RecursionError) as fault:
        raise Refused(_("Something is missing here. Choose the file again.")) from fault
    _check_size(table)
    return table


def in_writing(table: Table) -> str:
    """Return a table as the text that goes along with its preview."""
    return json.dumps(said_of(table), ensure_ascii=False, separators=(",", ":"))


def preview_import(actor: Actor, framework: Framework, table: Table) -> Preview:
    """Return what importing a table would do; stores nothing.

    Raises:
        NotAllowed: the framework is of another organisation, or retired.
    """
    require(actor, FrameworkPermission.CHANGE, framework)
    return _compare(framework, table, [each.norm for each in queries.list_lines(framework)])


def import_lines(actor: Actor, framework: Framework, table: Table, *, seen: str) -> Preview:
    """Store what a table says: all of it, or nothing; what it does not name stays as it is.

    Args:
        seen: fingerprint of the preview on the person's screen.

    Raises:
        OutOfDate: it would do something else than the person saw.
        Refused: something in it is wrong.
    """
    with begin_work(actor) as work:
        begin_change(work, framework, seen_version=framework.version)
        lines = [each.norm for each in queries.list_lines(framework)]
        found = _compare(framework, table, lines)
        if found.fingerprint != seen:
            raise OutOfDate(CHANGED_MEANWHILE)
        if not found.can_be_stored:
            raise Refused(_("There is nothing to store, or something is wrong. Look below."))
        put_lines(work, framework, new=found.news, existing=lines)
    return found


def _compare(framework: Framework, table: Table, lines: list[Norm]) -> Preview:
    reading = read_lines(table)
    placed, wrong = place(reading.lines.values(), lines)
    rows = {line.code: number for number, line in reading.lines.items()}
    for each in wrong:
        # What stands under a row that is wrong itself is not wrong for that.
        if each.missing not in reading.codes:
            reading.fault_of(rows[each.code], _COLUMNS[each.field], each.told)
    old = {each.code: each for each in lines}
    steps = tuple(
        Step(rows[code], _state(old.get(code), each), each) for code, each in placed.items()
    )
    steps = tuple(sorted(steps, key=lambda each: each.row))
    return Preview(steps, tuple(reading.in_order()), _fingerprint(framework, reading))


_COLUMNS = {"parent_code": Column.PARENT, "aspect": Column.ASPECT}


def _state(old: Norm | None, placed: Placed) -> StepState:
    if old is None:
        return StepState.NEW
    return StepState.UNCHANGED if placed.is_said_by(old) else StepState.CHANGED


def _fingerprint(framework: Framework, reading: Reading) -> str:
    lines = [[row, *astuple(line)] for row, line in reading.lines.items()]
    seen = [str(framework.id), framework.version, lines]
    return hashlib.sha256(json.dumps(seen).encode()).hexdigest()


def _check_size(table: Table) -> None:
    """Refuse what is more than one framework holds.

    Raises:
        Refused: too many rows, or too many words in them.
    """
    if table.is_cut or len(table.rows) > MOST_LINES + 1:
        told = _("There are more than %(most)d rows in this file. Split it.", most=MOST_LINES)
        raise Refused(told, field="file")
    if len(in_writing(table)) > LONGEST_TABLE:
        raise Refused(_("There is too much text in this file. Split it."), field="file")
