"""Steps with a case in the API: triage, the course of its term, and what marks it."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from flask import Response
from pydantic import Field

from app.findings.models import Aspect
from app.incidents import service
from app.incidents.api.blueprint import LONGEST_TEXT, Body, answer, blueprint, load, usual_terms
from app.incidents.models import Informed, Outcome, Theme, Within
from app.incidents.policy import IncidentPermission
from app.incidents.service import Marks, Triage
from app.kernel.terms import ChangeKind, TermUnit
from app.kernel.web.current import current_actor
from app.kernel.web.json_api import check_match, read_body
from app.tasks.service import Course

LONGEST_TERM = 9999


class TriageBody(Body):
    """What the duty inspectors found and decide."""

    within: Within
    is_acute: bool = False
    informs: list[Informed] = Field(default_factory=list, max_length=len(Informed))
    outcome: Outcome
    reason: str = Field(min_length=1, max_length=LONGEST_TEXT)


class CourseBody(Body):
    """What happens to the term: days on which it stands still, or a length."""

    kind: ChangeKind
    reason: str = Field(min_length=1, max_length=500)
    first_day: date | None = None
    last_day: date | None = None
    length: int | None = Field(None, ge=1, le=LONGEST_TERM)
    unit: TermUnit | None = None


class AnswerBody(Body):
    """The day on which the answer came in that a term waits for; null takes it back."""

    term: int = Field(ge=1, le=LONGEST_TERM)
    came_in_on: date | None


class MarksBody(Body):
    """Who handles a case and what marks it; what is left out stays."""

    handled_by: str | None = Field(None, min_length=1, max_length=40)
    aspect: Aspect | None = None
    theme: Theme | None = None


@blueprint.route(
    "/<uuid:case_id>/triage",
    methods=["POST"],
    needs=IncidentPermission.TRIAGE,
    takes=TriageBody,
)
def triage(ref: str, case_id: UUID) -> Response:
    """Decide in triage."""
    actor = current_actor()
    case = load(actor, IncidentPermission.TRIAGE, ref=ref, case_id=case_id)
    check_match(case.version)
    body = read_body(TriageBody)
    found = Triage(
        within=body.within,
        is_acute=body.is_acute,
        informs=frozenset(body.informs),
        outcome=body.outcome,
        reason=body.reason,
    )
    usual = usual_terms(case.workspace)
    service.triage_case(actor, case, triage=found, usual=usual, seen_version=case.version)
    return answer(actor, case)


@blueprint.route(
    "/<uuid:case_id>/term",
    methods=["POST"],
    needs=IncidentPermission.CHANGE_TERM,
    takes=CourseBody,
)
def change_course(ref: str, case_id: UUID) -> Response:
    """Let the term that runs stand still, or give it more time, with the reason."""
    actor = current_actor()
    case = load(actor, IncidentPermission.CHANGE_TERM, ref=ref, case_id=case_id)
    check_match(case.version)
    body = read_body(CourseBody)
    course = Course(
        kind=body.kind,
        reason=body.reason,
        first_day=body.first_day,
        last_day=body.last_day,
        length=body.length,
        unit=body.unit,
    )
    service.change_course(actor, case, course=course, seen_version=case.version)
    return answer(actor, case)


@blueprint.route(
    "/<uuid:case_id>/answer",
    methods=["POST"],
    needs=IncidentPermission.NOTE_ANSWER,
    takes=AnswerBody,
)
def note_answer(ref: str, case_id: UUID) -> Response:
    """Note or correct when an answer came in, by which its term is judged; or take that back."""
    actor = current_actor()
    case = load(actor, IncidentPermission.NOTE_ANSWER, ref=ref, case_id=case_id)
    check_match(case.version)
    body, seen = read_body(AnswerBody), case.version
    if body.came_in_on is None:
        service.take_back_answer(actor, case, number=body.term, seen_version=seen)
    else:
        service.note_answer(
            actor, case, number=body.term, came_in_on=body.came_in_on, seen_version=seen
        )
    return answer(actor, case)


@blueprint.route(
    "/<uuid:case_id>",
    methods=["PATCH"],
    needs=IncidentPermission.DESCRIBE,
    takes=MarksBody,
)
def describe(ref: str, case_id: UUID) -> Response:
    """Say who handles a case, and what marks it."""
    actor = current_actor()
    case = load(actor, IncidentPermission.DESCRIBE, ref=ref, case_id=case_id)
    check_match(case.version)
    body = read_body(MarksBody)
    sent = body.model_fields_set
    marks = Marks(
        handled_by=body.handled_by or case.organisation.code,
        aspect=body.aspect if "aspect" in sent else case.aspect,
        theme=body.theme if "theme" in sent else case.theme,
    )
    service.describe_case(actor, case, marks=marks, seen_version=case.version)
    return answer(actor, case)
