"""What is asked about a provider: read, agreed with after a fresh sign-in, refused."""

from __future__ import annotations

from uuid import UUID

from flask import Response, url_for

from app.adapters.keys import MasterKey
from app.identity import confirming, queries
from app.identity.confirming import callback_url
from app.identity.policy import IdentityPermission
from app.identity.service import organisations, provider_changes
from app.identity.views.administration import blueprint
from app.kernel.access import abilities, decide
from app.kernel.text import _
from app.kernel.web import answers
from app.kernel.web.current import current_actor
from app.kernel.web.house import current_house

CHANGE_ABILITIES = (IdentityPermission.APPROVE_CHANGE, IdentityPermission.REFUSE_CHANGE)


@blueprint.route("/changes/<uuid:change_id>", needs=IdentityPermission.LOOK_AT_CHANGE)
def change(change_id: UUID) -> Response:
    """Show what was asked about a provider, beside what it is now."""
    actor = current_actor()
    found = queries.get_change_for(actor, IdentityPermission.LOOK_AT_CHANGE, change_id)
    known = queries.find_any_provider(found.slug)
    if decide(actor, IdentityPermission.APPROVE_CHANGE, found).allowed:
        confirming.let_form_lead_to_provider(actor)
    return answers.show(
        "identity/administration/change.html",
        change=found,
        known=known,
        is_another=known is not None
        and organisations.is_another(known, issuer=found.issuer, discovery_url=found.discovery_url),
        back_url=callback_url(found.slug),
        may=abilities(actor, found, CHANGE_ABILITIES),
    )


@blueprint.route(
    "/changes/<uuid:change_id>/approve",
    methods=["POST"],
    needs=IdentityPermission.APPROVE_CHANGE,
)
def approve_change(change_id: UUID) -> Response:
    """Lead to a fresh sign-in that confirms that one agrees with a change."""
    actor = current_actor()
    found = queries.get_change_for(actor, IdentityPermission.APPROVE_CHANGE, change_id)
    target = url_for("administration.complete_approval", change_id=change_id)
    purpose = provider_changes.purpose_of(found)
    return confirming.lead_to_fresh_sign_in(actor, purpose=purpose, target=target)


@blueprint.route(
    "/changes/<uuid:change_id>/approve/complete",
    needs=IdentityPermission.APPROVE_CHANGE,
    writes_on_get=True,
)
def complete_approval(change_id: UUID) -> Response:
    """Back from the fresh sign-in: the change is agreed with, once."""
    actor = current_actor()
    found = queries.get_change_for(actor, IdentityPermission.APPROVE_CHANGE, change_id)
    provider_changes.approve_change(
        actor,
        found,
        master=current_house().tool(MasterKey),
        ticket_id=confirming.asked_ticket(),
    )
    answers.tell(_("The provider is entered, and closed. Test it; from a day on it can be opened."))
    return answers.lead_to(url_for("administration.provider", slug=found.slug))


@blueprint.route(
    "/changes/<uuid:change_id>/refuse", methods=["POST"], needs=IdentityPermission.REFUSE_CHANGE
)
def refuse_change(change_id: UUID) -> Response:
    """Refuse a change, or take the own one back."""
    actor = current_actor()
    found = queries.get_change_for(actor, IdentityPermission.REFUSE_CHANGE, change_id)
    provider_changes.refuse_change(actor, found)
    answers.tell(_("It was refused; nothing changed."))
    return answers.lead_to(url_for("administration.change", change_id=change_id))
