"""The list of deadlines as it is shown: of activities, and of what other features say is due."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from app.coordination.models import Sector
from app.coordination.policy import Coordination
from app.coordination.queries.deadlines import (
    DeadlineRow,
    Group,
    Place,
    WantedDeadlines,
    group_of,
    list_deadlines,
)
from app.coordination.queries.lights import Light, light_of_day
from app.coordination.queries.words import DEADLINE_WORDS
from app.identity.models import Organisation
from app.kernel import clock
from app.kernel.access import Actor
from app.workspaces.queries.due import Due, Sources

OTHERS = 50
"""Where what is no activity stands on its day: after every kind of deadline of an activity."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One deadline as the list shows it."""

    place: Place
    about: str
    """The entity, or the workspace."""
    sector: Sector | None
    organisation: Organisation | None
    title: str
    url: str
    kind: str
    source: str
    due_on: date
    due_at: datetime | None
    light: Light
    group: Group
    steps: tuple[str, ...] = ()
    is_expected: bool = False


NO_SOURCES = Sources()


def list_lines(
    actor: Actor,
    coordination: Coordination,
    wanted: WantedDeadlines,
    *,
    limit: int,
    after: Place | None = None,
    sources: Sources = NO_SOURCES,
) -> list[Line]:
    """Return what is not done yet, the earliest first.

    Args:
        after: place of the last line of the page before.
        sources: who tells what else is due, beside activities.
    """
    rows = list_deadlines(actor, coordination, wanted, limit=limit, after=after)
    lines = [_of_row(each) for each in rows]
    today = clock.today()
    lines += [
        _of_due(each, today)
        for each in sources.ask(actor, coordination.places)
        if _fits(each, wanted) and (after is None or _place_of(each) > after)
    ]
    return sorted(lines, key=lambda each: each.place)[:limit]


def _fits(due: Due, wanted: WantedDeadlines) -> bool:
    if wanted.sector:
        return False
    if wanted.owner and (due.organisation is None or due.organisation.code != wanted.owner):
        return False
    words = wanted.words.casefold()
    return words in due.title.casefold() or words in due.place.title.casefold()


def _of_row(row: DeadlineRow) -> Line:
    return Line(
        place=row.place,
        about=row.activity.entity_name,
        sector=row.activity.sector,
        organisation=row.activity.organisation,
        title=row.activity.title,
        url=f"/coordination/activities/{row.activity.id}",
        kind=str(DEADLINE_WORDS[row.kind]),
        source=row.source,
        due_on=row.due_on,
        due_at=row.due_at,
        light=row.light,
        group=row.group,
        steps=row.steps,
        is_expected=row.is_expected,
    )


def _of_due(due: Due, today: date) -> Line:
    found = light_of_day(due.due_on, today)
    reason = f"{found.reason} {due.words.told}".strip()
    return Line(
        place=_place_of(due),
        about=due.place.title,
        sector=None,
        organisation=due.organisation,
        title=due.title,
        url=due.words.url,
        kind=due.words.kind,
        source="",
        due_on=due.due_on,
        due_at=None,
        light=Light(found.level, reason),
        group=group_of(due.due_on, found, today),
    )


def _place_of(due: Due) -> Place:
    return due.due_on, due.id, OTHERS
