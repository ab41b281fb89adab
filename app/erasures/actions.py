"""Audit words of erasing lines of a log, with their sentences."""

from __future__ import annotations

from app.kernel.audit.entries import Action
from app.kernel.text import lazy


class ErasureAction(Action):
    """What becomes of requests to erase, and of lines."""

    ASKED = "log:erasure:ask"
    REFUSED = "log:erasure:refuse"
    TAKEN_BACK = "log:erasure:take-back"
    ERASED = "log:line:erase"
    ERASED_AGAIN = "log:line:erase-again"


LABELS = {
    ErasureAction.ASKED: lazy("asked to erase what a line of this log says"),
    ErasureAction.REFUSED: lazy("refused to erase what a line of this log says"),
    ErasureAction.TAKEN_BACK: lazy("took back the request to erase what a line of this log says"),
    ErasureAction.ERASED: lazy("erased what a line of this log said"),
    ErasureAction.ERASED_AGAIN: lazy(
        "erased again what a line of this log said, as a backup had it still"
    ),
}
