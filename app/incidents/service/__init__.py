"""Changing cases: registering, marking, triage, terms, the committee, and its joint letters."""

from __future__ import annotations

from app.incidents.service.answers import note_answer, take_back_answer
from app.incidents.service.final_letters import (
    content_of_letter,
    download_letter,
    finish_letter,
)
from app.incidents.service.letter_words import LetterWish, proposed
from app.incidents.service.letters import (
    change_letter,
    draft_letter,
    judge_letter,
    withdraw_letter,
)
from app.incidents.service.meeting import (
    COMMITTEE,
    close_meeting,
    decide,
    put_on_agenda,
    take_off_agenda,
)
from app.incidents.service.planning import cancel_meeting, move_meeting, plan_meeting
from app.incidents.service.registering import Marks, NewCase, describe_case, register_case
from app.incidents.service.terms import TERM_OF, change_course
from app.incidents.service.triaging import AFTER, TRIAGE, Triage, triage_case

__all__ = [
    "AFTER",
    "COMMITTEE",
    "TERM_OF",
    "TRIAGE",
    "LetterWish",
    "Marks",
    "NewCase",
    "Triage",
    "cancel_meeting",
    "change_course",
    "change_letter",
    "close_meeting",
    "content_of_letter",
    "decide",
    "describe_case",
    "download_letter",
    "draft_letter",
    "finish_letter",
    "judge_letter",
    "move_meeting",
    "note_answer",
    "plan_meeting",
    "proposed",
    "put_on_agenda",
    "register_case",
    "take_back_answer",
    "take_off_agenda",
    "triage_case",
    "withdraw_letter",
]
