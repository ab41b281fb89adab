"""Who sees a workspace and its people, and who lets organisations and people in."""

from __future__ import annotations

from tests.support.expected import ALL_WHO_SEE_IT, COORDINATORS, SIGNED_IN, Passing

WORKSPACES: dict[str, Passing] = {
    "workspaces.list_all": SIGNED_IN,
    "workspaces.review_access": SIGNED_IN,  # with nothing chosen: told so
    "workspaces_api.list_all": SIGNED_IN,
    "workspaces_api.me": SIGNED_IN,
    "workspaces.choose_template": COORDINATORS,
    "workspaces.start": COORDINATORS,
    "workspaces_api.start": COORDINATORS,
    "workspaces.members": ALL_WHO_SEE_IT,
    "workspaces_api.detail": ALL_WHO_SEE_IT,
    "workspaces_api.members": ALL_WHO_SEE_IT,
    "workspaces_api.participants": ALL_WHO_SEE_IT,
    "workspaces.add_participant": COORDINATORS,
    "workspaces.add_person": COORDINATORS,
    "workspaces.change_role": COORDINATORS,
    "workspaces.change_until": COORDINATORS,
    "workspaces.end_participant": COORDINATORS,
    "workspaces.foundations": COORDINATORS,
    "workspaces_api.add_member": COORDINATORS,
    "workspaces_api.add_participant": COORDINATORS,
    "workspaces_api.change": COORDINATORS,
    "workspaces_api.change_member": COORDINATORS,
    "workspaces_api.end_member": COORDINATORS,
    "workspaces_api.end_participant": COORDINATORS,
}
