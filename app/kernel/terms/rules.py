"""What a term is, what happens to it on its way, and how a date tells where it comes from."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class TermUnit(StrEnum):
    """What a term is counted in."""

    HOURS = "hours"
    DAYS = "days"
    WORKING_DAYS = "working_days"
    WEEKS = "weeks"
    MONTHS = "months"
    YEARS = "years"


class LegalSystem(StrEnum):
    """Whose counting rules hold for a term."""

    DUTCH = "algemene_termijnenwet"
    EUROPEAN = "regulation_1182_71"
    AGREED = "agreed"
    """Agreed between parties: it ends on the day itself, whatever day that is."""


class Reason(StrEnum):
    """Why a term ends where it ends; screens make the sentence."""

    COUNTED = "counted"
    SUSPENDED = "suspended"
    EXTENDED = "extended"
    ADJUSTED = "adjusted"
    RUNS_ON = "runs_on"
    TWO_ORDINARY_DAYS = "two_ordinary_days"
    NO_EXTENSION_COUNTING_BACK = "no_extension_counting_back"
    NO_EXTENSION_LONG_TERM = "no_extension_long_term"
    NO_EXTENSION_EXCLUDED = "no_extension_excluded"


class DayKind(StrEnum):
    """Why a day is not ordinary."""

    SATURDAY = "saturday"
    SUNDAY = "sunday"
    HOLIDAY = "holiday"


@dataclass(frozen=True, slots=True, kw_only=True)
class TermRule:
    """A term as a law or an agreement states it."""

    length: int
    unit: TermUnit
    legal_system: LegalSystem = LegalSystem.DUTCH
    counts_back: bool = False
    """Counted back from an event: "at least ten days before the hearing"."""
    is_excluded: bool = False
    """About entry into force of rules or about detention (Algemene termijnenwet, 4 b and c)."""
    binds: bool = True
    """The law binds this term; False when it is followed by policy."""
    source: str = ""


@dataclass(frozen=True, slots=True)
class Suspension:
    """Days in which a term stands still, the first and the last included.

    For a decision on a request: from the day after the applicant is asked for more, up to the day
    before it is there (Algemene wet bestuursrecht, article 4:15).
    """

    first_day: date
    last_day: date


@dataclass(frozen=True, slots=True)
class Extension:
    """More time, counted on from where the term ended."""

    length: int
    unit: TermUnit


@dataclass(frozen=True, slots=True)
class Adjustment:
    """Another length for a while, by policy; counted anew from the start."""

    length: int
    unit: TermUnit


Change = Suspension | Extension | Adjustment


class ChangeKind(StrEnum):
    """What may happen to a term on its way."""

    SUSPENDED = "suspended"
    EXTENDED = "extended"
    ADJUSTED = "adjusted"
    """Another length for a while, by policy."""


def change_from(
    kind: ChangeKind,
    *,
    days: tuple[date | None, date | None],
    length: int | None,
    unit: TermUnit | None,
) -> Change:
    """Return what a row keeps of a change, as it is counted.

    Args:
        days: the first and the last on which the term stands still; of a suspension alone.
        length: of what else happens, in `unit`.
    """
    first_day, last_day = days
    if first_day is not None and last_day is not None:
        return Suspension(first_day, last_day)
    make = Extension if kind is ChangeKind.EXTENDED else Adjustment
    return make(length or 0, unit or TermUnit.DAYS)


@dataclass(frozen=True, slots=True)
class SkippedDay:
    """A day that did not count as ordinary."""

    day: date
    kind: DayKind
    name: str | None = None
    name_en: str | None = None
    article: str | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the calculation: which rule moved the end from where to where."""

    reason: Reason
    article: str
    ends_on: date
    skipped: Sequence[SkippedDay] = ()
    change: Change | None = None
    already: tuple[tuple[date, date], ...] = ()
    """Of a suspension: the days of it in which the term stood still already; first and last of
    each stretch. They count once."""


@dataclass(frozen=True, slots=True)
class Explanation:
    """A date that can explain itself."""

    rule: TermRule
    starts_on: date
    ends_on: date
    steps: tuple[Step, ...]
    is_certain: bool
    """False when the royal decrees for the year it ends in are not known yet."""


@dataclass(frozen=True, slots=True)
class HoursExplanation:
    """A moment that can explain itself; all in UTC."""

    rule: TermRule
    starts_at: datetime
    counts_from: datetime
    """The event itself, or under the Regulation the first whole hour after it."""
    ends_at: datetime
    article: str
