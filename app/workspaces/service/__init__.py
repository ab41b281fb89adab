"""Changing workspaces: start, found, let organisations take part, let people in."""

from app.workspaces.service.beginnings import Foundations, change_foundations, create_workspace
from app.workspaces.service.ending import end_over
from app.workspaces.service.holds import check_free, end_hold, take_hold
from app.workspaces.service.participants import add_participant, end_participant
from app.workspaces.service.people import (
    add_member,
    bring_in,
    change_role,
    change_until,
    end_member,
    end_part_of,
)
from app.workspaces.service.reviewing import review_access
from app.workspaces.service.silence import coordinators_of, take_further
from app.workspaces.service.taking import Listed, note_taking

__all__ = [
    "Foundations",
    "Listed",
    "add_member",
    "add_participant",
    "bring_in",
    "change_foundations",
    "change_role",
    "change_until",
    "check_free",
    "coordinators_of",
    "create_workspace",
    "end_hold",
    "end_member",
    "end_over",
    "end_part_of",
    "end_participant",
    "note_taking",
    "review_access",
    "take_further",
    "take_hold",
]
