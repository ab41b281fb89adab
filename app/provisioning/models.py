"""Keys of directories, and the accounts they entered."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.identity.models import IdentityProvider, Person
from app.kernel.db import Base, new_key


class ProvisioningKey(Base):
    """With which the directory of one provider speaks to us; only its hash is kept."""

    __tablename__ = "provisioning_key"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_key)
    provider_id: Mapped[UUID] = mapped_column(ForeignKey("identity_provider.id"), index=True)
    key_hash: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    made_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]

    provider: Mapped[IdentityProvider] = relationship(lazy="joined", innerjoin=True)


class ProvisionedAccount(Base):
    """A person as the directory of a provider entered it."""

    __tablename__ = "provisioned_account"
    __table_args__ = (
        Index("uq_provisioned_account_provider_id", "provider_id", "external_id", unique=True),
        CheckConstraint("removed_at is null or blocked_at is not null", name="removed"),
    )

    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), primary_key=True)
    provider_id: Mapped[UUID] = mapped_column(ForeignKey("identity_provider.id"))
    external_id: Mapped[str] = mapped_column(String(255))
    """What the directory calls the person: the subject of the provider's tokens."""
    entered_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    version: Mapped[int]
    blocked_at: Mapped[datetime | None]
    """Since when the directory blocks the person; None too when only our administrator does."""
    removed_at: Mapped[datetime | None]
    """Since when it is gone for the directory."""

    person: Mapped[Person] = relationship(lazy="joined", innerjoin=True)

    @property
    def id(self) -> UUID:
        """The person's id, for the directory and the ledger."""
        return self.person_id
