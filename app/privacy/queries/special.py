"""Documents of the own organisation with special data, and who sees them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import text

from app.documents.models import Level, SpecialData
from app.kernel import db
from app.privacy.queries.choosing import Choice

SPECIAL = text(
    "select * from samenzicht_register_special(:place, :organisation, :since, :past, :most,"
    " :skipped)"
)


@dataclass(frozen=True, slots=True)
class Sight:
    """How many people of another organisation see a document now, at most at which level."""

    organisation_id: UUID
    people: int
    level: Level


@dataclass(frozen=True, slots=True)
class SpecialDocument:
    """A document with special data."""

    id: UUID
    place_id: UUID
    title: str | None
    """Only for who sees it by the ordinary rules."""
    data: Sequence[SpecialData]
    state: str
    """Why nobody else sees it whatever the rules say: withdrawn, private, unchecked; else empty."""
    brought_at: datetime
    seen: Sequence[Sight]
    opened_at: datetime | None
    """When somebody of another organisation last opened it."""
    opened_by: UUID | None

    @property
    def sign(self) -> str:
        """What it is called where its title is not told."""
        return sign_of(self.id)


def sign_of(document_id: UUID) -> str:
    """Return a short name for a document that tells nothing of it: the random end of its id."""
    return f"d-{document_id.hex[-8:]}"


def list_special(choice: Choice) -> list[SpecialDocument]:
    """Return documents with special data, last brought first; one more than the page holds."""
    rows = db.session().execute(SPECIAL, choice.values())
    kinds = (SpecialData.SPECIAL_CATEGORY, SpecialData.CRIMINAL, SpecialData.POLICE)
    return [
        SpecialDocument(
            id=row.document,
            place_id=row.place,
            title=row.title,
            data=[
                kind
                for kind, is_held in zip(
                    kinds, (row.special, row.criminal, row.police), strict=True
                )
                if is_held
            ],
            state=row.state,
            brought_at=row.brought_at,
            seen=[Sight(UUID(each[0]), each[1], Level(each[2])) for each in row.seen],
            opened_at=row.opened_at,
            opened_by=row.opened_by,
        )
        for row in rows
    ]
