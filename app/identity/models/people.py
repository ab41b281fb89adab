"""People, how they are invited and reached, and what they may sign."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    LargeBinary,
    String,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.identity.models.organisations import Organisation, ProviderAnswer, number_of
from app.kernel.codes import Code
from app.kernel.db import Base, new_key

ADMINISTRATOR = "administrator"
"""Manages accounts, sees no content."""
PRIVACY_OFFICER = "privacy_officer"
MANDATE_KEEPER = "mandate_keeper"
"""Keeps the register of mandates of the own organisation."""
COORDINATOR = "coordinator"
"""May start workspaces for the own organisation."""
DUTIES = (ADMINISTRATOR, COORDINATOR, MANDATE_KEEPER, PRIVACY_OFFICER)
BY_TWO = frozenset({ADMINISTRATOR, PRIVACY_OFFICER})
"""Who watches over others is made and unmade by two; either of them could else make the other."""


class Person(Base):
    """A person of one organisation, known by (provider, subject) and by nothing else."""

    __tablename__ = "person"
    __table_args__ = (
        UniqueConstraint("provider_id", "subject"),
        CheckConstraint("goes_to_id is null or blocked_at is not null", name="goes_to"),
        CheckConstraint("(provider_id is null) = (subject is null)", name="bound_wholly"),
        ForeignKeyConstraint(
            ["provider_id", "organisation_id"],
            ["identity_provider.id", "identity_provider.organisation_id"],
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_key)
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"), index=True)
    provider_id: Mapped[UUID | None] = mapped_column(ForeignKey("identity_provider.id"))
    subject: Mapped[str | None] = mapped_column(String(255))
    login: Mapped[str] = mapped_column(String(80), unique=True)
    """Name in commands and in the API; not used to sign in."""
    name: Mapped[str] = mapped_column(String(200))
    email: Mapped[str] = mapped_column(String(254))
    """For display and mail only."""
    job_title: Mapped[str] = mapped_column(String(200))
    duties: Mapped[list[str]] = mapped_column(ARRAY(String(30)))
    language: Mapped[str | None] = mapped_column(String(5))
    scheme: Mapped[str | None] = mapped_column(String(5))
    """``light`` or ``dark`` when chosen; None follows the device."""
    has_shortcuts: Mapped[bool] = mapped_column(default=True)
    """Single keys act on pages; off for who presses them by accident (WCAG 2.1.4)."""
    blocked_at: Mapped[datetime | None]
    goes_to_id: Mapped[UUID | None] = mapped_column(ForeignKey("organisation.id"))
    """Where somebody went who left, as this organisation said it; that one decides by itself."""
    void_before: Mapped[datetime | None]
    """What the person came in by until then (sessions, tokens, calendar) does no more."""

    organisation: Mapped[Organisation] = relationship(
        lazy="joined", innerjoin=True, foreign_keys=[organisation_id]
    )

    @property
    def seen_as(self) -> int:
        """What administrators may correct of it, as the number of a version."""
        return number_of(self.name, self.email, self.job_title)


class RefusedAddress(Base):
    """That mail to somebody's address came back for good; it counts while the address is this."""

    __tablename__ = "refused_address"

    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), primary_key=True)
    address: Mapped[str] = mapped_column(String(254))
    since_at: Mapped[datetime]
    """When the first mail to it was refused."""
    last_at: Mapped[datetime]
    """When the last one was; only a mail that became due later is tried again."""


class DutyChange(Base):
    """What one person asks about somebody's duty, and another of the organisation answers."""

    __tablename__ = "duty_change"
    __table_args__ = (
        Index(
            "uq_duty_change_person_id",
            "person_id",
            "duty",
            unique=True,
            postgresql_where=text("answer is null"),
        ),
        CheckConstraint("answer in ('approved', 'refused')", name="answer"),
        CheckConstraint(
            "num_nulls(answered_by_id, answered_at, answer) in (0, 3)", name="answered"
        ),
        CheckConstraint(
            "answer is distinct from 'approved'"
            " or (answered_by_id <> asked_by_id and answered_by_id <> person_id"
            " and asked_by_id <> person_id)",
            name="two_others",
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_key)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"), index=True)
    duty: Mapped[str] = mapped_column(String(30))
    is_given: Mapped[bool]
    """False: it is taken."""
    asked_by_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    asked_at: Mapped[datetime]
    answered_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    answered_at: Mapped[datetime | None]
    answer: Mapped[ProviderAnswer | None] = mapped_column(Code(ProviderAnswer, 10))

    person: Mapped[Person] = relationship(lazy="joined", innerjoin=True, foreign_keys=[person_id])
    asked_by: Mapped[Person] = relationship(
        lazy="joined", innerjoin=True, foreign_keys=[asked_by_id]
    )

    @property
    def asked_for_id(self) -> UUID:
        """The organisation of who asked: the one whose duty it is."""
        return self.organisation_id

    @property
    def is_waiting(self) -> bool:
        """True while nobody answered."""
        return self.answer is None


class Invitation(Base):
    """A one-time code that binds an invited person to the identity of their first sign-in."""

    __tablename__ = "invitation"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_key)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    code_hash: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    invited_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    made_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class Mandate(Base):
    """What a person may sign in the name of an organisation, from day to day (Awb 10:1-10:12)."""

    __tablename__ = "mandate"
    __table_args__ = (
        CheckConstraint("deputy_id <> holder_id", name="deputy"),
        CheckConstraint("absent_until >= absent_from", name="absence"),
        CheckConstraint(
            "(absent_from is null) = (absent_until is null)"
            " and (absent_from is null or deputy_id is not null)",
            name="absence_whole",
        ),
        Index("uq_mandate_organisation_id", "organisation_id", "number", unique=True),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_key)
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"), index=True)
    holder_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    number: Mapped[str] = mapped_column(String(60))
    office: Mapped[str] = mapped_column(String(200))
    covers: Mapped[str] = mapped_column(String(300))
    valid_from: Mapped[date]
    valid_to: Mapped[date]
    source: Mapped[str] = mapped_column(String(300))
    deputy_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"), index=True)
    """Who signs by it while the holder is away (plaatsvervanger)."""
    absent_from: Mapped[date | None]
    absent_until: Mapped[date | None]
    certificate: Mapped[str] = mapped_column(String(100), server_default="")
    """What the holder may sign with in a PDF reader: SHA-256 of the certificate, or the serial
    number of its subject; empty when nothing is registered."""
    version: Mapped[int] = mapped_column(server_default="1")

    organisation: Mapped[Organisation] = relationship(lazy="raise")
    holder: Mapped[Person] = relationship(lazy="raise", foreign_keys=[holder_id])
    deputy: Mapped[Person | None] = relationship(lazy="raise", foreign_keys=[deputy_id])

    def deputy_acts_on(self, day: date) -> bool:
        """Tell whether the holder is away on a day and a deputy signs by it."""
        if self.deputy_id is None or self.absent_from is None or self.absent_until is None:
            return False
        return self.absent_from <= day <= self.absent_until

    def serves(self, person_id: UUID | None, day: date) -> bool:
        """Tell whether a person may use it on a day: the holder, or the deputy in the absence."""
        if not self.is_valid_on(day):
            return False
        is_deputy = self.deputy_id == person_id and self.deputy_acts_on(day)
        return person_id is not None and (self.holder_id == person_id or is_deputy)

    def is_valid_on(self, day: date) -> bool:
        """Tell whether it holds on a day."""
        return self.valid_from <= day <= self.valid_to
