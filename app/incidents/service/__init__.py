"""Changing cases: registering, marking, triage, the course of a term, and the committee."""

from __future__ import annotations

from app.incidents.service.meeting import (
    COMMITTEE,
    close_meeting,
    decide,
    plan_meeting,
    put_on_agenda,
    take_off_agenda,
)
from app.incidents.service.registering import Marks, NewCase, describe_case, register_case
from app.incidents.service.terms import TERM_OF, change_course
from app.incidents.service.triaging import AFTER, TRIAGE, Triage, triage_case

__all__ = [
    "AFTER",
    "COMMITTEE",
    "TERM_OF",
    "TRIAGE",
    "Marks",
    "NewCase",
    "Triage",
    "change_course",
    "close_meeting",
    "decide",
    "describe_case",
    "plan_meeting",
    "put_on_agenda",
    "register_case",
    "take_off_agenda",
    "triage_case",
]
