"""Duties of people of one's own organisation: changed by an administrator, some by two."""

from __future__ import annotations

from uuid import UUID

from flask import Response, request, url_for

from app.identity import confirming, queries
from app.identity.duty_names import DUTY_NAMES
from app.identity.policy import IdentityPermission
from app.identity.service import duties
from app.identity.views.administration import blueprint
from app.kernel.access import abilities
from app.kernel.text import _
from app.kernel.web import answers
from app.kernel.web.current import current_actor

DUTY_ABILITIES = (IdentityPermission.AGREE_DUTY, IdentityPermission.REFUSE_DUTY)


@blueprint.route(
    "/accounts/<uuid:person_id>/duties",
    methods=["POST"],
    needs=IdentityPermission.CHANGE_DUTIES,
)
def change_duty(person_id: UUID) -> Response:
    """Give or take a duty, or ask for it where a second person must agree."""
    actor = current_actor()
    person = queries.get_account_for(actor, IdentityPermission.CHANGE_DUTIES, person_id)
    asked = duties.change_duty(
        actor,
        person,
        duty=request.form.get("duty", ""),
        is_given=request.form.get("to") == "give",
    )
    answers.tell(
        _("It is changed.")
        if asked is None
        else _("It waits for another administrator or the privacy officer of your organisation.")
    )
    return answers.lead_to(url_for("administration.account", person_id=person_id))


@blueprint.route(
    "/duties/<uuid:duty_change_id>/agree",
    methods=["POST"],
    needs=IdentityPermission.AGREE_DUTY,
)
def agree_duty(duty_change_id: UUID) -> Response:
    """Lead to a fresh sign-in with which one agrees, as the second person."""
    actor = current_actor()
    found = queries.get_duty_change_for(actor, IdentityPermission.AGREE_DUTY, duty_change_id)
    target = url_for("administration.complete_duty", duty_change_id=duty_change_id)
    purpose = duties.purpose_of(found)
    return confirming.lead_to_fresh_sign_in(actor, purpose=purpose, target=target)


@blueprint.route(
    "/duties/<uuid:duty_change_id>/agree/complete",
    needs=IdentityPermission.AGREE_DUTY,
    writes_on_get=True,
)
def complete_duty(duty_change_id: UUID) -> Response:
    """Back from the fresh sign-in: one agrees, once."""
    actor = current_actor()
    found = queries.get_duty_change_for(actor, IdentityPermission.AGREE_DUTY, duty_change_id)
    duties.agree(actor, found, ticket_id=confirming.asked_ticket())
    answers.tell(_("It is changed."))
    return answers.lead_to(url_for("administration.waiting_duties"))


@blueprint.route(
    "/duties/<uuid:duty_change_id>/refuse",
    methods=["POST"],
    needs=IdentityPermission.REFUSE_DUTY,
)
def refuse_duty(duty_change_id: UUID) -> Response:
    """Refuse it, or take the own question back."""
    actor = current_actor()
    found = queries.get_duty_change_for(actor, IdentityPermission.REFUSE_DUTY, duty_change_id)
    duties.refuse(actor, found)
    answers.tell(_("It was refused; nothing changed."))
    return answers.lead_to(url_for("administration.waiting_duties"))


@blueprint.route("/duties", needs=IdentityPermission.READ_TRUST)
def waiting_duties() -> Response:
    """Show what waits for a second person of one's own organisation."""
    actor = current_actor()
    queries.check_watches(actor)
    waiting = queries.list_duty_changes(actor.organisation_id)
    confirming.let_form_lead_to_provider(actor)
    return answers.show(
        "identity/administration/duties.html",
        waiting=[(each, abilities(actor, each, DUTY_ABILITIES)) for each in waiting],
        names=DUTY_NAMES,
    )
