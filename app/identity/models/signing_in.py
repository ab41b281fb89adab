"""What lets somebody in: sessions, sign-ins under way, tickets of a fresh one, access tokens."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    Index,
    LargeBinary,
    String,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel.db import Base, new_key


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


class ProviderSignOut(Base):
    """That a provider said somebody signed out there; kept while a sign-in may be under way."""

    __tablename__ = "provider_sign_out"
    __table_args__ = (
        Index("ix_provider_sign_out_provider_id", "provider_id", "told_at"),
        CheckConstraint("num_nonnulls(subject, provider_sid) > 0", name="names_somebody"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_key)
    provider_id: Mapped[UUID] = mapped_column(ForeignKey("identity_provider.id"))
    subject: Mapped[str | None] = mapped_column(String(255))
    provider_sid: Mapped[str | None] = mapped_column(String(255))
    """The provider's own name of the one session it means."""
    issued_at: Mapped[datetime]
    """By the provider's own clock."""
    told_at: Mapped[datetime]
    """By ours."""


class FreshSignIn(Base):
    """A one-time ticket: this person signed in anew, for exactly this purpose."""

    __tablename__ = "fresh_sign_in"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_key)
    session_id: Mapped[UUID] = mapped_column(ForeignKey("sign_in_session.id"))
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    purpose: Mapped[dict[str, Any]] = mapped_column(JSONB)
    claims: Mapped[dict[str, Any]] = mapped_column(JSONB)
    """The verified ID token's claims, kept as evidence."""
    answer: Mapped[bytes | None] = mapped_column(LargeBinary)
    """The token itself and the key it was verified with, sealed (`service.signed_answers`); gone an
    hour after the ticket was used, as by then what it confirmed holds it where it has to."""
    answer_sha256: Mapped[bytes | None] = mapped_column(LargeBinary)
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
