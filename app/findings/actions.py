"""Audit words of findings, with their sentences."""

from __future__ import annotations

from app.kernel.audit.entries import Action
from app.kernel.text import lazy


class FindingAction(Action):
    """What happens to a finding."""

    ADDED = "finding:text:add"
    CHANGED = "finding:text:change"
    PUT_FORWARD = "finding:text:put-forward"
    NOT_ADOPTED = "finding:request:not-adopt"
    TAKEN = "finding:lock:take"
    TAKEN_OVER = "finding:lock:take-over"
    GIVEN_BACK = "finding:lock:release"


class FrameworkAction(Action):
    """What happens to a framework."""

    ADDED = "framework:page:add"
    CHANGED = "framework:page:change"
    LINES_CHANGED = "framework:lines:change"
    RETIRED = "framework:page:retire"


class ScoringAction(Action):
    """What happens to a scoring; never what somebody scored."""

    ASKED = "scoring:page:ask"
    SCORED = "scoring:score:give"
    OPENED = "scoring:page:open"
    CLOSED = "scoring:page:close"
    CONCLUDED = "scoring:consensus:write"
    DISSENTED = "scoring:view:note"


class ObservationAction(Action):
    """What happens to an observation; never what it says."""

    ADDED = "observation:text:add"
    CHANGED = "observation:text:change"
    RELEASED = "observation:text:release"
    WITHDRAWN = "observation:text:withdraw"


LABELS = {
    FindingAction.ADDED: lazy("wrote"),
    FindingAction.CHANGED: lazy("changed"),
    FindingAction.PUT_FORWARD: lazy("put forward as final"),
    FindingAction.NOT_ADOPTED: lazy("did not adopt a request about"),
    FindingAction.TAKEN: lazy("took in hand the text of"),
    FindingAction.TAKEN_OVER: lazy("took over the text of"),
    FindingAction.GIVEN_BACK: lazy("gave free the text of"),
    FrameworkAction.ADDED: lazy("made the framework"),
    FrameworkAction.CHANGED: lazy("changed the framework"),
    FrameworkAction.LINES_CHANGED: lazy("changed lines of"),
    FrameworkAction.RETIRED: lazy("retired"),
    ScoringAction.ASKED: lazy("asked for scores on"),
    ScoringAction.SCORED: lazy("scored"),
    ScoringAction.OPENED: lazy("was the last to score, which opened"),
    ScoringAction.CLOSED: lazy("opened before everybody scored:"),
    ScoringAction.CONCLUDED: lazy("wrote down the consensus on"),
    ScoringAction.DISSENTED: lazy("recorded a dissenting view on"),
    ObservationAction.ADDED: lazy("wrote down the observation"),
    ObservationAction.CHANGED: lazy("corrected the observation"),
    ObservationAction.RELEASED: lazy("released the observation"),
    ObservationAction.WITHDRAWN: lazy("withdrew the observation"),
}
