"""The year calendar: a drawing and the same as a table, from year to week."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from flask import Response, request, url_for

from app.coordination import queries
from app.coordination.policy import Coordination, CoordinationPermission
from app.coordination.queries import (
    CalendarRow,
    Grouping,
    Lane,
    Period,
    WantedCalendar,
    WantedPairs,
    Zoom,
)
from app.coordination.views.blueprint import blueprint
from app.coordination.views.frame import frame, searched
from app.coordination.views.ruler import rule_lines
from app.coordination.views.timeline import draw_timeline
from app.identity.models import Organisation
from app.kernel import clock
from app.kernel.access import Actor, abilities
from app.kernel.text import _, lazy
from app.kernel.web import answers
from app.kernel.web.current import current_actor
from app.kernel.words import whole_number

GROUPINGS = {
    Grouping.SECTOR: lazy("By sector"),
    Grouping.AUTHORITY: lazy("By authority"),
    Grouping.ENTITY: lazy("By organisation"),
}
ZOOMS = {
    Zoom.YEAR: lazy("Year"),
    Zoom.QUARTER: lazy("Quarter"),
    Zoom.MONTH: lazy("Month"),
    Zoom.WEEK: lazy("Week"),
}
MOST_PAGES, MOST_MARKS = 10_000, 2_000


@dataclass(slots=True)
class Mark:
    """With which authorities an activity overlaps."""

    clashing: list[UUID] = field(default_factory=list)
    agreed: list[UUID] = field(default_factory=list)

    @property
    def look(self) -> str:
        """How its bar is drawn."""
        return "clash" if self.clashing else "joint"


@blueprint.route("", needs=CoordinationPermission.VIEW)
def calendar() -> Response:
    """Show a page of the calendar, drawn and as a table."""
    actor = current_actor()
    coordination = queries.get_coordination(actor, CoordinationPermission.VIEW)
    wanted = asked_for()
    found = queries.read_calendar(actor, coordination, wanted)
    around = frame(actor, coordination, section="calendar", period=wanted.period)
    grouped = _grouped(found.lanes, wanted.grouping, around["organisations"])
    drawing = draw_timeline(
        grouped, wanted.period, today=clock.today(), titles=_titles(found.lanes)
    )
    return answers.show(
        "coordination/calendar.html",
        wanted=wanted,
        found=found,
        grouped=grouped,
        drawing=drawing,
        ruler=rule_lines(wanted.period),
        heading=period_in_words(wanted.period),
        choices=_choices(wanted),
        movable=_movable(actor, found.lanes),
        marks=_marks(actor, coordination, wanted.period, lanes=found.lanes),
        **around,
    )


def _movable(actor: Actor, lanes: Sequence[Lane]) -> set[UUID]:
    """Return which activities the reader may move, so which bars can be dragged."""
    change = [CoordinationPermission.CHANGE]
    return {
        row.activity.id
        for lane in lanes
        for row in lane.rows
        if row.activity is not None
        and row.activity.finished_at is None
        and row.activity.organisation_id == actor.organisation_id
        and abilities(actor, row.activity, change).change
    }


def _marks(
    actor: Actor, coordination: Coordination, period: Period, *, lanes: Sequence[Lane]
) -> dict[UUID, Mark]:
    """Return what stands beside each activity that overlaps: with whom, and whether agreed."""
    keys = {each.match_key for each in lanes}
    wanted = WantedPairs(period=period, keys=keys)
    pairs = queries.list_pairs(actor, coordination, wanted, limit=MOST_MARKS)[0] if keys else []
    marks: dict[UUID, Mark] = {}
    for pair in pairs:
        for side, other in ((pair.first, pair.second), (pair.second, pair.first)):
            mark = marks.setdefault(side.activity_id, Mark())
            there = mark.agreed if pair.is_settled else mark.clashing
            if other.organisation_id not in there:
                there.append(other.organisation_id)
    return marks


def asked_for() -> WantedCalendar:
    """Read from the address which part is wanted; what is no part is left at what is usual."""
    args = request.args
    zoom = _one_of(Zoom, args.get("zoom"), Zoom.YEAR)
    day = _day(args.get("at", ""))
    period = queries.usual_period(clock.today()) if day is None else queries.period_of(zoom, day)
    if day is None and zoom != Zoom.YEAR:
        period = queries.period_of(zoom, clock.today())
    return WantedCalendar(
        period=period,
        grouping=_one_of(Grouping, args.get("group"), Grouping.SECTOR),
        words=searched("q"),
        sector=args.get("sector", "") if args.get("sector") in _sector_codes() else "",
        owner=searched("owner"),
        page=whole_number(args.get("page"), most=MOST_PAGES) or 0,
    )


def address(wanted: WantedCalendar, **other: Any) -> str:
    """Return the address of a part of the calendar, with something different."""
    period = other.get("period", wanted.period)
    said = {
        "zoom": period.zoom,
        "at": period.first.isoformat(),
        "group": other.get("group", wanted.grouping),
        "q": wanted.words,
        "sector": wanted.sector,
        "owner": wanted.owner,
        "page": other.get("page", 0) or "",
        "show": other.get("show", ""),
    }
    kept = {name: str(value) for name, value in said.items() if value}
    endpoint = other.get("endpoint", "coordination.calendar")
    return f"{url_for(endpoint)}?{urlencode(kept)}"


def zooms(url: Callable[[Zoom], str]) -> list[tuple[str, str, str]]:
    """Return the segments by which a page shows more or less of the calendar.

    Args:
        url: of the same page about a longer or shorter stretch.
    """
    return [(str(key), str(words), url(key)) for key, words in ZOOMS.items()]


def period_in_words(period: Period) -> str:
    """Say which stretch is shown: ``2027``, ``Kwartaal 2 van 2027``, ``mei 2027``, ``week 20``."""
    year = period.first.year
    if period.zoom == Zoom.YEAR:
        return str(year)
    if period.zoom == Zoom.QUARTER:
        return _("Quarter %(quarter)d of %(year)d", quarter=period.quarter, year=year)
    if period.zoom == Zoom.MONTH:
        return rule_lines(period).heading
    week = period.first.isocalendar()
    return _("Week %(week)d of %(year)d", week=week.week, year=week.year)


def _choices(wanted: WantedCalendar) -> dict[str, Any]:
    """Return where one can go from here."""
    today = clock.today()
    return {
        "groups": [
            (str(key), str(words), address(wanted, group=key)) for key, words in GROUPINGS.items()
        ],
        "zooms": zooms(lambda zoom: address(wanted, period=wanted.period.zoomed(zoom, today))),
        "before": address(wanted, period=wanted.period.before()),
        "now": address(wanted, period=queries.period_of(wanted.period.zoom, today)),
        "after": address(wanted, period=wanted.period.after()),
        "newer": address(wanted, page=wanted.page - 1) if wanted.page else None,
        "older": address(wanted, page=wanted.page + 1),
        "export": address(wanted, endpoint="coordination.export_calendar"),
    }


def _grouped(
    lanes: Sequence[Lane], grouping: Grouping, organisations: dict[Any, Organisation]
) -> list[tuple[str, Lane]]:
    """Return each lane with the heading it stands under."""
    if grouping == Grouping.SECTOR:
        return [(str(queries.SECTOR_WORDS[each.sector]), each) for each in lanes]
    if grouping == Grouping.AUTHORITY:
        return [
            (organisations[each.owner_id].name if each.owner_id in organisations else "", each)
            for each in lanes
        ]
    return [("", each) for each in lanes]


def _titles(lanes: Sequence[Lane]) -> dict[str, str]:
    rows: list[CalendarRow] = [row for lane in lanes for row in lane.rows]
    return {
        str(row.notice.activity_id): row.activity.title if row.activity else _("Content not shared")
        for row in rows
    }


def _sector_codes() -> set[str]:
    return {each.value for each in queries.SECTOR_WORDS}


def _one_of(kind: Any, text: str | None, usual: Any) -> Any:
    try:
        return kind(text)
    except ValueError:
        return usual


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
