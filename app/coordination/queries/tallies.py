"""How many of what stand where in coordination: counted from what the reader may know."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import Integer, and_, case, cast, extract, func, select

from app.coordination.models import Activity, ActivityKind, ActivityNotice
from app.coordination.policy import Coordination, notices_visible_to, visible_to
from app.coordination.queries.deadlines import list_terms_standing
from app.coordination.queries.lights import Level, level_of_activity
from app.coordination.queries.overlaps import WantedPairs, select_pairs, values_of
from app.coordination.queries.periods import Period
from app.identity import queries as identity
from app.kernel import clock, db
from app.kernel.access import Actor
from app.kernel.text import lazy

LEVEL_WORDS = {
    Level.LATE: lazy("Late"),
    Level.ATTEND: lazy("Mind"),
    Level.FINE: lazy("On time"),
}
LEVEL_TONES = {Level.LATE: "stop", Level.ATTEND: "warn", Level.FINE: "ok"}


class Settled(StrEnum):
    """How an overlap stands for the reader."""

    OPEN = "open"
    NOTED = "noted"
    """Settled for the own organisation alone."""
    AGREED = "agreed"


SETTLED_WORDS = {
    Settled.OPEN: lazy("Open"),
    Settled.NOTED: lazy("Settled for us"),
    Settled.AGREED: lazy("Agreed"),
}
SETTLED_TONES = {Settled.OPEN: "warn", Settled.NOTED: "info", Settled.AGREED: "ok"}


@dataclass(frozen=True, slots=True)
class Tally:
    """So many of one kind on one line."""

    line: Any
    """Short name of an authority, or a quarter."""
    kind: Any
    number: int


def tally_activities(actor: Actor, coordination: Coordination, year: Period) -> list[Tally]:
    """Count what begins in each quarter of a year, by authority; quiet periods are no work."""
    quarter = cast(extract("quarter", ActivityNotice.starts_on), Integer)
    owner = identity.organisations_to_join()
    statement = (
        select(owner.short_name, quarter, func.count())
        .join(owner, owner.id == ActivityNotice.organisation_id)
        .outerjoin(
            Activity,
            and_(Activity.id == ActivityNotice.activity_id, visible_to(actor, Activity)),
        )
        .where(
            notices_visible_to(actor, ActivityNotice),
            ActivityNotice.workspace_id.in_(coordination.place_ids),
            ActivityNotice.starts_on.between(year.first, year.last),
            Activity.kind.is_distinct_from(ActivityKind.QUIET),
        )
        .group_by(owner.short_name, quarter)
    )
    return [Tally(*row) for row in db.session().execute(statement)]


def tally_overlaps(actor: Actor, coordination: Coordination, year: Period) -> list[Tally]:
    """Count the overlaps of a year by the quarter in which they begin, as they stand."""
    wanted = WantedPairs(period=year)
    pair = select_pairs(actor, wanted).order_by(None).subquery().c
    begin = func.greatest(pair.a_starts_on, pair.b_starts_on)
    inside = func.least(func.greatest(begin, year.first), year.last)
    quarter = cast(extract("quarter", inside), Integer)
    state = case(
        (pair.is_agreed, Settled.AGREED.value),
        (pair.note_id.is_not(None), Settled.NOTED.value),
        else_=Settled.OPEN.value,
    )
    statement = select(
        quarter.label("quarter"), state.label("state"), func.count().label("number")
    ).group_by(quarter, state)
    found = db.rows(statement, values_of(coordination, wanted))
    return [Tally(each.quarter, Settled(each.state), each.number) for each in found]


def tally_deadlines(actor: Actor, coordination: Coordination) -> list[Tally]:
    """Count what is not done yet by authority, as it stands today: last days, and terms.

    Last days are weighed by the database, by the same rule as in the list; terms of incidents are
    counted here, as only they can be.
    """
    level, owner = level_of_activity(clock.today()), identity.organisations_to_join()
    statement = (
        select(owner.short_name, level, func.count())
        .join(owner, owner.id == Activity.organisation_id)
        .where(
            visible_to(actor, Activity),
            Activity.workspace_id.in_(coordination.place_ids),
            Activity.withdrawn_at.is_(None),
            Activity.finished_at.is_(None),
            Activity.kind != ActivityKind.QUIET,
        )
        .group_by(owner.short_name, level)
    )
    counted: Counter[tuple[str, Level]] = Counter()
    for name, told, number in db.session().execute(statement):
        counted[name, Level(told)] += number
    for row in list_terms_standing(actor, coordination):
        counted[row.activity.organisation.short_name, row.light.level] += 1
    return [Tally(*key, number) for key, number in counted.items()]
