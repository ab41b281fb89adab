"""A slow, obviously right oracle for terms: a finger that walks over a calendar, a day at a time.

It knows nothing of the product: Easter is typed from the almanac, days made equal from the Royal
Decrees, and a term is counted by walking.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

DAY = timedelta(days=1)
EASTER = {
    2022: (4, 17), 2023: (4, 9), 2024: (3, 31), 2025: (4, 20), 2026: (4, 5), 2027: (3, 28),
    2028: (4, 16), 2029: (4, 1), 2030: (4, 21), 2031: (4, 13), 2032: (3, 28),
}  # fmt: skip
MADE_EQUAL = [
    "2023-04-28", "2023-05-19", "2024-05-10", "2024-12-27", "2025-05-30", "2026-01-02",
    "2026-05-15", "2027-05-07", "2028-04-28", "2028-05-26",
]  # fmt: skip


def _holidays() -> set[date]:
    found = {date.fromisoformat(each) for each in MADE_EQUAL}
    for year, (month, day) in EASTER.items():
        easter = date(year, month, day)
        found |= {date(year, *each) for each in ((1, 1), (5, 5), (12, 25), (12, 26))}
        kings_day = date(year, 4, 27)
        found.add(kings_day - DAY if kings_day.strftime("%a") == "Sun" else kings_day)
        found |= {easter + timedelta(days=n) for n in (-2, 1, 39, 50)}
    return found


HOLIDAYS = _holidays()
ORDINARY = {
    day
    for day in (date(2022, 1, 1) + timedelta(days=n) for n in range(4_000))
    if day.strftime("%a") not in {"Sat", "Sun"} and day not in HOLIDAYS
}
FIRST, LAST = date(2023, 1, 1), date(2031, 6, 30)
"""Terms that begin in these days stay within the years the oracle knows."""


@dataclass(frozen=True)
class Told:
    """A term in the words of the law."""

    start: date
    length: int
    unit: str
    law: str = "dutch"
    back: bool = False
    excluded: bool = False


def ordinary(day: date) -> bool:
    """Tell by the list whether a day is ordinary."""
    return day in ORDINARY


def last_day(told: Told) -> date:
    """Walk from the event to the last day of the term."""
    way = -DAY if told.back else DAY
    end = _walked(told, way)
    if told.law == "agreed" or _left_alone(told):
        return end
    while not told.back and not ordinary(end):
        end += DAY
    shortest = 3 if told.law == "dutch" else 2
    is_short = told.unit in {"days", "working_days"} and told.length < shortest
    while not is_short and _ordinary_days(told.start, end, way) < 2:
        end += way
        while not ordinary(end):
            end += way
    return end


def stood_still(told: Told, *, first: date, last: date, end: date) -> date:
    """Walk on after a standstill until as many days have gone by as were left before it."""
    is_counted = ordinary if told.unit == "working_days" else lambda _day: True
    left, day = 0, first
    while day <= end:
        left += is_counted(day)
        day += DAY
    day = last
    while left:
        day += DAY
        left -= is_counted(day)
    return day


def with_standstills(told: Told, spans: list[tuple[date, date]]) -> date:
    """Walk until as many days have counted as in the term itself; a day that stands still does not.

    However often a day is said to stand still, it is one day on the calendar.
    """
    is_counted = ordinary if told.unit == "working_days" else lambda _day: True
    still = {
        first + timedelta(days=n) for first, last in spans for n in range((last - first).days + 1)
    }
    day, end, wanted = told.start, last_day(told), 0
    while day != end:
        day += DAY
        wanted += is_counted(day)
    day = told.start
    while wanted:
        day += DAY
        wanted -= day not in still and is_counted(day)
    return day


def _walked(told: Told, way: timedelta) -> date:
    day, gone = told.start, 0
    if told.unit in {"months", "years"}:
        return walked_months(told, way)
    wanted = told.length * (7 if told.unit == "weeks" else 1)
    while gone < wanted:
        day += way
        if told.unit != "working_days" or ordinary(day):
            gone += 1
    return day


def walked_months(told: Told, way: timedelta) -> date:
    """Walk until the name of the month has turned often enough, then to the same number."""
    wanted = told.length * (12 if told.unit == "years" else 1)
    day, turned = told.start, 0
    while turned < wanted:
        before, day = day, day + way
        turned += day.month != before.month
    while day.day > 1 and way < timedelta(0):
        day -= DAY
    while day.day < told.start.day and (day + DAY).month == day.month:
        day += DAY
    return day


def _ordinary_days(start: date, end: date, way: timedelta) -> int:
    day, found = start, 0
    while day != end:
        day += way
        found += ordinary(day)
    return found


def _left_alone(told: Told) -> bool:
    if told.law != "dutch":
        return False
    most = {"days": 90, "weeks": 12, "months": 3, "years": 0}.get(told.unit)
    return told.excluded or (most is not None and told.length > most)
