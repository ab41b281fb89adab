"""Cases, what was decided about them, and the letters that tell it."""

from app.incidents.models.cases import (
    Case,
    CaseDecision,
    CaseKind,
    CaseStatus,
    CaseTerm,
    CaseTermChange,
    Informed,
    Institution,
    Outcome,
    Sender,
    Theme,
    Within,
)
from app.incidents.models.letters import JointLetter, LetterStance, LetterText, StanceKind
from app.incidents.models.meetings import AgendaItem, Meeting

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
