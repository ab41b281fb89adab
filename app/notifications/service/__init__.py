"""Making notices (`noting`), reminders (`reminding`) and mailings (`mailing`).

What people choose is in `choosing`, their calendar's address in `feeding`.
"""

from app.notifications.service.choosing import (
    Choices,
    ChosenHours,
    choose,
    choose_for_all,
    choose_for_place,
    mark_all_read,
    mark_read,
)
from app.notifications.service.feeding import make_feed, revoke_feed
from app.notifications.service.hearing import hear, hear_day, hear_handover, hear_moved
from app.notifications.service.hearing_of_places import (
    hear_closing,
    hear_emergency,
    hear_refused,
    hear_succession,
    hear_what_stays,
)
from app.notifications.service.mailing import Sheet, send_once
from app.notifications.service.noting import note, note_followers, note_moved, note_of_place
from app.notifications.service.publishing import hear_publication, note_publication
from app.notifications.service.reminding import hear_scores, hear_signatures, remind

__all__ = [
    "Choices",
    "ChosenHours",
    "Sheet",
    "choose",
    "choose_for_all",
    "choose_for_place",
    "hear",
    "hear_closing",
    "hear_day",
    "hear_emergency",
    "hear_handover",
    "hear_moved",
    "hear_publication",
    "hear_refused",
    "hear_scores",
    "hear_signatures",
    "hear_succession",
    "hear_what_stays",
    "make_feed",
    "mark_all_read",
    "mark_read",
    "note",
    "note_followers",
    "note_moved",
    "note_of_place",
    "note_publication",
    "remind",
    "revoke_feed",
    "send_once",
]
