"""Cases, the institutions they are about, what was decided, and the terms that run."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.findings.models import Aspect
from app.identity.models import Organisation, Person
from app.kernel.codes import Code
from app.kernel.db import Base, new_key
from app.kernel.loading import LoadedWith
from app.kernel.terms import (
    Change,
    ChangeKind,
    LegalSystem,
    TermRule,
    TermUnit,
    change_from,
)
from app.workspaces.models import Workspace


class CaseKind(StrEnum):
    """What must be reported (Jeugdwet, article 4.1.8)."""

    CALAMITY = "calamity"
    VIOLENCE = "violence"


class Sender(StrEnum):
    """What kind of organisation reported; never which person."""

    CERTIFIED = "certified"
    """Gecertificeerde instelling."""
    COUNCIL = "council"
    """Raad voor de Kinderbescherming."""
    JUSTICE = "justice"
    """Justitiële jeugdinrichting."""
    PROVIDER = "provider"
    """Jeugdhulpaanbieder."""
    SAFE_HOME = "safe_home"
    """Veilig Thuis."""
    HALT = "halt"
    MUNICIPALITY = "municipality"
    OTHER = "other"


class Theme(StrEnum):
    """What a case is about, for the red thread over many."""

    SAFETY_AT_HOME = "home"
    TREATMENT = "treatment"
    RESTRAINT = "restraint"
    SELF_HARM = "self_harm"
    ABSCONDING = "absconding"
    SEXUAL = "sexual"
    CAPACITY = "capacity"
    OTHER = "other"


class CaseStatus(StrEnum):
    """Where a case stands; in the order it goes through."""

    REGISTERED = "registered"
    FINDING_OUT = "finding_out"
    """The provider finds out whether it is reportable."""
    URGENT = "urgent"
    COMMITTEE = "committee"
    """It waits for a decision of the committee."""
    REPORT_ASKED = "report_asked"
    INVESTIGATION = "investigation"
    CLOSED = "closed"


class Within(StrEnum):
    """Whether a report falls within the mandate of the inspectorates."""

    YES = "yes"
    NO = "no"
    UNCLEAR = "unclear"


class Informed(StrEnum):
    """Who else is told of a case, as its triage decides."""

    INSPECTORATE = "inspectorate"
    MUNICIPALITY = "municipality"


class Outcome(StrEnum):
    """What was decided about a case."""

    TO_COMMITTEE = "to_committee"
    FIND_OUT = "find_out"
    URGENT = "urgent"
    NOT_OURS = "not_ours"
    NO_INVESTIGATION = "no_investigation"
    """From here on decided by the committee, in a meeting."""
    ASK_REPORT = "ask_report"
    INVESTIGATE = "investigate"
    CLOSE_WITH_LETTER = "close_with_letter"


class Institution(Base):
    """An institution or municipality that cases of a workspace are about."""

    __tablename__ = "incident_institution"
    __table_args__ = (
        Index(
            "uq_incident_institution_workspace_id",
            "workspace_id",
            "is_municipality",
            "match_key",
            unique=True,
        ),
        CheckConstraint("btrim(name) <> ''", name="name"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_key)
    workspace_id: Mapped[UUID] = mapped_column(ForeignKey("workspace.id"))
    is_municipality: Mapped[bool]
    name: Mapped[str] = mapped_column(String(200))
    match_key: Mapped[str] = mapped_column(String(200))
    """Equal for two ways to write one name."""


class Case(Base):
    """One report, and all that is done with it."""

    __tablename__ = "incident_case"
    __table_args__ = (
        Index("uq_incident_case_ref", "workspace_id", "ref", unique=True),
        Index("uq_incident_case_pseudonym", "workspace_id", "pseudonym", unique=True),
        Index("ix_incident_case_due_on", "workspace_id", "due_on", "id"),
        CheckConstraint("registered_on >= received_on", name="received"),
        CheckConstraint("(status = 'closed') = (closed_at is not null)", name="closed"),
        CheckConstraint("status <> 'closed' or due_on is null", name="due"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_key)
    workspace_id: Mapped[UUID] = mapped_column(ForeignKey("workspace.id"))
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"))
    """The inspectorate that answers for its handling."""
    ref: Mapped[str] = mapped_column(String(30))
    pseudonym: Mapped[str] = mapped_column(String(40))
    """What the child is called here; drawn, so it says nothing about who it is."""
    kind: Mapped[CaseKind] = mapped_column(Code(CaseKind, 10))
    sender: Mapped[Sender] = mapped_column(Code(Sender, 12))
    institution_id: Mapped[UUID] = mapped_column(ForeignKey("incident_institution.id"))
    municipality_id: Mapped[UUID | None] = mapped_column(ForeignKey("incident_institution.id"))
    facts: Mapped[str] = mapped_column(Text)
    received_on: Mapped[date]
    registered_on: Mapped[date]
    registered_by_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    registered_at: Mapped[datetime]
    status: Mapped[CaseStatus] = mapped_column(Code(CaseStatus, 14))
    aspect: Mapped[Aspect | None] = mapped_column(Code(Aspect, 12))
    theme: Mapped[Theme | None] = mapped_column(Code(Theme, 12))
    counted_aspect: Mapped[Aspect | None] = mapped_column(Code(Aspect, 12))
    counted_theme: Mapped[Theme | None] = mapped_column(Code(Theme, 12))
    """As what the red thread counts it: what marked it when the numbers of its quarter settled."""
    due_on: Mapped[date | None]
    """Last day of the term that runs, as it was counted when that last changed."""
    came_in_on: Mapped[date | None]
    """The day on which what the term that runs waits for came in; then it is not late any more."""
    closed_at: Mapped[datetime | None]
    changed_at: Mapped[datetime]
    version: Mapped[int]

    organisation: Mapped[Organisation] = relationship(lazy="raise")
    registered_by: Mapped[Person] = relationship(lazy="raise")
    institution: Mapped[Institution] = relationship(lazy="raise", foreign_keys=[institution_id])
    municipality: Mapped[Institution | None] = relationship(
        lazy="raise", foreign_keys=[municipality_id]
    )

    @property
    def log_tree_id(self) -> UUID:
        """The workspace's log."""
        return self.workspace_id

    workspace = LoadedWith[Workspace]("A case is loaded with its workspace: incidents.queries.")
    """The workspace, as it was loaded for the actor who loaded this case."""


