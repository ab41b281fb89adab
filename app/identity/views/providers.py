"""A provider: tested, opened, closed and paused, each after a fresh sign-in."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from uuid import UUID

from flask import Response, make_response, redirect, request, url_for

from app.adapters.openid import SignInRefused, single_values
from app.identity import confirming, queries
from app.identity.confirming import callback_url
from app.identity.forms import PauseForm
from app.identity.models import IdentityProvider
from app.identity.policy import IdentityPermission
from app.identity.reasons import for_administrators
from app.identity.service import openings, trying
from app.identity.service.providers import Switchboard
from app.identity.service.sessions import told_by
from app.identity.views.administration import blueprint
from app.kernel.access import Actor, abilities
from app.kernel.errors import NotFound
from app.kernel.text import _
from app.kernel.web import answers, tokens
from app.kernel.web.current import current_actor
from app.kernel.web.house import current_house
from app.kernel.work import step_outside

LOOK = IdentityPermission.LOOK_AFTER
ABILITIES = (openings.OPEN, openings.CLOSE, openings.PAUSE, openings.ASK)
OPENING_ABILITIES = (IdentityPermission.AGREE_OPENING, IdentityPermission.REFUSE_OPENING)


@blueprint.route(
    "/providers/<string:slug>", methods=["GET", "POST"], needs=IdentityPermission.LOOK_AFTER
)
def provider(slug: str) -> Response:
    """Show a provider and why people could not sign in there; a POST tests it now."""
    actor = current_actor()
    found = queries.get_provider_for(actor, LOOK, slug)
    outcome = _tested(found) if request.method == "POST" else None
    return _show(actor, found, form=PauseForm(formdata=None), outcome=outcome)


@blueprint.route("/providers/<string:slug>/try", methods=["POST"], needs=LOOK)
def try_provider(slug: str) -> Response:
    """Lead to the provider to sign in there, and come back to read what it tells of oneself."""
    actor = current_actor()
    found = queries.get_provider_for(actor, LOOK, slug)
    try:
        address = trying.begin_try(
            actor,
            current_house().tool(Switchboard),
            provider=found,
            browser=tokens.browser_binding(),
            redirect_uri=callback_url(slug),
        )
    except SignInRefused as refusal:
        outcome = (*for_administrators(str(refusal.code)), refusal.detail)
        return _show(actor, found, form=PauseForm(formdata=None), outcome=outcome)
    return make_response(redirect(address, code=HTTPStatus.SEE_OTHER))


def tried(actor: Actor, slug: str) -> Response:
    """Show what a provider told of who signed in there to try it, or why that is refused."""
    found = queries.get_provider_for(actor, LOOK, slug)
    told, refusal = None, None
    try:
        told = trying.complete_try(
            actor,
            current_house().tool(Switchboard),
            provider=found,
            callback=single_values(request.args.items(multi=True)),
            browser=tokens.browser_binding(),
            redirect_uri=callback_url(slug),
        )
    except SignInRefused as refused:
        refusal = (*for_administrators(str(refused.code)), refused.detail)
    return answers.show(
        "identity/administration/tried.html", provider=found, tried=told, refusal=refusal
    )


@blueprint.route("/providers/<string:slug>/open", methods=["POST"], needs=openings.OPEN)
def open_provider(slug: str) -> Response:
    """Lead to a fresh sign-in with which a provider of one's own opens, or goes on."""
    return _confirmed(slug, openings.OPEN)


@blueprint.route("/providers/<string:slug>/close", methods=["POST"], needs=openings.CLOSE)
def close_provider(slug: str) -> Response:
    """Lead to a fresh sign-in with which a provider of one's own closes: its people are out."""
    return _confirmed(slug, openings.CLOSE)


@blueprint.route("/providers/<string:slug>/pause", methods=["POST"], needs=openings.PAUSE)
def pause_provider(slug: str) -> Response:
    """Lead to a fresh sign-in with which a provider is paused, whoever's it is."""
    actor = current_actor()
    found = queries.get_provider_for(actor, openings.PAUSE, slug)
    form = PauseForm()
    with form.taking_refusals():
        if form.validate_on_submit():
            reason = str(form.reason.data or "")
            return _lead(actor, openings.purpose_of(openings.PAUSE, found, reason=reason), slug)
    return _show(actor, found, form=form)


@blueprint.route("/providers/<string:slug>/opening", methods=["POST"], needs=openings.ASK)
def ask_to_open(slug: str) -> Response:
    """Lead to a fresh sign-in with which one asks, from elsewhere, to open a provider."""
    return _confirmed(slug, openings.ASK)


