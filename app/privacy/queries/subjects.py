"""Where the own organisation wrote about somebody."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import text

from app.kernel import db
from app.privacy.queries.special import sign_of

MOST_FOUND = 500
FIND = text("select * from samenzicht_register_person(:asked, :most)")


@dataclass(frozen=True, slots=True)
class Found:
    """A place where the words stand; what stands there is not told."""

    kind: str
    place_id: UUID
    place_ref: str
    thing_id: UUID | None
    ref: str | None
    """Of a task or finding of the own organisation."""
    title: str | None
    """Of a document, and only for who sees it by the ordinary rules."""
    part: str
    number: int | None
    """Of the first version in which it stands."""

    @property
    def name(self) -> str:
        """What it is called: its title where that may be told, else a reference or sign."""
        if self.title or self.ref:
            return self.title or self.ref or ""
        if self.thing_id is None:
            return ""
        if self.kind == "document":
            return sign_of(self.thing_id)
        return f"{self.kind[0]}-{self.thing_id.hex[-8:]}"


def find_person(words: str) -> list[Found]:
    """Return where some words stand in what the officer's organisation brought or wrote.

    Words count in any order; a number or part of a word also in one piece, but for the texts of
    files, of which whole words are kept. One more than `MOST_FOUND` when there is more.
    """
    rows = db.session().execute(FIND, {"asked": words, "most": MOST_FOUND + 1})
    return [Found(*row) for row in rows]