class CaseDecision(Base):
    """What was decided about a case; written once, and corrected by a later one only."""

    __tablename__ = "incident_decision"
    __table_args__ = (
        Index("uq_incident_decision_case_id", "case_id", "number", unique=True),
        Index("ix_incident_decision_meeting_id", "meeting_id"),
        CheckConstraint("btrim(reason) <> ''", name="reason"),
        CheckConstraint("(meeting_id is null) = (within is not null)", name="meeting"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_key)
    case_id: Mapped[UUID] = mapped_column(ForeignKey("incident_case.id"))
    workspace_id: Mapped[UUID] = mapped_column(ForeignKey("workspace.id"))
    meeting_id: Mapped[UUID | None] = mapped_column(ForeignKey("incident_meeting.id"))
    """Of the committee; None for a triage."""
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"))
    """Of whoever wrote it down."""
    number: Mapped[int]
    outcome: Mapped[Outcome] = mapped_column(Code(Outcome, 20))
    within: Mapped[Within | None] = mapped_column(Code(Within, 8))
    """In a triage only, as what follows."""
    is_acute: Mapped[bool]
    informs: Mapped[list[str]] = mapped_column(ARRAY(String(12)))
    reason: Mapped[str] = mapped_column(Text)
    made_by_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    made_at: Mapped[datetime]

    organisation: Mapped[Organisation] = relationship(lazy="raise")
    made_by: Mapped[Person] = relationship(lazy="raise")


AWAITED = frozenset({"reportable", "provider"})
"""Codes of the terms in which an institution answers."""


class CaseTerm(Base):
    """A term of a case, as the template had it when it began; one at most runs."""

    __tablename__ = "incident_term"
    __table_args__ = (
        Index("uq_incident_term_case_id", "case_id", "number", unique=True),
        CheckConstraint("length > 0", name="length"),
        CheckConstraint(
            "(came_in_on is null) = (noted_at is null) and (noted_at is null) ="
            " (noted_by_id is null) and (came_in_on is null or came_in_on >= starts_on)",
            name="came_in",
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_key)
    case_id: Mapped[UUID] = mapped_column(ForeignKey("incident_case.id"))
    workspace_id: Mapped[UUID] = mapped_column(ForeignKey("workspace.id"))
    number: Mapped[int]
    code: Mapped[str] = mapped_column(String(20))
    """As in the template: ``register``, ``reportable``, ``provider``."""
    name: Mapped[str] = mapped_column(String(120))
    name_en: Mapped[str] = mapped_column(String(120))
    length: Mapped[int]
    unit: Mapped[TermUnit] = mapped_column(Code(TermUnit, 12))
    legal_system: Mapped[LegalSystem] = mapped_column(Code(LegalSystem, 24))
    binds: Mapped[bool]
    source: Mapped[str] = mapped_column(String(200))
    starts_on: Mapped[date]
    ended_on: Mapped[date | None]
    """When nobody waited any more: the next decision was taken."""
    came_in_on: Mapped[date | None]
    """When what it waits for was there; whether it was met is judged by this."""
    noted_at: Mapped[datetime | None]
    noted_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))

    noted_by: Mapped[Person | None] = relationship(lazy="raise")

    @property
    def waits_for_others(self) -> bool:
        """True when what it waits for comes in; a triage is one's own work."""
        return self.code in AWAITED

    @property
    def rule(self) -> TermRule:
        """This term as the kernel counts it."""
        return TermRule(
            length=self.length,
            unit=self.unit,
            legal_system=self.legal_system,
            binds=self.binds,
            source=self.source,
        )


