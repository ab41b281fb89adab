"""Pages of administrators: which witnesses there are, and who agreed with them."""

from __future__ import annotations

from functools import partial
from uuid import UUID

from flask import Response, url_for

from app.adapters.witnessing import Post
from app.identity import confirming
from app.identity import queries as identity
from app.identity.policy import INSTALLATION
from app.identity.service.taking import OwnListed, note_own_taking
from app.kernel.access import abilities, decide, require
from app.kernel.lists import Columns, as_list
from app.kernel.text import _, lazy
from app.kernel.web import answers
from app.kernel.web.current import current_actor
from app.kernel.web.door import GuardedBlueprint
from app.kernel.web.house import current_house
from app.kernel.web.lists import send_list
from app.witnesses import queries, service
from app.witnesses.forms import WitnessForm
from app.witnesses.models import Witness
from app.witnesses.policy import WitnessPermission

blueprint = GuardedBlueprint("witnesses", __name__, url_prefix="/administration/witnesses")

COLUMNS: Columns[Witness] = (
    (lazy("Witness"), lambda it: it.name),
    (lazy("Address"), lambda it: it.url),
    (lazy("Of"), lambda it: it.organisation.short_name),
    (lazy("Asked by"), lambda it: it.asked_by.name),
    (lazy("Asked on"), lambda it: it.asked_at),
    (lazy("State"), lambda it: queries.state_of(it)[0]),
)
ABILITIES = (WitnessPermission.APPROVE, WitnessPermission.REFUSE, WitnessPermission.END)


@blueprint.route("", needs=WitnessPermission.LIST)
def overview() -> Response:
    """List the witnesses, those that wait first."""
    require(current_actor(), WitnessPermission.LIST, INSTALLATION)
    return answers.show(
        "witnesses/overview.html",
        witnesses=queries.list_witnesses(),
        state_of=queries.state_of,
        trouble=queries.count_trouble(),
    )


@blueprint.route("/export", needs=WitnessPermission.LIST, writes_on_get=True)
def export() -> Response:
    """Send which witnesses there are and were."""
    actor, permission = current_actor(), WitnessPermission.LIST
    require(actor, permission, INSTALLATION)
    listed = OwnListed.WITNESSES
    return send_list(
        as_list(_("Witnesses"), COLUMNS, queries.list_witnesses()),
        noting=partial(
            note_own_taking, actor, permission, INSTALLATION, listed=listed, of=INSTALLATION
        ),
    )


@blueprint.route("/new", methods=["GET", "POST"], needs=WitnessPermission.ASK)
def ask() -> Response:
    """Ask for a witness."""
    actor = current_actor()
    require(actor, WitnessPermission.ASK, INSTALLATION)
    form = WitnessForm()
    form.offer([each.organisation for each in identity.list_organisation_rows()])
    with form.taking_refusals():
        if form.validate_on_submit():
            made = service.ask_for_witness(
                actor,
                identity.get_organisation(form.organisation.data),
                wanted=form.wanted(),
                post=current_house().tool(Post),
            )
            answers.tell(_("It waits for an administrator of another organisation."))
            return answers.lead_to(url_for("witnesses.witness", witness_id=made.id))
    return answers.show("witnesses/ask.html", form=form)


@blueprint.route("/<uuid:witness_id>", needs=WitnessPermission.LOOK_AT)
def witness(witness_id: UUID) -> Response:
    """Show a witness, who asked for it and who agreed."""
    actor = current_actor()
    found = queries.get_for(actor, WitnessPermission.LOOK_AT, witness_id)
    if decide(actor, WitnessPermission.APPROVE, found).allowed:
        confirming.let_form_lead_to_provider(actor)
    return answers.show(
        "witnesses/witness.html",
        state_of=queries.state_of,
        witness=found,
        faults=queries.list_faults(witness_id) if found.is_in_use else [],
        fault_words=queries.FAULT_WORDS,
        may=abilities(actor, found, ABILITIES),
    )


@blueprint.route("/<uuid:witness_id>/approve", methods=["POST"], needs=WitnessPermission.APPROVE)
def approve(witness_id: UUID) -> Response:
    """Lead to a fresh sign-in that confirms that one agrees with a witness."""
    actor = current_actor()
    found = queries.get_for(actor, WitnessPermission.APPROVE, witness_id)
    target = url_for("witnesses.complete_approval", witness_id=witness_id)
    purpose = service.purpose_of(found)
    return confirming.lead_to_fresh_sign_in(actor, purpose=purpose, target=target)


@blueprint.route(
    "/<uuid:witness_id>/approve/complete",
    needs=WitnessPermission.APPROVE,
    writes_on_get=True,
)
def complete_approval(witness_id: UUID) -> Response:
    """Back from the fresh sign-in: the witness is agreed with, once."""
    actor = current_actor()
    found = queries.get_for(actor, WitnessPermission.APPROVE, witness_id)
    service.approve_witness(actor, found, ticket_id=confirming.asked_ticket())
    answers.tell(_("The witness is in use. Within seconds it is asked to cosign."))
    return answers.lead_to(url_for("witnesses.witness", witness_id=witness_id))


@blueprint.route("/<uuid:witness_id>/refuse", methods=["POST"], needs=WitnessPermission.REFUSE)
def refuse(witness_id: UUID) -> Response:
    """Refuse a witness, or take the own question back."""
    actor = current_actor()
    found = queries.get_for(actor, WitnessPermission.REFUSE, witness_id)
    service.refuse_witness(actor, found)
    answers.tell(_("It was refused; nothing changed."))
    return answers.lead_to(url_for("witnesses.witness", witness_id=witness_id))


@blueprint.route("/<uuid:witness_id>/end", methods=["POST"], needs=WitnessPermission.END)
def end(witness_id: UUID) -> Response:
    """End the use of a witness."""
    actor = current_actor()
    found = queries.get_for(actor, WitnessPermission.END, witness_id)
    service.end_witness(actor, found)
    answers.tell(_("The witness is not asked any more."), kind="warn")
    return answers.lead_to(url_for("witnesses.witness", witness_id=witness_id))
