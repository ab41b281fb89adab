"""Importing lines of a framework from CSV, XLSX or TOML: looked at first, then all or nothing.

The table goes along with the page that shows what it would do, and comes back with the
confirmation, where all of it is read and compared anew.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import astuple, dataclass

from app.adapters.outlines import read_outline
from app.adapters.spreadsheets import Table, read_table
from app.findings import queries
from app.findings.models import Framework, Level, Norm
from app.findings.policy import FrameworkPermission
from app.findings.service.frameworks.lines import MOST_LINES, Placed, place
from app.findings.service.frameworks.making import begin_change, put_lines
from app.findings.service.frameworks.reading import Column, Fault, Reading, read_lines
from app.importing.previews import LineState
from app.importing.tables import Limits
from app.kernel.access import Actor, require
from app.kernel.errors import OutOfDate, Refused
from app.kernel.text import _, lazy
from app.kernel.work import begin_work

CHANGED_MEANWHILE = lazy("This framework changed meanwhile. Look at what would be stored now.")


@dataclass(frozen=True, slots=True)
class Step:
    """One row as it would come in."""

    row: int
    state: LineState
    placed: Placed


@dataclass(frozen=True, slots=True)
class Preview:
    """What an import would do; nothing of it is stored."""

    steps: tuple[Step, ...]
    faults: tuple[Fault, ...]
    fingerprint: str
    """What a person saw: whoever stores an import stores this very one."""

    def count(self, state: LineState) -> int:
        """Return how many rows are of a state."""
        return sum(each.state == state for each in self.steps)

    @property
    def news(self) -> list[Placed]:
        """What would come in."""
        return [each.placed for each in self.steps if each.state != LineState.UNCHANGED]

    @property
    def can_be_stored(self) -> bool:
        """True when nothing is wrong, and something would come in."""
        return not self.faults and bool(self.news)


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


def _state(old: Norm | None, placed: Placed) -> LineState:
    if old is None:
        return LineState.NEW
    return LineState.UNCHANGED if placed.is_said_by(old) else LineState.CHANGED


def _fingerprint(framework: Framework, reading: Reading) -> str:
    lines = [[row, *astuple(line)] for row, line in reading.lines.items()]
    seen = [str(framework.id), framework.version, lines]
    return hashlib.sha256(json.dumps(seen).encode()).hexdigest()


def _read(content: bytes, name: str, *, most_rows: int, who: str) -> Table:
    """Read a table, or the tree of a TOML file as one."""
    if not name.lower().endswith(".toml"):
        return read_table(content, name, most_rows=most_rows, who=who)
    code, parent, *rest = (str(each) for each in Column)
    levels = [str(each) for each in Level]
    return read_outline(
        content, levels=levels, fields=(code, parent, *rest), most=most_rows, who=who
    )


LIMITS = Limits(
    most_rows=MOST_LINES,
    read=_read,
    other_kind=lazy("This is no CSV, XLSX or TOML. Save it as one of these and try again."),
)
