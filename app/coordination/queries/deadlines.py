"""What must be ready by when, as far as the reader may know: last days, and terms of incidents.

Only rows that are wholly visible have deadlines here: *that something is planned* says never by
when. Two statements whatever the number of rows, and every incident counts, however many there are.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import Select, select, tuple_
from sqlalchemy.orm import joinedload

from app.coordination.models import Activity, ActivityKind
from app.coordination.policy import Coordination, visible_to
from app.coordination.queries.incident_terms import (
    TRAINING_RULE,
    DeadlineKind,
    IncidentTerm,
    board_training,
    day_of,
    terms_of,
)
from app.coordination.queries.lights import (
    Level,
    Light,
    light_of_activity,
    light_of_day,
    light_of_moment,
)
from app.coordination.queries.places import put_in_place
from app.identity.models import Organisation
from app.kernel import clock, db
from app.kernel.access import Actor
from app.kernel.terms import HoursExplanation
from app.tasks.queries import Reckoned
from app.tasks.queries.term_words import explained

AT_ONCE = 500
"""Incidents fetched at a time; they are read until no later one can have an earlier term."""
ORDER = {kind: number for number, kind in enumerate(DeadlineKind)}
Place = tuple[date, UUID, int]
"""Where a deadline stands among all: its day, its activity, and which of that activity's."""


class Group(StrEnum):
    """Under which heading a deadline stands."""

    OVERDUE = "overdue"
    THIS_WEEK = "this_week"
    LATER = "later"


@dataclass(frozen=True, slots=True, kw_only=True)
class WantedDeadlines:
    """Which deadlines to show."""

    words: str = ""
    """Part of the name of an entity."""
    sector: str = ""
    owner: str = ""
    """Code of an authority."""


@dataclass(frozen=True, slots=True)
class DeadlineRow:
    """One deadline as it stands now."""

    kind: DeadlineKind
    activity: Activity
    due_on: date
    due_at: datetime | None
    """The moment a term in hours ends; None for a day."""
    light: Light
    group: Group
    steps: tuple[str, ...] = ()
    """Why it is then."""
    source: str = ""
    is_expected: bool = False

    @property
    def place(self) -> Place:
        """Where it stands among all."""
        return self.due_on, self.activity.id, ORDER[self.kind]


def list_deadlines(
    actor: Actor,
    coordination: Coordination,
    wanted: WantedDeadlines,
    *,
    limit: int,
    after: Place | None = None,
) -> list[DeadlineRow]:
    """Return what is not done yet, the earliest first.

    Args:
        after: place of the last row of the page before.
    """
    now, today = clock.now(), clock.today()
    rows = [
        _of_activity(each, today)
        for each in _read(
            coordination, _last_days(actor, coordination, wanted, limit=limit, after=after)
        )
    ]
    first = _first_terms(_incidents(actor, coordination, wanted), limit=limit, after=after)
    put_in_place(coordination, [activity for activity, _term in first])
    rows += [_of_term(activity, term, now=now, today=today) for activity, term in first]
    rows.sort(key=lambda each: each.place)
    return [each for each in rows if after is None or each.place > after][:limit]


def list_terms_standing(actor: Actor, coordination: Coordination) -> list[DeadlineRow]:
    """Return every term of an incident that is not done yet; one statement."""
    now, today = clock.now(), clock.today()
    found = _read(coordination, _incidents(actor, coordination, WantedDeadlines()))
    return [
        _of_term(activity, term, now=now, today=today)
        for activity in found
        for term in terms_of(activity)
        if term.done_at is None
    ]


def _first_terms(
    statement: Select[Activity], *, limit: int, after: Place | None
) -> list[tuple[Activity, IncidentTerm]]:
    """Return the earliest terms after a place; incidents come in the order they were noticed.

    No term ends before its incident was noticed, so what was noticed after the last day that is
    wanted has nothing earlier, and need not be read.
    """
    found: list[tuple[Activity, IncidentTerm]] = []
    read = db.session().execute(statement.execution_options(yield_per=AT_ONCE))
    for some in read.scalars().partitions():
        found += [(each, term) for each in some for term in terms_of(each) if term.done_at is None]
        found = [each for each in found if after is None or _place_of(*each) > after]
        found = sorted(found, key=lambda each: _place_of(*each))[:limit]
        noticed_at, is_full = some[-1].noticed_at, len(found) == limit
        if is_full and noticed_at is not None and found[-1][1].due_on < day_of(noticed_at):
            break
    read.close()
    return found


