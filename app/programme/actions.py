"""Audit words of the work programme, with their sentences."""

from __future__ import annotations

from app.kernel.audit.entries import Action
from app.kernel.text import lazy


class ProgrammeAction(Action):
    """What happens to investigations in a work programme."""

    ADDED = "investigation:entry:add"
    CHANGED = "investigation:entry:change"
    OPENED = "investigation:access:change"
    PHASE_MOVED = "investigation:phase:move"
    WITHDRAWN = "investigation:entry:withdraw"
    UNDONE = "investigation:entry:undo"
    CARRIED = "investigation:year:carry"
    CARRYING_UNDONE = "investigation:year:undo"
    LINKED = "investigation:workspace:link"
    UNLINKED = "investigation:workspace:unlink"


LABELS = {
    ProgrammeAction.ADDED: lazy("put in the work programme:"),
    ProgrammeAction.CHANGED: lazy("changed in the work programme:"),
    ProgrammeAction.OPENED: lazy("changed who sees the investigation"),
    ProgrammeAction.PHASE_MOVED: lazy("moved the phase of the investigation"),
    ProgrammeAction.WITHDRAWN: lazy("took out of the work programme:"),
    ProgrammeAction.UNDONE: lazy("undid the last change of the investigation"),
    ProgrammeAction.CARRIED: lazy("carried over from the programme of the year before:"),
    ProgrammeAction.CARRYING_UNDONE: lazy("undid carrying over from the year before:"),
    ProgrammeAction.LINKED: lazy("linked this workspace to the investigation"),
    ProgrammeAction.UNLINKED: lazy("ended the link of this workspace with the investigation"),
}
