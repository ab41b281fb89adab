"""Organisations, their sign-in providers, people, sessions, tokens and mandates."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    LargeBinary,
    String,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.kernel.codes import Code
from app.kernel.db import Base, new_key
from app.kernel.errors import HouseFault

ADMINISTRATOR = "administrator"
"""Manages accounts, sees no content."""
PRIVACY_OFFICER = "privacy_officer"
MANDATE_KEEPER = "mandate_keeper"
"""Keeps the register of mandates of the own organisation."""


class Organisation(Base):
    """An authority with its own legal role; may be succeeded by another."""

    __tablename__ = "organisation"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_key)
    code: Mapped[str] = mapped_column(String(20), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    short_name: Mapped[str] = mapped_column(String(20))
    """What stands on its badge: ``IGJ``, ``IvhO``."""
    kind: Mapped[str] = mapped_column(String(20))
    """Shape of its badge: ``inspectorate``, ``zbo`` or ``other``."""
    mail_domain: Mapped[str] = mapped_column(String(200))
    """Only leads to the right sign-in page; never identifies a person."""
    highest_classification: Mapped[str] = mapped_column(String(30))
    successor_id: Mapped[UUID | None] = mapped_column(ForeignKey("organisation.id"))
    valid_from: Mapped[date | None]
    valid_to: Mapped[date | None]


class IdentityProvider(Base):
    """One OpenID provider of one organisation, its issuer pinned."""

    __tablename__ = "identity_provider"
    __table_args__ = (UniqueConstraint("id", "organisation_id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_key)
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"), index=True)
    slug: Mapped[str] = mapped_column(String(40), unique=True)
    """Last part of the callback's address."""
    issuer: Mapped[str] = mapped_column(String(500), unique=True)
    """What the provider's metadata, its tokens and its callbacks must all say."""
    discovery_url: Mapped[str] = mapped_column(String(500))
    client_id: Mapped[str] = mapped_column(String(200))
    client_key: Mapped[bytes | None] = mapped_column(LargeBinary)
    """Private key for private_key_jwt (PEM), sealed by the master key."""
    client_secret: Mapped[bytes | None] = mapped_column(LargeBinary)
    """Only where a provider knows nothing else; sealed by the master key."""
    algorithms: Mapped[list[str]] = mapped_column(ARRAY(String(20)))
    accepted_acr: Mapped[list[str]] = mapped_column(ARRAY(String(200)))
    max_clock_skew_seconds: Mapped[int]
    is_active: Mapped[bool]
    void_before: Mapped[datetime | None]
    """What it let in by until then (sessions, tokens, calendars, keys) lets nobody in any more."""

    organisation: Mapped[Organisation] = relationship(lazy="joined", innerjoin=True)


class ProviderAnswer(StrEnum):
    """What the second administrator said."""

    APPROVED = "approved"
    REFUSED = "refused"


class ProviderChange(Base):
    """What one administrator asks about a provider; in force once one of elsewhere agrees."""

    __tablename__ = "provider_change"
    __table_args__ = (
        Index(
            "uq_provider_change_slug", "slug", unique=True, postgresql_where=text("answer is null")
        ),
        CheckConstraint("answer in ('approved', 'refused')", name="answer"),
        CheckConstraint(
            "num_nulls(answered_by_id, answered_for_id, answered_at, answer) in (0, 4)",
            name="answered",
        ),
        CheckConstraint(
            "answer is distinct from 'approved'"
            " or (answered_by_id <> asked_by_id and answered_for_id <> asked_for_id)",
            name="four_eyes",
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_key)
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"), index=True)
    slug: Mapped[str] = mapped_column(String(40))
    issuer: Mapped[str] = mapped_column(String(500))
    discovery_url: Mapped[str] = mapped_column(String(500))
    client_id: Mapped[str] = mapped_column(String(200))
    client_key: Mapped[bytes] = mapped_column(LargeBinary)
    """Made here for this change, sealed by the master key."""
    public_key: Mapped[str] = mapped_column(Text)
    """What the provider needs of it (PEM)."""
    algorithms: Mapped[list[str]] = mapped_column(ARRAY(String(20)))
    accepted_acr: Mapped[list[str]] = mapped_column(ARRAY(String(200)))
    is_new: Mapped[bool]
    """True when there was no provider of this name."""
    asked_by_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    asked_for_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"))
    """Organisation of who asked, as it was then."""
    asked_at: Mapped[datetime]
    answered_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    answered_for_id: Mapped[UUID | None] = mapped_column(ForeignKey("organisation.id"))
    answered_at: Mapped[datetime | None]
    answer: Mapped[ProviderAnswer | None] = mapped_column(Code(ProviderAnswer, 10))

    organisation: Mapped[Organisation] = relationship(
        lazy="joined", innerjoin=True, foreign_keys=[organisation_id]
    )
    asked_by: Mapped[Person] = relationship(
        lazy="joined", innerjoin=True, foreign_keys=[asked_by_id]
    )

    @property
    def needs_its_own(self) -> bool:
        """True when one of the two must be of the organisation whose provider it is.

        Raises:
            HouseFault: it was not loaded by `identity.queries`.
        """
        if "_needs_its_own" not in vars(self):
            raise HouseFault("A change is loaded by identity.queries.get_change_for().")
        return bool(vars(self)["_needs_its_own"])

    @needs_its_own.setter
    def needs_its_own(self, value: bool) -> None:
        vars(self)["_needs_its_own"] = value

    answered_by: Mapped[Person | None] = relationship(lazy="joined", foreign_keys=[answered_by_id])

    @property
    def is_waiting(self) -> bool:
        """True while nobody answered."""
        return self.answer is None


class RefusedSignIn(Base):
    """How often people could not sign in at a provider within an hour, by the reason."""

    __tablename__ = "refused_sign_in"

    provider_id: Mapped[UUID] = mapped_column(ForeignKey("identity_provider.id"), primary_key=True)
    reason: Mapped[str] = mapped_column(String(40), primary_key=True)
    hour: Mapped[datetime] = mapped_column(primary_key=True)
    """Its first moment."""
    times: Mapped[int]


class Person(Base):
    """A person of one organisation, known by (provider, subject) and by nothing else."""

    __tablename__ = "person"
    __table_args__ = (
        UniqueConstraint("provider_id", "subject"),
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
    void_before: Mapped[datetime | None]
    """What the person came in by until then (sessions, tokens, calendar) does no more."""

    organisation: Mapped[Organisation] = relationship(lazy="joined", innerjoin=True)


class RefusedAddress(Base):
    """That mail to somebody's address came back for good; it counts while the address is this."""

    __tablename__ = "refused_address"

    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), primary_key=True)
    address: Mapped[str] = mapped_column(String(254))
    since_at: Mapped[datetime]
    """When the first mail to it was refused."""
    last_at: Mapped[datetime]
    """When the last one was; only a mail that became due later is tried again."""


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


