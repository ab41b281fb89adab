"""Setting a table beside the own register and calendar: what is new, what differs, what is wrong.

A row is about the activity its reference names. Without a reference it is about the own activity
of the same kind and name at the same organisation: first the one with the very same days, then
the only one that is left of its year and not finished. Where more than one could be meant, nothing
is guessed. So a table of next year adds, and leaves what was done this year as it was.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from app.coordination.models import Activity, SupervisedEntity
from app.coordination.queries.words import REGIME_WORDS, SECTOR_WORDS
from app.coordination.service import room
from app.coordination.service.activities import Plan
from app.coordination.service.entities import CLOSED, EntityFacts, Opening
from app.coordination.service.importing import words
from app.coordination.service.importing.matching import (
    OwnCalendar,
    OwnRegister,
    could_have_moved,
    is_as_planned,
    more_of_this_name,
    name_key,
)
from app.coordination.service.importing.reading import CalendarLine, Reading
from app.coordination.service.importing.words import Column
from app.importing.previews import LineState, Preview, preview_of
from app.kernel import clock
from app.kernel.errors import Refused
from app.kernel.text import _


@dataclass(frozen=True, slots=True)
class Step:
    """One row as it would come in."""

    line: CalendarLine
    state: LineState
    plan: Plan
    activity: Activity | None
    """The one that changes or stays; None for a new one."""
    entity: SupervisedEntity | None
    """Of the own register; None when the row enters it, or it is of another's."""
    changed: tuple[str, ...] = ()
    """What differs: `kind`, `title`, `starts_on`, `ends_on`, `due_on`, `visible_to`."""

    @property
    def enters_entity(self) -> bool:
        """True when the organisation comes into the register with this row."""
        return self.state == LineState.NEW and self.entity is None

    @property
    def seen(self) -> list[object]:
        """What stands on the screen of who looks at it."""
        if self.activity is not None:
            return [self.line.row, self.state, str(self.activity.id), self.activity.version]
        return [self.line.row, self.state, str(self.entity.id) if self.entity else ""]

    def facts(self) -> EntityFacts:
        """Return the entry that a new organisation gets; closed, as every new entry is."""
        if self.line.sector is None or self.line.regime is None:
            raise ValueError("A row without sector or law is a fault, and never a step.")
        return EntityFacts(
            name=self.line.entity,
            register_number=self.line.number or "",
            sector=self.line.sector,
            regime=self.line.regime,
        )


def compare(
    reading: Reading,
    *,
    entities: Sequence[SupervisedEntity],
    activities: Sequence[Activity],
    codes: Mapping[UUID, str],
) -> Preview[Step]:
    """Return what importing would do.

    Args:
        entities: the own register.
        activities: what the own authority has planned.
        codes: of the authorities that take part, by id.
    """
    comparing = _Comparing(reading, entities=entities, activities=activities, codes=codes)
    steps = comparing.steps()
    return preview_of(reading, steps)


