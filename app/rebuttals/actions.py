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
    LINK_MADE = "rebuttal:link:make"
    LINK_REVOKED = "rebuttal:link:revoke"
    LINK_OPENED = "rebuttal:link:read"
    EXTRACT_READ = "rebuttal:extract:read"
    DRAFT_SAVED = "rebuttal:draft:save"
    DRAFT_REMOVED = "rebuttal:draft:remove"
    SUBMITTED = "rebuttal:reply:submit"


LABELS = {
    RebuttalAction.OPENED: lazy("opened a hearing:"),
    RebuttalAction.DOWNLOADED: lazy("downloaded the text that is put forward in"),
    RebuttalAction.SENT: lazy("noted that the text was sent in"),
    RebuttalAction.EXTENDED: lazy("extended the term of"),
    RebuttalAction.ITEM_ADDED: lazy("entered a remark in"),
    RebuttalAction.DECIDED: lazy("decided about a remark in"),
    RebuttalAction.CLOSED: lazy("closed the hearing"),
    RebuttalAction.LINK_MADE: lazy("made a link for"),
    RebuttalAction.LINK_REVOKED: lazy("revoked the link of"),
    # Done by Samenzicht for whoever holds the link: “Samenzicht showed the page to De Meerkoet”.
    RebuttalAction.LINK_OPENED: lazy("showed the page of its link to"),
    RebuttalAction.EXTRACT_READ: lazy("gave the text by its link to"),
    RebuttalAction.DRAFT_SAVED: lazy("kept a draft of a remark for"),
    RebuttalAction.DRAFT_REMOVED: lazy("removed a draft of a remark for"),
    RebuttalAction.SUBMITTED: lazy("took in the reply of"),
}
