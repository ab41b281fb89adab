"""Folders, documents and their versions."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Index,
    LargeBinary,
    SmallInteger,
    String,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.documents.models.rules import SpecialData
from app.identity.models import Organisation, Person
from app.kernel.codes import Code
from app.kernel.db import Base, new_key
from app.workspaces.models import Classification, Hold, Marking, Workspace


class DocumentStatus(StrEnum):
    """How far checking has come; others see a document only when a version is released."""

    RECEIVED = "received"
    SCANNED = "scanned"
    RELEASED = "released"
    REFUSED = "refused"
    TOO_LARGE = "too_large"
    """The scanner takes no file of this size; it is asked again when it takes larger ones."""


class Folder(Base):
    """A folder of a workspace; the root has no parent and no name of its own."""

    __tablename__ = "folder"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_key)
    workspace_id: Mapped[UUID] = mapped_column(ForeignKey("workspace.id"), index=True)
    parent_id: Mapped[UUID | None] = mapped_column(ForeignKey("folder.id"))
    name: Mapped[str] = mapped_column(String(200))
    position: Mapped[int]

    @property
    def log_tree_id(self) -> UUID:
        """The workspace's log."""
        return self.workspace_id


class Document(Base):
    """Something an organisation brought into a workspace; it stays its bronhouder."""

    __tablename__ = "document"
    __table_args__ = (
        Index("ix_document_workspace_id", "workspace_id", "changed_at", "id"),
        Index("ix_document_organisation_id", "workspace_id", "organisation_id", "changed_at", "id"),
        Index("ix_document_policy_id", "policy_id", "changed_at", "id"),
        Index(
            "ix_document_words",
            text("samenzicht_words(title::text, ''::text)"),
            postgresql_using="gin",
        ),
        Index(
            "ix_document_grams",
            text("samenzicht_grams(title::text)"),
            postgresql_using="gin",
        ),
        Index("ix_document_private", "id", postgresql_where=text("is_private")),
        CheckConstraint("not (is_private and opened_at is not null)", name="one_way"),
        CheckConstraint("newest_number >= current_number", name="newest_number"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_key)
    workspace_id: Mapped[UUID] = mapped_column(ForeignKey("workspace.id"))
    folder_id: Mapped[UUID] = mapped_column(ForeignKey("folder.id"), index=True)
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"))
    """The bronhouder: who decides about it."""
    brought_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("organisation.id"))
    """Who brought it, when that is another: the bronhouder took over from it."""
    policy_id: Mapped[UUID] = mapped_column(ForeignKey("access_policy.id"))
    title: Mapped[str] = mapped_column(String(200))
    classification: Mapped[int] = mapped_column(SmallInteger)
    """Rank of its `Classification`."""
    marking: Mapped[Marking] = mapped_column(Code(Marking, 20))
    is_special_category: Mapped[bool]
    """Data of AVG art. 9."""
    is_criminal_data: Mapped[bool]
    """Data of AVG art. 10."""
    is_police_data: Mapped[bool]
    """Data under the Wpg."""
    status: Mapped[DocumentStatus] = mapped_column(Code(DocumentStatus, 10))
    """Released as soon as one version is, and from then on; before that, of the newest version."""
    current_number: Mapped[int]
    """Of the newest version that was released; of the newest of all while none was."""
    newest_number: Mapped[int] = mapped_column(server_default="1")
    """Of the version that came in last, released or not."""
    changed_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]
    is_private: Mapped[bool] = mapped_column(default=False, server_default=text("false"))
    """Only for the own organisation, whatever the rules say."""
    opened_at: Mapped[datetime | None]
    """When its owner let it out of the private layer; it never goes back."""
    version: Mapped[int]
    """Counts changes of the row itself, for ``If-Match``."""

    organisation: Mapped[Organisation] = relationship(lazy="raise", foreign_keys=[organisation_id])
    brought_by: Mapped[Organisation | None] = relationship(
        lazy="raise", foreign_keys=[brought_by_id]
    )
    workspace: Mapped[Workspace] = relationship(lazy="raise")

    @property
    def log_tree_id(self) -> UUID:
        """The workspace's log."""
        return self.workspace_id

    @property
    def special_data(self) -> list[SpecialData]:
        """Which special data it holds, in their fixed order."""
        held = {
            SpecialData.SPECIAL_CATEGORY: self.is_special_category,
            SpecialData.CRIMINAL: self.is_criminal_data,
            SpecialData.POLICE: self.is_police_data,
        }
        return [each for each, is_held in held.items() if is_held]

    @property
    def is_sensitive(self) -> bool:
        """True for data of AVG art. 9 or 10 or under the Wpg."""
        return bool(self.special_data)

    @property
    def class_of_secrecy(self) -> Classification:
        """Its classification by name."""
        return Classification.of_rank(self.classification)


class DocumentVersion(Base):
    """One content of a document; only its verdict comes, and its owner may close it."""

    __tablename__ = "document_version"
    __table_args__ = (
        Index("uq_document_version_document_id", "document_id", "number", unique=True),
        Index(
            "ix_document_version_unscanned",
            "uploaded_at",
            "id",
            postgresql_where=text("status in ('received', 'too_large')"),
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_key)
    document_id: Mapped[UUID] = mapped_column(ForeignKey("document.id"))
    workspace_id: Mapped[UUID] = mapped_column(ForeignKey("workspace.id"))
    number: Mapped[int]
    file_name: Mapped[str] = mapped_column(String(255))
    media_type: Mapped[str] = mapped_column(String(100))
    size: Mapped[int] = mapped_column(BigInteger)
    sha256: Mapped[bytes] = mapped_column(LargeBinary)
    blob_id: Mapped[str] = mapped_column(String(32), index=True)
    wrapped_key: Mapped[bytes] = mapped_column(LargeBinary)
    uploaded_by_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    uploaded_at: Mapped[datetime]
    note: Mapped[str] = mapped_column(String(300))
    status: Mapped[DocumentStatus] = mapped_column(
        Code(DocumentStatus, 10), server_default=DocumentStatus.RECEIVED.value
    )
    """The scanner's verdict about this very content: given once, and by its job alone.

    That it is too large for the scanner is no verdict yet.
    """
    closed_at: Mapped[datetime | None]
    """Since when the owner keeps it closed for everybody; the current one never is."""
    restored_number: Mapped[int | None]
    """Of the older version whose content this is; both name the same blob."""

    uploaded_by: Mapped[Person] = relationship(lazy="raise")


class DocumentLock(Hold, Base):
    """Who works on a document, until when; nobody else adds a version meanwhile."""

    __tablename__ = "document_lock"

    document_id: Mapped[UUID] = mapped_column(ForeignKey("document.id"), primary_key=True)
