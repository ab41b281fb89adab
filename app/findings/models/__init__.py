"""What judging leaves in the database: frameworks, observations, findings and scores."""

from app.findings.models.codes import (
    Aspect,
    Audience,
    Capacity,
    FindingStatus,
    Judgement,
    Level,
    Outcome,
    Sense,
    SubjectKind,
)
from app.findings.models.frameworks import Framework, Norm
from app.findings.models.observations import (
    FindingFact,
    Observation,
    ObservationEvidence,
    ObservationVersion,
)
from app.findings.models.scores import DissentingView, Score, Scorer, Scoring
from app.findings.models.texts import (
    Evidence,
    Finding,
    FindingLock,
    FindingVersion,
    Influence,
    Recommendation,
)

__all__ = [
    "Aspect",
    "Audience",
    "Capacity",
    "DissentingView",
    "Evidence",
    "Finding",
    "FindingFact",
    "FindingLock",
    "FindingStatus",
    "FindingVersion",
    "Framework",
    "Influence",
    "Judgement",
    "Level",
    "Norm",
    "Observation",
    "ObservationEvidence",
    "ObservationVersion",
    "Outcome",
    "Recommendation",
    "Score",
    "Scorer",
    "Scoring",
    "Sense",
    "SubjectKind",
]
