"""Tables of coordination: rows of authorities, and how their overlaps are settled."""

from __future__ import annotations

from app.coordination.models.overlaps import (
    NoteKind,
    OverlapNote,
    OverlapProposal,
    OverlapSuggestion,
    ProposalKind,
    ProposalStatus,
    SuggestionKind,
    SuggestionStatus,
)
from app.coordination.models.rows import (
    CBW,
    RECEIVED,
    Activity,
    ActivityKind,
    ActivityNotice,
    InWorkspace,
    Regime,
    Rest,
    Sector,
    SupervisedEntity,
)

__all__ = [
    "CBW",
    "RECEIVED",
    "Activity",
    "ActivityKind",
    "ActivityNotice",
    "InWorkspace",
    "NoteKind",
    "OverlapNote",
    "OverlapProposal",
    "OverlapSuggestion",
    "ProposalKind",
    "ProposalStatus",
    "Regime",
    "Rest",
    "Sector",
    "SuggestionKind",
    "SuggestionStatus",
    "SupervisedEntity",
]
