"""Audit words of coordination, with their sentences."""

from __future__ import annotations

from app.kernel.audit.entries import Action
from app.kernel.text import lazy


class CoordinationAction(Action):
    """What happens to entities and activities."""

    ENTITY_ADDED = "supervised_entity:entry:add"
    ENTITY_CHANGED = "supervised_entity:entry:change"
    ENTITY_NUMBERED = "supervised_entity:number:take"
    ENTITY_ENDED = "supervised_entity:entry:end"
    ENTITY_RESUMED = "supervised_entity:entry:resume"
    PLANNED = "activity:plan:add"
    CHANGED = "activity:plan:change"
    MOVED = "activity:window:move"
    OPENED = "activity:access:change"
    WITHDRAWN = "activity:plan:withdraw"
    UNDONE = "activity:plan:undo"
    FINISHED = "activity:work:finish"
    TAKEN_UP = "activity:work:resume"
    INCIDENT_NOTICED = "incident:notice:register"
    INCIDENT_RECEIVED = "incident:receipt:note"
    INCIDENT_CORRECTED = "incident:receipt:correct"
    INCIDENT_TAKEN_BACK = "incident:receipt:withdraw"
    PROPOSED = "overlap_proposal:proposal:make"
    AGREED = "overlap_proposal:answer:agree"
    REFUSED = "overlap_proposal:answer:refuse"
    PROPOSAL_WITHDRAWN = "overlap_proposal:proposal:withdraw"
    MOVED_AS_AGREED = "activity:window:agree"
    SUGGESTED = "overlap_suggestion:suggestion:make"
    SUGGESTION_TAKEN = "overlap_suggestion:suggestion:take"
    SUGGESTION_DECLINED = "overlap_suggestion:suggestion:decline"
    SUGGESTION_WITHDRAWN = "overlap_suggestion:suggestion:withdraw"
    NOTED = "overlap_note:note:add"
    NOTE_TAKEN_BACK = "overlap_note:note:withdraw"


LABELS = {
    CoordinationAction.ENTITY_ADDED: lazy("entered in the register:"),
    CoordinationAction.ENTITY_CHANGED: lazy("changed the entry of"),
    CoordinationAction.ENTITY_NUMBERED: lazy("took over a register number for the entry of"),
    CoordinationAction.ENTITY_ENDED: lazy("ended the entry of"),
    CoordinationAction.ENTITY_RESUMED: lazy("took up again the entry of"),
    CoordinationAction.PLANNED: lazy("planned the activity"),
    CoordinationAction.CHANGED: lazy("changed the activity"),
    CoordinationAction.MOVED: lazy("moved the activity"),
    CoordinationAction.OPENED: lazy("changed who sees the activity"),
    CoordinationAction.WITHDRAWN: lazy("withdrew the activity"),
    CoordinationAction.UNDONE: lazy("undid the last change of the activity"),
    CoordinationAction.FINISHED: lazy("finished the activity"),
    CoordinationAction.TAKEN_UP: lazy("took up again the activity"),
    CoordinationAction.INCIDENT_NOTICED: lazy("registered when an incident was noticed:"),
    CoordinationAction.INCIDENT_RECEIVED: lazy("noted what was received about an incident:"),
    CoordinationAction.INCIDENT_CORRECTED: lazy("corrected what was received about an incident:"),
    CoordinationAction.INCIDENT_TAKEN_BACK: lazy("took back what was noted about an incident:"),
    CoordinationAction.PROPOSED: lazy("proposed how to settle an overlap"),
    CoordinationAction.AGREED: lazy("agreed to a proposal about an overlap"),
    CoordinationAction.REFUSED: lazy("refused a proposal about an overlap"),
    CoordinationAction.PROPOSAL_WITHDRAWN: lazy("took back a proposal about an overlap"),
    CoordinationAction.MOVED_AS_AGREED: lazy("moved, as was agreed, the activity"),
    CoordinationAction.SUGGESTED: lazy("suggested to two others how to settle an overlap"),
    CoordinationAction.SUGGESTION_TAKEN: lazy("took over a suggestion about an overlap"),
    CoordinationAction.SUGGESTION_DECLINED: lazy("did not follow a suggestion about an overlap"),
    CoordinationAction.SUGGESTION_WITHDRAWN: lazy("took back a suggestion about an overlap"),
    CoordinationAction.NOTED: lazy("noted that an overlap is settled for itself"),
    CoordinationAction.NOTE_TAKEN_BACK: lazy("took back a note about an overlap"),
}
