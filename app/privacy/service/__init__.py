"""What an officer does with the register; each of it stands in the log."""

from app.privacy.service.breaches import (
    LONGEST_BODY,
    Notice,
    Scope,
    close_breach,
    note_breach_reading,
    note_breaches_export,
    note_step,
    open_breach,
    reopen_breach,
    set_scope,
)
from app.privacy.service.registering import (
    LONGEST_WORDS,
    SHORTEST_WORDS,
    Part,
    Reason,
    look_for_person,
    note_export,
    note_openings,
    note_reading,
)
from app.privacy.service.surges import note_surge

__all__ = [
    "LONGEST_BODY",
    "LONGEST_WORDS",
    "SHORTEST_WORDS",
    "Notice",
    "Part",
    "Reason",
    "Scope",
    "close_breach",
    "look_for_person",
    "note_breach_reading",
    "note_breaches_export",
    "note_export",
    "note_openings",
    "note_reading",
    "note_step",
    "note_surge",
    "open_breach",
    "reopen_breach",
    "set_scope",
]
