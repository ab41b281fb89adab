"""A document in a list: what its row tells, and which documents are seen alike."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import String, type_coerce

from app.documents.models import (
    DocumentStatus,
    DocumentVersion,
    Level,
)
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


class Look(NamedTuple):
    """All that lines show and may have in common: a page draws each look once.

    In the order, and in the plain words and numbers, in which a line is read.
    """

    policy_id: UUID | None
    owner_id: UUID
    classification: int
    marking: str
    is_special_category: bool
    is_criminal_data: bool
    is_police_data: bool
    status: str
    is_private: bool
    is_withdrawn: bool
    media_type: str
    folder_id: UUID

    @property
    def alike(self) -> Alike:
        """All of it that decides how a document is seen and by whom."""
        is_open = not self.is_withdrawn and not self.is_private
        return Alike(
            self.policy_id,
            self.owner_id,
            self.classification,
            is_open and self.status == DocumentStatus.RELEASED,
            Marking(self.marking),
            self.is_special_category,
            self.is_criminal_data,
            self.is_police_data,
        )


class Line(NamedTuple):
    """A document as one line of a list: what differs between lines of one look."""

    id: UUID
    title: str
    number: int
    """Of its current version."""
    size: int
    changed_at: datetime
    look: int
    """Place among the looks of the page."""


@dataclass(frozen=True, slots=True)
class Listed:
    """A page of the list: its lines in order, and the few looks they have."""

    looks: list[Look]
    lines: list[Line]

    def owner_of(self, line: Line) -> UUID:
        """Return the organisation that brought a document of the page."""
        return self.looks[line.look].owner_id

    def divided(self, owner_id: UUID | None) -> tuple[list[Line], list[Line]]:
        """Return the lines of one owner, and those of all others."""
        own = [each for each in self.lines if self.owner_of(each) == owner_id]
        return own, [each for each in self.lines if self.owner_of(each) != owner_id]

    def cut(self, limit: int) -> tuple[Listed, Line | None]:
        """Return no more than a page; with its last line when there is more behind it."""
        if len(self.lines) <= limit:
            return self, None
        lines = self.lines[:limit]
        # Looks stand in the order in which they were met.
        met = 1 + max(each.look for each in lines)
        return Listed(self.looks[:met], lines), lines[-1]


class DocumentRow(NamedTuple):
    """A document in a list, as this reader sees it; a tuple, as a page makes many."""

    sighted: Sighted
    """The document itself, as rules and abilities are asked about it."""
    owner: Organisation
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


def columns_of_line(document: Any) -> tuple[Any, ...]:
    """Return what a line is read from; first what is its own, then what makes its look.

    Args:
        document: the columns of `Document`, found already; its version is joined.
    """
    return (
        document.id,
        document.title,
        document.current_number,
        DocumentVersion.size,
        document.changed_at,
        document.policy_id,
        document.organisation_id,
        document.classification,
        type_coerce(document.marking, String),
        document.is_special_category,
        document.is_criminal_data,
        document.is_police_data,
        type_coerce(document.status, String),
        document.is_private,
        document.withdrawn_at.is_not(None),
        DocumentVersion.media_type,
        document.folder_id,
    )


OWN_TO_A_LINE = 5
"""Columns of a line before those of its look."""


def listed(rows: Iterable[Sequence[Any]]) -> Listed:
    """Make the lines of a page of rows that were read with `columns_of_line`."""
    places: dict[Sequence[Any], int] = {}
    looks: list[Look] = []
    lines = []
    for row in rows:
        of_look = row[OWN_TO_A_LINE:]
        place = places.get(of_look)
        if place is None:
            place = places[of_look] = len(looks)
            looks.append(Look(*of_look))
        lines.append(Line._make((*row[:OWN_TO_A_LINE], place)))
    return Listed(looks, lines)


def listed_of(rows: Iterable[DocumentRow]) -> Listed:
    """Make the lines of rows that hold their documents."""
    return listed((*_own_to_line(row), *_look_of(row)) for row in rows)


def _own_to_line(row: DocumentRow) -> tuple[object, ...]:
    return (row.id, row.title, row.number, row.size, row.changed_at)


def _look_of(row: DocumentRow) -> Look:
    document = row.sighted.document
    return Look(
        document.policy_id,
        document.organisation_id,
        document.classification,
        document.marking,
        document.is_special_category,
        document.is_criminal_data,
        document.is_police_data,
        document.status,
        document.is_private,
        document.withdrawn_at is not None,
        row.media_type,
        row.folder_id,
    )
