"""Whether a read was written down already, and how much one person opened."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Select, func, or_, select, text

from app.documents.models import Document, DocumentVersion
from app.kernel import db
from app.kernel.access import Actor
from app.kernel.audit.entries import Action
from app.kernel.audit.models import LogEntry, LogTree
from app.kernel.errors import NotFound

LOOK_BACK = 1000
"""Lines of the log that are looked at; an opening before them is written down anew."""


def was_recorded(
    actor: Actor, action: Action, document: Document, *, version: int, since: datetime
) -> bool:
    """Tell whether this person's action on a version stands in the log since a moment."""
    asked = _recorded(actor, action, document, version=version).where(LogEntry.at >= since)
    return db.session().execute(asked.limit(1)).first() is not None


def get_version_and_opening(
    actor: Actor, action: Action, document: Document, *, number: int | None, since: datetime
) -> tuple[DocumentVersion, bool]:
    """Return a version, and whether this person's action on it stands in the log since a moment.

    Args:
        number: of the version; the current one when None.
        since: and since it was brought in.

    Raises:
        NotFound: there is no such version.
    """
    wanted = document.current_number if number is None else number
    asked = _recorded(actor, action, document, version=wanted).where(
        LogEntry.at >= since, LogEntry.at >= DocumentVersion.uploaded_at
    )
    statement = select(DocumentVersion, asked.correlate(DocumentVersion).exists()).where(
        DocumentVersion.document_id == document.id, DocumentVersion.number == wanted
    )
    row = db.session().execute(statement).one_or_none()
    if row is None:
        raise NotFound
    return row[0], bool(row[1])


def count_opened(since: datetime) -> int:
    """Count how many different documents who asks opened or took since a moment, anywhere.

    A list that was taken along counts as one.
    """
    counted = text("select samenzicht_opened(:since)")
    return int(db.session().execute(counted, {"since": since}).scalar_one())


def _recorded(actor: Actor, action: Action, document: Document, *, version: int) -> Select[int]:
    line, told = func.convert_from(LogEntry.entry, "UTF8"), f'"version":{version}'
    # Canonical JSON: within a text these quotes would be escaped.
    is_of_version = or_(line.contains(f"{told},"), line.contains(f"{told}}}"))
    newest = select(LogTree.size).where(LogTree.id == document.log_tree_id).scalar_subquery()
    return select(LogEntry.index).where(
        LogEntry.tree_id == document.log_tree_id,
        LogEntry.index >= newest - LOOK_BACK,
        LogEntry.object_id == document.id,
        LogEntry.actor_id == actor.person_id,
        LogEntry.action == str(action),
        is_of_version,
    )
