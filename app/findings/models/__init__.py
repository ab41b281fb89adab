"""What judging leaves in the database: frameworks, findings, and what they rest on."""

from app.findings.models.codes import (
    Aspect,
    Audience,
    Capacity,
    FindingStatus,
    Judgement,
    Level,
    Outcome,
)
from app.findings.models.frameworks import Framework, Norm
from app.findings.models.scores import DissentingView, Score, Scorer, Scoring
from app.findings.models.texts import (
    Evidence,
    Finding,
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
    "FindingStatus",
    "FindingVersion",
    "Framework",
    "Influence",
    "Judgement",
    "Level",
    "Norm",
    "Outcome",
    "Recommendation",
    "Score",
    "Scorer",
    "Scoring",
]
