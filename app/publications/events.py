"""News for the features above us; `app.wiring` connects it in plain sight."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID


class Move(StrEnum):
    """What became of a publication."""

    PLANNED = "planned"
    """Planned, or planned anew."""
    HELD = "held"
    PUBLISHED = "published"


@dataclass(frozen=True, slots=True)
class PublicationMoved:
    """A plan was made or changed, or the moment came."""

    move: Move
    report_id: UUID
    workspace_id: UUID
    organisation_ids: frozenset[UUID]
    """Whose people are told: all who read the report, or the one that holds the pen."""
