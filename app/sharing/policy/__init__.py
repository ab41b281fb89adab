"""Who may do what around giving (`permissions`), and whether one may give (`guide`)."""

from app.sharing.policy.guide import (
    OTHER_DATA,
    Advice,
    Case,
    Obstacle,
    Stop,
    Weighed,
    weigh,
)
from app.sharing.policy.permissions import (
    SharingPermission,
    Watch,
    answers_visible_to,
    is_officer,
)

__all__ = [
    "OTHER_DATA",
    "Advice",
    "Case",
    "Obstacle",
    "SharingPermission",
    "Stop",
    "Watch",
    "Weighed",
    "answers_visible_to",
    "is_officer",
    "weigh",
]
