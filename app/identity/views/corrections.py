"""Correcting how an organisation is entered."""

from __future__ import annotations

from flask import Response, url_for

from app.identity import queries
from app.identity.forms import CorrectOrganisationForm
from app.identity.policy import IdentityPermission
from app.identity.service.correcting import correct_organisation
from app.identity.views.administration import blueprint
from app.kernel.text import _
from app.kernel.web import answers
from app.kernel.web.current import current_actor


@blueprint.route(
    "/organisations/<string:organisation_code>/correction",
    methods=["GET", "POST"],
    needs=IdentityPermission.CORRECT_ORGANISATION,
)
def correct(organisation_code: str) -> Response:
    """Correct name and mail domain of an organisation."""
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
            correct_organisation(actor, card, words=form.words(), seen_version=form.seen())
            answers.tell(_("It is corrected."))
            return answers.lead_to(
                url_for("administration.organisation", organisation_code=found.code)
            )
    return answers.show(
        "identity/administration/correct_organisation.html", form=form, organisation=found
    )
