"""Follow-ups: a recommendation as it was adopted, and all that was noted and decided about it."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.identity.models import Organisation, Person
from app.kernel.codes import Code
from app.kernel.db import Base, new_key
from app.kernel.loading import LoadedWith
from app.workspaces.models import Workspace


class EntryKind(StrEnum):
    """What an entry is about."""

    RESPONSE = "response"
    """What the addressee answered."""
    MEASURE = "measure"
    PROGRESS = "progress"
    VERIFICATION = "verification"
    DECISION = "decision"


class Response(StrEnum):
    """What the addressee does with a recommendation."""

    ACCEPTED = "accepted"
    PARTLY = "partly"
    NOT_ACCEPTED = "not_accepted"


class Verdict(StrEnum):
    """What became of a recommendation, as its author decides."""

    FOLLOWED = "followed"
    PARTLY = "partly"
    NOT_FOLLOWED = "not_followed"
    OVERTAKEN = "overtaken"


class FollowUp(Base):
    """One recommendation of an adopted report; its words never change."""

    __tablename__ = "follow_up"
    __table_args__ = (
        Index("uq_follow_up_report_id", "report_id", "finding_id", "position", unique=True),
        Index("ix_follow_up_series_id", "workspace_id", "series_id"),
        CheckConstraint("text <> ''", name="text"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_key)
    workspace_id: Mapped[UUID] = mapped_column(ForeignKey("workspace.id"))
    report_id: Mapped[UUID] = mapped_column(ForeignKey("report.id"))
    """The newest adopted version that says it."""
    series_id: Mapped[UUID]
    """What all versions of the report share."""
    finding_id: Mapped[UUID] = mapped_column(ForeignKey("finding.id"))
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"))
    """Whose finding it is, and who decides."""
    position: Mapped[int]
    report_ref: Mapped[str] = mapped_column(String(40))
    title: Mapped[str] = mapped_column(String(200))
    """Of the finding, as it was adopted."""
    text: Mapped[str] = mapped_column(Text)
    addressee: Mapped[str] = mapped_column(String(200))
    due_on: Mapped[date | None]
    made_at: Mapped[datetime]
    replaced_at: Mapped[datetime | None]
    """When a later version was adopted that no longer says it."""

    organisation: Mapped[Organisation] = relationship(lazy="raise")

    @property
    def log_tree_id(self) -> UUID:
        """The workspace's log."""
        return self.workspace_id

    workspace = LoadedWith[Workspace](
        "A follow-up is loaded with its workspace: followups.queries."
    )
    """The workspace, as it was loaded for the actor who loaded this follow-up."""


class FollowUpEntry(Base):
    """A note or a decision; written once, and never changed."""

    __tablename__ = "follow_up_entry"
    __table_args__ = (
        Index("uq_follow_up_entry_follow_up_id", "follow_up_id", "number", unique=True),
        CheckConstraint("words <> ''", name="words"),
        CheckConstraint("(kind = 'response') = (response is not null)", name="response"),
        CheckConstraint("(kind = 'decision') = (verdict is not null)", name="verdict"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_key)
    follow_up_id: Mapped[UUID] = mapped_column(ForeignKey("follow_up.id"))
    workspace_id: Mapped[UUID] = mapped_column(ForeignKey("workspace.id"))
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"))
    """Of whoever wrote it."""
    number: Mapped[int]
    kind: Mapped[EntryKind] = mapped_column(Code(EntryKind, 12))
    response: Mapped[Response | None] = mapped_column(Code(Response, 12))
    verdict: Mapped[Verdict | None] = mapped_column(Code(Verdict, 12))
    happened_on: Mapped[date]
    words: Mapped[str] = mapped_column(Text)
    made_by_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    made_at: Mapped[datetime]

    organisation: Mapped[Organisation] = relationship(lazy="raise")
    made_by: Mapped[Person] = relationship(lazy="raise")
