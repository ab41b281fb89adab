"""When a mail comes, found by walking over the wall clock in small steps; knows nothing of ours.

Days off stand written out for the two years that are walked over.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
STEP = timedelta(minutes=15)
SATURDAY = 5
OFF = {
    *(date(2026, 1, 1), date(2026, 1, 2), date(2026, 4, 3), date(2026, 4, 6), date(2026, 4, 27)),
    *(date(2026, 5, 5), date(2026, 5, 14), date(2026, 5, 15), date(2026, 5, 25)),
    *(date(2026, 12, 25), date(2027, 1, 1), date(2027, 3, 26), date(2027, 3, 29)),
    *(date(2027, 4, 27), date(2027, 5, 5), date(2027, 5, 6), date(2027, 5, 7), date(2027, 5, 17)),
}
"""Days off on working days: Algemene termijnenwet, article 3, and the royal decrees on it."""


@dataclass(frozen=True)
class Habit:
    """What somebody chose."""

    digest: frozenset[int]
    quiet: frozenset[int]
    """The hours of the day in which no mail comes, each by itself."""
    rests: bool

    def is_quiet(self, moment: datetime) -> bool:
        """Tell whether no mail comes at a moment."""
        day, hour, _minute = wall(moment)
        return hour in self.quiet or (self.rests and is_off(day))


@lru_cache(maxsize=200_000)
def wall(moment: datetime) -> tuple[date, int, int]:
    """Read the clock on the wall."""
    there = moment.astimezone(AMSTERDAM)
    return there.date(), there.hour, there.minute


def is_off(day: date) -> bool:
    """Tell whether nobody works on a day."""
    return day.weekday() >= SATURDAY or day in OFF


def opens_at(habit: Habit, moment: datetime) -> datetime:
    """Walk on until a mail may come."""
    while habit.is_quiet(moment):
        moment += timedelta(minutes=1)
    return moment


def next_mail(habit: Habit, now: datetime, *, days_back: int = 9) -> datetime | None:
    """Live through the days before and after, and note when a mail with tasks comes after now."""
    if not habit.digest:
        return None
    is_due = False
    for moment, hours in _walk(now - timedelta(days=days_back)):
        day, _hour, _minute = wall(moment)
        if hours & habit.digest and not (habit.rests and is_off(day)):
            is_due = True
        if is_due and not habit.is_quiet(moment):
            is_due = False
            if moment > now:
                return moment
    raise AssertionError("never")


def _walk(start: datetime) -> Iterator[tuple[datetime, set[int]]]:
    """Give quarters of an hour, each with the hours of the wall that begin at it, each once a day.

    Where the clock skips an hour, that begins together with the next.
    """
    moment = start.replace(minute=0, second=0, microsecond=0)
    begun: set[tuple[date, int]] = set()
    before = wall(moment - STEP)[1]
    for _ in range(40 * 24 * 4):
        day, hour, minute = wall(moment)
        hours: set[int] = set()
        if minute == 0 and (day, hour) not in begun:
            begun.add((day, hour))
            hours = {hour, hour - 1} if (hour - before) % 24 > 1 else {hour}
        before = hour
        yield moment, hours
        moment += STEP
