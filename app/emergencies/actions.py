"""Audit words of emergency sight, with their sentences."""

from __future__ import annotations

from app.kernel.audit.entries import Action
from app.kernel.text import lazy


class EmergencyAction(Action):
    """What happens to an emergency sight."""

    OPENED = "emergency:sight:open"
    CONFIRMED = "emergency:sight:confirm"
    ENDED = "emergency:sight:end"
    LAPSED = "emergency:sight:lapse"
    REVIEWED = "emergency:sight:review"


LABELS = {
    EmergencyAction.OPENED: lazy("opened emergency sight for"),
    EmergencyAction.CONFIRMED: lazy("agreed to special data in the emergency sight of"),
    EmergencyAction.ENDED: lazy("ended the emergency sight of"),
    EmergencyAction.LAPSED: lazy("ended, as its time was over, the emergency sight of"),
    EmergencyAction.REVIEWED: lazy("judged afterwards the emergency sight of"),
}
