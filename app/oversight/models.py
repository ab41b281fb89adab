"""Archive packages that lie ready, each for who asked for it."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Integer,
    LargeBinary,
    String,
    UniqueConstraint,
    Uuid,
)
from sqlalchemy.dialects.postgresql import ARRAY, INT8MULTIRANGE
from sqlalchemy.dialects.postgresql.ranges import MultiRange
from sqlalchemy.orm import Mapped, mapped_column

from app.adapters.blobs import StoredBlob
from app.kernel.db import Base, new_key
from app.kernel.errors import HouseFault

FACTS = "made_at, expires_at, files, size, left_out, sha256, blob_id, wrapped_key"


class ArchivePackage(Base):
    """What one coordinator asked for of one workspace: being made, ready, or failed.

    It holds what that person could take along when it was made, and goes away by itself.
    """

    __tablename__ = "archive_package"
    __table_args__ = (
        UniqueConstraint("workspace_id", "person_id"),
        CheckConstraint(f"num_nulls({FACTS}) in (0, 8)", name="ready"),
        CheckConstraint("fault is null or made_at is null", name="one_end"),
        CheckConstraint(
            "cardinality(document_ids) = cardinality(version_numbers)", name="versions"
        ),
        CheckConstraint("fault in ('storage', 'rights', 'content')", name="fault"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_key)
    workspace_id: Mapped[UUID] = mapped_column(ForeignKey("workspace.id"))
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"))
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    as_role: Mapped[str] = mapped_column(String(20))
    """What the organisation was in the workspace when it was asked for."""
    is_strong: Mapped[bool] = mapped_column(server_default="true")
    """It was asked after a sign-in by which one also sees what is classified."""
    asked_at: Mapped[datetime]
    fault: Mapped[str | None] = mapped_column(String(10))
    """Why it could not be made; None while it is being made, and when it is ready."""
    document_ids: Mapped[list[UUID]] = mapped_column(ARRAY(Uuid), default=list)
    """Documents that are in it, once for each version."""
    version_numbers: Mapped[list[int]] = mapped_column(ARRAY(Integer), default=list)
    """Of each of those which version."""
    other_ids: Mapped[list[UUID]] = mapped_column(ARRAY(Uuid), default=list)
    """Findings, observations and contributions in it, and documents it only names."""
    told_lines: Mapped[MultiRange[int]] = mapped_column(INT8MULTIRANGE, default=MultiRange)
    """Numbers of the log's lines of which it holds what they say."""
    made_at: Mapped[datetime | None]
    expires_at: Mapped[datetime | None] = mapped_column(index=True)
    files: Mapped[int | None] = mapped_column(BigInteger)
    size: Mapped[int | None] = mapped_column(BigInteger)
    """Of the archive file, in bytes."""
    left_out: Mapped[int | None]
    """Documents the person sees, but may not take along."""
    sha256: Mapped[bytes | None] = mapped_column(LargeBinary)
    blob_id: Mapped[str | None] = mapped_column(String(32), index=True)
    wrapped_key: Mapped[bytes | None] = mapped_column(LargeBinary)

    @property
    def log_tree_id(self) -> UUID:
        """The workspace's log."""
        return self.workspace_id

    @property
    def versions(self) -> list[tuple[UUID, int]]:
        """Versions of documents that are in it."""
        return list(zip(self.document_ids, self.version_numbers, strict=True))

    @property
    def stored(self) -> StoredBlob:
        """What opens a package that is ready."""
        if self.blob_id is None or self.wrapped_key is None or self.sha256 is None:
            raise HouseFault("This package is not ready.")
        return StoredBlob(
            id=self.blob_id,
            sha256=self.sha256.hex(),
            size=self.size or 0,
            wrapped_key=self.wrapped_key,
            sealed_sha256="",
            sealed_size=0,
        )
