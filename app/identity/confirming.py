"""Leading a signed-in person to a fresh sign-in that confirms one exact thing (step-up)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from flask import Response, make_response, redirect, request, url_for

from app.adapters.openid import SignInRefused
from app.identity import queries
from app.identity.models import IdentityProvider
from app.identity.service import sign_in
from app.identity.service.providers import Switchboard, origins_of
from app.identity.service.sign_in import Intent
from app.kernel import ids
from app.kernel.access import Actor
from app.kernel.errors import NotFound, Refused
from app.kernel.text import _
from app.kernel.web import headers, tokens
from app.kernel.web.house import current_house


def callback_url(slug: str) -> str:
    """Return the callback address of a provider, exactly as it is registered there."""
    return current_house().settings.origin + url_for("identity.callback", slug=slug)


def let_form_lead_to_provider(actor: Actor) -> None:
    """Allow the form on this page to end at the actor's own provider."""
    person = queries.get_self(actor.person_id)
    if person.provider_id is not None:
        allow_form_to(queries.get_provider(person.provider_id))


def allow_form_to(provider: IdentityProvider) -> None:
    """Allow the form on this page to end at a provider, wherever its pages stand."""
    for origin in origins_of(provider):
        headers.allow_form_to(origin)


def asked_ticket() -> UUID:
    """Return the ticket of the fresh sign-in one comes back from.

    Raises:
        NotFound: nobody comes here without one.
    """
    try:
        return UUID(request.args.get("ticket", ""))
    except ValueError:
        raise NotFound from None


def lead_to_fresh_sign_in(actor: Actor, *, purpose: Mapping[str, Any], target: str) -> Response:
    """Send the person to the own provider to sign in anew, now, for exactly this purpose.

    Args:
        purpose: what is confirmed (action, digest, decision …); plain JSON values. A random part is
            added and the sign-in's nonce is derived from the whole. What a person typed stands
            under a name of `queries.forgetting.WORDS`, and goes when the sign-in was used.
        target: own path to come back to; ``ticket=<uuid>`` is added to it.

    Raises:
        Refused: the provider cannot be reached or is not what was agreed.
    """
    person = queries.get_self(actor.person_id)
    if person.provider_id is None or actor.session_id is None:
        raise Refused(_("This needs you in person, with a session of your own."))
    provider = queries.get_provider(person.provider_id)
    intent = Intent(
        target=target,
        browser=tokens.browser_binding(),
        redirect_uri=callback_url(provider.slug),
        login_hint=person.email,
        fresh_for=person.id,
        purpose={**purpose, "random": ids.new_secret()},
    )
    switchboard = current_house().tool(Switchboard)
    try:
        address = sign_in.begin_sign_in(actor, switchboard, provider=provider, intent=intent)
    except SignInRefused as refusal:
        sign_in.record_refusal(actor, provider, code=str(refusal.code))
        raise Refused(
            _(
                "The sign-in page of your organisation does not answer now. Nothing happened."
                " Try again later."
            )
        ) from refusal
    return make_response(redirect(address, code=303))
