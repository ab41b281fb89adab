"""Audit words of tasks, with their sentences."""

from __future__ import annotations

from app.kernel.audit.entries import Action
from app.kernel.text import lazy


class TaskAction(Action):
    """What happens to a task."""

    ASKED = "task:request:ask"
    CHANGED = "task:request:change"
    WITHDRAWN = "task:request:withdraw"
    EXTENDED = "task:term:extend"
    ACCEPTED = "task:request:accept"
    RETURNED = "task:request:return"
    TAKEN_OVER = "task:request:take-over"
    DELIVERED = "task:result:deliver"
    SENT_BACK = "task:result:send-back"
    CONFIRMED = "task:result:confirm"


LABELS = {
    TaskAction.ASKED: lazy("asked for"),
    TaskAction.CHANGED: lazy("changed"),
    TaskAction.WITHDRAWN: lazy("withdrew"),
    TaskAction.EXTENDED: lazy("gave more time for"),
    TaskAction.ACCEPTED: lazy("accepted"),
    TaskAction.RETURNED: lazy("gave back"),
    TaskAction.TAKEN_OVER: lazy("took over"),
    TaskAction.DELIVERED: lazy("delivered"),
    TaskAction.SENT_BACK: lazy("sent back"),
    TaskAction.CONFIRMED: lazy("confirmed"),
}
