"""What was given to other organisations, and what the sharing guide answered before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import text

from app.documents.models import Level, SpecialData
from app.kernel import clock, db
from app.privacy.queries.choosing import Choice
from app.privacy.queries.special import sign_of
from app.sharing.models import Answer

DISCLOSURES = text(
    "select * from samenzicht_register_disclosures(:place, :organisation, :since, :past, :most,"
    " :skipped)"
)


class Standing(StrEnum):
    """Whether a disclosure still gives."""

    HOLDS = "holds"
    RAN_OUT = "ran_out"
    """Its last day passed."""
    ENDED = "ended"
    """The rule was taken away or changed."""
    ANSWER = "answer"
    """An answer of the sharing guide gives nothing by itself."""


@dataclass(frozen=True, slots=True)
class DisclosureRow:
    """A rule that gives another organisation something, or an answer of the sharing guide."""

    id: UUID
    place_id: UUID
    at: datetime
    given_by: str | None
    """None: by a job, or not known any more."""
    organisation_id: UUID
    """To whom."""
    document_id: UUID | None
    title: str | None
    """Of the document; only for who sees it by the ordinary rules."""
    folder_id: UUID | None
    answer: Answer | None
    level: Level | None
    legal_basis: str
    purpose: str | None
    until: date | None
    special_data: Sequence[SpecialData]
    people: int
    """How many the rule names; 0 for everybody of that organisation in the workspace."""
    documents: int | None
    """How many documents the rule gives now; None for an answer and for what ended."""
    ended_at: datetime | None
    ended_by: str | None

    @property
    def sign(self) -> str:
        """What the document is called where its title is not told; empty for a place."""
        return sign_of(self.document_id) if self.document_id else ""

    @property
    def standing(self) -> Standing:
        """Whether it still gives."""
        if self.answer is not None:
            return Standing.ANSWER
        if self.ended_at is not None:
            return Standing.ENDED
        is_over = self.until is not None and self.until < clock.today()
        return Standing.RAN_OUT if is_over else Standing.HOLDS


def list_disclosures(choice: Choice) -> list[DisclosureRow]:
    """Return disclosures and answers, the newest first; one more than the page holds.

    A period chooses what gave on at least one day of it, and the answers of it.
    """
    rows = db.session().execute(DISCLOSURES, choice.values())
    return [
        DisclosureRow(
            id=row.id,
            place_id=row.place,
            at=row.at,
            given_by=row.given_by,
            organisation_id=row.organisation,
            document_id=row.document,
            title=row.title,
            folder_id=row.folder,
            answer=Answer(row.answer) if row.answer else None,
            level=Level(row.level) if row.level is not None else None,
            legal_basis=row.legal_basis,
            purpose=row.purpose,
            until=row.until,
            special_data=[SpecialData(each) for each in row.special or ()],
            people=row.people,
            documents=row.documents,
            ended_at=row.ended_at,
            ended_by=row.ended_by,
        )
        for row in rows
    ]
