"""Audit words of calendars for other programs and of hours for all, with their sentences."""

from __future__ import annotations

from app.kernel.audit.entries import Action
from app.kernel.text import lazy


class CalendarAction(Action):
    """What happens to somebody's calendar feed."""

    MADE = "calendar:feed:make"
    REVOKED = "calendar:feed:revoke"


class HoursAction(Action):
    """What happens to the hours at which mails come to the people of an organisation."""

    SET = "organisation:hours:set"


class AbsenceAction(Action):
    """What happens to the absence of a person that a colleague enters."""

    ENTERED = "person:absence:enter"
    ENDED = "person:absence:end"
    UNDONE = "person:absence:undo"


LABELS: dict[Action, object] = {
    CalendarAction.MADE: lazy("made a calendar address for"),
    CalendarAction.REVOKED: lazy("revoked the calendar address of"),
    HoursAction.SET: lazy("chose at which hours mails come to the people of"),
    AbsenceAction.ENTERED: lazy("entered the absence of"),
    AbsenceAction.ENDED: lazy("ended the absence of"),
    AbsenceAction.UNDONE: lazy("undid the absence that a colleague entered of"),
}
