"""Changing work programmes."""

from __future__ import annotations

from app.programme.service.carrying import carry_over, undo_carrying
from app.programme.service.entering import (
    add_investigation,
    change_investigation,
    undo_change,
    withdraw_investigation,
)
from app.programme.service.links import link_started, link_workspace, unlink_workspace
from app.programme.service.phases import LONGEST_REASON, STEPS, move_phase, needs_reason
from app.programme.service.saying import (
    LONGEST_SUMMARY,
    LONGEST_TITLE,
    STARTING_PHASES,
    Entry,
    Placing,
)

__all__ = [
    "LONGEST_REASON",
    "LONGEST_SUMMARY",
    "LONGEST_TITLE",
    "STARTING_PHASES",
    "STEPS",
    "Entry",
    "Placing",
    "add_investigation",
    "carry_over",
    "change_investigation",
    "link_started",
    "link_workspace",
    "move_phase",
    "needs_reason",
    "undo_carrying",
    "undo_change",
    "unlink_workspace",
    "withdraw_investigation",
]
