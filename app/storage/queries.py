"""Reading marks, and which blobs rows name."""

from __future__ import annotations

from sqlalchemy import text

from app.kernel import db

_UNNAMED = text("select samenzicht_unnamed_blobs(:ids)")


def list_unnamed(blob_ids: list[str]) -> set[str]:
    """Return which of these blobs no row names, in whatever table."""
    return set(db.session().execute(_UNNAMED, {"ids": blob_ids}).scalars())