def _place_of(activity: Activity, term: IncidentTerm) -> Place:
    return term.due_on, activity.id, ORDER[term.kind]


def list_terms_of(activity: Activity) -> list[tuple[IncidentTerm, DeadlineRow]]:
    """Return every term of one incident with how it stands, also what is done."""
    now, today = clock.now(), clock.today()
    return [(each, _of_term(activity, each, now=now, today=today)) for each in terms_of(activity)]


def _of_activity(activity: Activity, today: date) -> DeadlineRow:
    light = light_of_activity(activity, today)
    group = group_of(activity.due_on, light, today)
    is_certificate = activity.kind == ActivityKind.CERTIFICATE
    return DeadlineRow(
        kind=DeadlineKind.CERTIFICATE if is_certificate else DeadlineKind.ACTIVITY,
        activity=activity,
        due_on=activity.due_on,
        due_at=None,
        light=light,
        group=group,
        steps=explained(Reckoned(board_training())) if is_certificate else (),
        source=TRAINING_RULE.source if is_certificate else "",
    )


def _of_term(activity: Activity, term: IncidentTerm, *, now: datetime, today: date) -> DeadlineRow:
    is_in_hours = isinstance(term.told, HoursExplanation)
    light = light_of_moment(term.ends_at, now) if is_in_hours else light_of_day(term.due_on, today)
    return DeadlineRow(
        kind=term.kind,
        activity=activity,
        due_on=term.due_on,
        due_at=term.ends_at if is_in_hours else None,
        light=light,
        group=group_of(term.due_on, light, today),
        steps=explained(Reckoned(term.told)),
        source=term.told.rule.source,
        is_expected=term.is_expected,
    )


def group_of(due_on: date, light: Light, today: date) -> Group:
    """Return under which heading a deadline stands today."""
    if light.level == Level.LATE:
        return Group.OVERDUE
    sunday = today + timedelta(days=6 - today.weekday())
    return Group.THIS_WEEK if due_on <= sunday else Group.LATER


def _last_days(
    actor: Actor,
    coordination: Coordination,
    wanted: WantedDeadlines,
    *,
    limit: int,
    after: Place | None,
) -> Select[Activity]:
    statement = (
        _narrowed(actor, coordination, wanted)
        .where(Activity.finished_at.is_(None), Activity.kind != ActivityKind.QUIET)
        .order_by(Activity.due_on, Activity.id)
        .limit(limit + 1)
    )
    if after is None:
        return statement
    # The last of an activity's deadlines on a day is its own last day, so `>=` leaves none out.
    return statement.where(tuple_(Activity.due_on, Activity.id) >= tuple_(after[0], after[1]))


def _incidents(
    actor: Actor, coordination: Coordination, wanted: WantedDeadlines
) -> Select[Activity]:
    return (
        _narrowed(actor, coordination, wanted)
        .where(
            Activity.kind == ActivityKind.INCIDENT,
            Activity.noticed_at.is_not(None),
            Activity.reported_at.is_(None),
            Activity.finished_at.is_(None),
        )
        .order_by(Activity.noticed_at, Activity.id)
    )


def _narrowed(
    actor: Actor, coordination: Coordination, wanted: WantedDeadlines
) -> Select[Activity]:
    statement = (
        select(Activity)
        .join(Organisation, Organisation.id == Activity.organisation_id)
        .options(joinedload(Activity.organisation))
        .where(
            visible_to(actor, Activity),
            Activity.workspace_id.in_(coordination.place_ids),
            Activity.withdrawn_at.is_(None),
        )
    )
    if wanted.words:
        statement = statement.where(Activity.entity_name.icontains(wanted.words, autoescape=True))
    if wanted.sector:
        statement = statement.where(Activity.sector == wanted.sector)
    if wanted.owner:
        statement = statement.where(Organisation.code == wanted.owner)
    return statement


def _read(coordination: Coordination, statement: Select[Any]) -> list[Activity]:
    found = list(db.session().execute(statement).scalars())
    put_in_place(coordination, found)
    return found
