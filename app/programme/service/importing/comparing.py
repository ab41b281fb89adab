"""Setting a table beside the own programme: what is new, what differs, what is wrong.

A row is about the investigation its reference names. Without a reference it is about the own one of
the same name in the same year. Where more than one could be meant, nothing is guessed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from app.coordination.service.entities import CLOSED, Opening
from app.importing.previews import LineState, Preview, preview_of
from app.importing.words import plain
from app.kernel.text import _
from app.programme.models import Investigation, InvestigationPhase, Mode, SocietalTask
from app.programme.queries.words import PHASE_WORDS
from app.programme.service.importing.reading import Period, ProgrammeLine, Reading
from app.programme.service.importing.words import Column
from app.programme.service.saying import STARTING_PHASES, Around, Entry, Placing


@dataclass(frozen=True, slots=True)
class Step:
    """One row as it would come in."""

    line: ProgrammeLine
    state: LineState
    entry: Entry
    placing: Placing
    investigation: Investigation | None
    """The one that changes or stays; None for a new one."""
    changed: tuple[str, ...] = ()
    """What differs: `title`, `summary`, `task`, `mode`, `period`, `partners`, `visible_to`."""

    @property
    def seen(self) -> list[object]:
        """What stands on the screen of who looks at it."""
        it = self.investigation
        return [self.line.row, self.state, *([str(it.id), it.version] if it else [])]


def compare(
    reading: Reading, *, investigations: Sequence[Investigation], around: Around
) -> Preview[Step]:
    """Return what importing would do.

    Args:
        investigations: the own ones that stand.
    """
    return preview_of(reading, _Comparing(reading, investigations, around=around).steps())


class _Comparing:
    def __init__(
        self, reading: Reading, investigations: Iterable[Investigation], *, around: Around
    ) -> None:
        self.reading, self.around = reading, around
        self.codes: Mapping[UUID, str] = {key: code for code, key in around.ids.items()}
        self.by_id = {each.id: each for each in investigations}
        self.by_key: dict[tuple[int, str], list[Investigation]] = defaultdict(list)
        for each in self.by_id.values():
            self.by_key[each.year, plain(each.title)].append(each)
        self.taken: set[object] = set()

    def steps(self) -> list[Step]:
        """Return a step for every row in which nothing is wrong; what has a reference first."""
        steps = []
        for line in sorted(self.reading.lines, key=lambda each: each.reference is None):
            before = len(self.reading.faults)
            step = self._step(line)
            if len(self.reading.faults) == before:
                steps.append(step)
        return sorted(steps, key=lambda each: each.line.row)

    def _step(self, line: ProgrammeLine) -> Step:
        it = self._named(line) if line.reference else self._same(line)
        self._take(line, it)
        entry = self._entry(line, it)
        self._check_ended(line, it)
        self._check_phase(line, it)
        phase = line.phase or (it.phase if it else InvestigationPhase.PREPARATION)
        placing = Placing(year=line.year, phase=phase)
        if it is None:
            if line.task is None and line.reference is None:
                told = _("This investigation is new in your programme. Fill this in.")
                self._fault(line, Column.TASK, told)
            return Step(line, LineState.NEW, entry, placing, None)
        changed = tuple(self._changes(it, entry))
        state = LineState.CHANGED if changed else LineState.UNCHANGED
        return Step(line, state, entry, placing, it, changed)

    def _named(self, line: ProgrammeLine) -> Investigation | None:
        it = self.by_id.get(line.reference) if line.reference else None
        if it is None:
            self._fault(line, Column.REFERENCE, _("No investigation of yours has this reference."))
        elif it.year != line.year:
            told = _(
                "This reference is of the programme of %(year)d. Leave it empty to add it anew.",
                year=it.year,
            )
            self._fault(line, Column.YEAR, told)
        return it

    def _same(self, line: ProgrammeLine) -> Investigation | None:
        there = [each for each in self.by_key[line.key] if each.id not in self.taken]
        if len(there) > 1:
            told = _(
                "You have more than one of this name. Put the reference of the one you mean in"
                " this row; you find it in what you export."
            )
            self._fault(line, Column.TITLE, told)
        return there[0] if len(there) == 1 else None

    def _take(self, line: ProgrammeLine, it: Investigation | None) -> None:
        """Let no two rows be about the same investigation."""
        mark: object = it.id if it else line.reference or line.key
        if mark in self.taken:
            column = Column.REFERENCE if line.reference else Column.TITLE
            told = (
                _("This reference stands in the table twice.")
                if line.reference
                else _("This investigation stands in the table twice.")
            )
            self._fault(line, column, told)
        self.taken |= {mark} if line.reference else {mark, line.key}

    def _check_ended(self, line: ProgrammeLine, it: Investigation | None) -> None:
        """Tell of organisations that have ended, but where they stood already."""
        for column, codes, there in (
            (Column.PARTNERS, line.partners or (), it.partners if it else ()),
            (Column.VISIBLE_TO, line.opening.named if line.opening else (), it.named if it else ()),
        ):
            for code in codes:
                if self.around.has_ended(code) and self.around.ids[code] not in there:
                    told = _(
                        "%(code)s does not exist any more. Choose its successor.",
                        code=code.upper(),
                    )
                    self._fault(line, column, told)

    def _check_phase(self, line: ProgrammeLine, it: Investigation | None) -> None:
        if it is not None and line.phase not in (None, it.phase):
            told = _(
                "It is in the phase “%(phase)s”. Move it on its own page, or correct it here.",
                phase=str(PHASE_WORDS[it.phase]),
            )
            self._fault(line, Column.PHASE, told)
        if it is None and line.phase not in (None, *STARTING_PHASES):
            self._fault(line, Column.PHASE, _("Enter it first, then say that it is dropped."))

    def _entry(self, line: ProgrammeLine, it: Investigation | None) -> Entry:
        period: Period = (it.starts_on, it.ends_on) if it else (None, None)
        opened = Opening(named=self._codes(it.named), rest=it.rest) if it else CLOSED
        starts_on, ends_on = line.period or period
        partners = self._codes(it.partners) if it else ()
        return Entry(
            title=line.title,
            summary=self._summary(line, it),
            task=line.task or (it.task if it else SocietalTask.RESILIENT),
            mode=line.mode or (it.mode if it else Mode.REGULAR),
            starts_on=starts_on,
            ends_on=ends_on,
            partners=line.partners if line.partners is not None else partners,
            opening=line.opening or opened,
        )

    def _summary(self, line: ProgrammeLine, it: Investigation | None) -> str:
        """Return the description; a cell does not keep line breaks, so they are no difference."""
        there = it.summary if it else ""
        if line.summary is None or line.summary.split() == there.split():
            return there
        return line.summary

    def _changes(self, it: Investigation, entry: Entry) -> Iterable[str]:
        for name in ("title", "summary", "task", "mode"):
            if getattr(entry, name) != getattr(it, name):
                yield name
        if (entry.starts_on, entry.ends_on) != (it.starts_on, it.ends_on):
            yield "period"
        if set(entry.partners) != set(self._codes(it.partners)):
            yield "partners"
        named = set(self._codes(it.named))
        if (set(entry.opening.named), entry.opening.rest) != (named, it.rest):
            yield "visible_to"

    def _codes(self, ids: Iterable[UUID]) -> tuple[str, ...]:
        return tuple(self.codes[each] for each in ids if each in self.codes)

    def _fault(self, line: ProgrammeLine, column: Column, told: str) -> None:
        cell = self.reading.cell(line.row, column)
        self.reading.fault(line.row, column, cell=cell, told=told)
