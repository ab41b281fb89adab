"""The text of documents, as it was read out of their files."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import Computed, ForeignKey, Index, String, Text
from sqlalchemy.dialects.postgresql import TSVECTOR
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel.codes import Code
from app.kernel.db import Base


class Outcome(StrEnum):
    """What came of reading a file; whatever it was, its document is found by title."""

    READ = "read"
    CUT = "cut"
    """Only its beginning: the file holds more than is kept."""
    WITHOUT_TEXT = "without_text"
    NOT_READABLE = "not_readable"
    TOO_LARGE = "too_large"
    TOO_SLOW = "too_slow"
    OTHER_KIND = "other_kind"


class DocumentText(Base):
    """The text of the current version of one document; none for data of AVG 9, 10 and the Wpg.

    A trigger of the database keeps the title in step, and throws the row away in the very
    transaction in which the document gets another version or such data.
    """

    __tablename__ = "document_text"
    # The words are for the database alone; they are not read back after a row is added.
    __mapper_args__ = {"eager_defaults": False}  # noqa: RUF012 - read by SQLAlchemy as it stands
    __table_args__ = (Index("ix_document_text_words", "words", postgresql_using="gin"),)

    document_id: Mapped[UUID] = mapped_column(ForeignKey("document.id"), primary_key=True)
    workspace_id: Mapped[UUID] = mapped_column(ForeignKey("workspace.id"))
    number: Mapped[int]
    """Of the version that was read."""
    title: Mapped[str] = mapped_column(String(200))
    body: Mapped[str] = mapped_column(Text)
    outcome: Mapped[Outcome] = mapped_column(Code(Outcome, 20))
    read_at: Mapped[datetime]
    words: Mapped[Any] = mapped_column(
        TSVECTOR, Computed("samenzicht_words(title::text, body)", persisted=True), nullable=False
    )
