"""The ruler above the timeline: where quarters, months and days begin, and what they are called."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from babel.dates import format_date
from flask_babel import get_locale

from app.coordination.queries import Period, Zoom
from app.coordination.queries.periods import first_month_of, quarter_of, starts_inside
from app.coordination.views.timeline import LEFT, RIGHT, place_of
from app.kernel.text import _


@dataclass(frozen=True, slots=True)
class Tick:
    """A line of the ruler, with the words right of it."""

    x: float
    words: str


@dataclass(frozen=True, slots=True)
class Ruler:
    """The ruler of one period."""

    heading: str
    strong: list[Tick]
    soft: list[Tick]
    begin: float = LEFT
    end: float = RIGHT


def rule_lines(period: Period) -> Ruler:
    """Return the lines: quarters and months in a year or quarter, else days."""
    starts = list(starts_inside(period))
    heading = _written(period.first, "MMMM y")
    if period.zoom in (Zoom.YEAR, Zoom.QUARTER):
        quarters = [each for each in starts if each.month == first_month_of(quarter_of(each))]
        strong = [Tick(place_of(each, period), _quarter(each)) for each in quarters]
        soft = [Tick(place_of(each, period), _written(each, "MMM")) for each in starts]
        return Ruler(heading, strong, soft)
    mondays = [each for each in starts if each.weekday() == 0 or each == starts[0]]
    strong = [Tick(place_of(each, period), _written(each, "d MMM")) for each in mondays]
    pattern = "EEE d" if period.zoom == Zoom.WEEK else "d"
    soft = [Tick(place_of(each, period), _written(each, pattern)) for each in starts]
    return Ruler(heading, strong, soft)


def _quarter(day: date) -> str:
    return _("Quarter %(number)d", number=quarter_of(day))


def _written(day: date, pattern: str) -> str:
    return str(format_date(day, pattern, locale=str(get_locale()))).replace(".", "")
