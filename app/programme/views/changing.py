"""Entering an investigation, changing it, its phase, withdrawing and undoing."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from flask import Response, url_for

from app.identity import queries as identity
from app.identity.models import Organisation
from app.kernel.access import Actor
from app.kernel.text import _
from app.kernel.web import answers
from app.kernel.web.current import current_actor
from app.kernel.web.forms import StepForm
from app.programme import queries, service
from app.programme.forms import EntryForm, NewEntryForm, PhaseForm
from app.programme.policy import ProgrammePermission
from app.programme.views.blueprint import blueprint
from app.programme.views.frame import WORDS, asked_year, facts_of
from app.programme.views.reading import page_of


@blueprint.route("/investigations/new", methods=["GET", "POST"], needs=ProgrammePermission.ENTER)
def new_investigation() -> Response:
    """Put an investigation in the own programme; put in, its page."""
    actor = current_actor()
    keeping = queries.get_keeping(actor, ProgrammePermission.ENTER)
    year = str(asked_year(queries.list_offered(actor)))
    form = NewEntryForm.start(_others(actor), None, year=year)
    form.offer_phases()
    with form.taking_refusals():
        if form.validate_on_submit():
            placing = form.placing()
            entry = form.entry(placing.year)
            made = service.add_investigation(actor, keeping, placing=placing, entry=entry)
            answers.tell(_("It stands in the work programme."))
            return answers.lead_to(url_for(".investigation", investigation_id=made.id))
    return answers.show("programme/investigation_form.html", form=form, it=None, facts=None)


@blueprint.route(
    "/investigations/<uuid:investigation_id>/edit",
    methods=["GET", "POST"],
    needs=ProgrammePermission.CHANGE,
)
def edit_investigation(investigation_id: UUID) -> Response:
    """Change what an investigation says, or who sees it."""
    actor = current_actor()
    found = queries.get_for(actor, ProgrammePermission.CHANGE, investigation_id)
    known, others = identity.organisations_by_id(), _others(actor)
    standing = {each.id for each in others}
    there = {*found.partners, *found.named} - standing
    gone = [known[each] for each in sorted(there) if each in known]
    form = EntryForm.start(others, found, gone=gone)
    with form.taking_refusals():
        if form.validate_on_submit():
            entry = form.entry(found.year)
            service.change_investigation(actor, found, entry=entry, seen_version=form.seen())
            answers.tell(_("The investigation is changed."))
            return answers.lead_to(url_for(".investigation", investigation_id=investigation_id))
    found = queries.get_for(actor, ProgrammePermission.CHANGE, investigation_id)
    facts = facts_of(found, known)
    return answers.show("programme/investigation_form.html", form=form, it=found, facts=facts)


@blueprint.route(
    "/investigations/<uuid:investigation_id>/phase",
    methods=["GET", "POST"],
    needs=ProgrammePermission.CHANGE,
)
def move_phase(investigation_id: UUID) -> Response:
    """Move an investigation to another phase."""
    actor = current_actor()
    found = queries.get_for(actor, ProgrammePermission.CHANGE, investigation_id)
    form = PhaseForm.of(found)
    with form.taking_refusals():
        if form.validate_on_submit():
            to = type(found.phase)(form.to.data)
            reason, seen = form.reason.data or "", form.seen()
            service.move_phase(actor, found, to=to, reason=reason, seen_version=seen)
            answers.tell(_("The phase is changed."))
            return answers.lead_to(url_for(".investigation", investigation_id=investigation_id))
    found = queries.get_for(actor, ProgrammePermission.CHANGE, investigation_id)
    return answers.show(
        "programme/phase.html",
        form=form,
        it=found,
        hints=PhaseForm.hints(found),
        words=WORDS,
        facts=facts_of(found, identity.organisations_by_id()),
    )


@blueprint.route(
    "/investigations/<uuid:investigation_id>/withdraw",
    methods=["POST"],
    needs=ProgrammePermission.CHANGE,
)
def withdraw_investigation(investigation_id: UUID) -> Response:
    """Take an investigation out of the programme."""
    told = _("The investigation is out of the programme. You can undo this.")
    return _carry_out(investigation_id, verb=service.withdraw_investigation, told=told)


@blueprint.route(
    "/investigations/<uuid:investigation_id>/undo",
    methods=["POST"],
    needs=ProgrammePermission.CHANGE,
)
def undo_change(investigation_id: UUID) -> Response:
    """Undo the last change."""
    told = _("The last change is undone.")
    return _carry_out(investigation_id, verb=service.undo_change, told=told)


def _carry_out(investigation_id: UUID, *, verb: Callable[..., None], told: str) -> Response:
    """Take a step that needs no words, and show the investigation."""
    actor = current_actor()
    found = queries.get_for(actor, ProgrammePermission.CHANGE, investigation_id)
    form = StepForm()
    with form.taking_refusals():
        if form.validate_on_submit():
            verb(actor, found, seen_version=form.seen())
            answers.tell(told)
            return answers.lead_to(url_for(".investigation", investigation_id=investigation_id))
    found = queries.get_for(actor, ProgrammePermission.SEE, investigation_id)
    return page_of(actor, found, wrong=form)


def _others(actor: Actor) -> list[Organisation]:
    """Return all organisations that exist today, but the own."""
    return [each for each in identity.list_organisations() if each.id != actor.organisation_id]
