"""Tables of the log."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Index,
    LargeBinary,
    SmallInteger,
    String,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel.db import Base

PLATFORM_TREE = UUID("00000000-0000-7000-8000-000000000000")
"""The tree of sign-in, providers and administration."""
PLATFORM = "platform"
"""What files, addresses and commands call its log, where they call that of a workspace by its
reference."""

EMPTIED = (
    "entry is null and salt is null and actor_id is null and organisation_id is null"
    " and object_id is null and object_kind = 'erased'"
)
"""What is left of a line that was erased."""
GROUNDS = "ground in ('not_needed', 'consent', 'objection', 'unlawful', 'duty', 'child')"


class LogTree(Base):
    """The head of one tree; its row lock orders the appends."""

    __tablename__ = "log_tree"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    """The place's own id, or `PLATFORM_TREE`."""
    size: Mapped[int] = mapped_column(BigInteger)


class LogEntry(Base):
    """One leaf; the columns beside ``entry`` only serve finding it."""

    __tablename__ = "log_entry"
    __table_args__ = (
        Index("ix_log_entry_tree_id", "tree_id", "at"),
        Index("ix_log_entry_object_id", "object_id", "at"),
        Index(
            "ix_log_entry_platform",
            "action",
            "index",
            postgresql_where=text(f"tree_id = '{PLATFORM_TREE}'::uuid"),
        ),
        CheckConstraint(f"(entry is not null and salt is not null) or ({EMPTIED})", name="erased"),
    )

    tree_id: Mapped[UUID] = mapped_column(ForeignKey("log_tree.id"), primary_key=True)
    index: Mapped[int] = mapped_column("index", BigInteger, primary_key=True)
    at: Mapped[datetime]
    action: Mapped[str] = mapped_column(String(80))
    actor_id: Mapped[UUID | None]
    organisation_id: Mapped[UUID | None]
    object_kind: Mapped[str] = mapped_column(String(40))
    object_id: Mapped[UUID | None]
    entry: Mapped[bytes | None] = mapped_column(LargeBinary)
    """None, as the salt and all that says who and what: it was erased."""
    salt: Mapped[bytes | None] = mapped_column(LargeBinary)
    leaf_hash: Mapped[bytes] = mapped_column(LargeBinary)


class LogErasure(Base):
    """That what a leaf says was erased: why, and who stand behind it. The tree has its hash."""

    __tablename__ = "log_erasure"
    __table_args__ = (
        UniqueConstraint("tree_id", "index"),
        CheckConstraint("asked_by_id <> approved_by_id", name="two"),
        CheckConstraint(GROUNDS, name="ground"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    tree_id: Mapped[UUID] = mapped_column(ForeignKey("log_tree.id"))
    index: Mapped[int] = mapped_column("index", BigInteger)
    leaf_hash: Mapped[bytes] = mapped_column(LargeBinary)
    at: Mapped[datetime]
    ground: Mapped[str] = mapped_column(String(20))
    """Of article 17, first paragraph, of the AVG."""
    asked_by_id: Mapped[UUID]
    approved_by_id: Mapped[UUID]

    @property
    def log_tree_id(self) -> UUID:
        """The log that says so is the one it was erased from."""
        return self.tree_id


class LogNode(Base):
    """The hash of a complete subtree; written with the checkpoint that first needs it."""

    __tablename__ = "log_node"

    tree_id: Mapped[UUID] = mapped_column(ForeignKey("log_tree.id"), primary_key=True)
    level: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    """0 for a leaf."""
    index: Mapped[int] = mapped_column("index", BigInteger, primary_key=True)
    hash: Mapped[bytes] = mapped_column(LargeBinary)


class LogCheckpoint(Base):
    """The signed size and root of a tree."""

    __tablename__ = "log_checkpoint"

    tree_id: Mapped[UUID] = mapped_column(ForeignKey("log_tree.id"), primary_key=True)
    size: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    root: Mapped[bytes] = mapped_column(LargeBinary)
    at: Mapped[datetime]
    note: Mapped[str] = mapped_column(String)
    """As it was signed (C2SP signed note)."""


class LogKey(Base):
    """The key of this installation that signs checkpoints."""

    __tablename__ = "log_key"
    __table_args__ = (CheckConstraint("id = 1", name="is_single"),)

    id: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False)
    public_key: Mapped[bytes] = mapped_column(LargeBinary)
    wrapped_key: Mapped[bytes] = mapped_column(LargeBinary)
    """Under the master key."""
    made_at: Mapped[datetime]