class SignInSession(Base):
    """A session; the cookie holds the secret, the table only its hash."""

    __tablename__ = "sign_in_session"
    __table_args__ = (
        Index(
            "ix_sign_in_session_provider_sid",
            "provider_id",
            "provider_sid",
            postgresql_where=text("provider_sid is not null"),
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_key)
    token_hash: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    provider_id: Mapped[UUID] = mapped_column(ForeignKey("identity_provider.id"))
    signed_in_at: Mapped[datetime]
    last_seen_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    auth_time: Mapped[datetime | None]
    acr: Mapped[str | None] = mapped_column(String(200))
    provider_sid: Mapped[str | None] = mapped_column(String(255))
    """What the provider calls this session, when it gives it a name."""


class SignInAttempt(Base):
    """A sign-in under way: made before the provider is visited, used once, ten minutes."""

    __tablename__ = "sign_in_attempt"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_key)
    state_hash: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    provider_id: Mapped[UUID] = mapped_column(ForeignKey("identity_provider.id"))
    browser_hash: Mapped[bytes] = mapped_column(LargeBinary)
    nonce: Mapped[str] = mapped_column(String(200))
    code_verifier: Mapped[str] = mapped_column(String(200))
    target: Mapped[str] = mapped_column(String(500))
    """Path to go to afterwards; always one of our own."""
    invitation_hash: Mapped[bytes | None] = mapped_column(LargeBinary)
    fresh_for_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    """The person who must come back from a fresh sign-in; None for an ordinary one."""
    purpose: Mapped[dict[str, Any] | None] = mapped_column(JSONB)
    """What the fresh sign-in is for: action, digest, decision; the nonce is derived from it."""
    asked_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class FreshSignIn(Base):
    """A one-time ticket: this person signed in anew, for exactly this purpose."""

    __tablename__ = "fresh_sign_in"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_key)
    session_id: Mapped[UUID] = mapped_column(ForeignKey("sign_in_session.id"))
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    purpose: Mapped[dict[str, Any]] = mapped_column(JSONB)
    claims: Mapped[dict[str, Any]] = mapped_column(JSONB)
    """The verified ID token's claims, kept as evidence."""
    nonce: Mapped[str] = mapped_column(String(200))
    auth_time: Mapped[datetime]
    made_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class ApiToken(Base):
    """A token for a partner's system; acts as its person, never more."""

    __tablename__ = "api_token"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_key)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    token_hash: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    name: Mapped[str] = mapped_column(String(100))
    scope: Mapped[str] = mapped_column(String(10))
    """``read`` or ``write``."""
    made_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]


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


class LastVisit(Base):
    """When a person was last here, for what changed since."""

    __tablename__ = "last_visit"

    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), primary_key=True)
    seen_at: Mapped[datetime]
    previous_at: Mapped[datetime | None]


class IdempotencyKey(Base):
    """A form that was carried out."""

    __tablename__ = "idempotency_key"
    __table_args__ = (Index("ix_idempotency_key_at", "at"),)

    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), primary_key=True)
    key: Mapped[UUID] = mapped_column(primary_key=True)
    at: Mapped[datetime]
