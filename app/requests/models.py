"""Document requests between two organisations of a workspace."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, SmallInteger, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.documents.models import Document
from app.identity.models import Organisation, Person
from app.kernel.codes import Code
from app.kernel.db import Base, new_key
from app.kernel.loading import LoadedWith
from app.workspaces.models import Workspace


class RequestStatus(StrEnum):
    """Where a document request stands."""

    OPEN = "open"
    ANSWERED = "answered"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    CLOSED = "closed"


class DocumentRequest(Base):
    """What one organisation asks of another; only the two know of it."""

    __tablename__ = "document_request"
    __table_args__ = (
        Index("ix_document_request_workspace_id", "workspace_id", "status"),
        CheckConstraint("organisation_id <> partner_id", name="two"),
        CheckConstraint("level between 2 and 3", name="level"),
        CheckConstraint("(proposed_on is null) = (proposed_reason = '')", name="proposal"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_key)
    workspace_id: Mapped[UUID] = mapped_column(ForeignKey("workspace.id"))
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"))
    """Who asks."""
    asked_by_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    partner_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"))
    """Who is asked, and will be the bronhouder of what it answers with."""
    title: Mapped[str] = mapped_column(String(200))
    details: Mapped[str] = mapped_column(Text)
    purpose: Mapped[str] = mapped_column(String(300))
    legal_basis: Mapped[str] = mapped_column(String(40))
    level: Mapped[int] = mapped_column(SmallInteger)
    """What the asker wants to do with it: look, or download."""
    due_on: Mapped[date]
    """Ends at midnight after this day in the workspace's place."""
    proposed_on: Mapped[date | None]
    """Another day, as the partner would have it."""
    proposed_reason: Mapped[str] = mapped_column(String(500))
    status: Mapped[RequestStatus] = mapped_column(Code(RequestStatus, 10))
    refusal: Mapped[str] = mapped_column(String(500))
    """Why it was refused last, also when it was opened again; empty when it never was."""
    missing: Mapped[str] = mapped_column(String(500), server_default="")
    """What still lacks, as who asks said when opening it again; empty when it never was."""
    asked_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    version: Mapped[int]

    organisation: Mapped[Organisation] = relationship(lazy="raise", foreign_keys=[organisation_id])
    partner: Mapped[Organisation] = relationship(lazy="raise", foreign_keys=[partner_id])
    asked_by: Mapped[Person] = relationship(lazy="raise", foreign_keys=[asked_by_id])

    @property
    def log_tree_id(self) -> UUID:
        """The workspace's log."""
        return self.workspace_id

    @property
    def is_open(self) -> bool:
        """True while the partner has not answered and the asker still asks."""
        return self.status == RequestStatus.OPEN

    workspace = LoadedWith[Workspace](
        "A request is loaded with its workspace: requests.queries.get_for()."
    )
    """The workspace, as it was loaded for the actor who loaded this request."""


class RequestFile(Base):
    """A document that the partner brought in for a request."""

    __tablename__ = "document_request_file"

    request_id: Mapped[UUID] = mapped_column(ForeignKey("document_request.id"), primary_key=True)
    document_id: Mapped[UUID] = mapped_column(ForeignKey("document.id"), primary_key=True)
    workspace_id: Mapped[UUID] = mapped_column(ForeignKey("workspace.id"))
    added_at: Mapped[datetime]
    given_at: Mapped[datetime | None]
    """When it was given to who asked; None while it is only put ready."""


@dataclass(frozen=True, slots=True)
class Brought:
    """A document that was brought in, as the log names it.

    What is put ready is private, so the line is about the document, not about the request: who
    asked reads of it when it is given, and not before.
    """

    id: UUID
    log_tree_id: UUID
    log_kind: str = Document.__tablename__