@blueprint.route("/openings/<uuid:opening_id>/agree", methods=["POST"], needs=openings.AGREE)
def agree_to_open(opening_id: UUID) -> Response:
    """Lead to a fresh sign-in with which one agrees, as the second, to open a provider."""
    actor = current_actor()
    opening = queries.get_opening_for(actor, openings.AGREE, opening_id)
    found = opening.provider
    purpose = openings.purpose_of(openings.AGREE, found, opening=opening)
    return _lead(actor, purpose, found.slug)


@blueprint.route(
    "/openings/<uuid:opening_id>/refuse",
    methods=["POST"],
    needs=IdentityPermission.REFUSE_OPENING,
)
def refuse_opening(opening_id: UUID) -> Response:
    """Refuse to open a provider, or take the own question back."""
    actor = current_actor()
    found = queries.get_opening_for(actor, IdentityPermission.REFUSE_OPENING, opening_id)
    openings.refuse_opening(actor, found)
    answers.tell(_("It was refused; nothing changed."))
    return answers.lead_to(url_for("administration.provider", slug=found.provider.slug))


@blueprint.route(
    "/providers/<string:slug>/complete",
    needs=IdentityPermission.LOOK_AFTER,
    writes_on_get=True,
)
def complete_access(slug: str) -> Response:
    """Back from the fresh sign-in: what was confirmed is carried out, once."""
    actor = current_actor()
    found = queries.get_provider_for(actor, LOOK, slug)
    ticket_id = confirming.asked_ticket()
    purpose = told_by(actor, ticket_id)
    form = PauseForm(formdata=None, data={"reason": purpose.get("reason", "")})
    with form.taking_refusals():
        answers.tell(_carry_out(actor, found, purpose=purpose, ticket_id=ticket_id))
    if form.status != HTTPStatus.OK:
        return _show(actor, queries.get_provider_for(actor, LOOK, slug), form=form)
    return answers.lead_to(url_for("administration.provider", slug=slug))


def _carry_out(
    actor: Actor, found: IdentityProvider, *, purpose: Mapping[str, str], ticket_id: UUID
) -> str:
    """Do what a sign-in was for; return how one is told of it."""
    act = purpose.get("action")
    if act == openings.PAUSE:
        reason = purpose.get("reason", "")
        openings.pause_provider(actor, found, reason=reason, ticket_id=ticket_id)
        return _("It is paused: nobody gets in by it for now, and nothing ended.")
    if act == openings.CLOSE:
        openings.close_provider(actor, found, ticket_id=ticket_id)
        return _("Nobody gets in by it from now on.")
    if act == openings.ASK:
        openings.ask_to_open(actor, found, ticket_id=ticket_id)
        return _("It waits for an administrator of another organisation.")
    if act == openings.AGREE:
        opening_id = UUID(purpose["opening"])
        opening = queries.get_opening_for(actor, openings.AGREE, opening_id)
        openings.agree_to_open(actor, opening, ticket_id=ticket_id)
    elif act == openings.OPEN:
        openings.open_provider(actor, found, ticket_id=ticket_id)
    else:
        raise NotFound
    return _("People can sign in there from now on.")


def _confirmed(slug: str, act: IdentityPermission) -> Response:
    actor = current_actor()
    found = queries.get_provider_for(actor, act, slug)
    return _lead(actor, openings.purpose_of(act, found), slug)


def _lead(actor: Actor, purpose: dict[str, str], slug: str) -> Response:
    target = url_for("administration.complete_access", slug=slug)
    return confirming.lead_to_fresh_sign_in(actor, purpose=purpose, target=target)


def _show(
    actor: Actor,
    found: IdentityProvider,
    *,
    form: PauseForm,
    outcome: tuple[str, str, str] | None = None,
) -> Response:
    refusals = queries.count_refusals(found.id)
    opening = queries.find_waiting_opening(found)
    if opening is not None:
        opening.provider.opens_itself = found.opens_itself
    confirming.let_form_lead_to_provider(actor)
    confirming.allow_form_to(found)
    return answers.show(
        "identity/administration/provider.html",
        provider=found,
        back_url=callback_url(found.slug),
        outcome=outcome,
        refusals=[(each, for_administrators(each.reason)) for each in refusals],
        form=form,
        may=abilities(actor, found, ABILITIES),
        opening=opening,
        may_answer=opening and abilities(actor, opening, OPENING_ABILITIES),
        first_at=None if found.is_active else queries.find_first_moment(found),
        paused_by=queries.find_paused_by(found),
    )


def _tested(found: IdentityProvider) -> tuple[str, str, str] | None:
    """Look whether a provider is what was agreed; return what is wrong, or nothing."""
    switchboard = current_house().tool(Switchboard)
    step_outside()
    try:
        switchboard.probe(found)
    except SignInRefused as refusal:
        return (*for_administrators(str(refusal.code)), refusal.detail)
    return ("", "", "")
