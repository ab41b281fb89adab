"""Audit words of a person's calendar for other programs, with their sentences."""

from __future__ import annotations

from app.kernel.audit.entries import Action
from app.kernel.text import lazy


class CalendarAction(Action):
    """What happens to somebody's calendar feed."""

    MADE = "calendar:feed:make"
    REVOKED = "calendar:feed:revoke"


LABELS = {
    CalendarAction.MADE: lazy("made a calendar address for"),
    CalendarAction.REVOKED: lazy("revoked the calendar address of"),
}
