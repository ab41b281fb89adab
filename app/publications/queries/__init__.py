"""Reading publications: one, those of a workspace, what was said, and until when."""

from __future__ import annotations

from app.publications.queries.plans import (
    DuePublication,
    count_own,
    find_last_stance,
    find_of_report,
    get_for,
    get_plan_for,
    highest_number,
    list_due,
    list_entries,
    list_stored,
    list_visible,
)
from app.publications.queries.telling import (
    ENTRY_WORDS,
    STATE_TONES,
    STATE_WORDS,
    TermToPublish,
    asked_with_report,
    tell_publishing,
    term_for,
)

__all__ = [
    "ENTRY_WORDS",
    "STATE_TONES",
    "STATE_WORDS",
    "DuePublication",
    "TermToPublish",
    "asked_with_report",
    "count_own",
    "find_last_stance",
    "find_of_report",
    "get_for",
    "get_plan_for",
    "highest_number",
    "list_due",
    "list_entries",
    "list_stored",
    "list_visible",
    "tell_publishing",
    "term_for",
]
