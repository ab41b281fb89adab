"""In what order the tasks of a list stand."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, case, func, literal_column, select
from sqlalchemy.dialects.postgresql import aggregate_order_by

from app.identity import queries as identity
from app.kernel import sql
from app.kernel.text import lazy
from app.tasks.models import OVER, TaskStatus

FAR_DAY = date(9999, 12, 31)
"""Where tasks without a due day stand in the order."""


class Sort(StrEnum):
    """In what order the tasks of a list stand."""

    DAY = "day"
    """What is over comes last."""
    TITLE = "title"
    WHO = "who"
    """By who does them, and then by day."""
    STATUS = "status"
    """In the order of their life, and then by day."""


SORT_WORDS = {
    Sort.DAY: lazy("Day"),
    Sort.TITLE: lazy("Title"),
    Sort.WHO: lazy("Who does it"),
    Sort.STATUS: lazy("Status"),
}


def order_of(of: Any, sort: Sort = Sort.DAY) -> tuple[ColumnElement[Any], ...]:
    """Return what tasks are sorted by: their columns, or those of a selection of them."""
    day = func.coalesce(of.due_on, literal_column(f"date '{FAR_DAY}'"))
    match sort:
        case Sort.DAY:
            return of.status.in_([sql.constant(each) for each in OVER]), day, of.ref
        case Sort.TITLE:
            return func.lower(of.title), of.ref
        case Sort.WHO:
            return _doer(of), day, of.ref
        case Sort.STATUS:
            return _stage(of), day, of.ref


def _doer(of: Any) -> ColumnElement[int]:
    """Return the place of who does it among all organisations by name; they are read once."""
    doing = identity.organisations_to_join()
    by_name = aggregate_order_by(doing.id, doing.short_name, doing.id)
    return func.array_position(
        select(func.array_agg(by_name)).scalar_subquery(), of.organisation_id
    )


def _stage(of: Any) -> ColumnElement[int]:
    """Return how far a task is, as a number."""
    stages = enumerate(TaskStatus)
    return case(*((of.status == sql.constant(each), sql.constant(at)) for at, each in stages))
