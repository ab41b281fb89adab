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
from app.coordination.service.noting import (
    LONGEST_NAMES,
    Remark,
    note_overlap,
    take_back_note,
)
from app.coordination.service.overlaps import (
    Offer,
    agree,
    propose,
    refuse,
    withdraw_proposal,
)
from app.coordination.service.reasons import LONGEST_REASON
from app.coordination.service.suggesting import (
    Advice,
    decline,
    suggest,
    withdraw_suggestion,
)

__all__ = [
    "LONGEST_NAME",
    "LONGEST_NAMES",
    "LONGEST_REASON",
    "LONGEST_TITLE",
    "Advice",
    "EntityFacts",
    "Offer",
    "Opening",
    "Plan",
    "Receipt",
    "Remark",
    "Window",
    "add_entity",
    "agree",
    "change_activity",
    "change_entity",
    "decline",
    "end_entity",
    "finish_activity",
    "move_activity",
    "note_overlap",
    "note_receipt",
    "plan_activity",
    "propose",
    "receipts_of",
    "refuse",
    "register_notice",
    "suggest",
    "take_back_note",
    "take_back_receipt",
    "take_number",
    "undo_change",
    "withdraw_activity",
    "withdraw_proposal",
    "withdraw_suggestion",
]
