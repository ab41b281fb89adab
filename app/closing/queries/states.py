"""How far things of closing are, in words and by the tone of a tag."""

from __future__ import annotations

from datetime import date

from app.closing.models import Destruction, LegalHold
from app.closing.queries.retention import Kept
from app.kernel.text import _


def state_of_destruction(destruction: Destruction) -> tuple[str, str]:
    """Return how far a destruction list is."""
    if destruction.done_at:
        return _("Destroyed"), "line"
    if destruction.stopped_at:
        return _("Stopped"), "line"
    return _("Approved, waits") if destruction.approved_at else _("Waits for approval"), "info"


def state_of_hold(hold: LegalHold, today: date) -> tuple[str, str]:
    """Return whether a hold is in force, and whether somebody has to look at it again."""
    if hold.lifted_at:
        return _("Lifted"), "line"
    if hold.review_on < today:
        return _("Look again: late"), "risk"
    return _("In force"), "info"


def state_of_kept(kept: Kept, today: date) -> tuple[str, str]:
    """Return what may be done now with what is kept."""
    if kept.is_held:
        return _("Under a legal hold"), "risk"
    if kept.item is not None and kept.is_due_on(today):
        return _("To be transferred") if kept.item.is_kept else _("May be destroyed"), "info"
    return _("Kept"), "line"
