"""Correcting an account, for administrators of the person's organisation."""

from __future__ import annotations

from uuid import UUID

from flask import Response, url_for

from app.kernel.text import _
from app.kernel.web import answers
from app.kernel.web.current import current_actor
from app.kernel.web.door import GuardedBlueprint
from app.provisioning import queries, service
from app.provisioning.forms import CorrectAccountForm
from app.provisioning.policy import ProvisioningPermission

blueprint = GuardedBlueprint(
    "corrections", __name__, url_prefix="/administration/accounts/<uuid:person_id>/correction"
)


@blueprint.route("", methods=["GET", "POST"], needs=ProvisioningPermission.CORRECT)
def correct(person_id: UUID) -> Response:
    """Correct name, address and function of somebody."""
    actor = current_actor()
    card = queries.get_card_for(actor, ProvisioningPermission.CORRECT, person_id)
    person = card.person
    form = CorrectAccountForm(
        data={
            "name": person.name,
            "email": person.email,
            "job_title": person.job_title,
            "seen_version": str(person.seen_as),
        }
    )
    with form.taking_refusals():
        if form.validate_on_submit():
            is_ended = service.correct_account(
                actor, card, words=form.words(), seen_version=form.seen()
            )
            answers.tell(
                _("It is corrected. The invitation to the old address ended: send it again.")
                if is_ended
                else _("It is corrected.")
            )
            return answers.lead_to(url_for("administration.account", person_id=person_id))
    return answers.show("provisioning/correct_account.html", form=form, person=person)
