"""The register of emergency sight: the list, opening one, one of them, and what one has oneself."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from http import HTTPStatus
from typing import Any
from uuid import UUID

from flask import Response, url_for

from app.emergencies import queries, service
from app.emergencies.forms import OpenForm, ReviewForm, StepForm
from app.emergencies.jobs import announce
from app.emergencies.models import EmergencySight
from app.emergencies.policy import EmergencyPermission, EmergencyRegister, Registered
from app.emergencies.queries import ENDING_WORDS, GROUND_LAWS, GROUND_WORDS, VERDICT_WORDS
from app.emergencies.service import Wish
from app.identity import confirming
from app.identity.models import Person
from app.identity.service.sessions import told_by
from app.identity.service.taking import OwnListed, note_own_taking
from app.kernel import access, clock
from app.kernel.access import SIGNED_IN, Actor
from app.kernel.lists import Columns, as_list
from app.kernel.text import _, lazy
from app.kernel.web import answers
from app.kernel.web.current import current_actor
from app.kernel.web.door import GuardedBlueprint
from app.kernel.web.forms import Form
from app.kernel.web.lists import MOST_ROWS, send_list
from app.workspaces.queries import Facts

blueprint = GuardedBlueprint("emergencies", __name__, url_prefix="/emergency-sights")
USUAL_HOURS = 8
"""What stands in the form at first: a working day."""
NOBODY = UUID(int=0)
STEPS = (
    EmergencyPermission.CONFIRM,
    EmergencyPermission.END,
    EmergencyPermission.REVIEW,
    EmergencyPermission.LOOK,
)


FACTS = Facts(lazy("the privacy officers of your organisation"))
FACTS_OF_ONE = Facts(lazy("who has it, and who has a say in it in your organisation"))
WORDS: dict[str, Any] = {
    "ground_words": GROUND_WORDS,
    "ground_laws": GROUND_LAWS,
    "ending_words": ENDING_WORDS,
    "verdict_words": VERDICT_WORDS,
}
COLUMNS: Columns[tuple[str, EmergencySight]] = (
    (lazy("Workspace"), lambda row: row[0]),
    (lazy("Colleague"), lambda row: row[1].person.name),
    (lazy("What made it necessary"), lambda row: str(GROUND_WORDS[row[1].ground])),
    (lazy("From"), lambda row: row[1].opened_at),
    (lazy("Until"), lambda row: row[1].ended_at or row[1].ends_at),
    (lazy("State"), lambda row: queries.state_of(row[1], clock.now())[0]),
)


@blueprint.route("", needs=EmergencyPermission.READ)
def list_all() -> Response:
    """Show the register: what runs first, then what waits to be judged, then the rest."""
    actor = current_actor()
    register = queries.get_register_for(actor, EmergencyPermission.READ)
    may_open = access.decide(actor, EmergencyPermission.OPEN, register)
    rows = queries.list_sights(register, limit=queries.MOST + 1)
    return answers.show(
        "emergencies/list.html",
        rows=rows[: queries.MOST],
        has_more=len(rows) > queries.MOST,
        refs={each.id: each.ref for each in register.places},
        may_open=may_open,
        state_of=queries.state_of,
        now=clock.now(),
        facts=FACTS,
        **WORDS,
    )


@blueprint.route("/export", needs=EmergencyPermission.READ, writes_on_get=True)
def export() -> Response:
    """Send the whole register, also what is too long ago for its page."""
    actor, permission = current_actor(), EmergencyPermission.READ
    register = queries.get_register_for(actor, permission)
    refs = {each.id: each.ref for each in register.places}
    found = queries.list_sights(register, limit=MOST_ROWS + 1)
    rows = [(refs[each.workspace_id], each) for each in found]
    listed = OwnListed.EMERGENCY_SIGHTS
    return send_list(
        as_list(_("Emergency sight"), COLUMNS, rows, about=actor.organisation_code),
        noting=partial(note_own_taking, actor, permission, register, listed=listed),
    )


@blueprint.route("/new", methods=["GET", "POST"], needs=EmergencyPermission.OPEN)
def new() -> Response:
    """Lead to a fresh sign-in that opens one for a colleague."""
    actor = current_actor()
    register = queries.get_register_for(actor, EmergencyPermission.OPEN)
    people = queries.list_eligible(actor)
    form = OpenForm(data={"hours": USUAL_HOURS})
    form.offer(register.places, people)
    with form.taking_refusals():
        if form.validate_on_submit():
            wish = _wish(register, people, form)
            purpose = service.purpose_of(register, wish)
            target = url_for(".complete")
            return confirming.lead_to_fresh_sign_in(actor, purpose=purpose, target=target)
    return _form_page(actor, form)


@blueprint.route("/new/complete", needs=EmergencyPermission.OPEN, writes_on_get=True)
def complete() -> Response:
    """Back from the fresh sign-in: it is opened, once; refused, all that was typed is there."""
    actor = current_actor()
    register = queries.get_register_for(actor, EmergencyPermission.OPEN)
    ticket_id = confirming.asked_ticket()
    people = queries.list_eligible(actor)
    wish = service.wish_of(told_by(actor, ticket_id))
    form = OpenForm(formdata=None, data=_typed(register, people, wish))
    form.offer(register.places, people)
    with form.taking_refusals():
        sight = service.open_sight(
            actor, register, wish=wish, announce=announce, ticket_id=ticket_id
        )
        answers.tell(_("Emergency sight is open. Everybody concerned is told."))
    if form.status != HTTPStatus.OK:
        return _form_page(actor, form)
    return answers.lead_to(url_for(".detail", sight_id=sight.id))


def _form_page(actor: Actor, form: OpenForm) -> Response:
    confirming.let_form_lead_to_provider(actor)
    return answers.show("emergencies/form.html", form=form, hints=_laws(), facts=FACTS)


@blueprint.route("/own", needs=SIGNED_IN)
def own() -> Response:
    """Show what one has oneself now, with the way to what it opens."""
    actor = current_actor()
    return answers.show(
        "emergencies/own.html",
        rows=queries.list_own(actor),
        refs=queries.refs_of(actor),
        facts=FACTS_OF_ONE,
        **WORDS,
    )


@blueprint.route("/<uuid:sight_id>", needs=EmergencyPermission.VIEW)
def detail(sight_id: UUID) -> Response:
    """Show one with what became of it, and what one may do about it."""
    return _page(queries.get_for(current_actor(), EmergencyPermission.VIEW, sight_id))


@blueprint.route("/<uuid:sight_id>/confirm", methods=["POST"], needs=EmergencyPermission.CONFIRM)
def confirm(sight_id: UUID) -> Response:
    """Agree, as the second person, to special data."""
    actor, form = current_actor(), StepForm()
    registered = queries.get_for(actor, EmergencyPermission.CONFIRM, sight_id)
    with form.taking_refusals():
        if form.validate_on_submit():
            service.confirm(actor, registered, seen_version=form.seen())
            answers.tell(_("You agreed. Special data can be seen too."))
            return answers.lead_to(url_for(".detail", sight_id=sight_id))
    return _page(queries.get_for(actor, EmergencyPermission.VIEW, sight_id), wrong=form)


@blueprint.route("/<uuid:sight_id>/end", methods=["POST"], needs=EmergencyPermission.END)
def end(sight_id: UUID) -> Response:
    """End it at once."""
    actor, form = current_actor(), StepForm()
    registered = queries.get_for(actor, EmergencyPermission.END, sight_id)
    with form.taking_refusals():
        if form.validate_on_submit():
            service.end(actor, registered, seen_version=form.seen(), announce=announce)
            answers.tell(_("The emergency sight ended."))
            return answers.lead_to(url_for(".detail", sight_id=sight_id))
    return _page(queries.get_for(actor, EmergencyPermission.VIEW, sight_id), wrong=form)


@blueprint.route("/<uuid:sight_id>/review", methods=["POST"], needs=EmergencyPermission.REVIEW)
def review(sight_id: UUID) -> Response:
    """Write down whether it was justified."""
    actor, form = current_actor(), ReviewForm()
    registered = queries.get_for(actor, EmergencyPermission.REVIEW, sight_id)
    with form.taking_refusals():
        if form.validate_on_submit():
            service.review(
                actor,
                registered,
                verdict=form.verdict.data or "",
                words=form.words.data or "",
                seen_version=form.seen(),
            )
            answers.tell(_("Your judgement is kept."))
            return answers.lead_to(url_for(".detail", sight_id=sight_id))
    return _page(queries.get_for(actor, EmergencyPermission.VIEW, sight_id), wrong=form)


def _page(registered: Registered, *, wrong: Form | None = None) -> Response:
    actor, sight = current_actor(), registered.sight
    seen: dict[str, Any] = {"seen_version": str(sight.version)}
    is_judging = isinstance(wrong, ReviewForm)
    return answers.show(
        "emergencies/detail.html",
        form=wrong,
        sight=sight,
        place_ref=registered.place.ref if registered.place else "",
        openings=queries.list_openings(registered),
        is_running=sight.holds_at(clock.now()),
        may=access.abilities(actor, registered, STEPS),
        step_form=StepForm(formdata=None, data=seen),
        review_form=wrong if is_judging else ReviewForm(formdata=None, data=seen),
        facts=FACTS_OF_ONE,
        **WORDS,
    )


def _laws() -> dict[str, str]:
    return {each.value: str(words) for each, words in GROUND_LAWS.items()}


def _typed(register: EmergencyRegister, people: Sequence[Person], wish: Wish) -> dict[str, Any]:
    """Return what stood in the form before the fresh sign-in."""
    return {
        "workspace": next(
            (each.ref for each in register.places if each.id == wish.workspace_id), ""
        ),
        "person": next((each.login for each in people if each.id == wish.person_id), ""),
        "ground": wish.ground,
        "reason": wish.reason,
        "hours": wish.hours,
        "wants_special": wish.wants_special,
    }


def _wish(register: EmergencyRegister, people: Sequence[Person], form: OpenForm) -> Wish:
    places = {each.ref: each.id for each in register.places}
    ids = {each.login: each.id for each in people}
    return Wish(
        workspace_id=places.get(form.workspace.data or "", NOBODY),
        person_id=ids.get(form.person.data or "", NOBODY),
        ground=form.ground.data or "",
        reason=form.reason.data or "",
        hours=form.hours.data or 0,
        wants_special=bool(form.wants_special.data),
    )
