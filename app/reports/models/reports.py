"""Reports built from findings, their frozen and sealed files, and the seats of those who sign."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Index,
    LargeBinary,
    String,
    Text,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.identity.models import Organisation, Person
from app.kernel.clock import HOME_ZONE
from app.kernel.db import Base, new_key
from app.kernel.loading import LoadedWith
from app.workspaces.models import Workspace


class ReportStatus(StrEnum):
    """From being written to adopted."""

    DRAFT = "draft"
    FROZEN = "frozen"
    SIGNING = "signing"
    ADOPTED = "adopted"
    CLOSED = "closed"
    """The coordinator ended the round; it is history, and its signatures stay."""
    REOPENED = "reopened"


class SeatStatus(StrEnum):
    """What a seat decided."""

    WAITING = "waiting"
    SIGNED = "signed"
    SIGNED_WITH_RESERVATION = "signed_with_reservation"
    DECLINED = "declined"
    ABSTAINED = "abstained"

    @property
    def is_signature(self) -> bool:
        """True when the seat stands behind the report, with or without reservation."""
        return self in (SeatStatus.SIGNED, SeatStatus.SIGNED_WITH_RESERVATION)


@dataclass(frozen=True, slots=True)
class Chapter:
    """A finding in a report: its place, and its version once the report is frozen."""

    finding_id: UUID
    position: int
    finding_version: int | None


class Report(Base):
    """A text of several findings that authorities sign together."""

    __tablename__ = "report"
    __table_args__ = (
        Index("uq_report_workspace_id", "workspace_id", "number", unique=True),
        Index("uq_report_first_id", "first_id", "round", unique=True),
        Index(
            "ix_report_words",
            text("samenzicht_words(title::text, introduction)"),
            postgresql_using="gin",
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_key)
    workspace_id: Mapped[UUID] = mapped_column(ForeignKey("workspace.id"))
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"))
    """Holds the pen."""
    number: Mapped[int]
    ref: Mapped[str] = mapped_column(String(40))
    title: Mapped[str] = mapped_column(String(200))
    introduction: Mapped[str] = mapped_column(Text)
    conclusion: Mapped[str] = mapped_column(Text)
    status: Mapped[ReportStatus] = mapped_column(String(10))
    frozen_sha256: Mapped[bytes | None] = mapped_column(LargeBinary)
    """H0: fingerprint of the very PDF that everyone signs."""
    frozen_at: Mapped[datetime | None]
    frozen_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    sign_by: Mapped[date | None]
    adopted_at: Mapped[datetime | None]
    stamped_at: Mapped[datetime | None]
    """The moment of the time stamp that closes its file; reports of before have none."""
    holds_until: Mapped[datetime | None]
    """Until when its proof can be checked; None until the clock has looked at an older report."""
    first_id: Mapped[UUID | None] = mapped_column(ForeignKey("report.id"))
    """The first version of this report; None when this is the first."""
    round: Mapped[int] = mapped_column(server_default="1")
    """Which version it is: each has a round of its own, on a file of its own."""
    closed_at: Mapped[datetime | None]
    closed_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    closing_reason: Mapped[str] = mapped_column(String(500), server_default="")
    """Why its round was closed or a next version began; everybody who reads the report reads it."""
    made_by_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    changed_at: Mapped[datetime]
    version: Mapped[int]
    revision: Mapped[int]
    """Counts the files: 1 is the frozen one, each seal adds one."""

    organisation: Mapped[Organisation] = relationship(lazy="raise")
    seats: Mapped[list[Seat]] = relationship(lazy="raise", viewonly=True, order_by="Seat.position")
    file: Mapped[ReportFile | None] = relationship(
        lazy="raise",
        viewonly=True,
        primaryjoin="and_(ReportFile.report_id == Report.id,"
        " ReportFile.revision == foreign(Report.revision))",
    )
    """The newest file: the frozen one with every seal placed so far."""

    @property
    def log_tree_id(self) -> UUID:
        """The workspace's log."""
        return self.workspace_id

    chapters = LoadedWith[tuple[Chapter, ...]](
        "A report is loaded with its chapters: reports.queries.get_for()."
    )
    """The findings it is made of, in order, as loaded by `reports.queries`."""

    workspace = LoadedWith[Workspace](
        "A report is loaded with its workspace: reports.queries.get_for()."
    )
    """The workspace, as it was loaded for the actor who loaded this report."""

    asked_along = LoadedWith[Mapping[str, str | None]](
        "What was said of a report comes with reports.queries.get_for()."
    )
    """What features above asked along with it, as loaded by `reports.queries.get_for`."""

    @property
    def series_id(self) -> UUID:
        """What all versions of one report share: the id of the first."""
        return self.first_id or self.id

    @property
    def fingerprint(self) -> str:
        """H0 in hexadecimal, empty while the report is a draft."""
        return self.frozen_sha256.hex() if self.frozen_sha256 else ""

    @property
    def frozen_on(self) -> date | None:
        """The day it was frozen, at home."""
        return None if self.frozen_at is None else self.frozen_at.astimezone(HOME_ZONE).date()

    @property
    def is_frozen(self) -> bool:
        """True when its text can no longer change."""
        return self.frozen_sha256 is not None


