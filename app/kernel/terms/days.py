"""Ordinary days: which they are, and counting in them."""

import calendar as months
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from app.kernel.holidays import HolidayCalendar, standard_calendar
from app.kernel.terms.rules import DayKind, SkippedDay

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
ONE_DAY = timedelta(days=1)
SATURDAY, SUNDAY = 5, 6
MONTHS_IN_A_YEAR = 12


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
    return sum(
        is_working_day(day, calendar=calendar) for day in days_from_to(first + ONE_DAY, last)
    )


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


def skipped_between(
    first: date, last: date, *, calendar: HolidayCalendar
) -> tuple[SkippedDay, ...]:
    """Return the days from `first` to `last` that are not ordinary, with why."""
    found = (_not_ordinary(day, calendar) for day in days_from_to(first, last))
    return tuple(day for day in found if day is not None)


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
