"""Audit words of looking over the whole, with their sentences."""

from __future__ import annotations

from app.kernel.audit.entries import Action
from app.kernel.text import lazy


class OversightAction(Action):
    """What leaves a workspace as a whole."""

    PACKAGED = "workspace:archive:make"


LABELS = {
    OversightAction.PACKAGED: lazy("made the archive package of"),
}
