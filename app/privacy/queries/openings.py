"""Who of other organisations opened what the own one brought: lines of the log, put together."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import text

from app.documents.models import Purpose
from app.kernel import db
from app.privacy.queries.choosing import Choice
from app.privacy.queries.special import sign_of

OPENINGS = text(
    "select * from samenzicht_openings(:place, :document, :organisation, :since, :past, :most,"
    " :skipped)"
)


@dataclass(frozen=True, slots=True)
class Opening:
    """That somebody of another organisation opened a document of the own one."""

    place_id: UUID
    number: int
    """Of the line in the workspace's log."""
    at: datetime
    action: str
    organisation_id: UUID
    person: str | None
    document_id: UUID
    title: str | None
    """Only for who sees it by the ordinary rules."""
    version: int | None
    purpose: Purpose | None
    """Stated for opening police data."""

    @property
    def sign(self) -> str:
        """What it is called where its title is not told."""
        return sign_of(self.document_id)


def list_openings(choice: Choice, *, document_id: UUID | None = None) -> list[Opening]:
    """Return openings, the newest first; one more than the page holds.

    Who contributes is told of the workspaces one works in, a privacy officer of all.
    """
    rows = db.session().execute(OPENINGS, choice.values() | {"document": document_id})
    return [
        Opening(
            place_id=row.place,
            number=row.number,
            at=row.at,
            action=row.action,
            organisation_id=row.organisation,
            person=row.person,
            document_id=row.document,
            title=row.title,
            version=row.version,
            purpose=Purpose(row.purpose) if row.purpose else None,
        )
        for row in rows
    ]
