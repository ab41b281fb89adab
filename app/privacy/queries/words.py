"""What codes of the register are called on screen and in a list to take along."""

from __future__ import annotations

from app.documents.models import Level, SpecialData
from app.kernel.text import lazy
from app.privacy.models import Outcome, StepKind
from app.privacy.queries.disclosures import Standing
from app.sharing.models import Answer

LEVEL_WORDS = {
    Level.NONE: lazy("No access"),
    Level.FINDING: lazy("Only as a finding"),
    Level.VIEW: lazy("View on screen"),
    Level.DOWNLOAD: lazy("Download"),
    Level.CONTRIBUTE: lazy("Contribute"),
    Level.MANAGE: lazy("Manage"),
}
FLAG_WORDS = {
    SpecialData.SPECIAL_CATEGORY: lazy("GDPR 9"),
    SpecialData.CRIMINAL: lazy("GDPR 10"),
    SpecialData.POLICE: lazy("Police data"),
}
STATE_WORDS = {
    "withdrawn": lazy("Withdrawn: nobody else sees it"),
    "private": lazy("Kept for the own organisation"),
    "unchecked": lazy("Not released: nobody else sees it"),
    "": lazy("No other organisation"),
}
"""Why no other organisation sees a document; empty: no rule gives it."""
STANDING_WORDS = {
    Standing.HOLDS: lazy("holds"),
    Standing.RAN_OUT: lazy("ran out"),
    Standing.ENDED: lazy("ended"),
    Standing.ANSWER: lazy("answer of the sharing guide"),
}
ANSWER_WORDS = {
    Answer.YES: lazy("may be given"),
    Answer.FINDING: lazy("only as a finding"),
    Answer.NO: lazy("may not be given"),
}
BREACH_STEP_WORDS = {
    StepKind.FACTS: lazy("What happened"),
    StepKind.CONSEQUENCES: lazy("What it means for the people concerned"),
    StepKind.MEASURES: lazy("What was done about it"),
    StepKind.AUTHORITY: lazy("Notifying the Autoriteit Persoonsgegevens"),
    StepKind.SUBJECTS: lazy("Telling the people concerned"),
    StepKind.CLOSED: lazy("Closed"),
    StepKind.REOPENED: lazy("Opened again"),
}
BREACH_OUTCOME_WORDS = {
    Outcome.DONE: lazy("Yes, they were told"),
    Outcome.NOT_NEEDED: lazy("No, that is not needed"),
}
