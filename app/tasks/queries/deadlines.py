"""How a due day reads today: how long still, at risk or late, and why it is this day.

Pure: today comes in as an argument. A due day that is no working day runs on to the next one, as
the law has it for its own terms; between partners it is followed by agreement.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import IntEnum

from app.kernel import terms
from app.kernel.day_words import day_in_words
from app.kernel.terms import Explanation, Reason, TermRule, TermUnit
from app.kernel.text import _, ngettext
from app.tasks.models import TaskStatus
from app.tasks.queries.term_words import not_ordinary_in_words

ON_THE_DAY = TermRule(
    length=0,
    unit=TermUnit.DAYS,
    binds=False,
    source="Algemene termijnenwet, artikel 1 lid 1, by agreement",
)
SOON = timedelta(days=7)
IN_WEEKS = timedelta(days=14)
A_WEEK = 7
AN_HOUR = timedelta(hours=1)
A_DAY_IN_HOURS, IN_DAYS = timedelta(hours=24), timedelta(hours=48)
"""A term in hours is at risk in its last day, and reads in hours until two days from its end."""


class Urgency(IntEnum):
    """Under which heading a task stands; the smaller, the sooner."""

    LATE = 1
    TODAY = 2
    THIS_WEEK = 3
    LATER = 4
    WAITING = 5
    """The assignee cannot go on: a predecessor is not delivered, or others have their turn."""
    OVER = 6


@dataclass(frozen=True, slots=True)
class Deadline:
    """A due day as people read it today."""

    urgency: Urgency
    words: str
    state: str
    """'' | 'soon' | 'risk' | 'late' | 'done', as the component draws it."""
    due_on: date | None
    """The day that was asked for."""
    ends_on: date | None
    """The last day that counts: the due day, or the first working day after it."""
    steps: tuple[str, ...]
    """Why it is that day, when it is another than was asked for."""


def deadline_of(
    *,
    status: TaskStatus,
    due_on: date | None,
    today: date,
    waits_for: str | None = None,
    is_counted: bool = False,
    is_open: bool = True,
) -> Deadline:
    """Work out how a due day reads on a day.

    Args:
        is_counted: the day is the end of a term, counted by its own rule: it runs on no further.
        is_open: False when its workspace is closed: nobody can do anything about it any more.
        waits_for: name of whoever must deliver something first; None when nothing holds it up.
    """
    explained = None if due_on is None or is_counted else terms.explain(ON_THE_DAY, due_on)
    ends_on = due_on if explained is None else explained.ends_on
    if status.is_over or is_open:
        urgency, words, state = _read(status, ends_on, today=today, waits_for=waits_for)
    else:
        urgency, words, state = Urgency.OVER, _("Not finished when the workspace closed"), ""
    return Deadline(urgency, words, state, due_on, ends_on, _steps(explained))


def last_day_of(due_on: date, *, is_counted: bool = False) -> date:
    """Return the last day that counts for a due day: itself, or the working day after it.

    Args:
        is_counted: the day is the end of a term, counted by its own rule.
    """
    return due_on if is_counted else terms.explain(ON_THE_DAY, due_on).ends_on


def read_day(status: TaskStatus, ends_on: date | None, *, today: date) -> Deadline:
    """Work out how the last day of a term reads, that was counted by its own rule."""
    urgency, words, state = _read(status, ends_on, today=today, waits_for=None)
    return Deadline(urgency, words, state, ends_on, ends_on, ())


def read_moment(ends_at: datetime, *, now: datetime) -> Deadline:
    """Work out how the end of a term in hours reads: it is over at its moment, not at midnight."""
    day, today = (each.astimezone(terms.AMSTERDAM).date() for each in (ends_at, now))
    left = ends_at - now
    if left <= timedelta(0):
        return Deadline(Urgency.LATE, _hours_late(-left), "late", day, day, ())
    urgency, words, state = _time_left(day, today)
    if left <= IN_DAYS:
        words = _hours_left(left)
    state = "risk" if left <= A_DAY_IN_HOURS else state
    return Deadline(urgency, words, state, day, day, ())


def _hours_late(late: timedelta) -> str:
    if late < AN_HOUR:
        return _("Late")
    if late < IN_DAYS:
        return ngettext("%(num)d hour late", "%(num)d hours late", late // AN_HOUR)
    return ngettext("%(num)d day late", "%(num)d days late", late.days)


def _hours_left(left: timedelta) -> str:
    if left < AN_HOUR:
        return _("Less than an hour left")
    return ngettext("%(num)d hour left", "%(num)d hours left", left // AN_HOUR)


def _read(
    status: TaskStatus, ends_on: date | None, *, today: date, waits_for: str | None
) -> tuple[Urgency, str, str]:
    if not status.is_waiting_for_assignee:
        return _answered(status)
    if waits_for is not None:
        return Urgency.WAITING, _("Waits for %(name)s", name=waits_for), ""
    if ends_on is None:
        return Urgency.LATER, _("No due day"), ""
    if ends_on < today:
        return Urgency.LATE, _how_late(ends_on, today), "late"
    return _time_left(ends_on, today)


def _answered(status: TaskStatus) -> tuple[Urgency, str, str]:
    match status:
        case TaskStatus.DELIVERED:
            return Urgency.WAITING, _("Delivered"), "done"
        case TaskStatus.RETURNED:
            return Urgency.WAITING, _("Returned"), "risk"
        case TaskStatus.DONE:
            return Urgency.OVER, _("Done"), "done"
        case _:
            return Urgency.OVER, _("Withdrawn"), ""


def _how_late(ends_on: date, today: date) -> str:
    """Count in working days; on the weekend after it, it is simply late."""
    late = terms.working_days_between(ends_on, today)
    if late == 0:
        return _("Late")
    return ngettext("%(num)d working day late", "%(num)d working days late", late)


def _time_left(ends_on: date, today: date) -> tuple[Urgency, str, str]:
    left = ends_on - today
    if not left:
        return Urgency.TODAY, _("Today"), "risk"
    sunday = today + timedelta(days=6 - today.weekday())
    urgency = Urgency.THIS_WEEK if ends_on <= sunday else Urgency.LATER
    is_next = ends_on < terms.add_working_days(today, 2)
    state = "risk" if is_next else "soon" if left <= SOON else ""
    return urgency, _days_left(left), state


def _days_left(left: timedelta) -> str:
    if left.days == 1:
        return _("Tomorrow")
    if left < IN_WEEKS:
        return ngettext("%(num)d day left", "%(num)d days left", left.days)
    return ngettext("%(num)d week left", "%(num)d weeks left", left.days // A_WEEK)


def _steps(explained: Explanation | None) -> tuple[str, ...]:
    """Say why another day counts; nothing when the day asked for is a working day."""
    moved = [each for each in explained.steps if each.reason == Reason.RUNS_ON] if explained else []
    return tuple(
        line
        for step in moved
        for line in (
            *(not_ordinary_in_words(each) for each in step.skipped),
            _(
                "So the task counts until the end of %(day)s (Algemene termijnenwet, article 1).",
                day=day_in_words(step.ends_on, "full"),
            ),
        )
    )


def run_on_in_words(due_on: date | None) -> str:
    """Say until when a day counts that is no working day; nothing about any other day."""
    if due_on is None or terms.is_working_day(due_on):
        return ""
    ends_on = terms.explain(ON_THE_DAY, due_on).ends_on
    return _(
        "%(day)s is not a working day, so the task counts until the end of %(end)s.",
        day=day_in_words(due_on, "full").capitalize(),
        end=day_in_words(ends_on, "full"),
    )
