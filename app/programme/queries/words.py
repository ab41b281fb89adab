"""What codes of the work programme are called on screen."""

from __future__ import annotations

from app.coordination.models import Rest
from app.kernel.text import lazy
from app.programme.models import InvestigationPhase, SocietalTask
from app.workspaces.queries import MODE_WORDS

__all__ = ["MODE_WORDS", "OTHERS_WORDS", "PHASE_TONES", "PHASE_WORDS", "TASK_WORDS"]

TASK_WORDS = {
    SocietalTask.RESILIENT: lazy("A resilient society"),
    SocietalTask.SAFE: lazy("A safe society"),
    SocietalTask.PROTECTION: lazy("Protection and perspective"),
}
PHASE_WORDS = {
    InvestigationPhase.PREPARATION: lazy("Preparation"),
    InvestigationPhase.EXECUTION: lazy("Execution"),
    InvestigationPhase.REPORTING: lazy("Reporting"),
    InvestigationPhase.FINISHED: lazy("Concluded"),
    InvestigationPhase.DROPPED: lazy("Dropped"),
}
PHASE_TONES = {
    InvestigationPhase.PREPARATION: "line",
    InvestigationPhase.EXECUTION: "info",
    InvestigationPhase.REPORTING: "info",
    InvestigationPhase.FINISHED: "ok",
    InvestigationPhase.DROPPED: "warn",
}
OTHERS_WORDS = {
    Rest.NOTHING: lazy("Nobody else"),
    Rest.EVERYTHING: lazy("All organisations in Samenzicht"),
}
