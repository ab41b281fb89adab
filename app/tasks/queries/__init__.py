"""Reading tasks and how their due days read today.

`get_for(actor, permission, task_id=…, workspace=…)` returns a task of a workspace that was loaded
for this very actor. Lists return `TaskRow`: the task with its due day in words, what holds it up
and the reader's next step.
"""

from __future__ import annotations

from app.tasks.queries.deadlines import Deadline, Urgency, deadline_of, run_on_in_words
from app.tasks.queries.recipients import Telling, list_recipients
from app.tasks.queries.rows import Step, TaskRow, row_of, steps_of
from app.tasks.queries.tasks import (
    FAR_DAY,
    PAGE,
    Link,
    Place,
    Wanted,
    count_unfinished,
    get_anywhere,
    get_for,
    get_place_for,
    is_held_up,
    list_choices,
    list_first,
    list_links,
    list_mine,
    list_of,
    list_waiting_on,
    open_count,
    place_of,
)
from app.tasks.queries.words import STATUS_TONES, STATUS_WORDS, STEP_PATHS, STEP_WORDS

__all__ = [
    "FAR_DAY",
    "PAGE",
    "STATUS_TONES",
    "STATUS_WORDS",
    "STEP_PATHS",
    "STEP_WORDS",
    "Deadline",
    "Link",
    "Place",
    "Step",
    "TaskRow",
    "Telling",
    "Urgency",
    "Wanted",
    "count_unfinished",
    "deadline_of",
    "get_anywhere",
    "get_for",
    "get_place_for",
    "is_held_up",
    "list_choices",
    "list_first",
    "list_links",
    "list_mine",
    "list_of",
    "list_recipients",
    "list_waiting_on",
    "open_count",
    "place_of",
    "row_of",
    "run_on_in_words",
    "steps_of",
]
