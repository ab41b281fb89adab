"""How a deadline stands today, as a word with its reason; pure, the moment comes in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from sqlalchemy import ColumnElement, and_, case, not_

from app.coordination.models import Activity
from app.kernel import terms
from app.kernel.day_words import day_in_words
from app.kernel.text import _, ngettext

SOON = timedelta(days=3)
SOON_IN_HOURS = timedelta(hours=8)
"""A working day: a term of 24 hours should not ask for attention from its first minute."""
SLIPS_SOON = timedelta(days=30)
"""A plan that slipped asks for attention when its day is near; until then it only says so."""
AN_HOUR = 3600


class Level(StrEnum):
    """How a deadline stands, as the component of dates draws it."""

    LATE = "late"
    ATTEND = "risk"
    FINE = "soon"


@dataclass(frozen=True, slots=True)
class Light:
    """How a deadline stands, and why."""

    level: Level
    reason: str

    @property
    def word(self) -> str:
        """The word beside its sign."""
        return {Level.LATE: _("Late"), Level.ATTEND: _("Mind"), Level.FINE: _("On time")}[
            self.level
        ]


def light_of_activity(activity: Activity, today: date) -> Light:
    """Return how the hard last day of an activity stands: by the days left, and by its plan."""
    found = light_of_day(activity.due_on, today)
    if found.level != Level.FINE:
        return found
    slipped = (activity.due_on - activity.agreed_due_on).days
    if slipped > 0:
        told = ngettext(
            "It is %(num)d day later than first agreed.",
            "It is %(num)d days later than first agreed.",
            slipped,
        )
        is_near = activity.due_on - today <= SLIPS_SOON
        return Light(Level.ATTEND if is_near else Level.FINE, told)
    if activity.ends_on > activity.due_on:
        return Light(Level.ATTEND, _("Its window goes on after this day."))
    return found


def level_of_activity(today: date) -> ColumnElement[str]:
    """Return how the last day of an activity stands, worked out by the database.

    The same rule as `light_of_activity`, for counting many without reading them.
    """
    due_on, slipped = Activity.due_on, Activity.due_on > Activity.agreed_due_on
    return case(
        (due_on < today, Level.LATE.value),
        (due_on <= today + SOON, Level.ATTEND.value),
        (and_(slipped, due_on <= today + SLIPS_SOON), Level.ATTEND.value),
        (and_(not_(slipped), Activity.ends_on > due_on), Level.ATTEND.value),
        else_=Level.FINE.value,
    )


def light_of_day(due_on: date, today: date) -> Light:
    """Return how a last day stands."""
    left = due_on - today
    if left < timedelta(0):
        late = max(terms.working_days_between(due_on, today), 1)
        told = ngettext("%(num)d working day late.", "%(num)d working days late.", late)
        return Light(Level.LATE, told)
    if not left:
        return Light(Level.ATTEND, _("Today is the last day."))
    told = ngettext("%(num)d day left.", "%(num)d days left.", left.days)
    return Light(Level.ATTEND if left <= SOON else Level.FINE, told)


def light_of_moment(ends_at: datetime, now: datetime) -> Light:
    """Return how a term in hours stands; real hours, also when the clock changes."""
    left = ends_at - now
    if left <= timedelta(0):
        day = day_in_words(ends_at.astimezone(terms.AMSTERDAM).date())
        return Light(Level.LATE, _("It ended on %(day)s.", day=day))
    hours = int(left.total_seconds() // AN_HOUR)
    told = ngettext("%(num)d hour left.", "%(num)d hours left.", hours)
    return Light(Level.ATTEND if left <= SOON_IN_HOURS else Level.FINE, told)
