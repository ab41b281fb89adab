"""Pages of successions, for administrators: a plan, what it changes, and the two answers."""

from __future__ import annotations

from uuid import UUID

from flask import Response, url_for

from app.identity import confirming
from app.identity import queries as identity
from app.identity.policy import IdentityPermission
from app.kernel.access import abilities, decide
from app.kernel.lists import Columns, as_list
from app.kernel.text import _, lazy
from app.kernel.web import answers
from app.kernel.web.current import current_actor
from app.kernel.web.door import GuardedBlueprint
from app.kernel.web.lists import MOST_ROWS, send_list
from app.successions import queries, service
from app.successions.forms import GoingForm, SuccessionForm
from app.successions.jobs import announce
from app.successions.models import Succession
from app.successions.policy import SuccessionPermission

blueprint = GuardedBlueprint("successions", __name__, url_prefix="/administration")

COLUMNS: Columns[Succession] = (
    (lazy("Ends"), lambda it: it.organisation.name),
    (lazy("Successor"), lambda it: it.successor.short_name),
    (lazy("From"), lambda it: it.from_on),
    (lazy("State"), lambda it: queries.state_of(it)[0]),
)
ABILITIES = (
    SuccessionPermission.APPROVE,
    SuccessionPermission.REFUSE,
    SuccessionPermission.TAKE_BACK,
)


@blueprint.route("/successions", needs=IdentityPermission.LOOK_AFTER)
def overview() -> Response:
    """List what was planned, the newest first."""
    identity.check_administers(current_actor())
    rows = queries.list_latest(limit=queries.MOST + 1)
    return answers.show(
        "successions/overview.html",
        rows=rows[: queries.MOST],
        has_more=len(rows) > queries.MOST,
        state_of=queries.state_of,
    )


@blueprint.route("/successions/export", needs=IdentityPermission.LOOK_AFTER)
def export() -> Response:
    """Send all that was ever planned; nobody's name is in it."""
    identity.check_administers(current_actor())
    rows = queries.list_latest(limit=MOST_ROWS + 1)
    return send_list(as_list(_("Successions"), COLUMNS, rows))


@blueprint.route(
    "/organisations/<string:organisation_code>/succession",
    methods=["GET", "POST"],
    needs=IdentityPermission.LOOK_AFTER,
)
def ask(organisation_code: str) -> Response:
    """Plan that another organisation takes over."""
    actor = current_actor()
    found = identity.get_organisation_for(actor, organisation_code)
    others = [each for each in identity.list_organisations() if each.id != found.id]
    form = SuccessionForm()
    form.offer(others)
    with form.taking_refusals():
        if form.validate_on_submit():
            made = service.ask(actor, found, form.plan(others))
            answers.tell(_("It waits for an administrator of another organisation."))
            return answers.lead_to(url_for("successions.detail", succession_id=made.id))
    return answers.show("successions/ask.html", form=form, organisation=found)


@blueprint.route(
    "/accounts/<uuid:person_id>/going",
    methods=["GET", "POST"],
    needs=SuccessionPermission.LET_GO,
)
def let_go(person_id: UUID) -> Response:
    """Say what somebody leaves open, and let them go to another organisation."""
    actor = current_actor()
    person = queries.get_leaver_for(actor, SuccessionPermission.LET_GO, person_id)
    others = [each for each in identity.list_organisations() if each.id != person.organisation_id]
    form = GoingForm()
    form.offer(others)
    with form.taking_refusals():
        if form.validate_on_submit():
            to = form.chosen(others)
            service.let_go(actor, person, to=to)
            answers.tell(
                _(
                    "%(name)s has left. The administrators of %(to)s are told.",
                    name=person.name,
                    to=to.name,
                )
            )
            return answers.lead_to(url_for("administration.account", person_id=person_id))
    return answers.show(
        "successions/going.html",
        form=form,
        person=person,
        left_open=queries.what_is_left_open(person),
        access_tokens=len(identity.list_tokens(person.id)),
    )


@blueprint.route("/successions/<uuid:succession_id>", needs=SuccessionPermission.VIEW)
def detail(succession_id: UUID) -> Response:
    """Show a plan with what it changes, before anybody agrees."""
    actor = current_actor()
    found = queries.get_for(actor, SuccessionPermission.VIEW, succession_id)
    if decide(actor, SuccessionPermission.APPROVE, found).allowed:
        confirming.let_form_lead_to_provider(actor)
    return answers.show(
        "successions/detail.html",
        plan=found,
        state_of=queries.state_of,
        heirs=queries.list_heirs(found),
        impact=queries.find_impact(found),
        may=abilities(actor, found, ABILITIES),
    )


@blueprint.route(
    "/successions/<uuid:succession_id>/approve",
    methods=["POST"],
    needs=SuccessionPermission.APPROVE,
)
def approve(succession_id: UUID) -> Response:
    """Lead to a fresh sign-in that confirms that one agrees with a plan."""
    actor = current_actor()
    found = queries.get_for(actor, SuccessionPermission.APPROVE, succession_id)
    target = url_for("successions.complete_approval", succession_id=succession_id)
    purpose = service.purpose_of(found)
    return confirming.lead_to_fresh_sign_in(actor, purpose=purpose, target=target)


@blueprint.route(
    "/successions/<uuid:succession_id>/approve/complete",
    needs=SuccessionPermission.APPROVE,
    writes_on_get=True,
)
def complete_approval(succession_id: UUID) -> Response:
    """Back from the fresh sign-in: the plan is agreed with, once."""
    actor = current_actor()
    found = queries.get_for(actor, SuccessionPermission.APPROVE, succession_id)
    service.approve(actor, found, tell=announce, ticket_id=confirming.asked_ticket())
    answers.tell(_("It is agreed and announced. Until the day it can be taken back."))
    return answers.lead_to(url_for("successions.detail", succession_id=succession_id))


@blueprint.route(
    "/successions/<uuid:succession_id>/refuse", methods=["POST"], needs=SuccessionPermission.REFUSE
)
def refuse(succession_id: UUID) -> Response:
    """Refuse a plan, or take the own one back."""
    actor = current_actor()
    found = queries.get_for(actor, SuccessionPermission.REFUSE, succession_id)
    service.refuse(actor, found)
    answers.tell(_("It was refused; nothing changed."))
    return answers.lead_to(url_for("successions.detail", succession_id=succession_id))


@blueprint.route(
    "/successions/<uuid:succession_id>/take-back",
    methods=["POST"],
    needs=SuccessionPermission.TAKE_BACK,
)
def take_back(succession_id: UUID) -> Response:
    """Take back what was agreed, before the day."""
    actor = current_actor()
    found = queries.get_for(actor, SuccessionPermission.TAKE_BACK, succession_id)
    service.take_back(actor, found, tell=announce)
    answers.tell(_("It was taken back. The organisation goes on as it was."))
    return answers.lead_to(url_for("successions.detail", succession_id=succession_id))