class _Comparing:
    def __init__(
        self,
        reading: Reading,
        *,
        entities: Sequence[SupervisedEntity],
        activities: Sequence[Activity],
        codes: Mapping[UUID, str],
    ) -> None:
        self.reading, self.codes = reading, codes
        self.by_id = {each.id: each for each in activities}
        self.register = OwnRegister(entities)
        self.calendar = OwnCalendar(activities, self.register)
        self.entries: dict[int, SupervisedEntity | None] = {}
        """What each row means in the register; a row without one here is a fault."""
        self.numbers: dict[str, set[str]] = defaultdict(set)
        """Of organisations that are new in the register, by their name."""
        self.entering: dict[str, CalendarLine] = {}
        self.standing = Counter(
            each.match_key
            for each in activities
            if each.withdrawn_at is None and each.ends_on >= clock.today()
        )

    def steps(self) -> list[Step]:
        """Return a step for every row in which nothing is wrong."""
        lines = self.reading.lines
        found = self._by_reference(lines)
        self._find_entries([each for each in lines if each.row not in found])
        self._by_days([each for each in lines if each.row not in found], found)
        self._that_is_left([each for each in lines if each.row not in found], found)
        self._find_numbers([each for each in lines if found.get(each.row) is None])
        steps = []
        for line in lines:
            before = len(self.reading.faults)
            step = self._step(line, found.get(line.row)) if line.row in self.entries else None
            if len(self.reading.faults) == before and step is not None:
                steps.append(step)
        return steps

    def _by_reference(self, lines: Iterable[CalendarLine]) -> dict[int, Activity | None]:
        found: dict[int, Activity | None] = {}
        for line in (each for each in lines if each.reference is not None):
            activity = self.by_id.get(line.reference) if line.reference else None
            found[line.row] = activity
            if activity is None:
                self._fault(line, Column.REFERENCE, _("No activity of yours has this reference."))
            elif self.calendar.is_taken(activity):
                self._fault(line, Column.REFERENCE, _("This reference stands in the table twice."))
            elif name_key(activity.entity_name) != name_key(line.entity):
                told = _(
                    "This reference is of an activity at %(name)s. Leave it empty to plan anew.",
                    name=activity.entity_name,
                )
                self._fault(line, Column.ENTITY, told)
            else:
                self.entries[line.row] = self.register.entry_of(activity)
                self.calendar.take(activity)
        return found

    def _find_entries(self, lines: Iterable[CalendarLine]) -> None:
        for line in lines:
            try:
                self.entries[line.row] = self.register.entry_for(line)
            except Refused as refusal:
                self._fault(line, Column(refusal.field or Column.ENTITY), str(refusal))

    def _find_numbers(self, lines: Iterable[CalendarLine]) -> None:
        for line in lines:
            if line.number and self.entries.get(line.row) is None:
                self.numbers[name_key(line.entity)].add(line.number)

    def _by_days(self, lines: Iterable[CalendarLine], found: dict[int, Activity | None]) -> None:
        for line in lines:
            those = (each for each in self._like(line) if is_as_planned(line, each))
            activity = next(those, None)
            if activity is not None:
                found[line.row] = activity
                self.entries[line.row] = self.register.entry_of(activity)
                self.calendar.take(activity)

    def _that_is_left(
        self, lines: Sequence[CalendarLine], found: dict[int, Activity | None]
    ) -> None:
        candidates = {
            line.row: [each for each in self._like(line) if could_have_moved(line, each)]
            for line in lines
        }
        asked = Counter(each.id for those in candidates.values() for each in those)
        for line in lines:
            those = candidates[line.row]
            if len(those) == 1 and asked[those[0].id] == 1:
                found[line.row] = those[0]
                self.entries[line.row] = self.register.entry_of(those[0])
            elif those:
                told = _(
                    "You planned more than one like this. Put the reference of the one you mean in"
                    " this row; you find it in what you export."
                )
                self._fault(line, Column.TITLE, told)

    def _like(self, line: CalendarLine) -> list[Activity]:
        if line.row not in self.entries:
            return []
        return self.calendar.list_like(line, self.entries[line.row])

    def _step(self, line: CalendarLine, activity: Activity | None) -> Step | None:
        entity = self.entries[line.row]
        if entity is not None:
            self._check_register(line, entity)
        if activity is None:
            return self._new(line, entity)
        plan = self._plan(line, activity)
        if activity.ends_on < clock.today() and not self._has_room(line, activity.match_key):
            return None
        changed = tuple(self._changes(activity, plan, line.opening))
        state = LineState.CHANGED if changed else LineState.UNCHANGED
        return Step(line, state, plan, activity, entity, changed)

    def _check_register(self, line: CalendarLine, entity: SupervisedEntity) -> None:
        """Tell what the register says otherwise; a calendar does not change it."""
        said = (
            (Column.NUMBER, line.number, entity.register_number, entity.register_number or "–"),
            (Column.SECTOR, line.sector, entity.sector, SECTOR_WORDS[entity.sector]),
            (Column.REGIME, line.regime, entity.regime, REGIME_WORDS[entity.regime]),
        )
        for column, here, there, in_words in said:
            if here is not None and here != there:
                told = _(
                    "Your register says “%(there)s”. Change it there first, or correct it here.",
                    there=str(in_words),
                )
                self._fault(line, column, told)

    def _new(self, line: CalendarLine, entity: SupervisedEntity | None) -> Step | None:
        if entity is not None and entity.ended_at is not None:
            self._fault(line, Column.ENTITY, _("This entity is no longer supervised."))
            return None
        if entity is None:
            line = self._entering(line)
        key = entity.match_key if entity is not None else line.key
        if not self._has_room(line, key):
            return None
        kind = line.kind or words.kind_in(line.title)
        plan = Plan(kind=kind, title=line.title, window=line.window, opening=line.opening or CLOSED)
        return Step(line, LineState.NEW, plan, None, entity)

    def _has_room(self, line: CalendarLine, key: str) -> bool:
        """Count what comes to stand by a row; it is a fault when that is too much."""
        if line.window.ends_on < clock.today():
            return True
        self.standing[key] += 1
        if self.standing[key] > room.MOST_AT_ONE:
            self._fault(line, Column.ENTITY, room.too_many_at_one())
        return self.standing[key] <= room.MOST_AT_ONE

    def _entering(self, line: CalendarLine) -> CalendarLine:
        """Check what a new entry needs; rows may leave out what the first one, or one row, said."""
        numbers = self.numbers[name_key(line.entity)]
        if not line.number and len(numbers) > 1:
            self._fault(line, Column.NUMBER, more_of_this_name())
            return line
        line = replace(line, number=line.number or min(numbers, default=None))
        first = self.entering.setdefault(line.key, line)
        line = replace(line, sector=line.sector or first.sector, regime=line.regime or first.regime)
        for column, said, before in (
            (Column.ENTITY, name_key(line.entity), name_key(first.entity)),
            (Column.SECTOR, line.sector, first.sector),
            (Column.REGIME, line.regime, first.regime),
        ):
            if said is None:
                told = _("This organisation is new in your register. Fill this in.")
                self._fault(line, column, told)
            elif said != before:
                self._fault(line, column, _("A row above says something else about it."))
        return line

    def _plan(self, line: CalendarLine, activity: Activity) -> Plan:
        named = tuple(self.codes[each] for each in activity.named if each in self.codes)
        return Plan(
            kind=line.kind or activity.kind,
            title=line.title,
            window=line.window,
            opening=line.opening or Opening(named=named, rest=activity.rest),
        )

    def _changes(self, activity: Activity, plan: Plan, opening: Opening | None) -> Iterable[str]:
        if plan.kind != activity.kind:
            yield "kind"
        if plan.title != activity.title:
            yield "title"
        for day in ("starts_on", "ends_on", "due_on"):
            if getattr(plan.window, day) != getattr(activity, day):
                yield day
        named = {self.codes[each] for each in activity.named if each in self.codes}
        if opening is not None and (set(opening.named), opening.rest) != (named, activity.rest):
            yield "visible_to"

    def _fault(self, line: CalendarLine, column: Column, told: str) -> None:
        cell = self.reading.cell(line.row, column)
        self.reading.fault(line.row, column, cell=cell, told=told)