class CaseTermChange(Base):
    """What happened to a term on its way, with the reason; never undone, only followed up."""

    __tablename__ = "incident_term_change"
    __table_args__ = (
        Index("ix_incident_term_change_term_id", "term_id"),
        CheckConstraint(
            "(kind = 'suspended') = (first_day is not null and last_day is not null)"
            " and (kind = 'suspended') = (length is null and unit is null)",
            name="kind",
        ),
        CheckConstraint("last_day >= first_day", name="days"),
        CheckConstraint("length > 0", name="length"),
        CheckConstraint("btrim(reason) <> ''", name="reason"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_key)
    term_id: Mapped[UUID] = mapped_column(ForeignKey("incident_term.id"))
    case_id: Mapped[UUID] = mapped_column(ForeignKey("incident_case.id"))
    workspace_id: Mapped[UUID] = mapped_column(ForeignKey("workspace.id"))
    number: Mapped[int]
    """Within the case: they count in this order."""
    kind: Mapped[ChangeKind] = mapped_column(Code(ChangeKind, 10))
    first_day: Mapped[date | None]
    last_day: Mapped[date | None]
    length: Mapped[int | None]
    unit: Mapped[TermUnit | None] = mapped_column(Code(TermUnit, 12))
    reason: Mapped[str] = mapped_column(String(500))
    made_by_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    made_at: Mapped[datetime]

    made_by: Mapped[Person] = relationship(lazy="raise")

    @property
    def as_counted(self) -> Change:
        """This change as the kernel counts it."""
        days = (self.first_day, self.last_day)
        return change_from(self.kind, days=days, length=self.length, unit=self.unit)