class ReportFinding(Base):
    """A finding as a chapter of a report, in the version that was frozen."""

    __tablename__ = "report_finding"

    report_id: Mapped[UUID] = mapped_column(ForeignKey("report.id"), primary_key=True)
    finding_id: Mapped[UUID] = mapped_column(ForeignKey("finding.id"), primary_key=True)
    workspace_id: Mapped[UUID] = mapped_column(ForeignKey("workspace.id"))
    position: Mapped[int]
    finding_version: Mapped[int | None]
    """None while the report is a draft."""


class ReportFile(Base):
    """One file of a report: the frozen PDF, and each sealed revision of it."""

    __tablename__ = "report_file"
    __table_args__ = (Index("uq_report_file_report_id", "report_id", "revision", unique=True),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_key)
    report_id: Mapped[UUID] = mapped_column(ForeignKey("report.id"))
    workspace_id: Mapped[UUID] = mapped_column(ForeignKey("workspace.id"))
    revision: Mapped[int]
    sha256: Mapped[bytes] = mapped_column(LargeBinary, index=True)
    size: Mapped[int] = mapped_column(BigInteger)
    pages: Mapped[int]
    blob_id: Mapped[str] = mapped_column(String(32), index=True)
    wrapped_key: Mapped[bytes] = mapped_column(LargeBinary)
    made_at: Mapped[datetime]


