"""Who passes at each route of the work programme; a part of the matrix."""

from __future__ import annotations

from tests.support.expected import ALL_WHO_SEE_IT, COORDINATORS, SIGNED_IN, Passing, only

KEEPERS = only(ijenv_line="anna", ijenv_open_line="anna", nvwa_line="dirk")
"""Who coordinates for the organisation whose programme it is; IGJ has nobody who does."""
PROGRAMME: dict[str, Passing] = {
    "programme.programme": SIGNED_IN,
    "programme.export": SIGNED_IN,
    "programme.new_investigation": COORDINATORS,
    "programme.carry_over": COORDINATORS,
    "programme.undo_carrying": COORDINATORS,
    "programme.import_file": COORDINATORS,
    "programme.confirm_import": COORDINATORS,
    "programme.import_template": COORDINATORS,
    "programme.investigation": ALL_WHO_SEE_IT,
    "programme.edit_investigation": KEEPERS,
    "programme.move_phase": KEEPERS,
    "programme.withdraw_investigation": KEEPERS,
    "programme.undo_change": KEEPERS,
    "programme.link_workspace": KEEPERS,
    "programme.unlink_workspace": only(link_here="anna", hidden_link="dirk"),
    "programme_api.investigations": SIGNED_IN,
    "programme_api.add": COORDINATORS,
    "programme_api.investigation": ALL_WHO_SEE_IT,
    "programme_api.change": KEEPERS,
}
