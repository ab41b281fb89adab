"""Cases, what was decided about them, and the letters that tell it."""

from app.incidents.models.cases import (
    AgendaItem,
    Case,
    CaseDecision,
    CaseKind,
    CaseStatus,
    CaseTerm,
    CaseTermChange,
    Informed,
    Institution,
    Meeting,
    Outcome,
    Sender,
    Theme,
    Within,
)
from app.incidents.models.letters import JointLetter, LetterStance, LetterText, StanceKind

__all__ = [
    "AgendaItem",
    "Case",
    "CaseDecision",
    "CaseKind",
    "CaseStatus",
    "CaseTerm",
    "CaseTermChange",
    "Informed",
    "Institution",
    "JointLetter",
    "LetterStance",
    "LetterText",
    "Meeting",
    "Outcome",
    "Sender",
    "StanceKind",
    "Theme",
    "Within",
]
