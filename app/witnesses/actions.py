"""Audit words of witnesses, with their sentences."""

from __future__ import annotations

from app.kernel.audit.entries import Action
from app.kernel.text import lazy


class WitnessAction(Action):
    """What happens around witnesses."""

    ASKED = "organisation:witness:ask"
    APPROVED = "organisation:witness:approve"
    REFUSED = "organisation:witness:refuse"
    ENDED = "organisation:witness:end"
    SPLIT = "installation:log:split"


LABELS = {
    WitnessAction.ASKED: lazy("asked for a witness"),
    WitnessAction.APPROVED: lazy("agreed with a witness"),
    WitnessAction.REFUSED: lazy("refused a witness"),
    WitnessAction.ENDED: lazy("ended the use of a witness"),
    WitnessAction.SPLIT: lazy("was told of another log by the witness"),
}
