"""Rebuttals: what was put to an organisation, until when it may reply, what it said of it."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    LargeBinary,
    String,
    Text,
)
from sqlalchemy import text as expression
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.findings.models import Outcome
from app.identity.models import Organisation, Person
from app.kernel.codes import Code
from app.kernel.db import Base, new_key
from app.kernel.loading import LoadedWith
from app.kernel.terms import Extension, LegalSystem, TermRule, TermUnit
from app.reports.models import Report
from app.workspaces.models import Workspace


class RebuttalStatus(StrEnum):
    """Where a rebuttal stands; follows from what happened."""

    PREPARED = "prepared"
    SENT = "sent"
    ANSWERED = "answered"
    CLOSED = "closed"


def status_of(*, is_sent: bool, is_answered: bool, is_closed: bool) -> RebuttalStatus:
    """Return where a rebuttal stands after what happened to it."""
    if is_closed:
        return RebuttalStatus.CLOSED
    if is_answered:
        return RebuttalStatus.ANSWERED
    return RebuttalStatus.SENT if is_sent else RebuttalStatus.PREPARED


class Way(StrEnum):
    """How the extract went out."""

    HAND = "hand"
    """Downloaded, and sent by the coordinator in another way."""
    LINK = "link"
    """By a link with which the organisation reads it and replies here."""


class Source(StrEnum):
    """How a remark came in."""

    HAND = "hand"
    """A coordinator took it over from a letter or a talk."""
    LINK = "link"
    """The organisation wrote it here itself, by its link."""


class Rebuttal(Base):
    """One hearing of one organisation about one frozen report."""

    __tablename__ = "rebuttal"
    __table_args__ = (
        Index("ix_rebuttal_series_id", "workspace_id", "series_id"),
        CheckConstraint("length between 1 and 366", name="length"),
        CheckConstraint("(sent_on is null) = (way is null)", name="sent"),
        CheckConstraint("answered_at is null or sent_on is not null", name="answered"),
        CheckConstraint("(closed_at is null) = (closed_by_id is null)", name="closed"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_key)
    workspace_id: Mapped[UUID] = mapped_column(ForeignKey("workspace.id"))
    report_id: Mapped[UUID] = mapped_column(ForeignKey("report.id"), index=True)
    series_id: Mapped[UUID]
    """What all versions of the report share; the ledger stands in the versions that follow."""
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"))
    """Who opened it, and decides about what is said of the whole."""
    entity: Mapped[str] = mapped_column(String(200))
    """The organisation that is heard."""
    contact: Mapped[str] = mapped_column(String(200))
    email: Mapped[str] = mapped_column(String(254))
    length: Mapped[int]
    unit: Mapped[TermUnit] = mapped_column(Code(TermUnit, 12))
    sent_on: Mapped[date | None]
    """The day of the event: the term is counted from it."""
    way: Mapped[Way | None] = mapped_column(Code(Way, 10))
    answered_at: Mapped[datetime | None]
    """When its first remark came in by hand, or the latest reply by a link."""
    closed_at: Mapped[datetime | None]
    closed_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    sha256: Mapped[bytes] = mapped_column(LargeBinary)
    """Fingerprint of the extract."""
    size: Mapped[int] = mapped_column(BigInteger)
    pages: Mapped[int]
    blob_id: Mapped[str] = mapped_column(String(32), index=True)
    wrapped_key: Mapped[bytes] = mapped_column(LargeBinary)
    opened_by_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    opened_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    version: Mapped[int]

    organisation: Mapped[Organisation] = relationship(lazy="raise")
    opened_by: Mapped[Person] = relationship(lazy="raise", foreign_keys=[opened_by_id])
    findings: Mapped[list[PutFinding]] = relationship(
        lazy="raise", viewonly=True, order_by="PutFinding.position"
    )
    extensions: Mapped[list[TermExtension]] = relationship(
        lazy="raise", viewonly=True, order_by="TermExtension.made_at"
    )

    @property
    def log_tree_id(self) -> UUID:
        """The workspace's log."""
        return self.workspace_id

    @property
    def fingerprint(self) -> str:
        """The extract's SHA-256 in hexadecimal."""
        return self.sha256.hex()

    @property
    def status(self) -> RebuttalStatus:
        """Where it stands."""
        return status_of(
            is_sent=self.sent_on is not None,
            is_answered=self.answered_at is not None,
            is_closed=self.closed_at is not None,
        )

    @property
    def rule(self) -> TermRule:
        """The term as it was set: followed by policy, counted as the law counts."""
        return TermRule(
            length=self.length, unit=self.unit, legal_system=LegalSystem.DUTCH, binds=False
        )

    @property
    def workspace(self) -> Workspace:
        """Return the workspace, as it was loaded for the actor who loaded this rebuttal.

        Raises:
            HouseFault: the rebuttal was not loaded by `rebuttals.queries`.
        """
        return self.report.workspace

    report = LoadedWith[Report](
        "A rebuttal is loaded with its report: rebuttals.queries.get_for()."
    )
    """The report it is about, as it was loaded for the actor who loaded this."""


class PutFinding(Base):
    """A finding that was put to the organisation, in the version that was frozen."""

    __tablename__ = "rebuttal_finding"

    rebuttal_id: Mapped[UUID] = mapped_column(ForeignKey("rebuttal.id"), primary_key=True)
    finding_id: Mapped[UUID] = mapped_column(ForeignKey("finding.id"), primary_key=True)
    workspace_id: Mapped[UUID] = mapped_column(ForeignKey("workspace.id"))
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"))
    """Whose finding it is, and who decides about remarks on it."""
    position: Mapped[int]
    finding_version: Mapped[int]
    ref: Mapped[str] = mapped_column(String(40))
    title: Mapped[str] = mapped_column(String(200))
    """As it stood in the frozen report."""

    organisation: Mapped[Organisation] = relationship(lazy="raise")


