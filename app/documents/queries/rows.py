"""A document in a list: what its row tells, and which documents are seen alike."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from app.documents.models import Document, DocumentStatus, DocumentVersion, Level
from app.documents.policy import Sighted
from app.identity.models import Organisation
from app.workspaces.models import Classification, Marking

FACTS = (
    DocumentVersion.number,
    DocumentVersion.media_type,
    DocumentVersion.file_name,
    DocumentVersion.size,
    DocumentVersion.sha256,
)
"""What a list tells of a document's current version."""


class Alike(NamedTuple):
    """All that decides how a document is seen and by whom: equal for documents seen alike."""

    policy_id: UUID | None
    owner_id: UUID
    classification: int
    is_open: bool
    """True when what its rules grant to others is in force."""
    marking: Marking
    is_special_category: bool
    is_criminal_data: bool
    is_police_data: bool


@dataclass(frozen=True, slots=True)
class SightOfOrganisation:
    """What an organisation may with one document, in the matrix of a list."""

    level: Level
    people: int


class DocumentRow(NamedTuple):
    """A document in a list, as this reader sees it; a tuple, as a page makes many."""

    sighted: Sighted
    """The document itself, as rules and abilities are asked about it."""
    owner: Organisation
    alike: Alike
    """What it has in common with documents that are seen alike."""
    folder_name: str
    number: int
    media_type: str
    file_name: str
    size: int
    digest: bytes

    @property
    def id(self) -> UUID:
        """The document's id."""
        return self.sighted.document.id

    @property
    def title(self) -> str:
        """The document's title."""
        return self.sighted.document.title

    @property
    def folder_id(self) -> UUID:
        """The folder it is in."""
        return self.sighted.document.folder_id

    @property
    def classification(self) -> Classification:
        """Its classification by name."""
        return self.sighted.document.class_of_secrecy

    @property
    def marking(self) -> Marking:
        """Its handling marking."""
        return self.sighted.document.marking

    @property
    def is_special_category(self) -> bool:
        """True with special categories of personal data (GDPR 9)."""
        return self.sighted.document.is_special_category

    @property
    def is_criminal_data(self) -> bool:
        """True with data about criminal offences (GDPR 10)."""
        return self.sighted.document.is_criminal_data

    @property
    def is_police_data(self) -> bool:
        """True with police data (Wpg)."""
        return self.sighted.document.is_police_data

    @property
    def status(self) -> DocumentStatus:
        """Whether it was checked for viruses."""
        return self.sighted.document.status

    @property
    def changed_at(self) -> datetime:
        """When it last changed."""
        return self.sighted.document.changed_at

    @property
    def withdrawn_at(self) -> datetime | None:
        """When its owner withdrew it."""
        return self.sighted.document.withdrawn_at

    @property
    def is_private(self) -> bool:
        """True while it is for its owner alone."""
        return self.sighted.document.is_private

    @property
    def version(self) -> int:
        """How often its description or place changed."""
        return self.sighted.document.version

    @property
    def level(self) -> Level:
        """What this reader may with it."""
        return self.sighted.level

    @property
    def sha256(self) -> str:
        """The hash of its current version, in hexadecimal."""
        return self.digest.hex()


def alike_of(document: Document) -> Alike:
    """Return what a document has in common with those that are seen alike."""
    is_open = document.withdrawn_at is None and not document.is_private
    return Alike(
        document.policy_id,
        document.organisation_id,
        document.classification,
        is_open and document.status is DocumentStatus.RELEASED,
        document.marking,
        document.is_special_category,
        document.is_criminal_data,
        document.is_police_data,
    )
