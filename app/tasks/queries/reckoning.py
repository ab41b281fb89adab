"""When the terms of a workspace end, each from its own start or from the end of another.

Pure: terms come in as they are, or as they would be after a change that is not saved yet.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from app.kernel import terms
from app.kernel.terms import (
    Change,
    Explanation,
    HoursExplanation,
    Suspension,
    TermRule,
    TermUnit,
)
from app.tasks.models import NamedTerm, TermChange


@dataclass(frozen=True, slots=True)
class Given:
    """What the end of a term follows from."""

    id: UUID
    name: str
    rule: TermRule
    after_id: UUID | None
    starts_on: date | None
    starts_at: datetime | None
    changes: tuple[Change, ...] = ()
    still_since: date | None = None
    """It stands still from this day on, after all changes, and nobody knows until when."""
    is_closed: bool = False
    """Nobody has to keep it any more; what starts at its end is still counted from there."""


@dataclass(frozen=True, slots=True)
class Reckoned:
    """When a term ends, as far as that is known."""

    told: Explanation | HoursExplanation | None = None
    """None while it has not started, or when it cannot be counted."""
    is_derived: bool = False
    """True when its start is the end of another term."""
    is_fault: bool = False
    still_since: date | None = None
    """It stands still from this day on: it has no end until it goes on again."""
    misses_time: bool = False
    """True when it counts hours and the term before it ends on a day: nobody said at what time."""

    @property
    def ends_on(self) -> date | None:
        """The last day, in the home zone for a term in hours."""
        match self.told:
            case Explanation():
                return self.told.ends_on if self.still_since is None else None
            case HoursExplanation():
                return self.told.ends_at.astimezone(terms.AMSTERDAM).date()
            case None:
                return None

    @property
    def ends_at(self) -> datetime | None:
        """The moment a term in hours ends."""
        return self.told.ends_at if isinstance(self.told, HoursExplanation) else None


@dataclass(frozen=True, slots=True)
class Consequence:
    """What becomes of the end of one term."""

    term_id: UUID
    name: str
    before: Reckoned
    after: Reckoned


def given_of(term: NamedTerm, changes: Iterable[TermChange]) -> Given:
    """Return a term as it is stored."""
    own = [each for each in changes if each.term_id == term.id and each.counts]
    return Given(
        term.id,
        term.name,
        term.rule,
        term.after_id,
        term.starts_on,
        term.starts_at,
        tuple(each.as_counted for each in own if not each.is_running),
        next((each.first_day for each in own if each.is_running), None),
        is_closed=term.ended_at is not None,
    )


def reckon(given: Iterable[Given]) -> dict[UUID, Reckoned]:
    """Return when each term ends; what starts at the end of another is counted after it."""
    known = {each.id: each for each in given}
    found: dict[UUID, Reckoned] = {}
    for each in known.values():
        for one in reversed(_chain(each, known)):
            if one.id not in found:
                found[one.id] = _reckon_one(one, found)
    return found


def consequences_of(given: Sequence[Given], changed: Given) -> list[Consequence]:
    """Return what one change would do: the term itself first, then every term that moves along."""
    before = reckon(given)
    after = reckon([changed if each.id == changed.id else each for each in given])
    moved = [
        Consequence(each.id, each.name, before[each.id], after[each.id])
        for each in given
        if not each.is_closed and (each.id == changed.id or before[each.id] != after[each.id])
    ]
    return sorted(moved, key=lambda each: (each.term_id != changed.id, each.name))


def consequences_of_counting_again(given: Sequence[Given], again: Given) -> list[Consequence]:
    """Return when a term that was closed ends, and after it each term that hangs on it.

    Pages show all of them as if it had never been closed; but what is due at their ends stood still
    meanwhile.
    """
    without, ends = reckon(given), reckon([*given, again])
    hanging = [each for each in given if not each.is_closed and without[each.id] != ends[each.id]]
    return [
        Consequence(each.id, each.name, ends[each.id], ends[each.id])
        for each in (again, *sorted(hanging, key=lambda each: each.name))
    ]


def _chain(start: Given, known: Mapping[UUID, Given]) -> list[Given]:
    """Return a term and those it comes after, itself first; a ring is cut."""
    chain: list[Given] = []
    at: Given | None = start
    while at is not None and at not in chain:
        chain.append(at)
        at = known.get(at.after_id) if at.after_id and _has_no_start(at) else None
    return chain


def _has_no_start(given: Given) -> bool:
    return given.starts_on is None and given.starts_at is None


def _reckon_one(given: Given, found: Mapping[UUID, Reckoned]) -> Reckoned:
    start: date | None = given.starts_on
    moment = given.starts_at
    before = found.get(given.after_id) if given.after_id and _has_no_start(given) else None
    if before is not None:
        start, moment = before.ends_on, before.ends_at
    is_derived = before is not None
    try:
        if given.rule.unit is TermUnit.HOURS:
            if moment is None:
                return Reckoned(is_derived=is_derived, misses_time=start is not None)
            return Reckoned(terms.explain_hours(given.rule, moment), is_derived)
        if start is None:
            return Reckoned(is_derived=is_derived)
        return _reckon_days(given, start, is_derived=is_derived)
    except terms.TermFault:
        return Reckoned(is_derived=is_derived, is_fault=True)


def _reckon_days(given: Given, start: date, *, is_derived: bool) -> Reckoned:
    """Count a term in days; of one that stands still is told what happened so far."""
    still = given.still_since
    told = terms.explain(given.rule, start, changes=given.changes)
    if still is not None:
        # It must fit as any other, so its first day is tried.
        one_day = Suspension(still, still)
        terms.explain(given.rule, start, changes=(*given.changes, one_day))
    return Reckoned(told, is_derived, still_since=still)
