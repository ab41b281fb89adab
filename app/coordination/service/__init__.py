"""Changing the register and the year calendar."""

from __future__ import annotations

from app.coordination.service.activities import (
    LONGEST_TITLE,
    Plan,
    Window,
    change_activity,
    finish_activity,
    move_activity,
    plan_activity,
    undo_change,
    withdraw_activity,
)
from app.coordination.service.entities import (
    LONGEST_NAME,
    EntityFacts,
    Opening,
    add_entity,
    change_entity,
    end_entity,
    take_number,
)
from app.coordination.service.incidents import (
    Receipt,
    note_receipt,
    receipts_of,
    register_notice,
    take_back_receipt,
)
from app.coordination.service.overlaps import (
    LONGEST_REASON,
    Offer,
    agree,
    propose,
    refuse,
    withdraw_proposal,
)

__all__ = [
    "LONGEST_NAME",
    "LONGEST_REASON",
    "LONGEST_TITLE",
    "EntityFacts",
    "Offer",
    "Opening",
    "Plan",
    "Receipt",
    "Window",
    "add_entity",
    "agree",
    "change_activity",
    "change_entity",
    "end_entity",
    "finish_activity",
    "move_activity",
    "note_receipt",
    "plan_activity",
    "propose",
    "receipts_of",
    "refuse",
    "register_notice",
    "take_back_receipt",
    "take_number",
    "undo_change",
    "withdraw_activity",
    "withdraw_proposal",
]
