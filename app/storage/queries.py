"""Reading marks, and which blobs rows name."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select, text

from app.kernel import db
from app.storage.models import OrphanedBlob

_UNNAMED = text("select samenzicht_unnamed_blobs(:ids)")


def list_unnamed(blob_ids: list[str]) -> set[str]:
    """Return which of these blobs no row names, in whatever table."""
    return set(db.session().execute(_UNNAMED, {"ids": blob_ids}).scalars())


def marks_of(store: str) -> dict[str, datetime]:
    """Return when each orphan of a store was marked; of those that were not removed yet."""
    statement = select(OrphanedBlob.blob_id, OrphanedBlob.marked_at).where(
        OrphanedBlob.store == store, OrphanedBlob.removed_at.is_(None)
    )
    return {row.blob_id: row.marked_at for row in db.session().execute(statement)}
