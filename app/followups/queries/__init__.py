"""Reading follow-ups: one, those of a workspace or of all, and what was noted about one."""

from app.followups.queries.everywhere import (
    PAGE,
    STANDING_WORDS,
    Place,
    Standing,
    Wanted,
    last_late_day,
    list_everywhere,
)
from app.followups.queries.open_ends import select_unfollowed
from app.followups.queries.rows import (
    FollowUpRow,
    FrozenAdvice,
    count_notes,
    get_for,
    highest_number,
    list_entries,
    list_frozen_advice,
    list_of_series,
    list_visible,
)
from app.followups.queries.words import KIND_WORDS, RESPONSE_WORDS, VERDICT_TONES, VERDICT_WORDS

__all__ = [
    "KIND_WORDS",
    "PAGE",
    "RESPONSE_WORDS",
    "STANDING_WORDS",
    "VERDICT_TONES",
    "VERDICT_WORDS",
    "FollowUpRow",
    "FrozenAdvice",
    "Place",
    "Standing",
    "Wanted",
    "count_notes",
    "get_for",
    "highest_number",
    "last_late_day",
    "list_entries",
    "list_everywhere",
    "list_frozen_advice",
    "list_of_series",
    "list_visible",
    "select_unfollowed",
]
