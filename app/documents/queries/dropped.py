"""Rules of its own that a document or folder had until somebody dropped them."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import select, text

from app.documents.models import DroppedRules
from app.kernel import db

_FORGET = text("select samenzicht_forget_dropped_rules(:before)")


def find_dropped(
    owner_id: UUID, *, document_id: UUID | None = None, folder_id: UUID | None = None
) -> DroppedRules | None:
    """Return the rules that an owner dropped last of a document, or else of a folder."""
    statement = select(DroppedRules).where(
        DroppedRules.owner_id == owner_id,
        DroppedRules.document_id.is_not_distinct_from(document_id),
        DroppedRules.folder_id.is_not_distinct_from(folder_id),
    )
    return db.session().execute(statement).scalar_one_or_none()


def forget_dropped(before: datetime) -> int:
    """Let go of all that was dropped until a moment, of every owner; for the clock alone."""
    return int(db.session().execute(_FORGET, {"before": before}).scalar_one())
