"""Audit words of successions, with their sentences."""

from __future__ import annotations

from app.kernel.audit.entries import Action
from app.kernel.text import lazy


class SuccessionAction(Action):
    """What happens around the succession of an organisation."""

    ASKED = "succession:plan:ask"
    APPROVED = "succession:plan:approve"
    REFUSED = "succession:plan:refuse"
    TAKEN_BACK = "succession:plan:take-back"
    ENDED = "succession:organisation:end"
    DONE = "succession:plan:finish"
    ANNOUNCED = "succession:place:announce"
    CALLED_OFF = "succession:place:call-off"
    TAKEN_OVER = "succession:place:take-over"
    PERSON_ENDED = "succession:member:end"
    PERSON_GOES_ON = "succession:member:go-on"
    TASK_TAKEN_OVER = "succession:task:take-over"
    DOCUMENT_TAKEN_OVER = "succession:document:take-over"
    WORK_TAKEN_OVER = "succession:work:take-over"
    DESTRUCTION_STOPPED = "succession:destruction:stop"
    PERSON_WENT = "person:account:go"
    PERSON_CAME = "person:account:come"
    """As it once was: whoever let somebody go entered them at the other. Only read."""


LABELS = {
    SuccessionAction.ASKED: lazy("planned who succeeds"),
    SuccessionAction.APPROVED: lazy("agreed with who succeeds"),
    SuccessionAction.REFUSED: lazy("refused the plan who succeeds"),
    SuccessionAction.TAKEN_BACK: lazy("took back the plan who succeeds"),
    SuccessionAction.ENDED: lazy("ended sign-in, keys and mandates of"),
    SuccessionAction.DONE: lazy("carried out who succeeds"),
    SuccessionAction.ANNOUNCED: lazy("announced that an organisation here gets a successor, in"),
    SuccessionAction.CALLED_OFF: lazy("called off that an organisation here gets a successor, in"),
    SuccessionAction.TAKEN_OVER: lazy("took over the part of"),
    SuccessionAction.PERSON_ENDED: lazy("ended, because the organisation ended, the access of"),
    SuccessionAction.PERSON_GOES_ON: lazy("let go on for the successor"),
    SuccessionAction.TASK_TAKEN_OVER: lazy("took over for the successor"),
    SuccessionAction.DOCUMENT_TAKEN_OVER: lazy("took over for the successor"),
    SuccessionAction.WORK_TAKEN_OVER: lazy("took over for the successor"),
    SuccessionAction.DESTRUCTION_STOPPED: lazy("stopped, because the organisation ended,"),
    SuccessionAction.PERSON_WENT: lazy("let go to another organisation:"),
    SuccessionAction.PERSON_CAME: lazy("took over, from another organisation,"),
}
