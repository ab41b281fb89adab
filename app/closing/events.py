"""News for the features above us; `app.wiring` connects it in plain sight."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID


class ClosingStep(StrEnum):
    """How far a closing is, for one organisation."""

    STARTED = "started"
    SILENT = "silent"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class ClosingMoved:
    """Something about the closing of a workspace that the coordinators of one organisation hear."""

    workspace_id: UUID
    organisation_id: UUID
    step: ClosingStep
