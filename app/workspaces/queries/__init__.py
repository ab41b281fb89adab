"""Reading workspaces, their participants and their people.

`get_for(actor, permission, ref)` returns a `Workspace` whose ``.standing`` says what this actor is
in it (one statement, the participant's and the member's role joined in). Rules read the standing
and ask nothing more, so a view loads the workspace once and may then `require` whatever it needs. A
workspace loaded by another road has no standing; a rule about it is a `HouseFault`, not a silent
yes.

Under a workspace page, `workspace_frame(actor, workspace, section="documents")` gives the variables
of ``layout/workspace.html``. A feature above puts its tab there once:
``offer_section(Section(key="documents", …))``.
"""

from __future__ import annotations

from app.workspaces.queries.delegations import end_of, find_delegations, get_delegation
from app.workspaces.queries.footholds import PLACES, Footholds, footholds_in
from app.workspaces.queries.frame import Along, Facts, ask, workspace_frame
from app.workspaces.queries.holds import find_any_hold, find_hold, hold_as_json, in_force
from app.workspaces.queries.occasions import Occasion, Occasions
from app.workspaces.queries.offices import is_held
from app.workspaces.queries.people import (
    find_active_participation,
    find_active_participations,
    find_after_leaving,
    find_own_membership,
    get_member_for,
    get_participant_for,
    list_colleagues,
    list_coordinated,
    list_delegations,
    list_member_ids,
    list_members,
    list_members_of,
    list_not_ended,
    list_own_people,
    list_participants,
    list_places_of_colleague,
    list_team,
    list_with_coordinators,
    select_taking_part,
)
from app.workspaces.queries.places import (
    WorkspaceRow,
    coordinates,
    count_of_template,
    get_beginning_for,
    get_for,
    get_place_for,
    list_along,
    list_of,
    list_phases,
    list_visible,
    may_start,
    refs,
    taken_numbers,
    wrapped_keys,
)
from app.workspaces.queries.planning import PhaseRow, phase_rows
from app.workspaces.queries.reviewing import (
    find_review,
    list_delegates,
    list_not_reviewed,
    list_over,
    list_places_of,
    list_to_review,
    lock_over,
)
from app.workspaces.queries.sections import (
    MOST_COUNTED,
    Aside,
    Section,
    offer_aside,
    offer_section,
)
from app.workspaces.queries.words import (
    CLASSIFICATION_WORDS,
    MARKING_WORDS,
    MEMBER_WORDS,
    MODE_WORDS,
    PARTICIPANT_WORDS,
    classification_cells,
)

__all__ = [
    "CLASSIFICATION_WORDS",
    "MARKING_WORDS",
    "MEMBER_WORDS",
    "MODE_WORDS",
    "MOST_COUNTED",
    "PARTICIPANT_WORDS",
    "PLACES",
    "Along",
    "Aside",
    "Facts",
    "Footholds",
    "Occasion",
    "Occasions",
    "PhaseRow",
    "Section",
    "WorkspaceRow",
    "ask",
    "classification_cells",
    "coordinates",
    "count_of_template",
    "end_of",
    "find_active_participation",
    "find_active_participations",
    "find_after_leaving",
    "find_any_hold",
    "find_delegations",
    "find_hold",
    "find_own_membership",
    "find_review",
    "footholds_in",
    "get_beginning_for",
    "get_delegation",
    "get_for",
    "get_member_for",
    "get_participant_for",
    "get_place_for",
    "hold_as_json",
    "in_force",
    "is_held",
    "list_along",
    "list_colleagues",
    "list_coordinated",
    "list_delegates",
    "list_delegations",
    "list_member_ids",
    "list_members",
    "list_members_of",
    "list_not_ended",
    "list_not_reviewed",
    "list_of",
    "list_over",
    "list_own_people",
    "list_participants",
    "list_phases",
    "list_places_of",
    "list_places_of_colleague",
    "list_team",
    "list_to_review",
    "list_visible",
    "list_with_coordinators",
    "lock_over",
    "may_start",
    "offer_aside",
    "offer_section",
    "phase_rows",
    "refs",
    "select_taking_part",
    "taken_numbers",
    "workspace_frame",
    "wrapped_keys",
]
