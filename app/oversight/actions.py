"""Audit words of looking over the whole, with their sentences."""

from __future__ import annotations

from app.kernel.audit.entries import Action
from app.kernel.text import lazy


class OversightAction(Action):
    """What leaves a workspace as a whole."""

    ASKED = "workspace:archive:ask"
    PACKAGED = "workspace:archive:make"
    READY = "workspace:archive:keep"
    FAILED = "workspace:archive:fail"
    TAKEN = "workspace:archive:take"


LABELS = {
    OversightAction.ASKED: lazy("asked for the archive package of"),
    OversightAction.PACKAGED: lazy("made the archive package of"),
    OversightAction.READY: lazy("put the archive package ready of"),
    OversightAction.FAILED: lazy("could not make the archive package of"),
    OversightAction.TAKEN: lazy("took along the archive package of"),
}
