"""Legal terms: on which day a term ends, and why.

Pure: today is never read, days and moments come in as arguments. A deadline is a day in a
place; it ends at midnight after that day (`due_moment`). A term in hours is a moment and knows
no holidays. The event itself is not counted: a term of six weeks after Wednesday ends on
Wednesday (European Convention on the Calculation of Time-Limits, articles 3 and 4).

An *ordinary day* (here also: working day) is not a Saturday, Sunday or recognised holiday.

| rule | Algemene termijnenwet | Regulation 1182/71 |
|---|---|---|
| end on a Saturday, Sunday, holiday: runs on | article 1, paragraph 1 | article 3(4) |
| not when counting back | article 1, paragraph 2 | article 3(4) |
| holds at least two ordinary days | article 2, from three days | article 3(5), from two days |
| which days are holidays | article 3 | article 2(1) |
| not for hours, nor for long terms | article 4, a | hours only |
| not for entry into force, detention | article 4, b and c | |
"""

import calendar as months
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from app.kernel.holidays import HolidayCalendar, standard_calendar

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
ONE_DAY = timedelta(days=1)
SATURDAY, SUNDAY = 5, 6
ORDINARY_DAYS_NEEDED = 2


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
    skipped: tuple[SkippedDay, ...] = ()


@dataclass(frozen=True, slots=True)
class Explanation:
    """A date that can explain itself."""

    rule: TermRule
    starts_on: date
    ends_on: date
    steps: tuple[Step, ...]
    is_certain: bool
    """False when the royal decrees for the year it ends in are not known yet."""


def is_working_day(day: date, *, calendar: HolidayCalendar | None = None) -> bool:
    """Tell whether a day is ordinary: no Saturday, Sunday or holiday.

    Source: Algemene termijnenwet, articles 1 and 3.
    """
    return _not_ordinary(day, calendar or standard_calendar()) is None


def next_working_day(day: date, *, calendar: HolidayCalendar | None = None) -> date:
    """Return `day` when it is ordinary, else the first ordinary day after it.

    Source: Algemene termijnenwet, article 1, paragraph 1.
    """
    while not is_working_day(day, calendar=calendar):
        day += ONE_DAY
    return day


def add_working_days(day: date, count: int, *, calendar: HolidayCalendar | None = None) -> date:
    """Return the ordinary day that is `count` ordinary days after `day` (before it if negative).

    `day` itself is not counted; with 0 it is returned as it is. Source: Algemene
    termijnenwet, article 3, for what is a holiday.
    """
    step = ONE_DAY if count >= 0 else -ONE_DAY
    left = abs(count)
    while left:
        day += step
        left -= is_working_day(day, calendar=calendar)
    return day


def working_days_between(
    first: date, last: date, *, calendar: HolidayCalendar | None = None
) -> int:
    """Return how many ordinary days lie after `first`, up to and including `last`.

    Negative when `last` lies before `first`. Source: Algemene termijnenwet, article 3.
    """
    if last < first:
        return -working_days_between(last, first, calendar=calendar)
    return sum(is_working_day(day, calendar=calendar) for day in _days(first + ONE_DAY, last))


def due_moment(day: date, zone: ZoneInfo = AMSTERDAM) -> datetime:
    """Return the moment a day is over in `zone`, in UTC: midnight after it.

    A day in a place, not 24 hours: on the nights the clock changes it is 23 or 25 hours after
    the day began.
    """
    return datetime.combine(day + ONE_DAY, time.min, tzinfo=zone).astimezone(UTC)


def end_of_hours(start: datetime, hours: int) -> datetime:
    """Return the moment a term in hours ends, in UTC; holidays and clock changes do not move it.

    Raises:
        ValueError: `start` has no time zone.

    Source: Algemene termijnenwet, article 4, a; Regulation 1182/71, article 3(4).
    """
    if start.tzinfo is None:
        message = "A term in hours starts at a moment with a time zone."
        raise ValueError(message)
    return start.astimezone(UTC) + timedelta(hours=hours)


def explain(rule: TermRule, start: date, *, calendar: HolidayCalendar | None = None) -> Explanation:
    """Return when a term that follows an event ends, with every rule that moved the end.

    Args:
        start: the day of the event, which is not counted.

    Raises:
        ValueError: the term is in hours; use `end_of_hours`.
    """
    known = calendar or standard_calendar()
    counted = _counted(rule, start, calendar=known)
    passed = rule.unit is TermUnit.WORKING_DAYS
    skipped = _skipped(min(start, counted), max(start, counted), calendar=known) if passed else ()
    first = Step(Reason.COUNTED, "", counted, skipped)
    steps = [first, *_extensions(rule, start, counted=counted, calendar=known)]
    end = steps[-1].ends_on
    return Explanation(rule, start, end, tuple(steps), known.knows_decrees_of(end))


