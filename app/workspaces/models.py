"""Workspaces, their phases, the organisations that take part and their people."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    ColumnElement,
    ForeignKey,
    Index,
    LargeBinary,
    String,
    Text,
    and_,
    false,
    func,
    or_,
    text,
)
from sqlalchemy.orm import Mapped, declared_attr, mapped_column, relationship

from app.identity.models import Organisation, Person
from app.kernel.access import Actor
from app.kernel.codes import Code
from app.kernel.db import Base, new_key
from app.kernel.loading import LoadedWith


class Classification(StrEnum):
    """Rubricering (VIRBI 2025); only these two are accepted here."""

    NONE = "ongerubriceerd"
    DEPARTMENTAL = "dep_vertrouwelijk"

    @property
    def rank(self) -> int:
        """Order: higher is more secret."""
        return list(Classification).index(self)

    @classmethod
    def of_rank(cls, rank: int) -> Classification:
        """Return the classification of an order."""
        return list(cls)[rank]


class Marking(StrEnum):
    """Handling marking (merking)."""

    PUBLIC = "openbaar"
    INTERNAL = "intern"
    CONFIDENTIAL = "vertrouwelijk"
    MEDICAL = "medisch"
    COMMERCIAL = "commercieel"


class ParticipantRole(StrEnum):
    """What an organisation is in a workspace; observers and guests see only what names them."""

    LEAD = "lead"
    PARTNER = "partner"
    OBSERVER = "observer"
    GUEST = "guest"


class AfterLeaving(StrEnum):
    """What others may with what an organisation brought, once it left; its own choice."""

    RULES = "rules"
    """Its rules go on, as they stand."""
    EVIDENCE = "evidence"
    """What its rules gave may be known as closed evidence, and nothing more."""
    CLOSED = "closed"
    """Nothing; so it is too when nothing was chosen."""


class MemberRole(StrEnum):
    """What a person may do in a workspace."""

    COORDINATOR = "coordinator"
    CONTRIBUTOR = "contributor"
    READER = "reader"
    SIGNATORY = "signatory"


class WorkspaceStatus(StrEnum):
    """Open for work, or closed."""

    OPEN = "open"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Standing:
    """What one actor is in one workspace; loaded with it, so that rules ask nothing more."""

    person_id: UUID | None
    organisation_id: UUID | None
    participant_role: ParticipantRole | None = None
    """Role of the actor's organisation; None when it takes no part."""
    role: MemberRole | None = None
    """The actor's own role; None for a job and for who is no member."""

    @property
    def leads(self) -> bool:
        """True when the actor's organisation leads."""
        return self.participant_role == ParticipantRole.LEAD

    @property
    def coordinates(self) -> bool:
        """True when the actor coordinates the own organisation's part."""
        return self.role == MemberRole.COORDINATOR


@dataclass(frozen=True, slots=True)
class Foothold:
    """A workspace and what an actor is in it: all that the conditions of a list depend on."""

    id: UUID
    standing: Standing

    def for_somebody(self, acting: Actor, somebody: Actor) -> Foothold:
        """Return the same for whoever acts; itself when it is of another than who acts."""
        theirs = self.standing
        if theirs.organisation_id is somebody.organisation_id:
            return self
        if (theirs.person_id, theirs.organisation_id) != (acting.person_id, acting.organisation_id):
            return self
        anybodys = replace(
            theirs, person_id=somebody.person_id, organisation_id=somebody.organisation_id
        )
        return replace(self, standing=anybodys)


