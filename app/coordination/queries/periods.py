"""Stretches of the calendar: a year, a quarter, a month or a week, and the one before and after."""

from __future__ import annotations

import calendar
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

MONTHS_IN_QUARTER, MONTHS_IN_YEAR = 3, 12
FIRST_YEAR, LAST_YEAR = 2020, 2099
SEASON = 10
"""From this month on people plan the next year (DOMAIN: calls go out from October on)."""
ONE_DAY = timedelta(days=1)


class Zoom(StrEnum):
    """How much of the calendar is shown."""

    YEAR = "year"
    QUARTER = "quarter"
    MONTH = "month"
    WEEK = "week"


@dataclass(frozen=True, slots=True)
class Period:
    """The days that are shown; the last one included."""

    zoom: Zoom
    first: date
    last: date

    @property
    def days(self) -> int:
        """How many days there are."""
        return (self.last - self.first).days + 1

    @property
    def quarter(self) -> int:
        """The quarter of the first day."""
        return quarter_of(self.first)

    def before(self) -> Period:
        """Return the same stretch right before."""
        return period_of(self.zoom, self.first - ONE_DAY)

    def after(self) -> Period:
        """Return the same stretch right after."""
        return period_of(self.zoom, self.last + ONE_DAY)

    def zoomed(self, zoom: Zoom, today: date) -> Period:
        """Return a longer or shorter stretch; today's when today lies inside this one."""
        return period_of(zoom, today if self.first <= today <= self.last else self.first)


def period_of(zoom: Zoom, day: date) -> Period:
    """Return the year, quarter, month or week in which a day lies."""
    day = min(max(day, date(FIRST_YEAR, 1, 1)), date(LAST_YEAR, MONTHS_IN_YEAR, 31))
    if zoom == Zoom.WEEK:
        monday = day - timedelta(days=day.weekday())
        return Period(zoom, monday, monday + timedelta(days=6))
    if zoom == Zoom.YEAR:
        return _months(zoom, date(day.year, 1, 1), MONTHS_IN_YEAR)
    if zoom == Zoom.QUARTER:
        return _months(zoom, date(day.year, first_month_of(quarter_of(day)), 1), MONTHS_IN_QUARTER)
    return _months(zoom, day.replace(day=1), 1)


def usual_period(today: date) -> Period:
    """Return the year that people plan now."""
    year = today.year + 1 if today.month >= SEASON else today.year
    return period_of(Zoom.YEAR, date(min(year, LAST_YEAR), 1, 1))


def quarter_of(day: date) -> int:
    """Return the quarter in which a day lies."""
    return (day.month - 1) // MONTHS_IN_QUARTER + 1


def first_month_of(quarter: int) -> int:
    """Return the month with which a quarter begins."""
    return (quarter - 1) * MONTHS_IN_QUARTER + 1


def starts_inside(period: Period) -> Iterator[date]:
    """Yield where months begin; in a month or week, where days do."""
    day = period.first
    while day <= period.last:
        yield day
        if period.zoom in (Zoom.YEAR, Zoom.QUARTER):
            day += timedelta(days=calendar.monthrange(day.year, day.month)[1])
        else:
            day += ONE_DAY


def _months(zoom: Zoom, first: date, count: int) -> Period:
    last_month = first.month + count - 1
    last_day = calendar.monthrange(first.year, last_month)[1]
    return Period(zoom, first, date(first.year, last_month, last_day))
