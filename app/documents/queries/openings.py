"""Whether a read was written down already."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, or_, select

from app.documents.models import Document
from app.kernel import db
from app.kernel.access import Actor
from app.kernel.audit.entries import Action
from app.kernel.audit.models import LogEntry, LogTree

LOOK_BACK = 1000
"""Lines of the log that are looked at; an opening before them is written down anew."""


def was_recorded(
    actor: Actor, action: Action, document: Document, *, version: int, since: datetime
) -> bool:
    """Tell whether this person's action on a version stands in the log since a moment."""
    line, told = func.convert_from(LogEntry.entry, "UTF8"), f'"version":{version}'
    # Canonical JSON: within a text these quotes would be escaped.
    is_of_version = or_(line.contains(f"{told},"), line.contains(f"{told}}}"))
    newest = select(LogTree.size).where(LogTree.id == document.log_tree_id).scalar_subquery()
    statement = (
        select(LogEntry.index)
        .where(
            LogEntry.tree_id == document.log_tree_id,
            LogEntry.index >= newest - LOOK_BACK,
            LogEntry.object_id == document.id,
            LogEntry.actor_id == actor.person_id,
            LogEntry.action == str(action),
            LogEntry.at >= since,
            is_of_version,
        )
        .limit(1)
    )
    return db.session().execute(statement).first() is not None
