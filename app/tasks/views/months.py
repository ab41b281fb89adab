"""The tasks of a workspace in a month of weeks, each on the day by which it must be done."""

from __future__ import annotations

import calendar
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from babel.dates import format_date
from flask import Response, request, url_for
from flask_babel import get_locale

from app.kernel import clock
from app.kernel.web import answers
from app.kernel.web.current import current_actor
from app.tasks import queries
from app.tasks.queries import TaskRow
from app.tasks.views.blueprint import blueprint
from app.tasks.views.board import asked_narrowing, asked_tasks, in_address
from app.workspaces import queries as workspaces
from app.workspaces.policy import WorkspacePermission

MOST_IN_MONTH = 500
AS_MONTH = "%Y-%m"
RUNS_ON = timedelta(days=14)
"""A day that is no working day runs on; no stretch of those is longer."""
FIRST, LAST = date(2000, 1, 1), date(2099, 12, 1)
"""The first day of the first and of the last month that is shown."""


@dataclass(frozen=True, slots=True)
class Day:
    """A day of the grid with what must be done on it."""

    on: date
    is_inside: bool
    """False before and after the month, where nothing is shown."""
    is_today: bool
    rows: tuple[TaskRow, ...]


@blueprint.route("/calendar", needs=WorkspacePermission.VIEW, endpoint="months")
def months(ref: str) -> Response:
    """Show a month of the tasks, by the day on which they must be done."""
    actor, wanted, month = current_actor(), asked_tasks(), _asked_month()
    narrowing = asked_narrowing()
    narrowed = in_address(narrowing)
    workspace = workspaces.get_for(actor, WorkspacePermission.VIEW, ref)
    frame = workspaces.workspace_frame(actor, workspace, section="tasks")
    days = (month - RUNS_ON, _end_of(month))
    found = queries.list_between(
        actor, workspace, wanted, days=days, limit=MOST_IN_MONTH + 1, narrowing=narrowing
    )
    asked = {"ref": ref, "show": str(wanted), **narrowed}
    weeks = _weeks(month, found[:MOST_IN_MONTH])
    return answers.show(
        "tasks/calendar.html",
        **frame,
        weeks=weeks,
        count=sum(len(day.rows) for week in weeks for day in week),
        weekdays=_weekdays(),
        heading=format_date(month, "MMMM y", locale=str(get_locale())),
        wanted=str(wanted),
        is_cut=len(found) > MOST_IN_MONTH,
        before=_link(asked, _month_of(month - timedelta(days=1))),
        after=_link(asked, _month_of(_end_of(month) + timedelta(days=1))),
        now=_link(asked, _month_of(clock.today())),
        at=month.strftime(AS_MONTH),
        narrowing=narrowing,
        narrowed=narrowed,
    )


def _asked_month() -> date:
    """Return the first day of the month that the address asks for; this month when it is none."""
    try:
        asked = date.fromisoformat(f"{request.args.get('month', '')}-01")
    except ValueError:
        return _month_of(clock.today())
    return min(max(asked, FIRST), LAST)


def _month_of(day: date) -> date:
    return day.replace(day=1)


def _end_of(month: date) -> date:
    return month.replace(day=calendar.monthrange(month.year, month.month)[1])


def _weeks(month: date, rows: Iterable[TaskRow]) -> list[list[Day]]:
    by_day: dict[date, list[TaskRow]] = {}
    for row in rows:
        day = row.deadline.ends_on or row.task.due_on
        if day is not None:
            by_day.setdefault(day, []).append(row)
    today = clock.today()
    return [
        [
            Day(
                on=day,
                is_inside=day.month == month.month,
                is_today=day == today,
                rows=tuple(by_day.get(day, ())) if day.month == month.month else (),
            )
            for day in week
        ]
        for week in calendar.Calendar().monthdatescalendar(month.year, month.month)
    ]


def _weekdays() -> list[str]:
    """Return the days of the week as the reader writes them, Monday first."""
    monday = date(2024, 1, 1)
    days = (monday + timedelta(days=each) for each in range(7))
    return [format_date(each, "EEEE", locale=str(get_locale())) for each in days]


def _link(asked: dict[str, Any], month: date) -> str:
    return url_for(".months", **asked, month=month.strftime(AS_MONTH))
