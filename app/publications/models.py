"""Publications: the plan with its public version, and all that was said about it."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, LargeBinary, String
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.identity.models import Organisation, Person
from app.kernel.codes import Code
from app.kernel.db import Base, new_key
from app.kernel.loading import LoadedWith
from app.reports.models import Report
from app.workspaces.models import Workspace


class EntryKind(StrEnum):
    """What an entry says."""

    PLANNED = "planned"
    CHANGED = "changed"
    AGREED = "agreed"
    OBJECTED = "objected"
    HELD = "held"
    PUBLISHED = "published"


class State(StrEnum):
    """How far a publication is."""

    PLANNED = "planned"
    HELD = "held"
    """Its moment came while an agreement was missing; it needs another moment."""
    PUBLISHED = "published"


def state_of(*, is_held: bool, is_published: bool) -> State:
    """Return how far a publication is."""
    if is_published:
        return State.PUBLISHED
    return State.HELD if is_held else State.PLANNED


class Publication(Base):
    """When and as what one adopted report becomes public."""

    __tablename__ = "publication"
    __table_args__ = (
        CheckConstraint("(offered_on is null) = (offered_to = '')", name="offered"),
        CheckConstraint("held_at is null or published_at is null", name="ended"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_key)
    workspace_id: Mapped[UUID] = mapped_column(ForeignKey("workspace.id"), index=True)
    report_id: Mapped[UUID] = mapped_column(ForeignKey("report.id"), unique=True)
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"))
    """Holds the pen of the report, and plans."""
    ref: Mapped[str] = mapped_column(String(40))
    """Of the report; who may not read that may read this once it is published."""
    title: Mapped[str] = mapped_column(String(200))
    offered_to: Mapped[str] = mapped_column(String(200))
    """To whom it is offered, such as a minister; empty when to nobody."""
    offered_on: Mapped[date | None]
    publish_at: Mapped[datetime]
    left_out: Mapped[list[str]] = mapped_column(JSONB)
    """Parts that stay internal, by their names (`service.printing`)."""
    sha256: Mapped[bytes] = mapped_column(LargeBinary)
    """Fingerprint of the public version."""
    size: Mapped[int] = mapped_column(BigInteger)
    pages: Mapped[int]
    blob_id: Mapped[str] = mapped_column(String(32), index=True)
    wrapped_key: Mapped[bytes] = mapped_column(LargeBinary)
    since_number: Mapped[int]
    """The entry with which this public version came; agreements after it are about this file."""
    held_at: Mapped[datetime | None]
    published_at: Mapped[datetime | None]
    version: Mapped[int]

    organisation: Mapped[Organisation] = relationship(lazy="raise")

    @property
    def log_tree_id(self) -> UUID:
        """The workspace's log."""
        return self.workspace_id

    @property
    def fingerprint(self) -> str:
        """The public version's SHA-256 in hexadecimal."""
        return self.sha256.hex()

    @property
    def state(self) -> State:
        """How far it is."""
        return state_of(
            is_held=self.held_at is not None, is_published=self.published_at is not None
        )

    workspace = LoadedWith[Workspace](
        "A publication is loaded with its workspace: publications.queries."
    )
    """The workspace, as it was loaded for the actor who loaded this publication."""

    report = LoadedWith[Report | None](otherwise=None)
    """The report for who may read it, None for who may only read the public version."""


class PublicationEntry(Base):
    """A plan, an agreement, an objection, or what the house did; written once, never changed."""

    __tablename__ = "publication_entry"
    __table_args__ = (
        Index("uq_publication_entry_publication_id", "publication_id", "number", unique=True),
        CheckConstraint(
            "kind in ('planned', 'changed', 'agreed', 'objected', 'held', 'published')", name="kind"
        ),
        CheckConstraint("kind not in ('changed', 'objected') or reason <> ''", name="reason"),
        CheckConstraint(
            "(kind in ('planned', 'changed')) = (publish_at is not null)", name="publish_at"
        ),
        CheckConstraint("(kind in ('held', 'published')) = (made_by_id is null)", name="made_by"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_key)
    publication_id: Mapped[UUID] = mapped_column(ForeignKey("publication.id"))
    workspace_id: Mapped[UUID] = mapped_column(ForeignKey("workspace.id"))
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"))
    """Of whoever said it."""
    number: Mapped[int]
    kind: Mapped[EntryKind] = mapped_column(Code(EntryKind, 12))
    sha256: Mapped[bytes] = mapped_column(LargeBinary)
    """The public version it is about."""
    publish_at: Mapped[datetime | None]
    reason: Mapped[str] = mapped_column(String(500))
    """Why the plan changed, or why an organisation objects."""
    delay_reason: Mapped[str] = mapped_column(String(500))
    """Why the moment lies after the last day; empty when it does not."""
    made_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    """None: the house itself, at the moment."""
    made_at: Mapped[datetime]

    organisation: Mapped[Organisation] = relationship(lazy="raise")
    made_by: Mapped[Person | None] = relationship(lazy="raise")
