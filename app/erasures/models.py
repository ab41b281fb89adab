"""Requests to erase what a line of a log says, with both consents."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, LargeBinary, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.identity.models import Organisation, Person
from app.kernel.codes import Code
from app.kernel.db import Base, new_key


class ErasureGround(StrEnum):
    """The grounds of article 17, first paragraph, of the AVG, from a to f."""

    NOT_NEEDED = "not_needed"
    CONSENT = "consent"
    OBJECTION = "objection"
    UNLAWFUL = "unlawful"
    DUTY = "duty"
    CHILD = "child"


class ErasureAnswer(StrEnum):
    """What became of a request that was answered."""

    APPROVED = "approved"
    REFUSED = "refused"
    TAKEN_BACK = "taken_back"


class ErasureRequest(Base):
    """That a privacy officer asks to erase a line, and what another said.

    Nothing in it is written but by functions of the database, each for who acts.
    """

    __tablename__ = "erasure_request"
    __table_args__ = (
        Index("ix_erasure_request_tree_id", "tree_id", "index"),
        CheckConstraint(
            "organisation_id <> agreeing_id and (answer is distinct from 'approved'"
            " or answered_by_id <> asked_by_id)",
            name="two",
        ),
        CheckConstraint(
            "ground in ('not_needed', 'consent', 'objection', 'unlawful', 'duty', 'child')",
            name="ground",
        ),
        CheckConstraint("answer in ('approved', 'refused', 'taken_back')", name="answer"),
        CheckConstraint(
            "num_nulls(answer, answered_by_id, answered_at) in (0, 3)", name="answered"
        ),
        CheckConstraint(
            "(answer_ticket_id is null) = (answer is distinct from 'approved')", name="ticket"
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_key)
    tree_id: Mapped[UUID] = mapped_column(ForeignKey("log_tree.id"))
    index: Mapped[int] = mapped_column(BigInteger)
    leaf_hash: Mapped[bytes] = mapped_column(LargeBinary)
    """Of the line, as it was when it was asked."""
    document_id: Mapped[UUID | None] = mapped_column(ForeignKey("document.id"))
    """The document that the line is about, if any: what is classified shows itself to few."""
    is_open: Mapped[bool] = mapped_column(server_default=text("false"))
    """True when the line is about the workspace itself, of which everybody there may know."""
    ground: Mapped[ErasureGround] = mapped_column(Code(ErasureGround, 20))
    reason: Mapped[str] = mapped_column(String(1000))
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"))
    """Whose line it is."""
    asked_by_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    asked_at: Mapped[datetime]
    ask_ticket_id: Mapped[UUID] = mapped_column(unique=True)
    """Of the fresh sign-in with which it was asked; tickets themselves are thrown away."""
    agreeing_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"))
    """Whose privacy officer must agree."""
    expires_at: Mapped[datetime]
    answered_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    answered_at: Mapped[datetime | None]
    answer: Mapped[ErasureAnswer | None] = mapped_column(Code(ErasureAnswer, 10))
    answer_reason: Mapped[str] = mapped_column(String(1000))
    answer_ticket_id: Mapped[UUID | None] = mapped_column(unique=True)

    organisation: Mapped[Organisation] = relationship(lazy="raise", foreign_keys=organisation_id)
    agreeing: Mapped[Organisation] = relationship(lazy="raise", foreign_keys=agreeing_id)
    asked_by: Mapped[Person] = relationship(lazy="raise", foreign_keys=asked_by_id)
    answered_by: Mapped[Person | None] = relationship(lazy="raise", foreign_keys=answered_by_id)

    @property
    def log_tree_id(self) -> UUID:
        """The log that the line is in."""
        return self.tree_id

    @property
    def number(self) -> int:
        """Of the line, as on the page: from 1."""
        return self.index + 1

    def waits_at(self, moment: datetime) -> bool:
        """Tell whether somebody can still answer it."""
        return self.answer is None and moment < self.expires_at
