"""The named terms of a workspace: when each ends and why, and what a change would do."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from flask import Response, request, url_for

from app.kernel.access import Actor, abilities
from app.kernel.terms import TermUnit
from app.kernel.text import _, is_english
from app.kernel.web import answers
from app.kernel.web.current import current_actor
from app.kernel.web.forms import VersionedForm
from app.kernel.web.house import current_house
from app.tasks import queries, service
from app.tasks.forms import CourseForm, ForeseenForm, GoOnForm, StartForm, StepForm, TermForm
from app.tasks.models import NamedTerm
from app.tasks.policy import TermPermission
from app.tasks.service import Foreseen
from app.tasks.views.blueprint import blueprint
from app.tasks.views.fingerprints import fingerprint
from app.workspaces import queries as workspaces
from app.workspaces.models import Workspace
from app.workspaces.policy import WorkspacePermission
from app.workspaces.templates import TemplateShelf, Term

WORDS = {"laws": queries.LAW_WORDS, "changes": queries.CHANGE_WORDS}


@blueprint.route("/terms", needs=WorkspacePermission.VIEW, endpoint="terms")
def list_terms(ref: str) -> Response:
    """Show the terms of a workspace, and those that belong to this kind of work."""
    actor = current_actor()
    workspace = workspaces.get_for(actor, WorkspacePermission.VIEW, ref)
    rows = queries.list_terms(actor, workspace)
    names = {row.term.name for row in rows}
    return answers.show(
        "tasks/terms.html",
        rows=rows,
        usual=[each for each in _usual(workspace) if not names & {each.name, each.name_en}],
        may=abilities(actor, workspace, [TermPermission.ADD]),
        words=WORDS,
        in_words=queries.length_in_words,
        **workspaces.workspace_frame(actor, workspace, section="tasks"),
    )


@blueprint.route("/terms/new", methods=["GET", "POST"], needs=TermPermission.ADD)
def add_term(ref: str) -> Response:
    """Add a term; filled in from a usual one when the address names it."""
    actor = current_actor()
    workspace = workspaces.get_place_for(actor, TermPermission.ADD, ref)
    form = TermForm(data=_filled_in(workspace))
    with form.taking_refusals():
        if form.validate_on_submit():
            term = service.add_term(actor, workspace, wish=form.wish())
            answers.tell(_("The term is added. Say when it starts, and you see when it ends."))
            return answers.lead_to(url_for(".term", ref=ref, term_id=term.id))
    form.offer(row.term for row in queries.list_terms(actor, workspace) if not row.term.ended_at)
    frame = workspaces.workspace_frame(actor, workspace, section="tasks")
    return answers.show("tasks/term_new.html", form=form, **frame)


@blueprint.route("/terms/<uuid:term_id>", needs=TermPermission.VIEW)
def term(ref: str, term_id: UUID) -> Response:
    """Show one term: when it ends, why, and what happened to it."""
    actor = current_actor()
    found = load(actor, TermPermission.VIEW, ref=ref, term_id=term_id)
    return answers.show("tasks/term.html", form=None, **_about(actor, found))


@blueprint.route("/terms/<uuid:term_id>/start", methods=["POST"], needs=TermPermission.CHANGE)
def start_term(ref: str, term_id: UUID) -> Response:
    """Show what a start would do; sent again with that, save it."""
    form = StartForm()
    return after_seeing(
        (ref, term_id),
        form=form,
        foresee=lambda actor, found: service.foresee_start(actor, found, start=form.start(found)),
        save=lambda actor, found: service.set_start(
            actor, found, start=form.start(found), seen_version=form.seen()
        ),
    )


@blueprint.route("/terms/<uuid:term_id>/course", methods=["POST"], needs=TermPermission.CHANGE)
def change_term(ref: str, term_id: UUID) -> Response:
    """Show what standing still, more time or adjusted policy would do; sent again, save it."""
    form = CourseForm()
    return after_seeing(
        (ref, term_id),
        form=form,
        foresee=lambda actor, found: service.foresee_course(actor, found, course=form.course()),
        save=lambda actor, found: service.change_course(
            actor, found, course=form.course(), seen_version=form.seen()
        ),
    )


@blueprint.route("/terms/<uuid:term_id>/close", methods=["POST"], needs=TermPermission.CHANGE)
def close_term(ref: str, term_id: UUID) -> Response:
    """Close a term that was met or that nobody has to keep any more."""
    actor, form = current_actor(), StepForm()
    found = load(actor, TermPermission.CHANGE, ref=ref, term_id=term_id)
    with form.taking_refusals():
        if form.validate_on_submit():
            service.close_term(actor, found, seen_version=form.seen())
            answers.tell(_("The term is closed. You can open it again."))
            return answers.lead_to(url_for(".term", ref=ref, term_id=term_id))
    return again(actor, ref, term_id, form=form)


@blueprint.route("/terms/<uuid:term_id>/reopen", methods=["POST"], needs=TermPermission.CHANGE)
def reopen_term(ref: str, term_id: UUID) -> Response:
    """Show what opening a closed term again would do; sent again with that, open it."""
    form = ForeseenForm()
    return after_seeing(
        (ref, term_id),
        form=form,
        foresee=service.foresee_reopening,
        save=lambda actor, found: service.reopen_term(actor, found, seen_version=form.seen()),
    )


def after_seeing(
    where: tuple[str, UUID],
    *,
    form: Any,
    foresee: Callable[[Actor, NamedTerm], Foreseen],
    save: Callable[[Actor, NamedTerm], None],
    show: Callable[..., Response] | None = None,
) -> Response:
    """Save a change once the consequences on screen are those it has now; else show them.

    Args:
        form: one with the fingerprint of the consequences on screen.
        show: shows what is wrong or what would happen; the page of the term when None.
    """
    actor, (ref, term_id) = current_actor(), where
    found = load(actor, TermPermission.CHANGE, ref=ref, term_id=term_id)
    told: Foreseen | None = None
    with form.taking_refusals():
        if form.validate_on_submit():
            told = foresee(actor, found)
            if form.foreseen.data == _fingerprint(told):
                save(actor, found)
                answers.tell(_("Saved. The dates below hold from now on."))
                return answers.lead_to(url_for(".term", ref=ref, term_id=term_id))
    form.foreseen.data = _fingerprint(told) if told else ""
    return (show or again)(actor, ref, term_id, form=form, told=told)


def load(actor: Actor, permission: TermPermission, *, ref: str, term_id: UUID) -> NamedTerm:
    """Load a term with its workspace, and decide the permission."""
    workspace = workspaces.get_for(actor, WorkspacePermission.VIEW, ref)
    return queries.get_term_for(actor, permission, term_id=term_id, workspace=workspace)


def again(
    actor: Actor,
    ref: str,
    term_id: UUID,
    *,
    form: VersionedForm,
    told: Foreseen | None = None,
) -> Response:
    """Show the page with what is wrong, or with what would happen."""
    found = load(actor, TermPermission.VIEW, ref=ref, term_id=term_id)
    return answers.show("tasks/term.html", form=form, **_about(actor, found, sent=form, told=told))


def _about(
    actor: Actor,
    found: NamedTerm,
    *,
    sent: VersionedForm | None = None,
    told: Foreseen | None = None,
) -> dict[str, Any]:
    rows = queries.list_terms(actor, found.workspace)
    row = next(each for each in rows if each.term.id == found.id)
    empty: dict[str, Any] = {"formdata": None, "data": {"seen_version": str(found.version)}}
    start_form = sent if isinstance(sent, StartForm) else StartForm.of(found)
    start_form.offer_which()
    going_on = sent if isinstance(sent, GoOnForm) else GoOnForm(**empty)
    return {
        **workspaces.workspace_frame(actor, found.workspace, section="tasks"),
        "subject": {"title": found.name, "reference": found.workspace.ref},
        "row": row,
        "term": found,
        "in_hours": found.unit is TermUnit.HOURS,
        "following": [each for each in rows if each.term.after_id == found.id],
        "tasks": queries.list_following(actor, found.workspace, [found.id]),
        "told": told,
        "ends": queries.end_in_words,
        "in_words": queries.length_in_words,
        "may": abilities(actor, found, TermPermission),
        "step_form": StepForm(**empty),
        "start_form": start_form,
        "go_on_form": going_on,
        "course_form": sent if isinstance(sent, CourseForm) else CourseForm(**empty),
        "words": WORDS,
    }


def _fingerprint(told: Foreseen) -> str:
    ends = [f"{each.name}:{each.after.ends_at or each.after.ends_on}" for each in told.terms]
    moved = [f"{each.task.ref}:{each.old}:{each.new}" for each in told.shifts]
    return fingerprint([*ends, *moved])


def _usual(workspace: Workspace) -> tuple[Term, ...]:
    """Return the terms that belong to this kind of work."""
    return current_house().tool(TemplateShelf).terms_of(workspace.template)


def _filled_in(workspace: Workspace) -> dict[str, Any]:
    wanted = request.args.get("from", "")
    usual = next((each for each in _usual(workspace) if each.code == wanted), None)
    if usual is None:
        return {}
    return {
        "name": usual.name_en if is_english() else usual.name,
        "length": usual.length,
        "unit": usual.unit.value,
        "legal_system": usual.legal_system.value,
        "counts_back": usual.counts_back,
        "binds": usual.binds,
        "source": usual.source,
    }
