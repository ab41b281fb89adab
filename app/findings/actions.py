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


class FrameworkAction(Action):
    """What happens to a framework."""

    ADDED = "framework:page:add"
    CHANGED = "framework:page:change"
    LINES_CHANGED = "framework:lines:change"
    RETIRED = "framework:page:retire"


LABELS = {
    FindingAction.ADDED: lazy("wrote"),
    FindingAction.CHANGED: lazy("changed"),
    FindingAction.PUT_FORWARD: lazy("put forward as final"),
    FindingAction.NOT_ADOPTED: lazy("did not adopt a request about"),
    FrameworkAction.ADDED: lazy("made the framework"),
    FrameworkAction.CHANGED: lazy("changed the framework"),
    FrameworkAction.LINES_CHANGED: lazy("changed lines of"),
    FrameworkAction.RETIRED: lazy("retired"),
}
