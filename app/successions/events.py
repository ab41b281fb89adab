"""News for the features above us; `app.wiring` connects it in plain sight."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class PlaceSucceeds:
    """In a place an organisation gets a successor, does not after all, or just did."""

    workspace_id: UUID
    organisation_ids: tuple[UUID, ...]
    """Who takes part there now; their coordinators hear it."""
