"""Making notices (`noting`), reminders (`reminding`), mailings (`mailing`); and `choosing`."""

from app.notifications.service.choosing import (
    Choices,
    choose,
    choose_for_place,
    mark_all_read,
    mark_read,
)
from app.notifications.service.mailing import Sheet, send_once
from app.notifications.service.noting import hear, note
from app.notifications.service.reminding import remind

__all__ = [
    "Choices",
    "Sheet",
    "choose",
    "choose_for_place",
    "hear",
    "mark_all_read",
    "mark_read",
    "note",
    "remind",
    "send_once",
]
