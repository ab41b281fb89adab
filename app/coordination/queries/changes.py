"""What changed in the deadlines of late, from the log of what the reader sees wholly now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.coordination.actions import LABELS, CoordinationAction
from app.coordination.models import Activity
from app.coordination.policy import Coordination, visible_to
from app.kernel import clock, db
from app.kernel.access import Actor
from app.kernel.audit.models import LogEntry

OF_LATE = timedelta(days=7)
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
    that something is planned learns nothing of when it was moved.
    """
    statement = (
        select(LogEntry.at, LogEntry.action, Activity)
        .join(Activity, Activity.id == LogEntry.object_id)
        .options(joinedload(Activity.organisation))
        .where(
            LogEntry.tree_id.in_(coordination.place_ids),
            LogEntry.at >= clock.now() - OF_LATE,
            LogEntry.action.in_([str(each) for each in TELLING]),
            visible_to(actor, Activity),
            Activity.workspace_id.in_(coordination.place_ids),
        )
        .order_by(LogEntry.at.desc(), LogEntry.tree_id, LogEntry.index.desc())
        .limit(limit)
    )
    return [
        Change(row[0], row[2], str(LABELS[CoordinationAction(row[1])]))
        for row in db.session().execute(statement)
    ]
