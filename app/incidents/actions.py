"""Audit words of cases, with their sentences."""

from __future__ import annotations

from app.kernel.audit.entries import Action
from app.kernel.text import lazy


class IncidentAction(Action):
    """What happens to a case, and in the meetings of the committee."""

    REGISTERED = "incident:case:add"
    DESCRIBED = "incident:case:describe"
    TRIAGED = "incident:triage:decide"
    TERM_CHANGED = "incident:term:change"
    CAME_IN = "incident:answer:note"
    CAME_IN_CORRECTED = "incident:answer:correct"
    CAME_IN_TAKEN_BACK = "incident:answer:withdraw"
    PUT_ON_AGENDA = "incident:agenda:put"
    TAKEN_OFF_AGENDA = "incident:agenda:remove"
    DECIDED = "incident:decision:take"
    MEETING_PLANNED = "incident:meeting:plan"
    MEETING_MOVED = "incident:meeting:move"
    MEETING_CANCELLED = "incident:meeting:cancel"
    MEETING_CLOSED = "incident:meeting:close"
    LETTER_DRAFTED = "incident:letter:add"
    LETTER_CHANGED = "incident:letter:change"
    LETTER_AGREED = "incident:letter:agree"
    LETTER_DOUBTED = "incident:letter:ask"
    LETTER_FINAL = "incident:letter:finish"
    LETTER_WITHDRAWN = "incident:letter:withdraw"
    LETTER_DOWNLOADED = "incident:letter:download"


LABELS = {
    IncidentAction.REGISTERED: lazy("registered the case"),
    IncidentAction.DESCRIBED: lazy("changed who handles or what marks the case"),
    IncidentAction.TRIAGED: lazy("decided in the triage of the case"),
    IncidentAction.TERM_CHANGED: lazy("changed the course of the term of the case"),
    IncidentAction.CAME_IN: lazy("noted when the answer came in about the case"),
    IncidentAction.CAME_IN_CORRECTED: lazy("corrected when the answer came in about the case"),
    IncidentAction.CAME_IN_TAKEN_BACK: lazy("took back that the answer came in about the case"),
    IncidentAction.PUT_ON_AGENDA: lazy("put on the agenda of the committee the case"),
    IncidentAction.TAKEN_OFF_AGENDA: lazy("took off the agenda of the committee the case"),
    IncidentAction.DECIDED: lazy("wrote down what the committee decided about the case"),
    IncidentAction.MEETING_PLANNED: lazy("planned the meeting of the committee on"),
    IncidentAction.MEETING_MOVED: lazy("moved the meeting of the committee, now on"),
    IncidentAction.MEETING_CANCELLED: lazy("cancelled the meeting of the committee on"),
    IncidentAction.MEETING_CLOSED: lazy("closed the decision list of the meeting on"),
    IncidentAction.LETTER_DRAFTED: lazy("drafted a joint letter about the case"),
    IncidentAction.LETTER_CHANGED: lazy("changed the text of the joint letter about the case"),
    IncidentAction.LETTER_AGREED: lazy("agreed with the text of the joint letter about the case"),
    IncidentAction.LETTER_DOUBTED: lazy("asked to change the joint letter about the case"),
    IncidentAction.LETTER_FINAL: lazy("made final the joint letter about the case"),
    IncidentAction.LETTER_WITHDRAWN: lazy("withdrew the draft of the joint letter about the case"),
    IncidentAction.LETTER_DOWNLOADED: lazy("downloaded the joint letter about the case"),
}
