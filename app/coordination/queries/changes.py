"""What changed in the deadlines of late, from the log of what the reader sees wholly now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Interval, and_, exists, literal, not_, select, union_all
from sqlalchemy.orm import joinedload

from app.coordination.actions import LABELS, CoordinationAction
from app.coordination.models import Activity
from app.coordination.policy import Coordination, visible_to
from app.kernel import clock, db
from app.kernel.access import Actor
from app.kernel.audit.models import LogEntry

OF_LATE = timedelta(days=7)
A_STEP = literal(timedelta(minutes=1), Interval())
"""The line of a step is written at its end, in far less time."""
TELLING = (
    CoordinationAction.PLANNED,
    CoordinationAction.CHANGED,
    CoordinationAction.MOVED,
    CoordinationAction.MOVED_AS_AGREED,
    CoordinationAction.WITHDRAWN,
    CoordinationAction.UNDONE,
    CoordinationAction.FINISHED,
    CoordinationAction.TAKEN_UP,
    CoordinationAction.INCIDENT_NOTICED,
    CoordinationAction.INCIDENT_RECEIVED,
    CoordinationAction.INCIDENT_CORRECTED,
    CoordinationAction.INCIDENT_TAKEN_BACK,
)
"""The steps by which a deadline comes, moves or goes."""


@dataclass(frozen=True, slots=True)
class Change:
    """One step of somebody in an activity that the reader sees."""

    at: datetime
    activity: Activity
    verb: str

    @property
    def url(self) -> str:
        """Address of the activity."""
        return f"/coordination/activities/{self.activity.id}"


def list_changes(actor: Actor, coordination: Coordination, *, limit: int) -> list[Change]:
    """Return what changed in the last seven days, the newest first; one statement.

    Only of what is wholly visible, as in the list of deadlines itself: who may know no more than
    that something is planned learns nothing of when it was moved. What was moved by an agreement
    that the reader may not know of was just moved.
    """
    since = clock.now() - OF_LATE
    seen = and_(visible_to(actor, Activity), Activity.workspace_id.in_(coordination.place_ids))
    asked: tuple[Any, ...] = (LogEntry.at, LogEntry.action, Activity.id, LogEntry.index)
    told = select(*asked).where(*_lines(coordination), LogEntry.at >= since, seen)
    is_told = exists().where(
        *_lines(coordination),
        LogEntry.at.between(Activity.moved_at, Activity.moved_at + A_STEP),
    )
    word = literal(str(CoordinationAction.MOVED)).label("action")
    plain: tuple[Any, ...] = (Activity.moved_at, word, Activity.id, literal(0))
    untold = select(*plain).where(
        Activity.moved_at >= since, Activity.withdrawn_at.is_(None), seen, not_(is_told)
    )
    step = union_all(told, untold).subquery().c
    statement = (
        select(step.at, step.action, Activity)
        .join(Activity, Activity.id == step.id)
        .options(joinedload(Activity.organisation))
        .order_by(step.at.desc(), Activity.workspace_id, step.index.desc())
        .limit(limit)
    )
    return [
        Change(row[0], row[2], str(LABELS[CoordinationAction(row[1])]))
        for row in db.session().execute(statement)
    ]


def _lines(coordination: Coordination) -> tuple[ColumnElement[bool], ...]:
    """Return the conditions of what the log tells of an activity here."""
    return (
        LogEntry.object_id == Activity.id,
        LogEntry.tree_id.in_(coordination.place_ids),
        LogEntry.action.in_([str(each) for each in TELLING]),
    )
