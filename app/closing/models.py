"""What organisations chose when a workspace closes, legal holds, and destruction lists."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Index,
    LargeBinary,
    String,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.identity.models import Organisation, Person
from app.kernel.codes import Code
from app.kernel.db import Base, new_key
from app.workspaces.models import Workspace


class Layer(StrEnum):
    """Which part of what an organisation brought."""

    SHARED = "shared"
    PRIVATE = "private"


class Choice(StrEnum):
    """What becomes of it; without an answer the archive."""

    RETURN = "return"
    """The organisation takes it back: out of the others' sight, once it says it has it."""
    ARCHIVE = "archive"
    """It stays here until its retention ends."""
    DESTROY = "destroy"


class ClosingAnswer(Base):
    """What one organisation chose for one layer of what it brought."""

    __tablename__ = "closing_answer"
    __table_args__ = (
        UniqueConstraint("workspace_id", "organisation_id", "layer"),
        CheckConstraint("layer in ('shared', 'private')", name="layer"),
        CheckConstraint("choice in ('return', 'archive', 'destroy')", name="choice"),
        CheckConstraint("taken_at is null or choice = 'return'", name="taken"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_key)
    workspace_id: Mapped[UUID] = mapped_column(ForeignKey("workspace.id"))
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"))
    layer: Mapped[Layer] = mapped_column(Code(Layer, 10))
    choice: Mapped[Choice] = mapped_column(Code(Choice, 10))
    answered_by_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    answered_at: Mapped[datetime]
    taken_at: Mapped[datetime | None]
    """When the organisation said it has its things, and they left the others' sight."""

    answered_by: Mapped[Person] = relationship(lazy="raise")

    def counts_in(self, workspace: Workspace) -> bool:
        """Tell whether it was given in this closing; of one that was stopped it is a proposal."""
        started = workspace.closing_started_at
        return started is None or self.answered_at >= started

    @property
    def log_tree_id(self) -> UUID:
        """The workspace's log."""
        return self.workspace_id


class RetentionChoice(Base):
    """How long what an organisation brought is kept: a category of its selection list."""

    __tablename__ = "retention_choice"
    __table_args__ = (
        UniqueConstraint("workspace_id", "organisation_id"),
        CheckConstraint("law in ('1995', '2026')", name="law"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_key)
    workspace_id: Mapped[UUID] = mapped_column(ForeignKey("workspace.id"))
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"))
    item: Mapped[str] = mapped_column(String(40))
    """Code of the category."""
    law: Mapped[str] = mapped_column(String(4))
    """Archiefwet under which what is kept for good is transferred."""
    chosen_by_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    chosen_at: Mapped[datetime]

    @property
    def log_tree_id(self) -> UUID:
        """The workspace's log."""
        return self.workspace_id


class LegalHold(Base):
    """That nothing an organisation brought to a place may disappear (vernietigingsstop)."""

    __tablename__ = "legal_hold"
    __table_args__ = (
        Index("ix_legal_hold_workspace_id", "workspace_id", "organisation_id"),
        CheckConstraint("(lifted_at is null) = (lifted_by_id is null)", name="lifted"),
        CheckConstraint("(reviewed_at is null) = (reviewed_by_id is null)", name="reviewed"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_key)
    workspace_id: Mapped[UUID] = mapped_column(ForeignKey("workspace.id"))
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"))
    reason: Mapped[str] = mapped_column(String(1000))
    asked_by: Mapped[str] = mapped_column(String(200))
    """Who asked for it: a person, an office, a court."""
    from_on: Mapped[date]
    """The day of the request; the hold is in force from the moment it is set."""
    review_on: Mapped[date]
    """When somebody looks whether it is still needed."""
    set_by_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    set_at: Mapped[datetime]
    reviewed_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    reviewed_at: Mapped[datetime | None]
    lifted_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    lifted_at: Mapped[datetime | None]
    lift_reason: Mapped[str] = mapped_column(String(1000))
    version: Mapped[int]

    workspace: Mapped[Workspace] = relationship(lazy="raise")
    set_by: Mapped[Person] = relationship(lazy="raise", foreign_keys=set_by_id)
    reviewed_by: Mapped[Person | None] = relationship(lazy="raise", foreign_keys=reviewed_by_id)
    lifted_by: Mapped[Person | None] = relationship(lazy="raise", foreign_keys=lifted_by_id)

    @property
    def log_tree_id(self) -> UUID:
        """The workspace's log."""
        return self.workspace_id


class Ground(StrEnum):
    """On what ground something may be destroyed."""

    TERM = "term"
    """The term of its category (V) has ended."""
    COPY = "copy"
    """It is a copy: the organisation keeps the record itself in its own archive."""


class Destruction(Base):
    """A frozen list of what an organisation wants destroyed (vernietigingslijst), and its course.

    Nothing in it is changed but by functions of the database: approving, stopping, carrying out.
    """

    __tablename__ = "destruction"
    __table_args__ = (
        Index("ix_destruction_workspace_id", "workspace_id", "proposed_at"),
        CheckConstraint("layer in ('shared', 'private')", name="layer"),
        CheckConstraint("ground in ('term', 'copy')", name="ground"),
        CheckConstraint(
            "approved_by_id <> proposed_by_id"
            " and (layer = 'private') = (approver_id = organisation_id)",
            name="two",
        ),
        CheckConstraint(
            "done_at is null or (approved_at is not null and stopped_at is null)", name="done"
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_key)
    workspace_id: Mapped[UUID] = mapped_column(ForeignKey("workspace.id"))
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"))
    layer: Mapped[Layer] = mapped_column(Code(Layer, 10))
    ground: Mapped[Ground] = mapped_column(Code(Ground, 10))
    item: Mapped[str] = mapped_column(String(40))
    """Code of the category of the selection list; empty for a copy."""
    source: Mapped[str] = mapped_column(String(300))
    """What that category rests on, as it was; empty for a copy."""
    sha256: Mapped[bytes] = mapped_column(LargeBinary)
    """Of the list, as `service.destruction` writes it."""
    proposed_by_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    proposed_at: Mapped[datetime]
    approved_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    approver_id: Mapped[UUID | None] = mapped_column(ForeignKey("organisation.id"))
    approved_at: Mapped[datetime | None]
    execute_after: Mapped[datetime | None]
    """The end of the cooling period."""
    stopped_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    stopped_at: Mapped[datetime | None]
    done_at: Mapped[datetime | None]

    organisation: Mapped[Organisation] = relationship(lazy="raise", foreign_keys=organisation_id)
    approver: Mapped[Organisation | None] = relationship(lazy="raise", foreign_keys=approver_id)
    proposed_by: Mapped[Person] = relationship(lazy="raise", foreign_keys=proposed_by_id)
    approved_by: Mapped[Person | None] = relationship(lazy="raise", foreign_keys=approved_by_id)

    @property
    def log_tree_id(self) -> UUID:
        """The workspace's log."""
        return self.workspace_id

    @property
    def is_waiting(self) -> bool:
        """True until somebody approved or stopped it."""
        return self.approved_at is None and self.stopped_at is None

    def is_certified_by(self, lines: Iterable[DestructionLine]) -> bool:
        """Tell whether there is something to certify: all is gone, or some before it stopped."""
        is_over = self.done_at is not None or self.stopped_at is not None
        return is_over and any(each.destroyed_at is not None for each in lines)


class DestructionLine(Base):
    """One version of a document on a list: which it was, never what it was called or said."""

    __tablename__ = "destruction_line"
    __table_args__ = (Index("ix_destruction_line_document_id", "document_id"),)

    destruction_id: Mapped[UUID] = mapped_column(ForeignKey("destruction.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    document_id: Mapped[UUID] = mapped_column(ForeignKey("document.id"))
    number: Mapped[int]
    media_type: Mapped[str] = mapped_column(String(100))
    size: Mapped[int] = mapped_column(BigInteger)
    sha256: Mapped[bytes] = mapped_column(LargeBinary)
    destroyed_at: Mapped[datetime | None]
