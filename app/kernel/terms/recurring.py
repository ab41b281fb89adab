"""Days on which something comes back: each week, month, quarter or year, counted from the first."""

from __future__ import annotations

from datetime import date, timedelta
from enum import StrEnum

from app.kernel.terms.days import add_months


class Period(StrEnum):
    """How often something comes back."""

    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


_MONTHS = {Period.MONTH: 1, Period.QUARTER: 3, Period.YEAR: 12}


def nth_day(first: date, every: Period, number: int) -> date:
    """Return the day of the time with this number; the first time has number 0.

    Counted from the first day and never from the one before: what began on the 31st comes on the
    last day of a shorter month and on the 31st again after it, and what began on 29 February comes
    on the 28th until the next leap year. Weekends and holidays are for who reads the day: a term
    that ends then runs on (Algemene termijnenwet, article 1).

    Raises:
        OverflowError: that day lies beyond the calendar (after the year 9999).
    """
    if every is Period.WEEK:
        return first + timedelta(weeks=number)
    return add_months(first, number * _MONTHS[every])
