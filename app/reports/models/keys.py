"""Keys of seals and time stamps, and the roots of those that are kept elsewhere."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel.db import Base, new_key


class KeyPurpose(StrEnum):
    """What a key is for."""

    SEAL = "seal"
    STAMP = "stamp"
    """Our own authority for time stamps."""
    STAMP_ROOT = "stamp_root"
    """The root of another authority for time stamps; no key of ours."""
    SEAL_ROOT = "seal_root"
    """What is told of a root that an organisation's seals come from, when its key is elsewhere."""
    SIGN_ROOT = "sign_root"
    """The same of a root under which its people sign with a key of their own."""


class SigningKey(Base):
    """A key of the built-in certificate authority; the private part sealed by the master key."""

    __tablename__ = "signing_key"
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_key)
    organisation_id: Mapped[UUID | None] = mapped_column(ForeignKey("organisation.id"))
    """None: the platform's own certification key, or what is for time stamps."""
    purpose: Mapped[KeyPurpose] = mapped_column(String(10), server_default="seal")
    material: Mapped[bytes] = mapped_column(LargeBinary)
    """Root and seal with their certificates, as the adapter wrote them; of seals the newest row
    counts, and older ones stay for what was sealed or frozen under their roots."""
    made_at: Mapped[datetime]
