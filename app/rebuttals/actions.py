"""Audit words of rebuttals, with their sentences."""

from __future__ import annotations

from app.kernel.audit.entries import Action
from app.kernel.text import lazy


class RebuttalAction(Action):
    """What happens to a rebuttal and its items."""

    OPENED = "rebuttal:rebuttal:open"
    DOWNLOADED = "rebuttal:extract:download"
    SENT = "rebuttal:extract:send"
    EXTENDED = "rebuttal:term:extend"
    ITEM_ADDED = "rebuttal:item:add"
    DECIDED = "rebuttal:item:decide"
    CLOSED = "rebuttal:rebuttal:close"


LABELS = {
    RebuttalAction.OPENED: lazy("opened a hearing:"),
    RebuttalAction.DOWNLOADED: lazy("downloaded the text that is put forward in"),
    RebuttalAction.SENT: lazy("noted that the text was sent in"),
    RebuttalAction.EXTENDED: lazy("extended the term of"),
    RebuttalAction.ITEM_ADDED: lazy("entered a remark in"),
    RebuttalAction.DECIDED: lazy("decided about a remark in"),
    RebuttalAction.CLOSED: lazy("closed the hearing"),
}
