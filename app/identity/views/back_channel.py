"""What a provider tells us by itself: somebody signed out there."""

from __future__ import annotations

from http import HTTPStatus

from flask import Response, make_response, request

from app.adapters.openid import SignInRefused
from app.identity import queries
from app.identity.service import sessions, sign_in
from app.identity.service.providers import Switchboard
from app.kernel.access import PUBLIC
from app.kernel.errors import NotFound
from app.kernel.web.current import actor_or_anonymous
from app.kernel.web.door import GuardedBlueprint
from app.kernel.web.house import current_house

blueprint = GuardedBlueprint("back_channel", __name__)


@blueprint.route(
    "/login/back-channel/<string:slug>", methods=["POST"], needs=PUBLIC, brings_proof=True
)
def sign_out(slug: str) -> Response:
    """End the sessions a provider names; the answer tells nothing of whom or how many.

    Source: OpenID Connect Back-Channel Logout 1.0, section 2.8.
    """
    provider = queries.find_provider(slug=slug)
    if provider is None:
        raise NotFound
    actor, switchboard = actor_or_anonymous(), current_house().tool(Switchboard)
    try:
        sessions.end_by_provider(
            actor, switchboard, provider=provider, token=request.form.get("logout_token", "")
        )
    except SignInRefused as refusal:
        sign_in.record_refusal(actor, provider, code=str(refusal.code))
        answer = {"error": "invalid_request", "error_description": str(refusal.code)}
        return make_response(answer, HTTPStatus.BAD_REQUEST)
    return make_response("", HTTPStatus.OK)
