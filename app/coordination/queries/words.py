"""What codes of coordination are called on screen."""

from __future__ import annotations

from app.coordination.models import (
    ActivityKind,
    ProposalKind,
    ProposalStatus,
    Regime,
    Rest,
    Sector,
    SuggestionStatus,
)
from app.coordination.queries.deadlines import Group
from app.coordination.queries.incident_terms import DeadlineKind
from app.kernel.text import _, lazy

SECTOR_WORDS = {
    Sector.GOVERNMENT: lazy("Government"),
    Sector.WATER_BOARD: lazy("Water boards"),
    Sector.POLICE: lazy("Police"),
    Sector.SAFETY_REGION: lazy("Safety regions"),
    Sector.HEALTH: lazy("Health care"),
    Sector.ENERGY: lazy("Energy"),
    Sector.DRINKING_WATER: lazy("Drinking water"),
    Sector.NUCLEAR: lazy("Nuclear"),
    Sector.TRANSPORT: lazy("Transport"),
    Sector.FOOD: lazy("Food"),
    Sector.DIGITAL: lazy("Digital infrastructure"),
    Sector.TRUST: lazy("Trust services"),
    Sector.FINANCE: lazy("Finance"),
    Sector.ALL: lazy("All sectors"),
}
REGIME_WORDS = {
    Regime.CBW_ESSENTIAL: lazy("Cbw, essential"),
    Regime.CBW_IMPORTANT: lazy("Cbw, important"),
    Regime.WWKE: lazy("Wwke"),
    Regime.DORA: lazy("DORA"),
    Regime.NONE: lazy("None of these"),
}
KIND_WORDS = {
    ActivityKind.AUDIT: lazy("Audit"),
    ActivityKind.INSPECTION: lazy("Inspection"),
    ActivityKind.SELF_ASSESSMENT: lazy("Self-assessment"),
    ActivityKind.INCIDENT: lazy("Incident follow-up"),
    ActivityKind.EXERCISE: lazy("Exercise"),
    ActivityKind.CERTIFICATE: lazy("Certificate of board training"),
    ActivityKind.QUIET: lazy("No visits"),
}
REST_WORDS = {
    Rest.NOTHING: lazy("Nothing"),
    Rest.PLANNED: lazy("Only that something is planned"),
    Rest.EVERYTHING: lazy("Everything"),
}
PROPOSAL_WORDS = {
    ProposalKind.COMBINE: lazy("Combine in one window"),
    ProposalKind.SHIFT_OURS: lazy("Who proposes moves"),
    ProposalKind.SHIFT_THEIRS: lazy("Who is asked moves"),
    ProposalKind.KEEP: lazy("Leave both as they are"),
}
STATUS_WORDS = {
    ProposalStatus.OPEN: lazy("Waits for an answer"),
    ProposalStatus.AGREED: lazy("Agreed"),
    ProposalStatus.REFUSED: lazy("Refused"),
    ProposalStatus.WITHDRAWN: lazy("Taken back"),
}
STATUS_TONES = {
    ProposalStatus.OPEN: "info",
    ProposalStatus.AGREED: "ok",
    ProposalStatus.REFUSED: "stop",
    ProposalStatus.WITHDRAWN: "line",
}
SUGGESTION_WORDS = {
    SuggestionStatus.OPEN: lazy("Waits for an answer"),
    SuggestionStatus.TAKEN: lazy("Taken over as a proposal"),
    SuggestionStatus.DECLINED: lazy("Not followed"),
    SuggestionStatus.WITHDRAWN: lazy("Taken back"),
}
SUGGESTION_TONES = {
    SuggestionStatus.OPEN: "info",
    SuggestionStatus.TAKEN: "ok",
    SuggestionStatus.DECLINED: "stop",
    SuggestionStatus.WITHDRAWN: "line",
}
DEADLINE_WORDS = {
    DeadlineKind.WARNING: lazy("Early warning"),
    DeadlineKind.NOTIFICATION: lazy("Notification of the incident"),
    DeadlineKind.PROGRESS: lazy("Progress report"),
    DeadlineKind.FINAL: lazy("Final report"),
    DeadlineKind.FIRST: lazy("First report"),
    DeadlineKind.DETAILED: lazy("Detailed report"),
    DeadlineKind.CERTIFICATE: lazy("Certificate of board training"),
    DeadlineKind.ACTIVITY: lazy("Ready at the latest"),
}
GROUP_WORDS = {
    Group.OVERDUE: lazy("Overdue"),
    Group.THIS_WEEK: lazy("This week"),
    Group.LATER: lazy("Later"),
}


def why_no_terms(regime: Regime | None) -> str | None:
    """Tell why no terms follow from an incident under a law; None when they do.

    Args:
        regime: None when the entry of the organisation is not meant for who asks.
    """
    told = {
        None: _(
            "You do not see in a register under which law this organisation falls. Enter it in"
            " your own register and plan the follow-up there."
        ),
        Regime.DORA: _("Under DORA other terms hold, which we do not count."),
        Regime.NONE: _(
            "By your register this organisation falls under none of these laws, so no terms"
            " follow. If that is wrong, change it there first."
        ),
    }
    return told.get(regime)
