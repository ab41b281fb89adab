"""Who opened unusually many documents: to be noted by the clock, and as an officer reads it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select, text

from app.identity import queries as identity
from app.identity.models import Person
from app.kernel import db
from app.privacy.models import Surge
from app.privacy.policy import Register
from app.privacy.queries.choosing import PAGE

FOUND = text("select * from samenzicht_surges(:since, :most, :today)")


@dataclass(frozen=True, slots=True)
class ToNote:
    """What one organisation is to be told: of whom, how many, and where."""

    organisation_id: UUID
    person_id: UUID
    documents: int
    places: tuple[UUID, ...]


def list_surges_to_note(*, since: datetime, most: int, today: date) -> list[ToNote]:
    """Return what was not noted today yet, for a job that acts for no organisation."""
    rows = db.session().execute(FOUND, {"since": since, "most": most, "today": today})
    return [
        ToNote(row.organisation, row.person, row.documents, tuple(sorted(row.places)))
        for row in rows
    ]


def list_surges(
    register: Register, *, page: int = 0, limit: int = PAGE
) -> list[tuple[Surge, Person]]:
    """Return who opened unusually much, the newest first; one more than the page holds."""
    statement = (
        select(Surge)
        .where(Surge.organisation_id == register.organisation_id)
        .order_by(Surge.noticed_at.desc(), Surge.id)
        .limit(limit + 1)
        .offset(page * limit)
    )
    rows = list(db.session().execute(statement).scalars())
    people = identity.list_people({each.person_id for each in rows})
    return [(each, people[each.person_id]) for each in rows]
