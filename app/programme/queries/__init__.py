"""Reading work programmes."""

from __future__ import annotations

from app.programme.queries.history import Change, list_changes
from app.programme.queries.lines import (
    ON_A_PAGE,
    Lines,
    Offered,
    TaskGroup,
    WantedLines,
    get_for,
    get_keeping,
    keeping_of,
    list_after,
    list_offered,
    read_lines,
)
from app.programme.queries.links import (
    Linked,
    by_fitness,
    carried_out_along,
    find_link_of,
    get_link,
    get_occasion,
    list_linkable,
    list_links,
)
from app.programme.queries.words import (
    MODE_WORDS,
    OTHERS_WORDS,
    PHASE_TONES,
    PHASE_WORDS,
    TASK_WORDS,
)

__all__ = [
    "MODE_WORDS",
    "ON_A_PAGE",
    "OTHERS_WORDS",
    "PHASE_TONES",
    "PHASE_WORDS",
    "TASK_WORDS",
    "Change",
    "Lines",
    "Linked",
    "Offered",
    "TaskGroup",
    "WantedLines",
    "by_fitness",
    "carried_out_along",
    "find_link_of",
    "get_for",
    "get_keeping",
    "get_link",
    "get_occasion",
    "keeping_of",
    "list_after",
    "list_changes",
    "list_linkable",
    "list_links",
    "list_offered",
    "read_lines",
]
