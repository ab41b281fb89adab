"""Folders, documents, their versions, and the policies that govern who sees them."""

from __future__ import annotations

from datetime import date, datetime
from enum import IntEnum, StrEnum
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
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column, relationship
from sqlalchemy.types import Uuid

from app.identity.models import Organisation, Person
from app.kernel.codes import Code
from app.kernel.db import Base, new_key
from app.workspaces.models import Classification, Marking, Workspace


class Level(IntEnum):
    """What an organisation may do with a document; each level includes those below it."""

    NONE = 0
    FINDING = 1
    """Only cited: the document itself does not exist for them."""
    VIEW = 2
    DOWNLOAD = 3
    CONTRIBUTE = 4
    MANAGE = 5

    @property
    def code(self) -> str:
        """Name in the API."""
        return self.name.lower()


class SpecialData(StrEnum):
    """Data that a rule must name before it gives them."""

    SPECIAL_CATEGORY = "special_category"
    """AVG art. 9."""
    CRIMINAL = "criminal_data"
    """AVG art. 10."""
    POLICE = "police_data"
    """Wpg."""


class DocumentStatus(StrEnum):
    """How far checking has come; others see a document only when it is released."""

    RECEIVED = "received"
    SCANNED = "scanned"
    RELEASED = "released"
    REFUSED = "refused"


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


