"""Reading how far a closing is, how long things are kept, what is destroyed, and holds."""

from app.closing.queries.answers import (
    Party,
    find_own_answers,
    list_answers,
    list_counting,
    list_silent,
    parties_of,
)
from app.closing.queries.destructions import (
    find_active,
    get_destruction_for,
    list_destructions,
    list_due,
    list_lines,
)
from app.closing.queries.holds import (
    find_hold_reason,
    get_hold_for,
    get_register_for,
    list_holds,
)
from app.closing.queries.leaving import Remaining, what_remains
from app.closing.queries.open_ends import OPEN_WORDS, OpenEnd, count_open_ends
from app.closing.queries.retention import Kept, due_of, find_retention, list_kept
from app.closing.queries.states import (
    state_of_destruction,
    state_of_hold,
    state_of_kept,
)
from app.closing.queries.words import (
    CHOICE_HINTS,
    CHOICE_WORDS,
    GROUND_WORDS,
    LAW_WORDS,
    LAYER_WORDS,
)

__all__ = [
    "CHOICE_HINTS",
    "CHOICE_WORDS",
    "GROUND_WORDS",
    "LAW_WORDS",
    "LAYER_WORDS",
    "OPEN_WORDS",
    "Kept",
    "OpenEnd",
    "Party",
    "Remaining",
    "count_open_ends",
    "due_of",
    "find_active",
    "find_hold_reason",
    "find_own_answers",
    "find_retention",
    "get_destruction_for",
    "get_hold_for",
    "get_register_for",
    "list_answers",
    "list_counting",
    "list_destructions",
    "list_due",
    "list_holds",
    "list_kept",
    "list_lines",
    "list_silent",
    "parties_of",
    "state_of_destruction",
    "state_of_hold",
    "state_of_kept",
    "what_remains",
]
