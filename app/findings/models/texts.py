"""Findings, their evidence and recommendations, and how they came about."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String, Text
from sqlalchemy import text as expression
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.findings.models.codes import Aspect, Audience, Capacity, FindingStatus, Judgement, Outcome
from app.findings.models.frameworks import Norm
from app.findings.models.observations import FindingFact
from app.identity.models import Organisation, Person
from app.kernel.clock import HOME_ZONE
from app.kernel.db import Base, new_key
from app.kernel.loading import LoadedWith
from app.workspaces.models import Hold, Workspace


class Finding(Base):
    """A fact set against a norm; belongs to one organisation, which alone changes it."""

    __tablename__ = "finding"
    __table_args__ = (
        Index("uq_finding_workspace_id", "workspace_id", "number", unique=True),
        Index(
            "ix_finding_words",
            expression("samenzicht_words(title::text, text)"),
            postgresql_using="gin",
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_key)
    workspace_id: Mapped[UUID] = mapped_column(ForeignKey("workspace.id"))
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"))
    number: Mapped[int]
    ref: Mapped[str] = mapped_column(String(40))
    title: Mapped[str] = mapped_column(String(200))
    text: Mapped[str] = mapped_column(Text)
    """Markdown."""
    norm_id: Mapped[UUID] = mapped_column(ForeignKey("norm.id"))
    aspect: Mapped[Aspect] = mapped_column(String(20))
    judgement: Mapped[Judgement] = mapped_column(String(20))
    audience: Mapped[Audience] = mapped_column(String(20))
    status: Mapped[FindingStatus] = mapped_column(String(10))
    author_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    written_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    version: Mapped[int]
    """Counts every change of the text or the judgement."""

    organisation: Mapped[Organisation] = relationship(lazy="raise")
    author: Mapped[Person] = relationship(lazy="raise")
    norm: Mapped[Norm] = relationship(lazy="raise")
    recommendations: Mapped[list[Recommendation]] = relationship(
        lazy="raise", viewonly=True, order_by="Recommendation.position"
    )
    hold: Mapped[FindingLock | None] = relationship(lazy="raise", viewonly=True)
    facts: Mapped[list[FindingFact]] = relationship(lazy="raise", viewonly=True)

    @property
    def log_tree_id(self) -> UUID:
        """The workspace's log."""
        return self.workspace_id

    @property
    def changed_on(self) -> date:
        """The day of its newest version, at home."""
        return self.changed_at.astimezone(HOME_ZONE).date()

    workspace = LoadedWith[Workspace](
        "A finding is loaded with its workspace: findings.queries.get_for()."
    )
    """The workspace, as it was loaded for the actor who loaded this finding."""

    is_disputed = LoadedWith[bool]("Whether a finding is disputed comes with list_by_id().")
    """Whether somebody holds another view, as `findings.queries.list_by_id` found it."""

    has_facts = LoadedWith[bool]("Whether a finding rests on observations comes with list_by_id().")
    """Whether it rests on observations, as `findings.queries.list_by_id` found it."""


class FindingLock(Hold, Base):
    """Who works on the text of a finding, until when; nobody else saves one meanwhile."""

    __tablename__ = "finding_lock"

    finding_id: Mapped[UUID] = mapped_column(ForeignKey("finding.id"), primary_key=True)


class Evidence(Base):
    """A citation of one version of a document; holds when the reader may not open the document."""

    __tablename__ = "evidence"

    finding_id: Mapped[UUID] = mapped_column(ForeignKey("finding.id"), primary_key=True)
    document_id: Mapped[UUID] = mapped_column(ForeignKey("document.id"), primary_key=True)
    workspace_id: Mapped[UUID] = mapped_column(ForeignKey("workspace.id"))
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"))
    """Bronhouder of the document."""
    number: Mapped[int]
    """Version cited."""
    media_type: Mapped[str] = mapped_column(String(100))
    sha256: Mapped[bytes] = mapped_column(LargeBinary)
    cited_at: Mapped[datetime]

    organisation: Mapped[Organisation] = relationship(lazy="raise")


class Recommendation(Base):
    """What someone should do about a finding."""

    __tablename__ = "recommendation"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_key)
    finding_id: Mapped[UUID] = mapped_column(ForeignKey("finding.id"), index=True)
    workspace_id: Mapped[UUID] = mapped_column(ForeignKey("workspace.id"))
    position: Mapped[int]
    text: Mapped[str] = mapped_column(Text)
    addressee: Mapped[str] = mapped_column(String(200))
    due_on: Mapped[date | None]


class FindingVersion(Base):
    """What a finding said, version by version; written once, and never changed."""

    __tablename__ = "finding_version"
    __table_args__ = (
        CheckConstraint("audience in ('own', 'workspace')", name="ck_finding_version_audience"),
    )

    finding_id: Mapped[UUID] = mapped_column(ForeignKey("finding.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    workspace_id: Mapped[UUID] = mapped_column(ForeignKey("workspace.id"))
    title: Mapped[str] = mapped_column(String(200))
    text: Mapped[str] = mapped_column(Text)
    norm_id: Mapped[UUID] = mapped_column(ForeignKey("norm.id"))
    aspect: Mapped[Aspect] = mapped_column(String(20))
    judgement: Mapped[Judgement] = mapped_column(String(20))
    audience: Mapped[Audience] = mapped_column(String(20))
    """Who read this version; a private draft stays private when a later version is shared."""
    status: Mapped[FindingStatus] = mapped_column(String(10))
    recommendations: Mapped[list[dict[str, str | None]]] = mapped_column(JSONB)
    """Text, addressee and day of each, in order."""
    author_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    made_at: Mapped[datetime]

    author: Mapped[Person] = relationship(lazy="raise")
    norm: Mapped[Norm] = relationship(lazy="raise")


class Influence(Base):
    """Who asked for a change after the first draft, and what became of it; never changed."""

    __tablename__ = "influence"
    __table_args__ = (
        CheckConstraint(
            "(number is null) = (outcome = 'not_adopted')", name="ck_influence_version"
        ),
        CheckConstraint(
            "outcome <> 'not_adopted' or (asked <> '' and reason <> '')", name="ck_influence_reason"
        ),
        CheckConstraint("capacity = 'own' or asked_by <> ''", name="ck_influence_asked_by"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_key)
    finding_id: Mapped[UUID] = mapped_column(ForeignKey("finding.id"), index=True)
    workspace_id: Mapped[UUID] = mapped_column(ForeignKey("workspace.id"))
    number: Mapped[int | None]
    """The version it led to; none when it was not adopted."""
    asked_by: Mapped[str] = mapped_column(String(200))
    capacity: Mapped[Capacity] = mapped_column(String(20))
    asked: Mapped[str] = mapped_column(Text)
    outcome: Mapped[Outcome] = mapped_column(String(20))
    reason: Mapped[str] = mapped_column(Text)
    audience: Mapped[Audience] = mapped_column(String(20))
    """Who reads it: that of the finding when it was noted."""
    noted_by_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    noted_at: Mapped[datetime]

    noted_by: Mapped[Person] = relationship(lazy="raise")
