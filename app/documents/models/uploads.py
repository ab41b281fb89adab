"""Files on their way in, part by part."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    LargeBinary,
    String,
)
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel.db import Base, new_key


class Upload(Base):
    """A file on its way in: how much of it arrived. It belongs to one person.

    What it says of the file is sealed with the workspace's key; its parts lie sealed in a store of
    their own. All of it is there exactly when its document is.
    """

    __tablename__ = "upload"
    __table_args__ = (
        CheckConstraint("received between 0 and length", name="received"),
        CheckConstraint("(received = length) = (document_id is not null)", name="finished"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_key)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"))
    workspace_id: Mapped[UUID] = mapped_column(ForeignKey("workspace.id"))
    length: Mapped[int] = mapped_column(BigInteger)
    received: Mapped[int] = mapped_column(BigInteger)
    """Bytes acknowledged: never more than are safely on disk."""
    parts: Mapped[int]
    """How many parts they came in."""
    sealed_description: Mapped[bytes] = mapped_column(LargeBinary)
    made_at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)
    document_id: Mapped[UUID | None] = mapped_column(ForeignKey("document.id"))
    """The document that was made of it."""


class UploadPart(Base):
    """One acknowledged stretch of an upload, in a blob of its own."""

    __tablename__ = "upload_part"
    __table_args__ = (CheckConstraint("size > 0", name="size"),)

    upload_id: Mapped[UUID] = mapped_column(
        ForeignKey("upload.id", ondelete="CASCADE"), primary_key=True
    )
    start: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    size: Mapped[int] = mapped_column(BigInteger)
    blob_id: Mapped[str] = mapped_column(String(32), index=True)
    wrapped_key: Mapped[bytes] = mapped_column(LargeBinary)
