"""Drawing the calendar: where each bar, name and diamond stands. Pure; the template writes the SVG.

A lane has lines of one authority each, as many as things of that authority overlap in time: its
name stands once in front of each. A title stands in its bar when it fits, else to the right of it
when nothing stands there, else it is left to the link's name and the table.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from app.coordination.queries import CalendarRow, Lane, Period

WIDTH, NAMES_END, LEFT, RIGHT = 1216, 292, 304, 1204
HEAD, BAND, LINE, BAR = 44, 26, 30, 18
BAR_ABOVE, TEXT_BELOW = 6, 20
LETTER = 6.4
"""Width of a letter of 12 px, on average."""
GAP, DIAMOND, PADDING = 3, 8, 8
NAME_LETTERS, NARROW = 32, 4


@dataclass(frozen=True, slots=True)
class Bar:
    """One activity in the drawing."""

    row: CalendarRow
    x: float
    y: float
    width: float
    """0: the window lies outside the period; only its last day is in it."""
    text_x: float | None
    """Where its title begins; None when there is no room."""
    due_x: float | None
    """Where the diamond stands; None when the last day is unknown or out of sight."""
    tail: tuple[float, float] | None
    """From where to where a line leads to a diamond outside the bar."""

    @property
    def text_y(self) -> float:
        """Base line of the title."""
        return self.y + BAR - 5


@dataclass(frozen=True, slots=True)
class LaneDrawing:
    """One entity with its bars."""

    lane: Lane
    y: float
    height: float
    name: str
    bars: list[Bar]
    owners: dict[float, UUID]
    """Whose each line is, by the base line of that name."""

    @property
    def text_y(self) -> float:
        """Base line of the name."""
        return self.y + TEXT_BELOW


@dataclass(frozen=True, slots=True)
class Band:
    """The heading of a group."""

    key: str
    y: float

    @property
    def text_y(self) -> float:
        """Base line of the heading."""
        return self.y + BAND - 8


@dataclass(slots=True)
class Drawing:
    """The whole timeline."""

    height: float
    bands: list[Band] = field(default_factory=list)
    lanes: list[LaneDrawing] = field(default_factory=list)
    today_x: float | None = None


def draw_timeline(
    lanes: Sequence[tuple[str, Lane]], period: Period, *, today: date, titles: dict[str, str]
) -> Drawing:
    """Place everything.

    Args:
        lanes: each with the key of its group; an empty key has no heading.
        titles: what stands in the bar, by activity id.
    """
    drawing, y, group = Drawing(0), float(HEAD), ""
    for key, lane in lanes:
        if key and key != group:
            drawing.bands.append(Band(key, y))
            y, group = y + BAND, key
        made = _lane(lane, y, period=period, titles=titles)
        drawing.lanes.append(made)
        y += made.height
    drawing.height = y + GAP
    if period.first <= today <= period.last:
        drawing.today_x = place_of(today, period)
    return drawing


def place_of(day: date, period: Period) -> float:
    """Return where a day begins."""
    share = (day - period.first).days / period.days
    return round(LEFT + share * (RIGHT - LEFT), 1)


def _lane(lane: Lane, y: float, *, period: Period, titles: dict[str, str]) -> LaneDrawing:
    lines: list[tuple[UUID, date]] = []
    placed: list[tuple[CalendarRow, int]] = []
    for row in lane.rows:
        line = _free_line(lines, row)
        lines[line : line + 1] = [(row.notice.organisation_id, row.notice.ends_on)]
        placed.append((row, line))
    name = lane.name if len(lane.name) <= NAME_LETTERS else f"{lane.name[: NAME_LETTERS - 1]}…"
    bars = [
        _bar(
            row,
            y + line * LINE,
            period=period,
            titles=titles,
            until=_next_start(placed, row, line=line, period=period),
        )
        for row, line in placed
    ]
    owners = {y + line * LINE + TEXT_BELOW: owner for line, (owner, _end) in enumerate(lines)}
    return LaneDrawing(lane, y, max(1, len(lines)) * LINE, name, bars, owners)


def _free_line(lines: Sequence[tuple[UUID, date]], row: CalendarRow) -> int:
    """Return the first line of an authority where nothing stands yet, or the next one."""
    whose, first = row.notice.organisation_id, row.notice.starts_on
    free = (n for n, (owner, end) in enumerate(lines) if owner == whose and end < first)
    return next(free, len(lines))


def _next_start(
    placed: Sequence[tuple[CalendarRow, int]], row: CalendarRow, *, line: int, period: Period
) -> float:
    """Return how far a text beside a bar may run: to the next bar on the same line."""
    later = [
        other.notice.starts_on
        for other, its_line in placed
        if its_line == line and other.notice.starts_on > row.notice.ends_on
    ]
    return place_of(min(later), period) if later else float(RIGHT)


def _bar(
    row: CalendarRow, y: float, *, period: Period, titles: dict[str, str], until: float
) -> Bar:
    notice = row.notice
    first, last = max(notice.starts_on, period.first), min(notice.ends_on, period.last)
    x = place_of(first, period) + GAP
    end = place_of(date.fromordinal(last.toordinal() + 1), period) - GAP
    width = round(max(end - x, NARROW), 1) if first <= last else 0
    due_x, tail = _due(row, period, end=x + width)
    words = len(titles.get(str(notice.activity_id), "")) * LETTER
    text_x = _text_place(x, width, words, due_x=due_x, until=until) if width else None
    return Bar(row, x, y + BAR_ABOVE, width, text_x, due_x, tail)


def _due(
    row: CalendarRow, period: Period, *, end: float
) -> tuple[float | None, tuple[float, float] | None]:
    if row.activity is None or not period.first <= row.activity.due_on <= period.last:
        return None, None
    share = 0.5 * (RIGHT - LEFT) / period.days
    due_x = round(place_of(row.activity.due_on, period) + share, 1)
    is_outside = row.activity.due_on > row.notice.ends_on
    tail = (round(end, 1), due_x - DIAMOND) if is_outside and due_x - DIAMOND > end else None
    return due_x, tail


def _text_place(
    x: float, width: float, words: float, *, due_x: float | None, until: float
) -> float | None:
    """Return where a title begins: before the diamond, after it, or beside the bar."""
    inside = x + PADDING
    if due_x is None or not x <= due_x <= x + width:
        if words + 2 * PADDING <= width:
            return inside
    elif inside + words <= due_x - DIAMOND:
        return inside
    elif due_x + DIAMOND + 4 + words <= x + width:
        return due_x + DIAMOND + 4
    beside = max(x + width, (due_x or 0) + DIAMOND) + 4
    return round(beside, 1) if beside + words <= until else None
