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


LABELS = {
    FindingAction.ADDED: lazy("wrote"),
    FindingAction.CHANGED: lazy("changed"),
    FindingAction.PUT_FORWARD: lazy("put forward as final"),
    FindingAction.NOT_ADOPTED: lazy("did not adopt a request about"),
}
