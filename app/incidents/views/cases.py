"""The page of one case: its facts, its terms, what was decided, and the steps one can take."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response, url_for

from app.incidents import queries, service
from app.incidents.forms import AnswerForm, CourseForm, MarksForm, TermForm, TriageForm
from app.incidents.models import Case, Meeting
from app.incidents.policy import IncidentPermission
from app.incidents.queries import CaseRow
from app.incidents.views.blueprint import blueprint, frame, handlers_in, usual_terms
from app.kernel.access import Actor, abilities
from app.kernel.text import _
from app.kernel.web import answers
from app.kernel.web.current import current_actor
from app.kernel.web.forms import StepForm
from app.workspaces import queries as workspaces
from app.workspaces.policy import WorkspacePermission

STEPS = (
    IncidentPermission.DESCRIBE,
    IncidentPermission.HAND_OVER,
    IncidentPermission.TRIAGE,
    IncidentPermission.CHANGE_TERM,
    IncidentPermission.NOTE_ANSWER,
    IncidentPermission.PUT_ON_AGENDA,
    IncidentPermission.DECIDE,
    IncidentPermission.WRITE_LETTER,
)


@blueprint.route("/<uuid:case_id>", needs=IncidentPermission.VIEW)
def detail(ref: str, case_id: UUID) -> Response:
    """Show one case with its story."""
    actor = current_actor()
    case = load(actor, IncidentPermission.VIEW, ref=ref, case_id=case_id)
    return answers.show("incidents/detail.html", form=None, **_about(actor, case))


@blueprint.route("/<uuid:case_id>/triage", methods=["POST"], needs=IncidentPermission.TRIAGE)
def triage(ref: str, case_id: UUID) -> Response:
    """Decide in triage; done, the page anew."""
    actor, form = current_actor(), TriageForm()
    case = load(actor, IncidentPermission.TRIAGE, ref=ref, case_id=case_id)
    with form.taking_refusals():
        if form.validate_on_submit():
            service.triage_case(
                actor,
                case,
                triage=form.triage(),
                usual=usual_terms(case.workspace),
                seen_version=form.seen(),
            )
            answers.tell(_("The triage is saved."))
            return answers.lead_to(url_for(".detail", ref=ref, case_id=case_id))
    return again(actor, ref, case_id, triage_form=form)


@blueprint.route("/<uuid:case_id>/term", methods=["POST"], needs=IncidentPermission.CHANGE_TERM)
def change_course(ref: str, case_id: UUID) -> Response:
    """Let the term stand still, or give it more time; done, the page anew."""
    actor, form = current_actor(), CourseForm()
    case = load(actor, IncidentPermission.CHANGE_TERM, ref=ref, case_id=case_id)
    with form.taking_refusals():
        if form.validate_on_submit():
            service.change_course(actor, case, course=form.course(), seen_version=form.seen())
            answers.tell(_("The new date is saved, with its reason."))
            return answers.lead_to(url_for(".detail", ref=ref, case_id=case_id))
    return again(actor, ref, case_id, course_form=form)


@blueprint.route("/<uuid:case_id>/answer", methods=["POST"], needs=IncidentPermission.NOTE_ANSWER)
def note_answer(ref: str, case_id: UUID) -> Response:
    """Note or correct when an answer came in; done, the page anew."""
    actor, form = current_actor(), AnswerForm()
    case = load(actor, IncidentPermission.NOTE_ANSWER, ref=ref, case_id=case_id)
    form.offer([])
    with form.taking_refusals():
        if form.validate_on_submit():
            service.note_answer(
                actor,
                case,
                number=form.number(),
                came_in_on=form.came_in_on.data,
                seen_version=form.seen(),
            )
            answers.tell(_("It is noted. The term is judged by this day."))
            return answers.lead_to(url_for(".detail", ref=ref, case_id=case_id))
    return again(actor, ref, case_id, answer_form=form)


@blueprint.route(
    "/<uuid:case_id>/answer/withdrawal", methods=["POST"], needs=IncidentPermission.NOTE_ANSWER
)
def take_back_answer(ref: str, case_id: UUID) -> Response:
    """Take back that an answer came in; done, the page anew."""
    actor, form = current_actor(), TermForm()
    case = load(actor, IncidentPermission.NOTE_ANSWER, ref=ref, case_id=case_id)
    with form.taking_refusals():
        if form.validate_on_submit():
            service.take_back_answer(actor, case, number=form.number(), seen_version=form.seen())
            answers.tell(_("It is taken back. The term waits for the answer again."))
            return answers.lead_to(url_for(".detail", ref=ref, case_id=case_id))
    return again(actor, ref, case_id, back_form=form)


@blueprint.route("/<uuid:case_id>/marks", methods=["POST"], needs=IncidentPermission.DESCRIBE)
def describe(ref: str, case_id: UUID) -> Response:
    """Say who handles the case and what marks it; done, the page anew."""
    actor, form = current_actor(), MarksForm()
    case = load(actor, IncidentPermission.DESCRIBE, ref=ref, case_id=case_id)
    form.offer([])
    with form.taking_refusals():
        if form.validate_on_submit():
            service.describe_case(actor, case, marks=form.marks(), seen_version=form.seen())
            answers.tell(_("It is saved."))
            return answers.lead_to(url_for(".detail", ref=ref, case_id=case_id))
    return again(actor, ref, case_id, marks_form=form)


def load(actor: Actor, permission: IncidentPermission, *, ref: str, case_id: UUID) -> Case:
    """Return a case of a workspace, and decide the permission."""
    workspace = workspaces.get_for(actor, WorkspacePermission.VIEW, ref)
    return queries.get_for(actor, permission, case_id=case_id, workspace=workspace)


def again(actor: Actor, ref: str, case_id: UUID, **forms: Any) -> Response:
    """Show the page again with what was typed and refused."""
    case = load(actor, IncidentPermission.VIEW, ref=ref, case_id=case_id)
    form = next(iter(forms.values()))
    return answers.show("incidents/detail.html", form=form, **_about(actor, case, **forms))


def _about(actor: Actor, case: Case, **forms: Any) -> dict[str, Any]:
    """Return the variables of the page of one case.

    Args:
        forms: what was typed and refused, in the stead of an empty form.
    """
    terms, around = queries.list_terms(case), frame(actor, case.workspace)
    decisions, letters = queries.list_decisions(case), queries.list_letter_steps(case)
    running = next((each for each in terms if each.term.ended_on is None), None)
    seen: dict[str, Any] = {"formdata": None, "data": {"seen_version": str(case.version)}}
    shown = {
        "triage_form": TriageForm(**seen),
        "course_form": CourseForm(**seen),
        "marks_form": MarksForm.of(case),
        "agenda_form": StepForm(**seen),
        "answer_form": AnswerForm(**seen),
        "back_forms": {
            each.term.number: _of_term(case, each.term.number)
            for each in terms
            if each.term.came_in_on is not None
        },
        **forms,
    }
    shown["answer_form"].offer(terms)
    may, handlers = abilities(actor, case, STEPS), handlers_in(around)
    stays = not may.hand_over and case.organisation_id in {each.id for each in handlers}
    shown["marks_form"].offer([case.organisation] if stays else handlers)
    return {
        **around,
        "subject": {"title": case.pseudonym, "reference": case.ref},
        "row": CaseRow(case),
        "case": case,
        "running": running,
        "on_agenda": _meeting_of(case),
        "lines": queries.tell(decisions, terms, letters),
        "letters": list({each.letter_id: each for each in letters}.values()),
        "is_decided": queries.last_of_committee(decisions) is not None,
        "terms": terms,
        "may": may,
        "wrong": next(iter(forms.values()), None),
        **shown,
    }


def _of_term(case: Case, number: int) -> TermForm:
    seen = {"seen_version": str(case.version), "term": str(number)}
    return TermForm(formdata=None, data=seen)


def _meeting_of(case: Case) -> Meeting | None:
    """Return the open meeting a case is on the agenda of."""
    found = queries.find_agenda_item(case)
    return found[1] if found else None
