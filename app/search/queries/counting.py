"""How many of what is found are of each kind, workspace, organisation, classification and period.

They are counts of the very hits the reader may see and of nothing else: the same conditions decide.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Select, bindparam, func, select, tuple_

from app.kernel import clock, db
from app.kernel.access import Actor
from app.kernel.db import UtcMoment
from app.kernel.terms import due_moment
from app.search.queries.asking import Kind, Wanted
from app.search.queries.hits import values_of
from app.search.queries.looking import select_hits
from app.workspaces.models import Classification, Foothold, Workspace

PERIODS = (7, 31, 365)
"""Days back from today, today in it."""


@dataclass(slots=True)
class Counts:
    """How many hits there are in all, and by each way to narrow a search."""

    total: int = 0
    kinds: dict[Kind, int] = field(default_factory=dict)
    workspaces: dict[UUID, int] = field(default_factory=dict)
    organisations: dict[UUID, int] = field(default_factory=dict)
    classifications: dict[Classification, int] = field(default_factory=dict)
    since: dict[date, int] = field(default_factory=dict)
    """By the first day of a period; each holds those after it."""


def count_found(actor: Actor, places: Sequence[Workspace], wanted: Wanted) -> Counts:
    """Count what `find` finds, by each way to narrow it; one statement."""
    if not wanted.meaning.stems or not places:
        return Counts()
    statement = _counting_for(actor, tuple(each.foothold for each in places))
    days = [clock.today() - timedelta(days=each - 1) for each in PERIODS]
    moments = {
        f"period_{number}": due_moment(day - timedelta(days=1)) for number, day in enumerate(days)
    }
    values = {**values_of(wanted), **moments}
    counts = Counts()
    rows: Sequence[Any] = db.session().execute(statement, values).all()
    for row in rows:
        if row.kind is not None:
            counts.kinds[Kind(row.kind)] = row.number
        elif row.workspace_id is not None:
            counts.workspaces[row.workspace_id] = row.number
        elif row.organisation_id is not None:
            counts.organisations[row.organisation_id] = row.number
        elif row.classification is not None:
            counts.classifications[list(Classification)[row.classification]] = row.number
        elif row.is_total:
            counts.total = row.number
            counts.since = dict(zip(days, row[-len(PERIODS) :], strict=True))
    return counts


@db.kept
def _counting_for(actor: Actor, places: tuple[Foothold, ...]) -> Select[Any]:
    hits = select_hits(actor, places).cte("hits")
    ways = (hits.c.kind, hits.c.workspace_id, hits.c.organisation_id, hits.c.classification)
    recent = [
        func.count().filter(hits.c.changed_at >= bindparam(f"period_{number}", type_=UtcMoment()))
        for number in range(len(PERIODS))
    ]
    whole = (1 << len(ways)) - 1
    return select(
        *ways,
        (func.grouping(*ways) == whole).label("is_total"),
        func.count().label("number"),
        *recent,
    ).group_by(func.grouping_sets(*(tuple_(each) for each in ways), tuple_()))