class AccessPolicy(Base):
    """The rules of one contributing organisation at one place.

    A place is the workspace (no folder, no document), a folder, or one document. A policy without
    rules of its own is governed by the one above it: ``governed_by_id`` names the policy whose
    rules count, itself when it has its own. Changing the rules over 10,000 documents changes a
    handful of rows.
    """

    __tablename__ = "access_policy"
    __table_args__ = (
        Index(
            "uq_access_policy_place",
            "workspace_id",
            "organisation_id",
            "folder_id",
            "document_id",
            unique=True,
            postgresql_nulls_not_distinct=True,
        ),
        Index("ix_access_policy_governed_by_id", "governed_by_id"),
        CheckConstraint("folder_id is null or document_id is null", name="one_place"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_key)
    workspace_id: Mapped[UUID] = mapped_column(ForeignKey("workspace.id"))
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"))
    """The bronhouder: governs only what it brought, changed by nobody else."""
    folder_id: Mapped[UUID | None] = mapped_column(ForeignKey("folder.id"))
    document_id: Mapped[UUID | None]
    governed_by_id: Mapped[UUID] = mapped_column(ForeignKey("access_policy.id"))
    version: Mapped[int]

    @property
    def has_own_rules(self) -> bool:
        """True when its own rules count."""
        return self.governed_by_id == self.id

    @property
    def log_tree_id(self) -> UUID:
        """The workspace's log."""
        return self.workspace_id


class AccessRule(Base):
    """What one organisation may, on which ground, for what, until when."""

    __tablename__ = "access_rule"
    __table_args__ = (
        Index("ix_access_rule_organisation_id", "organisation_id", "workspace_id"),
        CheckConstraint("level between 0 and 5", name="level"),
        CheckConstraint(
            "special_data <@ array['special_category', 'criminal_data', 'police_data']::varchar[]",
            name="special_data",
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_key)
    policy_id: Mapped[UUID] = mapped_column(ForeignKey("access_policy.id"), index=True)
    workspace_id: Mapped[UUID] = mapped_column(ForeignKey("workspace.id"))
    owner_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"))
    """The bronhouder whose policy this is."""
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"))
    """Whom the rule is about."""
    level: Mapped[int] = mapped_column(SmallInteger)
    until: Mapped[date | None]
    """Last day it holds."""
    legal_basis: Mapped[str] = mapped_column(String(40))
    purpose: Mapped[str] = mapped_column(String(300))
    people: Mapped[list[UUID]] = mapped_column(ARRAY(Uuid()))
    """Empty: all members of that organisation; otherwise only these."""
    special_data: Mapped[list[str]] = mapped_column(
        ARRAY(String(20)), default=list, server_default="{}"
    )
    """Codes of `SpecialData` that this rule says it gives too."""

    def lacks(self, document: Document) -> list[SpecialData]:
        """Return the special data of a document that this rule gives without naming them."""
        if self.level < Level.VIEW:
            return []
        return [each for each in document.special_data if each not in (self.special_data or ())]


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
        Index("ix_document_private", "id", postgresql_where=text("is_private")),
        CheckConstraint("not (is_private and opened_at is not null)", name="one_way"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_key)
    workspace_id: Mapped[UUID] = mapped_column(ForeignKey("workspace.id"))
    folder_id: Mapped[UUID] = mapped_column(ForeignKey("folder.id"), index=True)
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"))
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
    current_number: Mapped[int]
    changed_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]
    is_private: Mapped[bool] = mapped_column(default=False, server_default=text("false"))
    """Only for the own organisation, whatever the rules say."""
    opened_at: Mapped[datetime | None]
    """When its owner let it out of the private layer; it never goes back."""
    version: Mapped[int]
    """Counts changes of the row itself, for ``If-Match``."""

    organisation: Mapped[Organisation] = relationship(lazy="raise")
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
        return list(Classification)[self.classification]


class DocumentVersion(Base):
    """One content of a document; nothing of it ever changes but the verdict it waits for."""

    __tablename__ = "document_version"
    __table_args__ = (
        Index("uq_document_version_document_id", "document_id", "number", unique=True),
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
    """The scanner's verdict about this very content: given once, and by its job alone."""
    restored_number: Mapped[int | None]
    """Of the older version whose content this is; both name the same blob."""

    uploaded_by: Mapped[Person] = relationship(lazy="raise")


class DocumentLock(Base):
    """Who works on a document, until when; nobody else adds a version meanwhile.

    One row per document that was ever taken. It ends by itself: a moment that has passed holds
    nobody off.
    """

    __tablename__ = "document_lock"

    document_id: Mapped[UUID] = mapped_column(ForeignKey("document.id"), primary_key=True)
    workspace_id: Mapped[UUID] = mapped_column(ForeignKey("workspace.id"))
    holder_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"))
    """Of the holder."""
    taken_at: Mapped[datetime]
    until: Mapped[datetime]

    holder: Mapped[Person] = relationship(lazy="raise")
    organisation: Mapped[Organisation] = relationship(lazy="raise")


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


class RequestAnswer(StrEnum):
    """What became of a question for access."""

    OPEN = "open"
    GRANTED = "granted"
    REFUSED = "refused"


class AccessRequest(Base):
    """A question for access to a document the asker may not know of; only the owner reads it.

    It comes in through the database's own function, and only when the document exists.
    """

    __tablename__ = "access_request"
    __table_args__ = (
        Index("ix_access_request_owner_id", "owner_id", "workspace_id"),
        Index(
            "uq_access_request_document_id",
            "document_id",
            "asker_id",
            unique=True,
            postgresql_where=text("answered_at is null"),
        ),
        CheckConstraint("(answer = 'open') = (answered_at is null)", name="answered"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    workspace_id: Mapped[UUID] = mapped_column(ForeignKey("workspace.id"))
    document_id: Mapped[UUID] = mapped_column(ForeignKey("document.id"))
    owner_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"))
    """The bronhouder, who answers."""
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"))
    """Of who asks."""
    asker_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    reason: Mapped[str] = mapped_column(String(500))
    asked_at: Mapped[datetime]
    answer: Mapped[RequestAnswer] = mapped_column(Code(RequestAnswer, 10))
    answer_reason: Mapped[str] = mapped_column(String(500))
    answered_at: Mapped[datetime | None]
    answered_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))

    @property
    def log_tree_id(self) -> UUID:
        """The workspace's log."""
        return self.workspace_id


class OwnBasis(Base):
    """A legal basis in free text, for one document and one partner; none until it is approved.

    Only the owner's privacy officer approves it. Its code stands in a rule like any other.
    """

    __tablename__ = "own_basis"
    __table_args__ = (
        Index("ix_own_basis_document_id", "document_id", "receiver_id"),
        Index("ix_own_basis_owner_id", "owner_id", "answer"),
        CheckConstraint("(answer = 'open') = (answered_at is null)", name="answered"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_key)
    code: Mapped[str] = mapped_column(String(20), unique=True)
    workspace_id: Mapped[UUID] = mapped_column(ForeignKey("workspace.id"))
    document_id: Mapped[UUID] = mapped_column(ForeignKey("document.id"))
    owner_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"))
    receiver_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"))
    document_title: Mapped[str] = mapped_column(String(200))
    """As it was: the privacy officer need not work in the workspace."""
    workspace_ref: Mapped[str] = mapped_column(String(30))
    law: Mapped[str] = mapped_column(String(200))
    article: Mapped[str] = mapped_column(String(100))
    purpose: Mapped[str] = mapped_column(String(300))
    data: Mapped[list[str]] = mapped_column(ARRAY(String(60)))
    """Kinds of data it is for, in the words of the file of legal bases."""
    special_data: Mapped[list[str]] = mapped_column(ARRAY(String(20)))
    """Codes of `SpecialData` that the document held when it was asked."""
    valid_until: Mapped[date]
    """The last day on which it holds."""
    reason: Mapped[str] = mapped_column(String(500))
    asked_by_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    asked_at: Mapped[datetime]
    answer: Mapped[RequestAnswer] = mapped_column(Code(RequestAnswer, 10))
    answer_reason: Mapped[str] = mapped_column(String(500))
    answered_at: Mapped[datetime | None]
    answered_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))

    @property
    def log_tree_id(self) -> UUID:
        """The workspace's log."""
        return self.workspace_id
