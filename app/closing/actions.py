"""Audit words of closing, of destroying and of legal holds, with their sentences."""

from __future__ import annotations

from app.kernel.audit.entries import Action
from app.kernel.text import lazy


class ClosingAction(Action):
    """What happens when a workspace closes, and to what may not disappear."""

    STARTED = "closing:closing:start"
    STOPPED = "closing:closing:stop"
    ANSWERED = "closing:answer:give"
    CLOSED = "closing:workspace:close"
    TAKEN = "closing:contribution:take"
    CLASSIFIED = "closing:retention:choose"
    PROPOSED = "destruction:list:propose"
    APPROVED = "destruction:list:approve"
    HALTED = "destruction:list:stop"
    DESTROYED = "destruction:document:destroy"
    CERTIFIED = "destruction:certificate:make"
    TOOK_CERTIFICATE = "destruction:certificate:download"
    HELD = "hold:hold:set"
    REVIEWED = "hold:hold:review"
    LIFTED = "hold:hold:lift"


LABELS = {
    ClosingAction.STARTED: lazy("started the closing of"),
    ClosingAction.STOPPED: lazy("stopped the closing of"),
    ClosingAction.ANSWERED: lazy("chose what becomes of what the organisation brought, in"),
    ClosingAction.CLOSED: lazy("closed"),
    ClosingAction.TAKEN: lazy("took back what the organisation brought to"),
    ClosingAction.CLASSIFIED: lazy("chose how long the own things are kept, in"),
    ClosingAction.PROPOSED: lazy("proposed to destroy things in"),
    ClosingAction.APPROVED: lazy("approved to destroy things in"),
    ClosingAction.HALTED: lazy("stopped the destruction of things in"),
    ClosingAction.DESTROYED: lazy("destroyed a document in"),
    ClosingAction.CERTIFIED: lazy("destroyed all of a list, with a certificate, in"),
    ClosingAction.TOOK_CERTIFICATE: lazy("took along the certificate of destruction of things in"),
    ClosingAction.HELD: lazy("set a legal hold in"),
    ClosingAction.REVIEWED: lazy("looked again at a legal hold in"),
    ClosingAction.LIFTED: lazy("lifted a legal hold in"),
}
