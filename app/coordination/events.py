"""News for the features above us; `app.wiring` connects it in plain sight."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID


class OverlapStep(StrEnum):
    """What became of a proposal or a suggestion about an overlap."""

    PROPOSED = "proposed"
    ANSWERED = "answered"
    SUGGESTED = "suggested"
    FOLLOWED = "followed"
    """One of the two took the suggestion over, or said why not."""

    @property
    def asks(self) -> bool:
        """True when who is told is asked for something."""
        return self in (OverlapStep.PROPOSED, OverlapStep.SUGGESTED)


@dataclass(frozen=True, slots=True)
class IncidentNoticed:
    """An authority registered when an incident was noticed: its terms run from then."""

    workspace_id: UUID
    organisation_id: UUID


@dataclass(frozen=True, slots=True)
class OverlapMoved:
    """One authority proposed something to another, the lead to two, or was answered."""

    step: OverlapStep
    workspace_id: UUID
    organisation_id: UUID
    """Whose people are told: who is asked, or who proposed."""
    proposed_by_id: UUID
    """Who made the proposal or suggestion; told of the answer, coordinating or not."""
