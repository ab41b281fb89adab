"""Days that come back, compared with a calendar that is walked over day by day."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.kernel.terms import Period, nth_day

APART = {Period.MONTH: 1, Period.QUARTER: 3, Period.YEAR: 12}


def walked(first, every, last):
    """Every day on which it comes, by looking at each day of the calendar."""
    found, day = [], first
    while day <= last:
        months = (day.year - first.year) * 12 + day.month - first.month
        is_last_of_month = (day + timedelta(days=1)).month != day.month
        is_its_day = day.day == first.day or (is_last_of_month and day.day < first.day)
        if every is Period.WEEK:
            if (day - first).days % 7 == 0:
                found.append(day)
        elif is_its_day and months % APART[every] == 0:
            found.append(day)
        day += timedelta(days=1)
    return found


@settings(max_examples=200, deadline=None)
@given(
    first=st.dates(date(2024, 1, 1), date(2032, 12, 31)),
    every=st.sampled_from(Period),
    days=st.integers(-5, 1700),
)
def test_the_days_are_those_of_the_walk(first, every, days):
    last = first + timedelta(days=days)
    wanted = walked(first, every, last)
    assert [nth_day(first, every, number) for number in range(len(wanted))] == wanted
    assert nth_day(first, every, len(wanted)) > last


@pytest.mark.parametrize(
    ("first", "every", "days"),
    [
        ("2028-01-31", Period.MONTH, "2028-01-31 2028-02-29 2028-03-31 2028-04-30 2028-05-31"),
        ("2026-12-31", Period.MONTH, "2026-12-31 2027-01-31 2027-02-28 2027-03-31"),
        ("2026-11-30", Period.QUARTER, "2026-11-30 2027-02-28 2027-05-30 2027-08-30"),
        ("2028-02-29", Period.YEAR, "2028-02-29 2029-02-28 2030-02-28 2031-02-28 2032-02-29"),
        ("2026-12-25", Period.WEEK, "2026-12-25 2027-01-01 2027-01-08"),
    ],
)
def test_ends_of_months_and_leap_days(first, every, days):
    wanted = [date.fromisoformat(each) for each in days.split()]
    begin = date.fromisoformat(first)
    assert [nth_day(begin, every, number) for number in range(len(wanted))] == wanted
