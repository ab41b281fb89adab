"""News for the features above us; `app.wiring` connects it in plain sight."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class PeopleNamed:
    """Somebody named people in a comment; they may read it at that moment."""

    comment_id: UUID
    workspace_id: UUID
    people: tuple[tuple[UUID, UUID], ...]
    """Of each the organisation and the person."""
