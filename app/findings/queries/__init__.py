"""Reading findings.

`get_for(actor, permission, finding_id=…, workspace=…)` returns a finding of a workspace that was
loaded for this very actor; its ``.workspace`` is that one, so that rules ask nothing more.
`get_anywhere` finds the workspace by itself.
"""

from __future__ import annotations

from app.findings.queries.evidence import (
    EvidenceRow,
    list_citations,
    list_evidence,
    list_printable,
)
from app.findings.queries.frameworks import (
    FrameworkRow,
    Line,
    get_framework_for,
    get_framework_place,
    get_line_for,
    list_frameworks,
    list_lines,
    list_norms,
)
from app.findings.queries.history import (
    PartDifference,
    Step,
    differences,
    list_steps,
    list_versions,
)
from app.findings.queries.rounds import RoundRow, SeatRow, list_rounds, offer_rounds
from app.findings.queries.texts import (
    FindingRow,
    count_visible,
    get_anywhere,
    get_for,
    get_place_for,
    list_by_id,
    list_recommendations,
    list_visible,
    taken_numbers,
)
from app.findings.queries.words import (
    ASPECT_WORDS,
    AUDIENCE_WORDS,
    CAPACITY_WORDS,
    JUDGEMENT_TONES,
    JUDGEMENT_WORDS,
    LEVEL_WORDS,
    OUTCOME_TONES,
    OUTCOME_WORDS,
    STATUS_WORDS,
)

__all__ = [
    "ASPECT_WORDS",
    "AUDIENCE_WORDS",
    "CAPACITY_WORDS",
    "JUDGEMENT_TONES",
    "JUDGEMENT_WORDS",
    "LEVEL_WORDS",
    "OUTCOME_TONES",
    "OUTCOME_WORDS",
    "STATUS_WORDS",
    "EvidenceRow",
    "FindingRow",
    "FrameworkRow",
    "Line",
    "PartDifference",
    "RoundRow",
    "SeatRow",
    "Step",
    "count_visible",
    "differences",
    "get_anywhere",
    "get_for",
    "get_framework_for",
    "get_framework_place",
    "get_line_for",
    "get_place_for",
    "list_by_id",
    "list_citations",
    "list_evidence",
    "list_frameworks",
    "list_lines",
    "list_norms",
    "list_printable",
    "list_recommendations",
    "list_rounds",
    "list_steps",
    "list_versions",
    "list_visible",
    "offer_rounds",
    "taken_numbers",
]
