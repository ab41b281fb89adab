"""Correcting how an organisation is entered."""

from __future__ import annotations

from http import HTTPStatus

from flask import Response, url_for

from app.identity import confirming, queries
from app.identity.forms import CorrectOrganisationForm
from app.identity.policy import IdentityPermission, OrganisationCard
from app.identity.service import correcting
from app.identity.service.sessions import told_by
from app.identity.views.administration import blueprint
from app.kernel.access import Actor
from app.kernel.text import _
from app.kernel.web import answers
from app.kernel.web.current import current_actor


@blueprint.route(
    "/organisations/<string:organisation_code>/correction",
    methods=["GET", "POST"],
    needs=IdentityPermission.CORRECT_ORGANISATION,
)
def correct(organisation_code: str) -> Response:
    """Correct name and mail domain of an organisation: leads to a fresh sign-in."""
    actor = current_actor()
    card = queries.get_card_for(actor, IdentityPermission.CORRECT_ORGANISATION, organisation_code)
    found = card.organisation
    form = CorrectOrganisationForm(
        data={
            "name": found.name,
            "short_name": found.short_name,
            "mail_domain": found.mail_domain,
            "seen_version": str(found.seen_as),
        }
    )
    with form.taking_refusals():
        if form.validate_on_submit():
            purpose = correcting.purpose_of(card, form.words(), seen_version=form.seen())
            target = url_for("administration.complete_correction", organisation_code=found.code)
            return confirming.lead_to_fresh_sign_in(actor, purpose=purpose, target=target)
    return _show(actor, card, form)


@blueprint.route(
    "/organisations/<string:organisation_code>/correction/complete",
    needs=IdentityPermission.CORRECT_ORGANISATION,
    writes_on_get=True,
)
def complete_correction(organisation_code: str) -> Response:
    """Back from the fresh sign-in: it is corrected, once."""
    actor = current_actor()
    card = queries.get_card_for(actor, IdentityPermission.CORRECT_ORGANISATION, organisation_code)
    ticket_id = confirming.asked_ticket()
    purpose = told_by(actor, ticket_id)
    form = CorrectOrganisationForm(formdata=None, data=purpose)
    with form.taking_refusals():
        correcting.correct_organisation(
            actor, card, words=form.words(), seen_version=form.seen(), ticket_id=ticket_id
        )
    if form.status != HTTPStatus.OK:
        return _show(actor, card, form)
    answers.tell(_("It is corrected."))
    return answers.lead_to(
        url_for("administration.organisation", organisation_code=organisation_code)
    )


def _show(actor: Actor, card: OrganisationCard, form: CorrectOrganisationForm) -> Response:
    confirming.let_form_lead_to_provider(actor)
    return answers.show(
        "identity/administration/correct_organisation.html",
        form=form,
        organisation=card.organisation,
    )
