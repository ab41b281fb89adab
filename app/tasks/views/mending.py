"""Named terms: one that stood still goes on, and what was a mistake is put right."""

from __future__ import annotations

from uuid import UUID

from flask import Response, request, url_for

from app.kernel.access import Actor
from app.kernel.terms import TermUnit
from app.kernel.web import answers
from app.kernel.web.current import current_actor
from app.kernel.web.forms import id_or_none
from app.tasks import queries, service
from app.tasks.forms import CorrectionForm, GoOnForm, OtherCourseForm, TakeBackForm
from app.tasks.models import NamedTerm, TermChange
from app.tasks.policy import TermPermission
from app.tasks.service import Foreseen
from app.tasks.views.blueprint import blueprint
from app.tasks.views.terms import WORDS, after_seeing, load
from app.workspaces import queries as workspaces


@blueprint.route("/terms/<uuid:term_id>/go-on", methods=["POST"], needs=TermPermission.CHANGE)
def let_term_go_on(ref: str, term_id: UUID) -> Response:
    """Show what it does when a term that stands still goes on; sent again with that, save it."""
    form = GoOnForm()
    return after_seeing(
        (ref, term_id),
        form=form,
        foresee=lambda actor, found: service.foresee_going_on(
            actor, found, last_day=form.last_day.data
        ),
        save=lambda actor, found: service.go_on(
            actor, found, last_day=form.last_day.data, seen_version=form.seen()
        ),
    )


@blueprint.route("/terms/<uuid:term_id>/edit", methods=["GET", "POST"], needs=TermPermission.CHANGE)
def correct_term(ref: str, term_id: UUID) -> Response:
    """Correct a term; first shows what that does."""
    actor = current_actor()
    if request.method == "GET":
        found = load(actor, TermPermission.CHANGE, ref=ref, term_id=term_id)
        return _show_term(actor, ref, term_id, form=CorrectionForm.of(found))
    form = CorrectionForm()
    return after_seeing(
        (ref, term_id),
        form=form,
        foresee=lambda actor, found: service.foresee_correction(
            actor, found, wish=form.correction()
        ),
        save=lambda actor, found: service.correct_term(
            actor, found, wish=form.correction(), seen_version=form.seen()
        ),
        show=_show_term,
    )


@blueprint.route(
    "/terms/<uuid:term_id>/change", methods=["GET", "POST"], needs=TermPermission.CHANGE
)
def correct_change(ref: str, term_id: UUID) -> Response:
    """Correct something that happened to a term; first shows what that does."""
    actor = current_actor()
    if request.method == "GET":
        found = load(actor, TermPermission.CHANGE, ref=ref, term_id=term_id)
        change = _find(actor, found, id_or_none(request.args.get("change")))
        if change is None:
            return answers.lead_to(url_for(".term", ref=ref, term_id=term_id))
        return _show_change(actor, ref, term_id, form=OtherCourseForm.of(found, change))
    form = OtherCourseForm()
    return after_seeing(
        (ref, term_id),
        form=form,
        foresee=lambda actor, found: service.foresee_other_change(
            actor, found, change_id=form.change_id(), course=form.course()
        ),
        save=lambda actor, found: service.correct_change(
            actor,
            found,
            change_id=form.change_id(),
            course=form.course(),
            seen_version=form.seen(),
        ),
        show=_show_change,
    )


@blueprint.route("/terms/<uuid:term_id>/take-back", methods=["POST"], needs=TermPermission.CHANGE)
def take_back_change(ref: str, term_id: UUID) -> Response:
    """Take back something that happened to a term; first shows what that does."""
    form = TakeBackForm()
    return after_seeing(
        (ref, term_id),
        form=form,
        foresee=lambda actor, found: service.foresee_taking_back(
            actor, found, change_id=form.change_id()
        ),
        save=lambda actor, found: service.take_back(
            actor,
            found,
            change_id=form.change_id(),
            why=form.reason.data or "",
            seen_version=form.seen(),
        ),
        show=_show_change,
    )


def _show_term(
    actor: Actor,
    ref: str,
    term_id: UUID,
    *,
    form: CorrectionForm,
    told: Foreseen | None = None,
) -> Response:
    found = load(actor, TermPermission.CHANGE, ref=ref, term_id=term_id)
    frame = workspaces.workspace_frame(actor, found.workspace, section="tasks")
    return answers.show(
        "tasks/term_edit.html",
        **frame,
        term=found,
        form=form,
        told=told,
        ends=queries.end_in_words,
    )


def _show_change(
    actor: Actor,
    ref: str,
    term_id: UUID,
    *,
    form: OtherCourseForm | TakeBackForm,
    told: Foreseen | None = None,
) -> Response:
    """Show both forms, the one that was sent as it was sent."""
    found = load(actor, TermPermission.CHANGE, ref=ref, term_id=term_id)
    change = _find(actor, found, form.change_id())
    is_other = isinstance(form, OtherCourseForm)
    here = {"seen_version": str(found.version), "change": str(form.change_id())}
    other = form if is_other or change is None else OtherCourseForm.of(found, change)
    frame = workspaces.workspace_frame(actor, found.workspace, section="tasks")
    return answers.show(
        "tasks/term_change.html",
        **frame,
        term=found,
        change=change,
        in_hours=found.unit is TermUnit.HOURS,
        form=form,
        is_other=is_other,
        other_form=other,
        back_form=TakeBackForm(formdata=None, data=here) if is_other else form,
        told=told,
        ends=queries.end_in_words,
        words=WORDS,
    )


def _find(actor: Actor, term: NamedTerm, change_id: UUID | None) -> TermChange | None:
    return queries.find_change(queries.list_changes(actor, term), change_id)
