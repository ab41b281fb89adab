"""What is to be blacked out in a document, and the documents that were made by doing so."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, Integer, SmallInteger, String
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel.db import Base, new_key


class Redaction(Base):
    """What an organisation prepares about its document; one for each, and for its people alone."""

    __tablename__ = "redaction"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_key)
    document_id: Mapped[UUID] = mapped_column(ForeignKey("document.id"), unique=True)
    workspace_id: Mapped[UUID] = mapped_column(ForeignKey("workspace.id"))
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"))
    """The bronhouder."""
    number: Mapped[int]
    """Of the version whose pages were marked."""
    pages: Mapped[list[int]] = mapped_column(ARRAY(Integer))
    """Which pages go into the excerpt; all when empty."""
    changed_at: Mapped[datetime]
    version: Mapped[int]
    """Counts changes: what is made is what was seen."""

    @property
    def log_tree_id(self) -> UUID:
        """The workspace's log; only its own organisation reads the lines."""
        return self.workspace_id


class RedactionMark(Base):
    """A passage to be blacked out; places are ten-thousandths of the page."""

    __tablename__ = "redaction_mark"
    __table_args__ = (
        Index("ix_redaction_mark_redaction_id", "redaction_id", "page"),
        CheckConstraint("page > 0", name="page"),
        CheckConstraint(
            '0 <= "left" and "left" < "right" and "right" <= 10000'
            " and 0 <= top and top < bottom and bottom <= 10000",
            name="place",
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_key)
    redaction_id: Mapped[UUID] = mapped_column(ForeignKey("redaction.id"))
    workspace_id: Mapped[UUID] = mapped_column(ForeignKey("workspace.id"))
    page: Mapped[int]
    left: Mapped[int] = mapped_column(SmallInteger)
    top: Mapped[int] = mapped_column(SmallInteger)
    right: Mapped[int] = mapped_column(SmallInteger)
    bottom: Mapped[int] = mapped_column(SmallInteger)
    ground: Mapped[str] = mapped_column(String(10))
    """Code of ``config/redaction_grounds.toml``."""
    made_by_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    made_at: Mapped[datetime]


class Excerpt(Base):
    """That one document was made of another; only their own organisation knows."""

    __tablename__ = "excerpt"
    __table_args__ = (Index("ix_excerpt_source_id", "source_id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_key)
    document_id: Mapped[UUID] = mapped_column(ForeignKey("document.id"), unique=True)
    source_id: Mapped[UUID] = mapped_column(ForeignKey("document.id"))
    source_number: Mapped[int]
    """Of the version it was made of."""
    workspace_id: Mapped[UUID] = mapped_column(ForeignKey("workspace.id"))
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"))
    pages: Mapped[list[int]] = mapped_column(ARRAY(Integer))
    """Of the source, in the order they stand in it."""
    made_by_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    made_at: Mapped[datetime]

    @property
    def log_tree_id(self) -> UUID:
        """The workspace's log; only its own organisation reads the lines."""
        return self.workspace_id


class BlackedPassage(Base):
    """A passage that is gone from an excerpt, and why; for whoever sees that document."""

    __tablename__ = "blacked_passage"

    document_id: Mapped[UUID] = mapped_column(ForeignKey("document.id"), primary_key=True)
    page: Mapped[int] = mapped_column(primary_key=True)
    """Of the excerpt."""
    position: Mapped[int] = mapped_column(primary_key=True)
    """On that page, from the top."""
    workspace_id: Mapped[UUID] = mapped_column(ForeignKey("workspace.id"))
    ground: Mapped[str] = mapped_column(String(10))
