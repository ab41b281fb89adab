"""Who passes at each route of coordination."""

from __future__ import annotations

from tests.support.expected import ALL_WHO_SEE_IT, EVERYBODY, WORKERS, Passing, only

OWN_ENTITIES = only(
    igj_entity="bram", igj_open_entity="bram", ijenv_entity="anna", nvwa_entity="dirk"
)
PLANNERS = only(
    igj_entity="bram", igj_open_entity="bram anna", ijenv_entity="anna", nvwa_entity="dirk"
)
OWN_ACTIVITIES = only(
    igj_activity="bram",
    igj_open_activity="bram",
    igj_planned_activity="bram",
    ijenv_activity="anna",
    nvwa_activity="dirk",
)
COORDINATING = EVERYBODY - {"els", "anonymous"}
"""Everyone who is in a workspace for digital resilience."""

COORDINATION: dict[str, Passing] = {
    "coordination.calendar": COORDINATING,
    "coordination.entities": COORDINATING,
    "coordination.new_entity": WORKERS,
    "coordination.entity": ALL_WHO_SEE_IT,
    "coordination.edit_entity": OWN_ENTITIES,
    "coordination.end_entity": OWN_ENTITIES,
    "coordination.take_number": OWN_ENTITIES,
    "coordination.new_activity": PLANNERS,
    "coordination.activity": ALL_WHO_SEE_IT,
    "coordination.edit_activity": OWN_ACTIVITIES,
    "coordination.move_activity": OWN_ACTIVITIES,
    "coordination.withdraw_activity": OWN_ACTIVITIES,
    "coordination.undo_change": OWN_ACTIVITIES,
    "coordination.export_calendar": COORDINATING,
    "coordination.export_entities": COORDINATING,
    "coordination.import_file": WORKERS,
    "coordination.confirm_import": WORKERS,
    "coordination.import_template": WORKERS,
    "coordination.deadlines": COORDINATING,
    "coordination.export_deadlines": COORDINATING,
    "coordination.register_notice": OWN_ACTIVITIES,
    "coordination.note_receipt": OWN_ACTIVITIES,
    "coordination.take_back_receipt": OWN_ACTIVITIES,
    "coordination.finish_activity": OWN_ACTIVITIES,
    "coordination.overlaps": COORDINATING,
    "coordination.propose": OWN_ACTIVITIES,
    "coordination.proposal": ALL_WHO_SEE_IT,
    "coordination.agree": only(ijenv_proposal="bram"),
    "coordination.refuse": only(ijenv_proposal="bram"),
    "coordination.withdraw_proposal": only(ijenv_proposal="anna"),
    "coordination.suggest": frozenset({"anna", "dirk"}),
    "coordination.suggestion": ALL_WHO_SEE_IT,
    "coordination.suggestions": COORDINATING,
    "coordination.export_suggestions": COORDINATING,
    "coordination.decline": only(ijenv_suggestion="bram"),
    "coordination.withdraw_suggestion": only(ijenv_suggestion="anna"),
    "coordination.note_overlap": OWN_ACTIVITIES,
    "coordination.take_back_note": only(igj_note="bram"),
    "coordination.changes": COORDINATING,
    "coordination.export_changes": COORDINATING,
    "desk.coordination_figures": COORDINATING,
    "desk.export_coordination_figures": COORDINATING,
    "coordination.burden": COORDINATING,
    "coordination.export_overlaps": COORDINATING,
    "coordination.export_proposals": COORDINATING,
    "coordination.export_burden": COORDINATING,
    "coordination_api.overlaps": COORDINATING,
    "coordination_api.propose": WORKERS,
    "coordination_api.proposal": ALL_WHO_SEE_IT,
    "coordination_api.answer": ALL_WHO_SEE_IT,  # with an empty body: told so
    "coordination_api.activities": COORDINATING,
    "coordination_api.deadlines": COORDINATING,
    "coordination_api.deadlines_of": ALL_WHO_SEE_IT,
    "coordination_api.register": WORKERS,
    "coordination_api.note": OWN_ACTIVITIES,
    "coordination_api.entities": COORDINATING,
    "coordination_api.add_entity": WORKERS,
    "coordination_api.plan": WORKERS,
    "coordination_api.entity": ALL_WHO_SEE_IT,
    "coordination_api.change_entity": OWN_ENTITIES,
    "coordination_api.activity": ALL_WHO_SEE_IT,
    "coordination_api.change_activity": OWN_ACTIVITIES,
}
