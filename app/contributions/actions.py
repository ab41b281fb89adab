"""Audit words of contribution rounds, with their sentences."""

from __future__ import annotations

from app.kernel.audit.entries import Action
from app.kernel.text import lazy


class ContributionAction(Action):
    """What happens to a contribution round; what one organisation writes is told of its task."""

    STARTED = "contribution:round:start"
    ASKED_MORE = "contribution:round:ask"
    MOVED = "contribution:term:move"
    REMINDED = "contribution:round:remind"
    ENDED = "contribution:round:end"
    GATHERED = "contribution:report:begin"
    WRITTEN = "contribution:text:write"


LABELS = {
    ContributionAction.STARTED: lazy("began the contribution round"),
    ContributionAction.ASKED_MORE: lazy("asked more organisations in the contribution round"),
    ContributionAction.MOVED: lazy("moved the last day of the contribution round"),
    ContributionAction.REMINDED: lazy("sent reminders of the contribution round"),
    ContributionAction.ENDED: lazy("closed the contribution round"),
    ContributionAction.GATHERED: lazy("began a report from the contribution round"),
    ContributionAction.WRITTEN: lazy("wrote at the contribution for"),
}
