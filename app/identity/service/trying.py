"""Trying a sign-in: an administrator goes to a provider and back, and is told what came.

Nobody is signed in by it, so it is possible before a provider is opened. What comes back is held to
everything a real sign-in is held to.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from app.adapters.openid import SignInRefused, VerifiedSignIn
from app.identity import queries
from app.identity.actions import IdentityAction
from app.identity.models import IdentityProvider, Person
from app.identity.policy import IdentityPermission
from app.identity.service import sign_in
from app.identity.service.providers import Switchboard
from app.identity.service.sign_in import Intent
from app.kernel import ids
from app.kernel.access import Actor, decide, require
from app.kernel.errors import NotFound
from app.kernel.work import begin_work, step_outside

TRY = sign_in.TRY
AS_AGREED = "as_agreed"
"""The outcome when what came back was as agreed; else it is why it was refused."""


@dataclass(frozen=True, slots=True)
class Tried:
    """What a provider told about who signed in there."""

    told: VerifiedSignIn
    person: Person | None
    """Who is known here by it; None when nobody is."""
    is_let_in: bool
    """A real sign-in would let that person in now."""
    shows_classified: bool
    """Its level is one with which people also see what is classified."""


def begin_try(
    actor: Actor,
    switchboard: Switchboard,
    *,
    provider: IdentityProvider,
    browser: str,
    redirect_uri: str,
) -> str:
    """Begin a sign-in that lets nobody in, and return the provider's address to go to.

    Args:
        browser: this browser's own secret, to which it is bound.

    Raises:
        SignInRefused: the provider cannot be reached, or is not what was agreed.
    """
    purpose = {"action": TRY, "person": str(actor.person_id), "random": ids.new_secret()}
    intent = Intent(target="/", browser=browser, redirect_uri=redirect_uri, purpose=purpose)
    address = sign_in.begin_sign_in(actor, switchboard, provider=provider, intent=intent)
    _write_down(actor, IdentityAction.PROVIDER_TRYING, provider)
    return address


def is_tried(state: str) -> bool:
    """Tell whether what comes back is of a sign-in that was only tried."""
    attempt = queries.find_attempt(state)
    return attempt is not None and sign_in.is_try(attempt)


def complete_try(
    actor: Actor,
    switchboard: Switchboard,
    *,
    provider: IdentityProvider,
    callback: Mapping[str, str],
    browser: str,
    redirect_uri: str,
) -> Tried:
    """Finish it with what the browser brought back; nobody is signed in.

    Raises:
        NotFound: another person began it.
        SignInRefused: anything is not exactly as agreed and asked.
    """
    attempt = sign_in.take_attempt(
        actor, provider=provider, state=callback.get("state", ""), browser=browser
    )
    if (attempt.purpose or {}).get("person") != str(actor.person_id):
        raise NotFound
    client, config = switchboard.client_of(provider), switchboard.config(provider)
    pending = sign_in.pending_of(attempt, callback, redirect_uri)
    step_outside()
    try:
        told = client.complete(config, pending, callback=callback)
    except SignInRefused as refused:
        _write_down(actor, IdentityAction.PROVIDER_TRIED, provider, outcome=str(refused.code))
        raise
    _write_down(actor, IdentityAction.PROVIDER_TRIED, provider, outcome=AS_AGREED)
    person = queries.find_person(provider.id, told.subject)
    return Tried(
        told,
        person,
        is_let_in=person is not None
        and provider.organisation_id == person.organisation_id
        and decide(actor, IdentityPermission.SIGN_IN, person).allowed,
        shows_classified=told.acr in provider.classified_acr,
    )


def _write_down(
    actor: Actor, action: IdentityAction, provider: IdentityProvider, **facts: str
) -> None:
    """Write down that somebody tried a provider, and how it ended; not who signed in there."""
    with begin_work(actor) as work:
        require(actor, IdentityPermission.LOOK_AFTER, provider)
        work.record(action, provider, organisation=provider.organisation_id, **facts)
