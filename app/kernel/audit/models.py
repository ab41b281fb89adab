"""Tables of the log."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel.db import Base

PLATFORM_TREE = UUID("00000000-0000-7000-8000-000000000000")
"""The tree of sign-in, providers and administration."""


class LogTree(Base):
    """The head of one tree; its row lock orders the appends."""

    __tablename__ = "log_tree"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    """The place's own id, or `PLATFORM_TREE`."""
    size: Mapped[int] = mapped_column(BigInteger)


class LogEntry(Base):
    """One leaf; the columns beside ``entry`` only serve finding it."""

    __tablename__ = "log_entry"
    __table_args__ = (Index("ix_log_entry_tree_id", "tree_id", "at"),)

    tree_id: Mapped[UUID] = mapped_column(ForeignKey("log_tree.id"), primary_key=True)
    index: Mapped[int] = mapped_column("index", BigInteger, primary_key=True)
    at: Mapped[datetime]
    action: Mapped[str] = mapped_column(String(80))
    actor_id: Mapped[UUID | None]
    organisation_id: Mapped[UUID | None]
    object_kind: Mapped[str] = mapped_column(String(40))
    object_id: Mapped[UUID | None]
    entry: Mapped[bytes] = mapped_column(LargeBinary)
    salt: Mapped[bytes] = mapped_column(LargeBinary)
    leaf_hash: Mapped[bytes] = mapped_column(LargeBinary)
