"""Reading findings.

`get_for(actor, permission, finding_id=…, workspace=…)` returns a finding of a workspace that was
loaded for this very actor; its ``.workspace`` is that one, so that rules ask nothing more.
`get_anywhere` finds the workspace by itself.
"""

from __future__ import annotations

from app.findings.queries.asked import (
    AskedToScore,
    ToScoreRow,
    list_asked_to_score,
    list_to_score,
)
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
from app.findings.queries.scores import (
    PossibleScorer,
    ScoreRow,
    ViewRow,
    find_own_score,
    find_own_view,
    find_scored_finding,
    get_scoring_for,
    get_scoring_place,
    list_conclusions,
    list_possible_scorers,
    list_scorers,
    list_scores,
    list_scorings,
    list_views,
    list_views_of,
)
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
    "AskedToScore",
    "EvidenceRow",
    "FindingRow",
    "FrameworkRow",
    "Line",
    "PartDifference",
    "PossibleScorer",
    "RoundRow",
    "ScoreRow",
    "SeatRow",
    "Step",
    "ToScoreRow",
    "ViewRow",
    "count_visible",
    "differences",
    "find_own_score",
    "find_own_view",
    "find_scored_finding",
    "get_anywhere",
    "get_for",
    "get_framework_for",
    "get_framework_place",
    "get_line_for",
    "get_place_for",
    "get_scoring_for",
    "get_scoring_place",
    "list_asked_to_score",
    "list_by_id",
    "list_citations",
    "list_conclusions",
    "list_evidence",
    "list_frameworks",
    "list_lines",
    "list_norms",
    "list_possible_scorers",
    "list_printable",
    "list_recommendations",
    "list_rounds",
    "list_scorers",
    "list_scores",
    "list_scorings",
    "list_steps",
    "list_to_score",
    "list_versions",
    "list_views",
    "list_views_of",
    "list_visible",
    "offer_rounds",
    "taken_numbers",
]
