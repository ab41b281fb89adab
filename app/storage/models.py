"""Marks on blobs that no row names."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel.db import Base


class OrphanedBlob(Base):
    """A blob that no row named when it was looked at; from then on no row may.

    Written by functions of the database only, that look themselves whether a row names it.
    """

    __tablename__ = "orphaned_blob"

    blob_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    store: Mapped[str] = mapped_column(String(20))
    marked_at: Mapped[datetime]
    removed_at: Mapped[datetime | None]
    """When the blob was removed; the mark stays a while, so that nobody names it after that."""
