"""Reading work programmes."""

from __future__ import annotations

from app.programme.queries.carrying import (
    Carrying,
    OtherYear,
    can_go_on,
    list_other_years,
    read_carrying,
)
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
    "Carrying",
    "Change",
    "Lines",
    "Linked",
    "Offered",
    "OtherYear",
    "TaskGroup",
    "WantedLines",
    "by_fitness",
    "can_go_on",
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
    "list_other_years",
    "read_carrying",
    "read_lines",
]
