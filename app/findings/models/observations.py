"""Observations: what somebody saw, heard, read or measured, before anybody judges it."""

from __future__ import annotations

from datetime import date, datetime, time
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    CheckConstraint,
    ForeignKey,
    Index,
    LargeBinary,
    String,
    Text,
    Time,
    Uuid,
)
from sqlalchemy import text as expression
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.findings.models.codes import Audience, Sense, SubjectKind
from app.identity.models import Organisation, Person
from app.kernel.db import Base, new_key
from app.kernel.loading import LoadedWith
from app.workspaces.models import Workspace

SENSES = "kind in ('seen', 'heard', 'read', 'measured')"
SUBJECTS = "subject_kind in ('entity', 'site', 'theme')"
RELEASED = "(released_at is null) = (released_version is null)"
WITHDRAWN = (
    "(withdrawn_at is null) = (withdrawal_reason = '')"
    " and (withdrawn_at is null) = (withdrawn_by_id is null)"
)


class Observation(Base):
    """A fact before judgement; it belongs to one organisation, which alone changes it."""

    __tablename__ = "observation"
    __table_args__ = (
        Index("uq_observation_workspace_id", "workspace_id", "number", unique=True),
        Index(
            "ix_observation_words",
            expression("samenzicht_words(title::text, text)"),
            postgresql_using="gin",
        ),
        CheckConstraint(SENSES, name="ck_observation_kind"),
        CheckConstraint(SUBJECTS, name="ck_observation_subject_kind"),
        CheckConstraint(RELEASED, name="ck_observation_released"),
        CheckConstraint(WITHDRAWN, name="ck_observation_withdrawn"),
        CheckConstraint("cardinality(observers) > 0", name="ck_observation_observers"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_key)
    workspace_id: Mapped[UUID] = mapped_column(ForeignKey("workspace.id"))
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"))
    number: Mapped[int]
    ref: Mapped[str] = mapped_column(String(40))
    title: Mapped[str] = mapped_column(String(200))
    """The observation in one sentence."""
    subject_kind: Mapped[SubjectKind] = mapped_column(String(10))
    subject: Mapped[str] = mapped_column(String(200))
    """Whom or what it is about, as the organisation calls it."""
    place: Mapped[str] = mapped_column(String(200))
    kind: Mapped[Sense] = mapped_column(String(10))
    observed_on: Mapped[date]
    observed_at: Mapped[time | None] = mapped_column(Time())
    """The time of that day in the workspace's zone; often nobody wrote it down."""
    observers: Mapped[list[UUID]] = mapped_column(ARRAY(Uuid()))
    """Who observed it: people of the own organisation."""
    text: Mapped[str] = mapped_column(Text)
    """Markdown."""
    author_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    written_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    version: Mapped[int]
    released_at: Mapped[datetime | None]
    """Since then lead and partners read it; there is no way back."""
    released_version: Mapped[int | None]
    """The first version they read; what it said before stays with the own organisation."""
    withdrawn_at: Mapped[datetime | None]
    withdrawn_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    withdrawal_reason: Mapped[str] = mapped_column(String(1000))

    organisation: Mapped[Organisation] = relationship(lazy="raise")
    author: Mapped[Person] = relationship(lazy="raise", foreign_keys=[author_id])

    @property
    def log_tree_id(self) -> UUID:
        """The workspace's log."""
        return self.workspace_id

    @property
    def audience(self) -> Audience:
        """Who reads it beside its own organisation."""
        return Audience.OWN if self.released_at is None else Audience.WORKSPACE

    @property
    def is_withdrawn(self) -> bool:
        """True when its organisation no longer stands for it; it stays to be read."""
        return self.withdrawn_at is not None

    workspace = LoadedWith[Workspace](
        "An observation is loaded with its workspace: get_observation_for()."
    )
    """The workspace, as it was loaded for the actor who loaded this observation."""


class ObservationVersion(Base):
    """What an observation said, version by version; written once, and never changed."""

    __tablename__ = "observation_version"
    __table_args__ = (
        CheckConstraint(SENSES, name="ck_observation_version_kind"),
        CheckConstraint(SUBJECTS, name="ck_observation_version_subject_kind"),
        CheckConstraint("number = 1 or reason <> ''", name="ck_observation_version_reason"),
    )

    observation_id: Mapped[UUID] = mapped_column(ForeignKey("observation.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    workspace_id: Mapped[UUID] = mapped_column(ForeignKey("workspace.id"))
    title: Mapped[str] = mapped_column(String(200))
    subject_kind: Mapped[SubjectKind] = mapped_column(String(10))
    subject: Mapped[str] = mapped_column(String(200))
    place: Mapped[str] = mapped_column(String(200))
    kind: Mapped[Sense] = mapped_column(String(10))
    observed_on: Mapped[date]
    observed_at: Mapped[time | None] = mapped_column(Time())
    observers: Mapped[list[UUID]] = mapped_column(ARRAY(Uuid()))
    text: Mapped[str] = mapped_column(Text)
    reason: Mapped[str] = mapped_column(String(1000))
    """Why it says something else than the version before it."""
    author_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    made_at: Mapped[datetime]

    author: Mapped[Person] = relationship(lazy="raise")


class ObservationEvidence(Base):
    """A citation of one version of a document, from one version of an observation on."""

    __tablename__ = "observation_evidence"

    observation_id: Mapped[UUID] = mapped_column(ForeignKey("observation.id"), primary_key=True)
    document_id: Mapped[UUID] = mapped_column(ForeignKey("document.id"), primary_key=True)
    since: Mapped[int] = mapped_column(primary_key=True)
    """Version of the observation that first rests on it."""
    until: Mapped[int | None]
    """Version of the observation that no longer does; none while it does."""
    workspace_id: Mapped[UUID] = mapped_column(ForeignKey("workspace.id"))
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"))
    """Bronhouder of the document."""
    number: Mapped[int]
    """Version of the document that is cited."""
    media_type: Mapped[str] = mapped_column(String(100))
    sha256: Mapped[bytes] = mapped_column(LargeBinary)
    cited_at: Mapped[datetime]

    organisation: Mapped[Organisation] = relationship(lazy="raise")


class FindingFact(Base):
    """That a finding sets an observation beside its norm, in the words of one version."""

    __tablename__ = "finding_fact"

    finding_id: Mapped[UUID] = mapped_column(ForeignKey("finding.id"), primary_key=True)
    observation_id: Mapped[UUID] = mapped_column(
        ForeignKey("observation.id"), primary_key=True, index=True
    )
    workspace_id: Mapped[UUID] = mapped_column(ForeignKey("workspace.id"))
    number: Mapped[int]
    """Version of the observation."""
    cited_at: Mapped[datetime]
