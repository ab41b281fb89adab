"""Audit words of cases, with their sentences."""

from __future__ import annotations

from app.kernel.audit.entries import Action
from app.kernel.text import lazy


class IncidentAction(Action):
    """What happens to a case."""

    REGISTERED = "incident:case:add"
    DESCRIBED = "incident:case:describe"
    TRIAGED = "incident:triage:decide"
    TERM_CHANGED = "incident:term:change"


LABELS = {
    IncidentAction.REGISTERED: lazy("registered the case"),
    IncidentAction.DESCRIBED: lazy("changed who handles or what marks the case"),
    IncidentAction.TRIAGED: lazy("decided in the triage of the case"),
    IncidentAction.TERM_CHANGED: lazy("changed the course of the term of the case"),
}