def _counted(rule: TermRule, start: date, *, calendar: HolidayCalendar) -> date:
    length = -rule.length if rule.counts_back else rule.length
    match rule.unit:
        case TermUnit.DAYS:
            return start + timedelta(days=length)
        case TermUnit.WEEKS:
            return start + timedelta(weeks=length)
        case TermUnit.WORKING_DAYS:
            return add_working_days(start, length, calendar=calendar)
        case TermUnit.MONTHS:
            return _add_months(start, length)
        case TermUnit.YEARS:
            return _add_months(start, 12 * length)
        case TermUnit.HOURS:
            message = "A term in hours ends at a moment, not on a day; use end_of_hours."
            raise ValueError(message)


def _add_months(start: date, count: int) -> date:
    """Return the same day of another month, or its last day when that month is shorter.

    Source: European Convention on the Calculation of Time-Limits, article 4(2); Regulation
        1182/71, article 3(2)(c).
    """
    year, month = divmod(start.year * 12 + start.month - 1 + count, 12)
    last = months.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(start.day, last))


def _extensions(
    rule: TermRule, start: date, *, counted: date, calendar: HolidayCalendar
) -> Iterator[Step]:
    """Yield the steps after counting, in the order of the articles.

    Neither law excludes counting back from the rule of two ordinary days (article 2 has no
    second paragraph like that of article 1): such a term grows away from the event.
    """
    if rule.legal_system is LegalSystem.AGREED:
        return
    exception = _exception(rule)
    if exception is not None:
        yield Step(exception, "4", counted)
        return
    end = counted
    if rule.counts_back:
        article = "1 lid 2" if rule.legal_system is LegalSystem.DUTCH else "3(4)"
        yield Step(Reason.NO_EXTENSION_COUNTING_BACK, article, end)
    elif (later := next_working_day(end, calendar=calendar)) != end:
        article = "1 lid 1" if rule.legal_system is LegalSystem.DUTCH else "3(4)"
        yield Step(Reason.RUNS_ON, article, later, _skipped(end, later, calendar=calendar))
        end = later
    yield from _two_ordinary_days(rule, start, end=end, calendar=calendar)


def _two_ordinary_days(
    rule: TermRule, start: date, *, end: date, calendar: HolidayCalendar
) -> Iterator[Step]:
    """Source: Algemene termijnenwet, article 2; Regulation 1182/71, article 3(5)."""
    is_dutch = rule.legal_system is LegalSystem.DUTCH
    if rule.unit is TermUnit.DAYS and rule.length < (3 if is_dutch else 2):
        return
    first, last = (end, start - ONE_DAY) if rule.counts_back else (start + ONE_DAY, end)
    held = sum(is_working_day(day, calendar=calendar) for day in _days(first, last))
    if held >= ORDINARY_DAYS_NEEDED:
        return
    missing = ORDINARY_DAYS_NEEDED - held
    later = add_working_days(end, -missing if rule.counts_back else missing, calendar=calendar)
    between = _skipped(min(first, later), max(last, later), calendar=calendar)
    yield Step(Reason.TWO_ORDINARY_DAYS, "2" if is_dutch else "3(5)", later, between)


def _exception(rule: TermRule) -> Reason | None:
    """Return why the Dutch law leaves a term alone.

    Source: Algemene termijnenwet, article 4: more than 90 days, 12 weeks or 3 months, or one or
        more years; entry into force of rules; detention.
    """
    if rule.legal_system is not LegalSystem.DUTCH:
        return None
    if rule.is_excluded:
        return Reason.NO_EXTENSION_EXCLUDED
    longest = {TermUnit.DAYS: 90, TermUnit.WEEKS: 12, TermUnit.MONTHS: 3, TermUnit.YEARS: 0}
    if rule.length > longest.get(rule.unit, rule.length):
        return Reason.NO_EXTENSION_LONG_TERM
    return None


def _skipped(first: date, last: date, *, calendar: HolidayCalendar) -> tuple[SkippedDay, ...]:
    found = (_not_ordinary(day, calendar) for day in _days(first, last))
    return tuple(day for day in found if day is not None)


def _not_ordinary(day: date, calendar: HolidayCalendar) -> SkippedDay | None:
    holiday = calendar.find(day)
    if holiday is not None:
        return SkippedDay(
            day, DayKind.HOLIDAY, holiday.name, holiday.name_en, f"artikel {holiday.article}"
        )
    if day.weekday() == SATURDAY:
        return SkippedDay(day, DayKind.SATURDAY)
    return SkippedDay(day, DayKind.SUNDAY) if day.weekday() == SUNDAY else None


def _days(first: date, last: date) -> Iterator[date]:
    for offset in range((last - first).days + 1):
        yield first + timedelta(days=offset)
