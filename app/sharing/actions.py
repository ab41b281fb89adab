"""Audit words of sharing, with their sentences."""

from __future__ import annotations

from app.kernel.audit.entries import Action
from app.kernel.text import lazy


class SharingAction(Action):
    """What happens around giving; the rules themselves are `documents.actions`."""

    ANSWERED = "sharing:answer:keep"
    PROFILE_PROPOSED = "sharing:profile:propose"
    PROFILE_ENDED = "sharing:profile:end"


LABELS = {
    SharingAction.ANSWERED: lazy("kept an answer of the sharing guide"),
    SharingAction.PROFILE_PROPOSED: lazy("proposed a sharing profile"),
    SharingAction.PROFILE_ENDED: lazy("took back a sharing profile"),
}
