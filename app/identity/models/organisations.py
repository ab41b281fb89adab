"""Organisations, the providers by which their people come in, and what is asked about those."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from hashlib import sha256
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    Index,
    LargeBinary,
    String,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.kernel.codes import Code
from app.kernel.db import Base, new_key
from app.kernel.loading import LoadedWith

if TYPE_CHECKING:
    from app.identity.models.people import Person


def number_of(*told: str) -> int:
    """Return a number that changes with what was told: nobody corrects what they did not see."""
    digest = sha256("\x1f".join(told).encode()).digest()
    return int.from_bytes(digest[:8]) % 10**9


class Organisation(Base):
    """An authority with its own legal role; may be succeeded by another."""

    __tablename__ = "organisation"
    __table_args__ = (
        Index(
            "uq_organisation_mail_domain",
            text("lower(mail_domain)"),
            unique=True,
            postgresql_where=text("successor_id is null"),
        ),
    )

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

    @property
    def seen_as(self) -> int:
        """What administrators may correct of it, as the number of a version."""
        return number_of(self.name, self.short_name, self.mail_domain)


@dataclass(frozen=True, slots=True)
class Pauses:
    """What an organisation does with providers of others, seen from one of them."""

    standing: int = 0
    """So many others of other organisations it holds now."""
    was_lifted: bool = False
    """True when this one went on less than a day ago after a pause of this organisation."""


class IdentityProvider(Base):
    """One OpenID provider of one organisation, its issuer pinned."""

    __tablename__ = "identity_provider"
    __table_args__ = (
        UniqueConstraint("id", "organisation_id"),
        CheckConstraint("(paused_at is null) = (pause_reason is null)", name="paused_wholly"),
        CheckConstraint("paused_at is not null or paused_for_id is null", name="paused_for"),
    )

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
    classified_acr: Mapped[list[str]] = mapped_column(ARRAY(String(200)), server_default="{}")
    """Of these levels, those with which people also see what is classified."""
    extra_origins: Mapped[list[str]] = mapped_column(ARRAY(String(300)), server_default="{}")
    """Where its endpoints may stand beside the issuer's and its description's own origin."""
    max_clock_skew_seconds: Mapped[int]
    is_active: Mapped[bool]
    void_before: Mapped[datetime | None]
    """What it let in by until then (sessions, tokens, calendars, keys) lets nobody in any more."""
    paused_at: Mapped[datetime | None]
    """Since when an administrator holds it: nobody comes in, and nothing of it ends."""
    pause_reason: Mapped[str | None] = mapped_column(String(500))
    """In that administrator's own words; administrators read it."""
    paused_for_id: Mapped[UUID | None] = mapped_column(ForeignKey("organisation.id"))
    """Organisation of who paused it; None for a command on the machine."""

    organisation: Mapped[Organisation] = relationship(
        lazy="joined", innerjoin=True, foreign_keys=[organisation_id]
    )

    @property
    def is_open(self) -> bool:
        """True when people can come in by it now."""
        return self.is_active and self.paused_at is None

    opens_itself = LoadedWith[bool]("A provider is loaded by identity.queries.get_provider_for().")
    """True when an administrator of its own organisation can come in to open it, or go on."""

    pauses = LoadedWith[Pauses]("A provider is loaded by identity.queries.get_provider_for().")
    """What keeps an organisation from pausing it, as it stood when this was loaded."""


class ProviderLift(Base):
    """When a provider last went on after a pause of one other organisation; kept by the database.

    For a day that organisation does not pause it again.
    """

    __tablename__ = "provider_lift"

    provider_id: Mapped[UUID] = mapped_column(ForeignKey("identity_provider.id"), primary_key=True)
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"), primary_key=True)
    """Who had paused it."""
    lifted_at: Mapped[datetime]


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
    classified_acr: Mapped[list[str]] = mapped_column(ARRAY(String(200)), server_default="{}")
    """Of these levels, those with which people also see what is classified."""
    extra_origins: Mapped[list[str]] = mapped_column(ARRAY(String(300)), server_default="{}")
    client_secret: Mapped[bytes | None] = mapped_column(LargeBinary)
    """Instead of our key, where a provider knows nothing else; sealed by the master key."""
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

    needs_its_own = LoadedWith[bool]("A change is loaded by identity.queries.get_change_for().")
    """True when one of the two must be of the organisation whose provider it is."""

    answered_by: Mapped[Person | None] = relationship(lazy="joined", foreign_keys=[answered_by_id])

    @property
    def is_waiting(self) -> bool:
        """True while nobody answered."""
        return self.answer is None


class ProviderOpening(Base):
    """What an administrator of elsewhere asks of a provider: to open it, or to let it go on.

    Only where no administrator of its own organisation can come in; one of a third agrees.
    """

    __tablename__ = "provider_opening"
    __table_args__ = (
        Index(
            "uq_provider_opening_provider_id",
            "provider_id",
            unique=True,
            postgresql_where=text("answer is null"),
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
    provider_id: Mapped[UUID] = mapped_column(ForeignKey("identity_provider.id"))
    is_lift: Mapped[bool]
    """True: it was paused, and is to go on. False: it was closed, and is to open."""
    asked_by_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    asked_for_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"))
    """Organisation of who asked, as it was then."""
    asked_at: Mapped[datetime]
    answered_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    answered_for_id: Mapped[UUID | None] = mapped_column(ForeignKey("organisation.id"))
    answered_at: Mapped[datetime | None]
    answer: Mapped[ProviderAnswer | None] = mapped_column(Code(ProviderAnswer, 10))
    is_carried_out: Mapped[bool] = mapped_column(server_default="false")
    """Set by the database, when it lets the provider open by it: once."""

    provider: Mapped[IdentityProvider] = relationship(lazy="joined", innerjoin=True)
    asked_by: Mapped[Person] = relationship(
        lazy="joined", innerjoin=True, foreign_keys=[asked_by_id]
    )

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
