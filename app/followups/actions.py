"""Audit words of follow-ups, with their sentences."""

from __future__ import annotations

from app.kernel.audit.entries import Action
from app.kernel.text import lazy


class FollowUpAction(Action):
    """What happens to a follow-up."""

    TAKEN_UP = "follow_up:report:open"
    NOTED = "follow_up:note:add"
    DECIDED = "follow_up:decision:take"


LABELS = {
    # Done by Samenzicht: “Samenzicht began to follow the recommendations of Rapport De Meerkoet”.
    FollowUpAction.TAKEN_UP: lazy("began to follow the recommendations of"),
    FollowUpAction.NOTED: lazy("noted something about the follow-up by"),
    FollowUpAction.DECIDED: lazy("decided about the follow-up by"),
}