class ReportProof(Base):
    """A link of the chain of proof of an adopted report (`app.adapters.proofs`); never changed."""

    __tablename__ = "report_proof"
    __table_args__ = (
        Index("uq_report_proof_report_id", "report_id", "number", unique=True),
        CheckConstraint("number > 0", name="number"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_key)
    report_id: Mapped[UUID] = mapped_column(ForeignKey("report.id"))
    workspace_id: Mapped[UUID] = mapped_column(ForeignKey("workspace.id"))
    number: Mapped[int]
    statement: Mapped[bytes] = mapped_column(LargeBinary)
    token: Mapped[bytes] = mapped_column(LargeBinary)
    leaf: Mapped[bytes] = mapped_column(LargeBinary)
    """Of the log, by which the report was adopted: zero, the salt, and the entry."""
    stamped_at: Mapped[datetime]
    stamped_by: Mapped[str] = mapped_column(String(200))
    holds_until: Mapped[datetime]


@dataclass(frozen=True, slots=True)
class Signer:
    """Who decided for a seat."""

    name: str
    stands_in_for: str = ""
    """Name of the holder, when a deputy decided."""


def _stood_in_for(proof: Mapping[str, Any] | None) -> str:
    return str((proof or {}).get("mandate", {}).get("deputy_of", ""))


SEALER_DOUBT = "seal:"
"""Before the reason why a key that is kept elsewhere gave no seal."""


class Seat(Base):
    """A place to sign (ondertekenplaats): one office of one organisation."""

    __tablename__ = "seat"
    __table_args__ = (
        Index("uq_seat_report_id", "report_id", "position", unique=True),
        CheckConstraint("quorum between 1 and 99", name="quorum"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_key)
    report_id: Mapped[UUID] = mapped_column(ForeignKey("report.id"))
    workspace_id: Mapped[UUID] = mapped_column(ForeignKey("workspace.id"))
    position: Mapped[int]
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"))
    office: Mapped[str] = mapped_column(String(200))
    is_required: Mapped[bool]
    turn: Mapped[int] = mapped_column(server_default="1")
    """Its group in the order of signing; seats of one group sign side by side."""
    quorum: Mapped[int] = mapped_column(server_default="1")
    """How many holders of the office must sign; of more than one, each has a voice."""
    field_name: Mapped[str] = mapped_column(String(60))
    """Name of its signature field in the PDF: ``seat-igj-1``."""
    status: Mapped[SeatStatus] = mapped_column(String(30))
    decided_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    decided_at: Mapped[datetime | None]
    statement: Mapped[str] = mapped_column(String(500))
    mandate_number: Mapped[str] = mapped_column(String(60))
    """Mandate used, as it stood on the day."""
    proof: Mapped[dict[str, Any] | None] = mapped_column(JSONB)
    """Claims of the fresh sign-in, its nonce and what it was derived from."""
    sealed_at: Mapped[datetime | None]
    """When the organisation's seal was placed in the PDF."""
    stamped_at: Mapped[datetime | None]
    """The moment of the time stamp on the seal; seals of before there were any have none."""
    stamp_awaited_at: Mapped[datetime | None]
    """Since when the seal could not be placed because something from outside did not come."""
    stamp_doubt: Mapped[str | None] = mapped_column(String(20))
    """Why not, at the last attempt: a value of `adapters.timestamps.Distrust`, or after ``seal:``
    one of `adapters.sealers.Doubt`."""

    organisation: Mapped[Organisation] = relationship(lazy="raise")
    decided_by: Mapped[Person | None] = relationship(lazy="raise")
    voices: Mapped[list[SeatVoice]] = relationship(
        lazy="raise", viewonly=True, order_by="SeatVoice.decided_at, SeatVoice.id"
    )
    """What each holder decided, oldest first, when several fill it together."""

    @property
    def awaits_seal(self) -> bool:
        """True between the decision to sign and the placing of the seal."""
        return SeatStatus(self.status).is_signature and self.sealed_at is None

    @property
    def elsewhere(self) -> Mapping[str, str]:
        """What is on record of a signature with a key of the person's own; empty without one."""
        found: Mapping[str, str] = (self.proof or {}).get("elsewhere", {})
        return found

    @property
    def is_stamped(self) -> bool | None:
        """Whether its seal carries a time stamp; None while it is not placed."""
        return None if self.sealed_at is None else self.stamped_at is not None

    @property
    def awaits_stamp(self) -> bool:
        """True while its seal cannot be placed because no time stamp comes."""
        return self.awaits_outside and not self.awaits_sealer

    @property
    def awaits_outside(self) -> bool:
        """True while its seal cannot be placed because something from outside does not come."""
        return self.awaits_seal and self.stamp_awaited_at is not None

    @property
    def awaits_sealer(self) -> bool:
        """True while who keeps the organisation's key elsewhere gives no seal."""
        return self.awaits_outside and (self.stamp_doubt or "").startswith(SEALER_DOUBT)

    @property
    def signers(self) -> tuple[Signer, ...]:
        """Who decided for this seat: one person, or those who signed when it needs several."""
        if self.decided_by is None:
            return ()
        together = tuple(
            Signer(each.person.name, _stood_in_for(each.proof))
            for each in self.voices
            if SeatStatus(each.status).is_signature
        )
        return together or (Signer(self.decided_by.name, _stood_in_for(self.proof)),)

    @property
    def mandates_used(self) -> str:
        """The numbers of the mandates by which it was decided."""
        numbers = [
            each.mandate_number for each in self.voices if SeatStatus(each.status).is_signature
        ]
        return ", ".join(numbers) or self.mandate_number

    @property
    def statements(self) -> str:
        """What was said with the decision; of several, each with the name."""
        said = [f"{each.person.name}: {each.statement}" for each in self.voices if each.statement]
        return "\n".join(said) or self.statement


class SeatVoice(Base):
    """What one holder decided for a seat that several fill together (stem)."""

    __tablename__ = "seat_voice"
    __table_args__ = (
        Index("uq_seat_voice_seat_id", "seat_id", "person_id", unique=True),
        Index("uq_seat_voice_holder", "seat_id", "holder_id", unique=True),
        CheckConstraint(
            "status in ('signed', 'signed_with_reservation', 'declined', 'abstained')",
            name="status",
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_key)
    seat_id: Mapped[UUID] = mapped_column(ForeignKey("seat.id"))
    report_id: Mapped[UUID] = mapped_column(ForeignKey("report.id"))
    workspace_id: Mapped[UUID] = mapped_column(ForeignKey("workspace.id"))
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"))
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    status: Mapped[SeatStatus] = mapped_column(String(30))
    statement: Mapped[str] = mapped_column(String(500))
    mandate_number: Mapped[str] = mapped_column(String(60))
    holder_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    """Whose mandate that is, also where a deputy decided by it; of old ones not always known."""
    proof: Mapped[dict[str, Any]] = mapped_column(JSONB)
    decided_at: Mapped[datetime]

    person: Mapped[Person] = relationship(lazy="raise", foreign_keys=[person_id])

    @property
    def spoken_for(self) -> UUID:
        """Whose voice it is: of each holder one counts."""
        return self.holder_id or self.person_id
