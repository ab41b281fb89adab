"""News for the features above us; `app.wiring` connects it in plain sight."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class EmergencyMoved:
    """In a workspace emergency sight was opened; everybody's coordinators hear it."""

    workspace_id: UUID
    organisation_ids: tuple[UUID, ...]
    """Who takes part there now."""
