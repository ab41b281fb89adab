"""Audit words of document requests, with their sentences."""

from __future__ import annotations

from app.kernel.audit.entries import Action
from app.kernel.text import lazy


class RequestAction(Action):
    """What happens to a document request."""

    ASKED = "request:request:ask"
    FILE_ADDED = "request:file:add"
    GIVEN = "request:answer:give"
    REFUSED = "request:answer:refuse"
    DAY_PROPOSED = "request:term:propose"
    DAY_AGREED = "request:term:agree"
    WITHDRAWN = "request:request:withdraw"
    CLOSED = "request:request:close"
    REOPENED = "request:request:reopen"


LABELS = {
    RequestAction.ASKED: lazy("asked for documents:"),
    RequestAction.FILE_ADDED: lazy("put ready for a document request:"),
    RequestAction.GIVEN: lazy("gave documents for"),
    RequestAction.REFUSED: lazy("refused the document request"),
    RequestAction.DAY_PROPOSED: lazy("proposed another day for"),
    RequestAction.DAY_AGREED: lazy("agreed to another day for"),
    RequestAction.WITHDRAWN: lazy("withdrew the document request"),
    RequestAction.CLOSED: lazy("closed the document request"),
    RequestAction.REOPENED: lazy("opened the document request again:"),
}
