"""Reading tasks and how their due days read today.

`get_for(actor, permission, task_id=…, workspace=…)` returns a task of a workspace that was loaded
for this very actor. Lists return `TaskRow`: the task with its due day in words, what holds it up
and the reader's next step.
"""

from __future__ import annotations

from app.tasks.queries.deadlines import (
    Deadline,
    Urgency,
    deadline_of,
    last_day_of,
    run_on_in_words,
)
from app.tasks.queries.enclosures import Brought, Enclosure, Enclosures, Offer, brought_with
from app.tasks.queries.extensions import EXTENSION_WORDS, find_wish
from app.tasks.queries.facts import Someone, TaskFacts
from app.tasks.queries.homes import Home, home_of, offer_home
from app.tasks.queries.listing import (
    LONG_PAGE,
    MOST_OF_OURS,
    PAGE,
    Narrowing,
    Place,
    Wanted,
    list_by_id,
    list_first,
    list_mine,
    list_of,
    list_of_ours,
    list_waiting_on,
    place_of,
)
from app.tasks.queries.made import get_made, note_parties
from app.tasks.queries.named_terms import (
    TermRow,
    count_terms,
    find_change,
    find_term_name,
    get_term_for,
    list_changes,
    list_given,
    list_running,
    list_term_names,
    list_terms,
)
from app.tasks.queries.open_ends import (
    count_left_with,
    select_open_tasks,
    select_running_terms,
)
from app.tasks.queries.orders import FAR_DAY, SORT_WORDS, Sort
from app.tasks.queries.recipients import Calm, Telling, list_recipients
from app.tasks.queries.reckoning import (
    Consequence,
    Given,
    Reckoned,
    consequences_of,
    consequences_of_counting_again,
    given_of,
    reckon,
)
from app.tasks.queries.rows import Step, TaskRow, row_of, steps_of
from app.tasks.queries.series import (
    PERIOD_WORDS,
    find_place_of_series,
    find_series,
    find_series_of_job,
    list_due_series,
    list_followers,
    list_items,
    list_waiting_for,
)
from app.tasks.queries.tasks import (
    Link,
    count_unfinished,
    get_anywhere,
    get_for,
    is_held_up,
    list_choices,
    list_due,
    list_links,
    list_named,
    list_titles,
    open_count,
)
from app.tasks.queries.term_words import (
    CHANGE_WORDS,
    LAW_WORDS,
    UNIT_WORDS,
    end_in_words,
    length_in_words,
)
from app.tasks.queries.together import (
    count_withdrawn,
    hold_some,
    hold_unfinished,
    hold_withdrawn,
    list_following,
)
from app.tasks.queries.turns import wait_for_turn
from app.tasks.queries.words import STATUS_TONES, STATUS_WORDS, STEP_PATHS, STEP_WORDS

__all__ = [
    "CHANGE_WORDS",
    "EXTENSION_WORDS",
    "FAR_DAY",
    "LAW_WORDS",
    "LONG_PAGE",
    "MOST_OF_OURS",
    "PAGE",
    "PERIOD_WORDS",
    "SORT_WORDS",
    "STATUS_TONES",
    "STATUS_WORDS",
    "STEP_PATHS",
    "STEP_WORDS",
    "UNIT_WORDS",
    "Brought",
    "Calm",
    "Consequence",
    "Deadline",
    "Enclosure",
    "Enclosures",
    "Given",
    "Home",
    "Link",
    "Narrowing",
    "Offer",
    "Place",
    "Reckoned",
    "Someone",
    "Sort",
    "Step",
    "TaskFacts",
    "TaskRow",
    "Telling",
    "TermRow",
    "Urgency",
    "Wanted",
    "brought_with",
    "consequences_of",
    "consequences_of_counting_again",
    "count_left_with",
    "count_terms",
    "count_unfinished",
    "count_withdrawn",
    "deadline_of",
    "end_in_words",
    "find_change",
    "find_place_of_series",
    "find_series",
    "find_series_of_job",
    "find_term_name",
    "find_wish",
    "get_anywhere",
    "get_for",
    "get_made",
    "get_term_for",
    "given_of",
    "hold_some",
    "hold_unfinished",
    "hold_withdrawn",
    "home_of",
    "is_held_up",
    "last_day_of",
    "length_in_words",
    "list_by_id",
    "list_changes",
    "list_choices",
    "list_due",
    "list_due_series",
    "list_first",
    "list_followers",
    "list_following",
    "list_given",
    "list_items",
    "list_links",
    "list_mine",
    "list_named",
    "list_of",
    "list_of_ours",
    "list_recipients",
    "list_running",
    "list_term_names",
    "list_terms",
    "list_titles",
    "list_waiting_for",
    "list_waiting_on",
    "note_parties",
    "offer_home",
    "open_count",
    "place_of",
    "reckon",
    "row_of",
    "run_on_in_words",
    "select_open_tasks",
    "select_running_terms",
    "steps_of",
    "wait_for_turn",
]
