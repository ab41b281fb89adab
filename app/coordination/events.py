"""News for the features above us; `app.wiring` connects it in plain sight."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID


class OverlapStep(StrEnum):
    """What became of a proposal about an overlap."""

    PROPOSED = "proposed"
    ANSWERED = "answered"


@dataclass(frozen=True, slots=True)
class IncidentNoticed:
    """An authority registered when an incident was noticed: its terms run from then."""

    workspace_id: UUID
    organisation_id: UUID


@dataclass(frozen=True, slots=True)
class OverlapMoved:
    """One authority proposed something to another, or the other answered."""

    step: OverlapStep
    workspace_id: UUID
    organisation_id: UUID
    """Whose people are told: who is asked, or who proposed."""
    proposed_by_id: UUID
    """Who made the proposal; told of the answer, coordinating or not."""