class TermExtension(Base):
    """More time, and why; never changed."""

    __tablename__ = "rebuttal_extension"
    __table_args__ = (CheckConstraint("length between 1 and 366", name="length"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_key)
    rebuttal_id: Mapped[UUID] = mapped_column(ForeignKey("rebuttal.id"), index=True)
    workspace_id: Mapped[UUID] = mapped_column(ForeignKey("workspace.id"))
    length: Mapped[int]
    unit: Mapped[TermUnit] = mapped_column(Code(TermUnit, 12))
    reason: Mapped[str] = mapped_column(String(500))
    made_by_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    made_at: Mapped[datetime]

    made_by: Mapped[Person] = relationship(lazy="raise")

    @property
    def as_counted(self) -> Extension:
        """The change as terms count it."""
        return Extension(self.length, self.unit)


class RebuttalItem(Base):
    """One remark, and what became of it; the words never change."""

    __tablename__ = "rebuttal_item"
    __table_args__ = (
        ForeignKeyConstraint(
            ["rebuttal_id", "finding_id"],
            ["rebuttal_finding.rebuttal_id", "rebuttal_finding.finding_id"],
            name="fk_rebuttal_item_finding",
        ),
        Index("uq_rebuttal_item_rebuttal_id", "rebuttal_id", "number", unique=True),
        CheckConstraint("remark <> ''", name="remark"),
        CheckConstraint(
            "(decision is null) = (decided_at is null) and (decision is null) = (reason = '')"
            " and (decision is null) = (decided_by_id is null)",
            name="decided",
        ),
        CheckConstraint(
            "followed_by is null or (finding_id is not null and decision in ('adopted', 'partly'))",
            name="followed_by",
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_key)
    rebuttal_id: Mapped[UUID] = mapped_column(ForeignKey("rebuttal.id"))
    workspace_id: Mapped[UUID] = mapped_column(ForeignKey("workspace.id"))
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"))
    """Who decides: the owner of the finding, or who opened the rebuttal."""
    finding_id: Mapped[UUID | None]
    """None: about the whole."""
    number: Mapped[int]
    place: Mapped[str] = mapped_column(String(200))
    """Where in the text, as the organisation named it."""
    remark: Mapped[str] = mapped_column(Text)
    source: Mapped[Source] = mapped_column(Code(Source, 10))
    received_on: Mapped[date]
    entered_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    link_id: Mapped[UUID | None] = mapped_column(index=True)
    """The link it came by; a link may be gone after a backup was put back, the remark is not."""
    entered_at: Mapped[datetime]
    decision: Mapped[Outcome | None] = mapped_column(Code(Outcome, 20))
    reason: Mapped[str] = mapped_column(Text)
    followed_by: Mapped[int | None]
    """The version of the finding that came of it."""
    decided_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    decided_at: Mapped[datetime | None]
    version: Mapped[int]

    organisation: Mapped[Organisation] = relationship(lazy="raise")
    decided_by: Mapped[Person | None] = relationship(lazy="raise", foreign_keys=[decided_by_id])

    @property
    def log_tree_id(self) -> UUID:
        """The workspace's log."""
        return self.workspace_id

    rebuttal = LoadedWith[Rebuttal](
        "An item is loaded with its rebuttal: rebuttals.queries.get_item()."
    )
    """The rebuttal, as it was loaded for the actor who loaded this item."""


class ReplyLink(Base):
    """A way in for who is heard: of its secret only the hash is kept."""

    __tablename__ = "rebuttal_link"
    __table_args__ = (
        CheckConstraint("(revoked_at is null) = (revoked_by_id is null)", name="revoked"),
        Index(
            "uq_rebuttal_link_rebuttal_id",
            "rebuttal_id",
            unique=True,
            postgresql_where=expression("revoked_at is null and submitted_at is null"),
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_key)
    rebuttal_id: Mapped[UUID] = mapped_column(ForeignKey("rebuttal.id"))
    workspace_id: Mapped[UUID] = mapped_column(ForeignKey("workspace.id"))
    token_hash: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    ends_on: Mapped[date]
    """The last day on which it works."""
    made_by_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    made_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    revoked_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    openings: Mapped[int]
    last_opened_at: Mapped[datetime | None]
    submitted_at: Mapped[datetime | None]
    hour_begun_at: Mapped[datetime]
    asked_in_hour: Mapped[int]
    """How often it was used since then; there is a most."""
    version: Mapped[int]

    made_by: Mapped[Person] = relationship(lazy="raise", foreign_keys=[made_by_id])

    rebuttal = LoadedWith[Rebuttal]("A link is loaded with its rebuttal: rebuttals.queries.links.")
    """The rebuttal, as it was loaded for the actor who loaded this link."""

    def works_on(self, day: date) -> bool:
        """Tell whether it leads anywhere on a day."""
        return self.revoked_at is None and self.ends_on >= day


class DraftItem(Base):
    """A remark that was not sent yet; no person of any organisation reads it."""

    __tablename__ = "rebuttal_draft"
    __table_args__ = (
        Index("uq_rebuttal_draft_link_id", "link_id", "number", unique=True),
        CheckConstraint("remark <> ''", name="remark"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_key)
    link_id: Mapped[UUID] = mapped_column(ForeignKey("rebuttal_link.id"))
    workspace_id: Mapped[UUID] = mapped_column(ForeignKey("workspace.id"))
    number: Mapped[int]
    finding_id: Mapped[UUID | None] = mapped_column(ForeignKey("finding.id"))
    place: Mapped[str] = mapped_column(String(200))
    remark: Mapped[str] = mapped_column(Text)
    saved_at: Mapped[datetime]
