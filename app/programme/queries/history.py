"""What changed in an investigation, for its own organisation: read from the log of the platform."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from app.identity import queries as identity
from app.kernel import db
from app.kernel.access import Actor
from app.kernel.audit.models import PLATFORM_TREE, LogEntry
from app.programme.actions import LABELS, ProgrammeAction
from app.programme.models import Investigation

MOST_CHANGES = 20


@dataclass(frozen=True, slots=True)
class Change:
    """One line of the log, as its own organisation reads it."""

    at: datetime
    who: str
    """Empty when it was no person."""
    words: str
    """What was done, as the log says it."""


def list_changes(actor: Actor, investigation: Investigation) -> list[Change]:
    """Return the newest changes, for people of its own organisation; for others none."""
    if investigation.organisation_id != actor.organisation_id:
        return []
    statement = (
        select(LogEntry.at, LogEntry.action, LogEntry.actor_id)
        .where(
            LogEntry.tree_id == PLATFORM_TREE,
            LogEntry.object_kind == Investigation.__tablename__,
            LogEntry.object_id == investigation.id,
        )
        .order_by(LogEntry.index.desc())
        .limit(MOST_CHANGES)
    )
    rows = db.session().execute(statement).all()
    people = identity.list_people({row[2] for row in rows if row[2]})
    known = {str(each): each for each in ProgrammeAction}
    return [
        Change(
            row[0],
            people[row[2]].name if row[2] in people else "",
            str(LABELS[known[row[1]]]) if row[1] in known else row[1],
        )
        for row in rows
    ]
