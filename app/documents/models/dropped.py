"""Rules of its own that a document or folder had, kept so that dropping them can be taken back."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel.db import Base, new_key


class DroppedRules(Base):
    """The rules of one place that its owner dropped last; row security shows them to it alone."""

    __tablename__ = "dropped_rules"
    __table_args__ = (
        UniqueConstraint("owner_id", "document_id"),
        UniqueConstraint("owner_id", "folder_id"),
        CheckConstraint("num_nonnulls(document_id, folder_id) = 1", name="one_place"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_key)
    workspace_id: Mapped[UUID] = mapped_column(ForeignKey("workspace.id"))
    owner_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"))
    document_id: Mapped[UUID | None] = mapped_column(ForeignKey("document.id", ondelete="CASCADE"))
    folder_id: Mapped[UUID | None] = mapped_column(ForeignKey("folder.id", ondelete="CASCADE"))
    rules: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    follows: Mapped[str] = mapped_column(String(60))
    """Which rules counted there from then on."""
    dropped_at: Mapped[datetime]
    dropped_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
