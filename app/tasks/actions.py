"""Audit words of tasks and terms, with their sentences."""

from __future__ import annotations

from app.kernel.audit.entries import Action
from app.kernel.text import lazy


class TaskAction(Action):
    """What happens to a task."""

    ASKED = "task:request:ask"
    CHANGED = "task:request:change"
    WITHDRAWN = "task:request:withdraw"
    RESTORED = "task:request:restore"
    EXTENDED = "task:term:extend"
    MOVED = "task:term:move"
    TIME_ASKED = "task:term:ask"
    TIME_REFUSED = "task:term:refuse"
    ACCEPTED = "task:request:accept"
    RETURNED = "task:request:return"
    TAKEN_OVER = "task:request:take-over"
    HANDED_OVER = "task:request:hand-over"
    DELIVERED = "task:result:deliver"
    SENT_BACK = "task:result:send-back"
    CONFIRMED = "task:result:confirm"
    REMINDED = "task:request:remind"
    TICKED = "task:checklist:tick"
    MADE_RETURNING = "task:series:begin"
    CAME_BACK = "task:series:ask"
    ENDED_RETURNING = "task:series:end"


class TermAction(Action):
    """What happens to a named term of a workspace; never its reason."""

    ADDED = "term:term:add"
    STARTED = "term:term:start"
    CHANGED = "term:term:change"
    WENT_ON = "term:term:go-on"
    CORRECTED = "term:term:correct"
    CHANGE_CORRECTED = "term:change:correct"
    CHANGE_TAKEN_BACK = "term:change:take-back"
    ENDED = "term:term:end"
    REOPENED = "term:term:reopen"


LABELS = {
    TaskAction.ASKED: lazy("asked for"),
    TaskAction.CHANGED: lazy("changed"),
    TaskAction.WITHDRAWN: lazy("withdrew"),
    TaskAction.RESTORED: lazy("asked again after withdrawing"),
    TaskAction.EXTENDED: lazy("gave more time for"),
    TaskAction.MOVED: lazy("moved along with a term"),
    TaskAction.TIME_ASKED: lazy("asked more time for"),
    TaskAction.TIME_REFUSED: lazy("gave no more time for"),
    TaskAction.ACCEPTED: lazy("accepted"),
    TaskAction.RETURNED: lazy("returned"),
    TaskAction.TAKEN_OVER: lazy("took over"),
    TaskAction.HANDED_OVER: lazy("handed over"),
    TaskAction.DELIVERED: lazy("delivered"),
    TaskAction.SENT_BACK: lazy("sent back"),
    TaskAction.CONFIRMED: lazy("confirmed"),
    TaskAction.REMINDED: lazy("reminded of"),
    TaskAction.TICKED: lazy("ticked off what belongs to"),
    TaskAction.MADE_RETURNING: lazy("will ask regularly for"),
    TaskAction.CAME_BACK: lazy("asked again for"),
    TaskAction.ENDED_RETURNING: lazy("no longer asks regularly for"),
    TermAction.ADDED: lazy("added the term"),
    TermAction.STARTED: lazy("set the start of the term"),
    TermAction.CHANGED: lazy("changed the course of the term"),
    TermAction.WENT_ON: lazy("resumed the term"),
    TermAction.CORRECTED: lazy("corrected the term"),
    TermAction.CHANGE_CORRECTED: lazy("corrected the course of the term"),
    TermAction.CHANGE_TAKEN_BACK: lazy("took back a change of the term"),
    TermAction.ENDED: lazy("closed the term"),
    TermAction.REOPENED: lazy("opened the term again"),
}