class Workspace(Base):
    """One joint investigation or standing working group (samenwerkruimte)."""

    __tablename__ = "workspace"
    __table_args__ = (
        CheckConstraint(
            "(closing_started_at is null) = (closing_due_on is null)"
            " and (closed_at is null or status = 'closed')",
            name="closing",
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_key)
    ref: Mapped[str] = mapped_column(String(30), unique=True)
    """What people call it: ``JJI-2026-0001``."""
    template: Mapped[str] = mapped_column(String(20))
    title: Mapped[str] = mapped_column(String(200))
    lead_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"))
    mode: Mapped[str] = mapped_column(String(20))
    """Mode of supervision: ``regular``, ``in_depth`` or ``intensive``."""
    classification: Mapped[Classification] = mapped_column(Code(Classification, 30))
    """Highest classification accepted here."""
    marking: Mapped[Marking] = mapped_column(Code(Marking, 20))
    """Marking proposed for what is brought in."""
    purpose: Mapped[str] = mapped_column(Text)
    legal_basis: Mapped[str] = mapped_column(String(200))
    """Codes of ``config/legal_bases.toml``, separated by spaces."""
    controller_arrangement: Mapped[str] = mapped_column(Text)
    """Who answers for which processing (AVG art. 26)."""
    retention: Mapped[str] = mapped_column(String(200))
    status: Mapped[WorkspaceStatus] = mapped_column(Code(WorkspaceStatus, 10))
    holds_cases: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Many cases are handled here, one for each report; its template said so."""
    opened_on: Mapped[date]
    closing_started_at: Mapped[datetime | None]
    """Since when each organisation is asked what becomes of what it brought."""
    closing_due_on: Mapped[date | None]
    """Last day to answer; who says nothing chose the archive."""
    closed_at: Mapped[datetime | None]
    version: Mapped[int]
    vault_key: Mapped[bytes] = mapped_column(LargeBinary)
    """Key of the files in this workspace, wrapped by the master key."""

    lead: Mapped[Organisation] = relationship()
    """Takes part: at hand once the participants were read."""

    @property
    def log_tree_id(self) -> UUID:
        """The workspace's own log."""
        return self.id

    standing = LoadedWith[Standing](
        "A workspace is loaded with its standing: workspaces.queries.get_for()."
    )
    """What the actor who loaded this workspace is in it."""

    @property
    def foothold(self) -> Foothold:
        """Return what the conditions of lists depend on."""
        return Foothold(self.id, self.standing)

    @property
    def is_open(self) -> bool:
        """True while work may be done here."""
        return self.status == WorkspaceStatus.OPEN

    @property
    def is_closing(self) -> bool:
        """True while organisations say what becomes of what they brought."""
        return self.is_open and self.closing_started_at is not None

    @property
    def missing_foundations(self) -> list[str]:
        """Return the fields that must be filled before documents may come in."""
        names = ("purpose", "legal_basis", "controller_arrangement", "retention")
        return [name for name in names if not getattr(self, name).strip()]


class Phase(Base):
    """A phase of the workspace's planning."""

    __tablename__ = "phase"

    workspace_id: Mapped[UUID] = mapped_column(ForeignKey("workspace.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(100))
    starts_on: Mapped[date | None]
    ends_on: Mapped[date | None]


class Participation(Base):
    """An organisation takes part in a workspace; one row each, ended and resumed."""

    __tablename__ = "participation"
    __table_args__ = (
        Index("uq_participation_workspace_id", "workspace_id", "organisation_id", unique=True),
        CheckConstraint("after_leaving in ('rules', 'evidence', 'closed')", name="after_leaving"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_key)
    workspace_id: Mapped[UUID] = mapped_column(ForeignKey("workspace.id"))
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"), index=True)
    role: Mapped[ParticipantRole] = mapped_column(Code(ParticipantRole, 20))
    position: Mapped[int]
    """Fixed place in every list: lead first, then by joining."""
    joined_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    after_leaving: Mapped[AfterLeaving | None] = mapped_column(Code(AfterLeaving, 10))
    """Chosen by its own coordinator; written by the database's own function only."""

    organisation: Mapped[Organisation] = relationship(lazy="joined", innerjoin=True)

    @property
    def log_tree_id(self) -> UUID:
        """The workspace's log."""
        return self.workspace_id


class Membership(Base):
    """A person of a participating organisation works in a workspace."""

    __tablename__ = "membership"
    __table_args__ = (
        Index(
            "uq_membership_workspace_id",
            "workspace_id",
            "person_id",
            unique=True,
            postgresql_where=text("ended_at is null"),
        ),
        CheckConstraint("(reviewed_at is null) = (reviewed_by_id is null)", name="reviewed"),
        CheckConstraint("suspended_at is null or ended_at is not null", name="suspended"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_key)
    workspace_id: Mapped[UUID] = mapped_column(ForeignKey("workspace.id"))
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"))
    role: Mapped[MemberRole] = mapped_column(Code(MemberRole, 20))
    added_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    added_at: Mapped[datetime]
    until_on: Mapped[date | None] = mapped_column(index=True)
    """Last day, chosen beforehand; None until somebody ends it. After it nothing is seen any more,
    also before the clock has ended the membership."""
    ended_at: Mapped[datetime | None]
    suspended_at: Mapped[datetime | None]
    """Set when it ended because nobody said that it stays; saying so opens it again."""
    reviewed_at: Mapped[datetime | None]
    """When a coordinator last said whether this access stays."""
    reviewed_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))

    @classmethod
    def is_living(cls) -> ColumnElement[bool]:
        """Return the condition that a membership holds today; row security asks the same."""
        lasts = or_(cls.until_on.is_(None), cls.until_on >= func.samenzicht_today())
        return and_(cls.ended_at.is_(None), lasts)

    person: Mapped[Person] = relationship(lazy="raise", foreign_keys=[person_id])
    added_by: Mapped[Person | None] = relationship(lazy="raise", foreign_keys=[added_by_id])

    @property
    def log_tree_id(self) -> UUID:
        """The workspace's log."""
        return self.workspace_id


class AccessReview(Base):
    """That the coordinators of an organisation were asked, in a quarter, who stays in a place."""

    __tablename__ = "access_review"

    workspace_id: Mapped[UUID] = mapped_column(ForeignKey("workspace.id"), primary_key=True)
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"), primary_key=True)
    quarter_on: Mapped[date] = mapped_column(primary_key=True)
    """First day of the quarter."""
    asked_on: Mapped[date]
    ends_on: Mapped[date]
    """Last day on which silence has no consequence."""
    reminded_at: Mapped[datetime | None]


class Hold:
    """That somebody has a thing in hand for a while, so that two people do not replace one text.

    One row per thing that was ever taken; a feature makes a table of it, with the thing as its key.
    It ends by itself: a moment that has passed holds nobody off.
    """

    workspace_id: Mapped[UUID] = mapped_column(ForeignKey("workspace.id"))
    holder_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"))
    """Of the holder."""
    taken_at: Mapped[datetime]
    until: Mapped[datetime]

    @declared_attr
    def holder(self) -> Mapped[Person]:
        """Return who has it in hand."""
        return relationship(lazy="raise")

    @declared_attr
    def organisation(self) -> Mapped[Organisation]:
        """Return for whom."""
        return relationship(lazy="raise")
