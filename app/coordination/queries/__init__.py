"""Reading coordination: registers, activities, the calendar."""

from __future__ import annotations

from app.coordination.queries.activities import (
    count_standing_beside,
    get_activity_for,
    list_seen_among,
)
from app.coordination.queries.burden import Burden, list_burden
from app.coordination.queries.calendar import (
    CalendarPage,
    CalendarRow,
    Grouping,
    Lane,
    WantedCalendar,
    list_known,
    list_rows,
    read_calendar,
)
from app.coordination.queries.changes import Change, list_changes
from app.coordination.queries.deadlines import (
    DeadlineRow,
    Group,
    WantedDeadlines,
    list_deadlines,
    list_terms_of,
)
from app.coordination.queries.due import DueTerm, list_due
from app.coordination.queries.entities import (
    WantedEntities,
    count_entities,
    find_regime,
    get_entity_for,
    list_entities,
    list_names,
)
from app.coordination.queries.incident_terms import DeadlineKind
from app.coordination.queries.lights import SOON_IN_HOURS
from app.coordination.queries.lines import Line, list_lines
from app.coordination.queries.lookalikes import Lookalike, list_lookalikes
from app.coordination.queries.overlaps import (
    ADJOINING_DAYS,
    EVER,
    PairPage,
    WantedPairs,
    find_pair,
    find_pair_by_token,
    list_pairs,
    read_pairs,
)
from app.coordination.queries.own import find_own_entities
from app.coordination.queries.pairs import Pair, Side
from app.coordination.queries.periods import Period, Zoom, period_of, usual_period
from app.coordination.queries.places import (
    Authorities,
    count_among,
    get_coordination,
    get_place_for,
    list_authorities,
    place_count,
)
from app.coordination.queries.proposals import (
    ProposalRow,
    find_open_between,
    get_proposal_for,
    list_proposals,
    moved_meanwhile,
    wait_for_turn_at,
    why_out_of_date,
)
from app.coordination.queries.suggestions import (
    SuggestionRow,
    find_open_suggestion,
    find_standing_note,
    get_note_for,
    get_suggestion_for,
    list_suggestions,
)
from app.coordination.queries.waiting import Waiting, list_waiting
from app.coordination.queries.words import (
    DEADLINE_WORDS,
    GROUP_WORDS,
    KIND_WORDS,
    PROPOSAL_WORDS,
    REGIME_WORDS,
    REST_WORDS,
    SECTOR_WORDS,
    STATUS_TONES,
    STATUS_WORDS,
    SUGGESTION_TONES,
    SUGGESTION_WORDS,
    why_no_terms,
)

__all__ = [
    "ADJOINING_DAYS",
    "DEADLINE_WORDS",
    "EVER",
    "GROUP_WORDS",
    "KIND_WORDS",
    "PROPOSAL_WORDS",
    "REGIME_WORDS",
    "REST_WORDS",
    "SECTOR_WORDS",
    "SOON_IN_HOURS",
    "STATUS_TONES",
    "STATUS_WORDS",
    "SUGGESTION_TONES",
    "SUGGESTION_WORDS",
    "Authorities",
    "Burden",
    "CalendarPage",
    "CalendarRow",
    "Change",
    "DeadlineKind",
    "DeadlineRow",
    "DueTerm",
    "Group",
    "Grouping",
    "Lane",
    "Line",
    "Lookalike",
    "Pair",
    "PairPage",
    "Period",
    "ProposalRow",
    "Side",
    "SuggestionRow",
    "Waiting",
    "WantedCalendar",
    "WantedDeadlines",
    "WantedEntities",
    "WantedPairs",
    "Zoom",
    "count_among",
    "count_entities",
    "count_standing_beside",
    "find_open_between",
    "find_open_suggestion",
    "find_own_entities",
    "find_pair",
    "find_pair_by_token",
    "find_regime",
    "find_standing_note",
    "get_activity_for",
    "get_coordination",
    "get_entity_for",
    "get_note_for",
    "get_place_for",
    "get_proposal_for",
    "get_suggestion_for",
    "list_authorities",
    "list_burden",
    "list_changes",
    "list_deadlines",
    "list_due",
    "list_entities",
    "list_known",
    "list_lines",
    "list_lookalikes",
    "list_names",
    "list_pairs",
    "list_proposals",
    "list_rows",
    "list_seen_among",
    "list_suggestions",
    "list_terms_of",
    "list_waiting",
    "moved_meanwhile",
    "period_of",
    "place_count",
    "read_calendar",
    "read_pairs",
    "usual_period",
    "wait_for_turn_at",
    "why_no_terms",
    "why_out_of_date",
]
