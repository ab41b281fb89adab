"""How many of what is found are of each kind, workspace, organisation, classification and period.

They are counts of the very hits the reader may see and of nothing else: told along by the statement
that finds them, once, with the first of a page.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import CTE, ColumnElement, bindparam, func, select, tuple_
from sqlalchemy.dialects.postgresql import JSONB

from app.kernel import clock
from app.kernel.db import UtcMoment
from app.kernel.terms import due_moment
from app.search.queries.asking import Kind
from app.workspaces.models import Classification

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


def counts_of(hits: CTE) -> ColumnElement[Any]:
    """Count hits by each way to narrow them, for `read_counts`; asked with `moments`."""
    ways = (hits.c.kind, hits.c.workspace_id, hits.c.organisation_id, hits.c.classification)
    recent = [
        func.count().filter(hits.c.changed_at >= bindparam(f"period_{number}", type_=UtcMoment()))
        for number in range(len(PERIODS))
    ]
    whole = (1 << len(ways)) - 1
    counted = (
        select(
            *ways,
            (func.grouping(*ways) == whole).label("is_total"),
            func.count().label("number"),
            func.jsonb_build_array(*recent).label("recent"),
        )
        .group_by(func.grouping_sets(*(tuple_(each) for each in ways), tuple_()))
        .subquery()
    )
    each = func.jsonb_build_array(*counted.c)
    return select(func.jsonb_agg(each, type_=JSONB())).scalar_subquery()


def moments() -> dict[str, datetime]:
    """Return when each period began."""
    return {
        f"period_{number}": due_moment(day - timedelta(days=1))
        for number, day in enumerate(_first_days())
    }


def read_counts(told: Sequence[Any] | None) -> Counts:
    """Read what `counts_of` told; nothing was found when None."""
    counts = Counts()
    for kind, workspace_id, organisation_id, classification, is_total, number, recent in told or ():
        if kind is not None:
            counts.kinds[Kind(kind)] = number
        elif workspace_id is not None:
            counts.workspaces[UUID(workspace_id)] = number
        elif organisation_id is not None:
            counts.organisations[UUID(organisation_id)] = number
        elif classification is not None:
            counts.classifications[list(Classification)[classification]] = number
        elif is_total:
            counts.total = number
            counts.since = dict(zip(_first_days(), recent, strict=True))
    return counts


def _first_days() -> list[date]:
    return [clock.today() - timedelta(days=each - 1) for each in PERIODS]
