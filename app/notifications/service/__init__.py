"""Making notices (`noting`), reminders (`reminding`) and mailings (`mailing`).

What people choose is in `choosing`, their calendar's address in `feeding`.
"""

from app.notifications.service.absences import Away, enter_absence, undo_absence
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
    hear_overlap,
    hear_refused,
    hear_succession,
    hear_what_stays,
)
from app.notifications.service.mailing import Sheet, let_apart, put_together, send_once
from app.notifications.service.new_sight import hear_rules, list_who_may_hear, note_new_sight
from app.notifications.service.news_of_places import hear_meeting, hear_membership, note_news
from app.notifications.service.noting import (
    note,
    note_doer,
    note_followers,
    note_of_place,
    note_waiting,
)
from app.notifications.service.officers import note_breach, note_erasure, note_surge
from app.notifications.service.publishing import hear_publication, note_publication
from app.notifications.service.reminding import (
    hear_incident,
    hear_scores,
    hear_signatures,
    look_soon,
    remind,
)
from app.notifications.service.telling import (
    hear_access_asked,
    hear_access_given,
    hear_acute,
    hear_basis_answered,
    hear_basis_asked,
    hear_letter,
    hear_named,
    hear_request,
    hear_virus,
    note_basis,
    note_thing,
)

__all__ = [
    "Away",
    "Choices",
    "ChosenHours",
    "Sheet",
    "choose",
    "choose_for_all",
    "choose_for_place",
    "enter_absence",
    "hear",
    "hear_access_asked",
    "hear_access_given",
    "hear_acute",
    "hear_basis_answered",
    "hear_basis_asked",
    "hear_closing",
    "hear_day",
    "hear_emergency",
    "hear_handover",
    "hear_incident",
    "hear_letter",
    "hear_meeting",
    "hear_membership",
    "hear_moved",
    "hear_named",
    "hear_overlap",
    "hear_publication",
    "hear_refused",
    "hear_request",
    "hear_rules",
    "hear_scores",
    "hear_signatures",
    "hear_succession",
    "hear_virus",
    "hear_what_stays",
    "let_apart",
    "list_who_may_hear",
    "look_soon",
    "make_feed",
    "mark_all_read",
    "mark_read",
    "note",
    "note_basis",
    "note_breach",
    "note_doer",
    "note_erasure",
    "note_followers",
    "note_new_sight",
    "note_news",
    "note_of_place",
    "note_publication",
    "note_surge",
    "note_thing",
    "note_waiting",
    "put_together",
    "remind",
    "revoke_feed",
    "send_once",
    "undo_absence",
]
