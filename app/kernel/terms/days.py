"""Ordinary days: which they are, and counting in them."""

import calendar as months
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import overload
from zoneinfo import ZoneInfo

from app.kernel.holidays import HolidayCalendar, standard_calendar
from app.kernel.terms.rules import DayKind, SkippedDay

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
ONE_DAY = timedelta(days=1)
SATURDAY, SUNDAY = 5, 6
MONTHS_IN_A_YEAR = 12
KEPT_YEARS = 512
"""Years of which the ordinary days are kept."""
Spans = tuple[tuple[date, date], ...]
"""Stretches of days, each its first and its last; apart from each other, and in order."""
FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2200, 12, 31)
"""Between these lies every day that somebody can mean."""


def is_plausible(day: date) -> bool:
    """Tell whether a day can be meant: others are typing mistakes, and break counting."""
    return FIRST_DAY <= day <= LAST_DAY


def is_working_day(day: date, *, calendar: HolidayCalendar | None = None) -> bool:
    """Tell whether a day is ordinary: no Saturday, Sunday or holiday.

    Source: Algemene termijnenwet, articles 1 and 3.
    """
    if day.weekday() >= SATURDAY:
        return False
    return (calendar or standard_calendar()).find(day) is None


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
    if not count:
        return day
    known, year = calendar or standard_calendar(), day.year
    days = _ordinary_days(known, year)
    place = bisect_right(days, day) + count - 1 if count > 0 else bisect_left(days, day) + count
    while not 0 <= place < len(days):
        if place < 0:
            year -= 1
            days = _ordinary_days(known, year)
            place += len(days)
        else:
            place -= len(days)
            year += 1
            days = _ordinary_days(known, year)
    return days[place]


@lru_cache(maxsize=KEPT_YEARS)
def _ordinary_days(calendar: HolidayCalendar, year: int) -> tuple[date, ...]:
    """Return the ordinary days of a year, in order.

    Raises:
        OverflowError: the year lies beyond the calendar.
    """
    if not date.min.year <= year <= date.max.year:
        raise OverflowError
    first, last = date(year, 1, 1), date(year, 12, 31)
    return tuple(day for day in days_from_to(first, last) if is_working_day(day, calendar=calendar))


def working_days_between(
    first: date, last: date, *, calendar: HolidayCalendar | None = None
) -> int:
    """Return how many ordinary days lie after `first`, up to and including `last`.

    Negative when `last` lies before `first`. Source: Algemene termijnenwet, article 3.
    """
    if last < first:
        return -working_days_between(last, first, calendar=calendar)
    known = calendar or standard_calendar()
    whole = sum(len(_ordinary_days(known, year)) for year in range(first.year, last.year))
    after_first = bisect_right(_ordinary_days(known, first.year), first)
    return whole + bisect_right(_ordinary_days(known, last.year), last) - after_first


def due_moment(day: date, zone: ZoneInfo = AMSTERDAM) -> datetime:
    """Return the moment a day is over in `zone`, in UTC: midnight after it.

    A day in a place, not 24 hours: on the nights the clock changes it is 23 or 25 hours after
    the day began.
    """
    return datetime.combine(day + ONE_DAY, time.min, tzinfo=zone).astimezone(UTC)


def days_from_to(first: date, last: date) -> Iterator[date]:
    """Yield the days from `first` to `last`, both included."""
    for offset in range((last - first).days + 1):
        yield first + timedelta(days=offset)


def shared_days(span: tuple[date, date], others: Iterable[tuple[date, date]]) -> Spans:
    """Return the days of a stretch that lie in one of the others, each day once."""
    first, last = span
    found: list[tuple[date, date]] = []
    clipped = sorted((max(begins, first), min(ends, last)) for begins, ends in others)
    for begins, ends in clipped:
        if begins > ends:
            continue
        if found and begins <= found[-1][1] + ONE_DAY:
            found[-1] = (found[-1][0], max(ends, found[-1][1]))
        else:
            found.append((begins, ends))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class SkippedDays(Sequence[SkippedDay]):
    """The days of some spans that are not ordinary, with why; looked up when they are read.

    A list of terms asks when each ends, not which days did not count: over ten years those are
    more than a thousand.
    """

    spans: tuple[tuple[date, date], ...]
    """First and last day of each, both included."""
    calendar: HolidayCalendar = field(compare=False, repr=False)

    def __iter__(self) -> Iterator[SkippedDay]:
        for first, last in self.spans:
            for day in days_from_to(first, last):
                found = _not_ordinary(day, self.calendar)
                if found is not None:
                    yield found

    def __len__(self) -> int:
        return sum(1 for _each in self)

    def __bool__(self) -> bool:
        return any(True for _each in self)

    @overload
    def __getitem__(self, place: int) -> SkippedDay: ...

    @overload
    def __getitem__(self, place: slice) -> Sequence[SkippedDay]: ...

    def __getitem__(self, place: int | slice) -> SkippedDay | Sequence[SkippedDay]:
        return tuple(self)[place]

    def __add__(self, others: "SkippedDays") -> "SkippedDays":
        return SkippedDays(self.spans + others.spans, self.calendar)


def skipped_between(first: date, last: date, *, calendar: HolidayCalendar) -> SkippedDays:
    """Return the days from `first` to `last` that are not ordinary, with why."""
    return SkippedDays(((first, last),), calendar)


def at_most(wanted: int, days: Iterator[date], holds: Callable[[date], bool]) -> int:
    """Count the days for which something holds, and stop when there are enough."""
    found = 0
    for day in days:
        if found == wanted:
            break
        found += holds(day)
    return found


def _not_ordinary(day: date, calendar: HolidayCalendar) -> SkippedDay | None:
    holiday = calendar.find(day)
    if holiday is not None:
        return SkippedDay(
            day, DayKind.HOLIDAY, holiday.name, holiday.name_en, f"artikel {holiday.article}"
        )
    if day.weekday() == SATURDAY:
        return SkippedDay(day, DayKind.SATURDAY)
    return SkippedDay(day, DayKind.SUNDAY) if day.weekday() == SUNDAY else None


def add_months(start: date, count: int) -> date:
    """Return the same day of another month, or its last day when that month is shorter.

    Source: European Convention on the Calculation of Time-Limits, article 4(2); Regulation
        1182/71, article 3(2)(c).
    """
    year, month = divmod(start.year * MONTHS_IN_A_YEAR + start.month - 1 + count, MONTHS_IN_A_YEAR)
    if not date.min.year <= year <= date.max.year:
        raise OverflowError
    last = months.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(start.day, last))
