"""Changing cases: registering, marking, triage, and the course of a term."""

from __future__ import annotations

from app.incidents.service.registering import Marks, NewCase, describe_case, register_case
from app.incidents.service.terms import TERM_OF, Course, change_course
from app.incidents.service.triaging import AFTER, TRIAGE, Triage, triage_case

__all__ = [
    "AFTER",
    "TERM_OF",
    "TRIAGE",
    "Course",
    "Marks",
    "NewCase",
    "Triage",
    "change_course",
    "describe_case",
    "register_case",
    "triage_case",
]
