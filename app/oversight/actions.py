"""Audit words of looking over the whole, with their sentences."""

from __future__ import annotations

from app.kernel.audit.entries import Action
from app.kernel.text import lazy


class OversightAction(Action):
    """What leaves a workspace as a whole, or its log."""

    ASKED = "workspace:archive:ask"
    PACKAGED = "workspace:archive:make"
    READY = "workspace:archive:keep"
    FAILED = "workspace:archive:fail"
    TAKEN = "workspace:archive:take"
    ERASED = "log:line:erase"
    ERASED_AGAIN = "log:line:erase-again"


LABELS = {
    OversightAction.ASKED: lazy("asked for the archive package of"),
    OversightAction.PACKAGED: lazy("made the archive package of"),
    OversightAction.READY: lazy("put the archive package ready of"),
    OversightAction.FAILED: lazy("could not make the archive package of"),
    OversightAction.TAKEN: lazy("took along the archive package of"),
    OversightAction.ERASED: lazy("erased what a line of this log said"),
    OversightAction.ERASED_AGAIN: lazy(
        "erased again what a line of this log said, as a backup had it still"
    ),
}
