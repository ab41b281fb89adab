"""Questions of people about documents: for access, and for a legal basis of their own."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    Index,
    String,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel.codes import Code
from app.kernel.db import Base, new_key


class RequestAnswer(StrEnum):
    """What became of a question for access."""

    OPEN = "open"
    GRANTED = "granted"
    REFUSED = "refused"


class AccessRequest(Base):
    """A question for access to a document the asker may not know of; only the owner reads it.

    It comes in through the database's own function, and only when the document exists.
    """

    __tablename__ = "access_request"
    __table_args__ = (
        Index("ix_access_request_owner_id", "owner_id", "workspace_id"),
        Index(
            "uq_access_request_document_id",
            "document_id",
            "asker_id",
            unique=True,
            postgresql_where=text("answered_at is null"),
        ),
        CheckConstraint("(answer = 'open') = (answered_at is null)", name="answered"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    workspace_id: Mapped[UUID] = mapped_column(ForeignKey("workspace.id"))
    document_id: Mapped[UUID] = mapped_column(ForeignKey("document.id"))
    owner_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"))
    """The bronhouder, who answers."""
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"))
    """Of who asks."""
    asker_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    reason: Mapped[str] = mapped_column(String(500))
    asked_at: Mapped[datetime]
    answer: Mapped[RequestAnswer] = mapped_column(Code(RequestAnswer, 10))
    answer_reason: Mapped[str] = mapped_column(String(500))
    answered_at: Mapped[datetime | None]
    answered_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))

    @property
    def log_tree_id(self) -> UUID:
        """The workspace's log."""
        return self.workspace_id


class OwnBasis(Base):
    """A legal basis in free text, for one document and one partner; none until it is approved.

    Only the owner's privacy officer approves it. Its code stands in a rule like any other.
    """

    __tablename__ = "own_basis"
    __table_args__ = (
        Index("ix_own_basis_document_id", "document_id", "receiver_id"),
        Index("ix_own_basis_owner_id", "owner_id", "answer"),
        CheckConstraint("(answer = 'open') = (answered_at is null)", name="answered"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_key)
    code: Mapped[str] = mapped_column(String(20), unique=True)
    workspace_id: Mapped[UUID] = mapped_column(ForeignKey("workspace.id"))
    document_id: Mapped[UUID] = mapped_column(ForeignKey("document.id"))
    owner_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"))
    receiver_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"))
    document_title: Mapped[str] = mapped_column(String(200))
    """As it was: the privacy officer need not work in the workspace."""
    workspace_ref: Mapped[str] = mapped_column(String(30))
    law: Mapped[str] = mapped_column(String(200))
    article: Mapped[str] = mapped_column(String(100))
    purpose: Mapped[str] = mapped_column(String(300))
    data: Mapped[list[str]] = mapped_column(ARRAY(String(60)))
    """Kinds of data it is for, in the words of the file of legal bases."""
    special_data: Mapped[list[str]] = mapped_column(ARRAY(String(20)))
    """Codes of `SpecialData` that the document held when it was asked."""
    valid_until: Mapped[date]
    """The last day on which it holds."""
    reason: Mapped[str] = mapped_column(String(500))
    asked_by_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    asked_at: Mapped[datetime]
    answer: Mapped[RequestAnswer] = mapped_column(Code(RequestAnswer, 10))
    answer_reason: Mapped[str] = mapped_column(String(500))
    answered_at: Mapped[datetime | None]
    answered_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))

    @property
    def log_tree_id(self) -> UUID:
        """The workspace's log."""
        return self.workspace_id
