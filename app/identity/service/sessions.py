"""Sessions: keep alive, end, end everywhere; tickets of a fresh sign-in, used once."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from app.adapters.openid import VerifiedLogout
from app.identity import queries
from app.identity.actions import IdentityAction
from app.identity.models import FreshSignIn, IdentityProvider, ProviderSignOut
from app.identity.queries import LivingSession
from app.identity.service.providers import Switchboard
from app.kernel import clock
from app.kernel.access import Actor
from app.kernel.errors import Refused
from app.kernel.text import _
from app.kernel.work import Work, keeping_books, step_outside

TOUCH_EVERY = timedelta(minutes=1)
"""A session's last request is written at most this often."""


def touch(actor: Actor, session: LivingSession) -> None:
    """Note that a session is in use; the note itself costs at most one write a minute."""
    moment = clock.now()
    if moment - session.last_seen_at < TOUCH_EVERY:
        return
    with keeping_books(actor) as work:
        work.session.execute(queries.noting_use(session, moment))


def sign_out(actor: Actor) -> None:
    """End the actor's session."""
    person = queries.get_self(actor.person_id)
    with keeping_books(actor) as work:
        for session in queries.list_sessions(person.id):
            if session.id == actor.session_id:
                session.ended_at = clock.now()
        work.record(IdentityAction.SIGNED_OUT, person, everywhere=False, session=actor.session_id)


def end_by_provider(
    actor: Actor, switchboard: Switchboard, *, provider: IdentityProvider, token: object
) -> int:
    """End what a provider says was ended there; return how many sessions that were.

    Args:
        token: the logout token as received.

    Raises:
        SignInRefused: it is not the provider's word; nothing was ended.
    """
    client, config = switchboard.client(), switchboard.config(provider)
    step_outside()
    told = client.read_logout(config, token)
    with keeping_books(actor) as work:
        work.lock(provider)  # who comes in at this moment either has a session, or finds this word
        work.add(_said_by(provider, told))
        found = queries.list_sessions_at(
            provider.id,
            subject=told.subject,
            provider_sid=told.session,
            issued_at=told.issued_at,
        )
        people = queries.list_people({each.person_id for each in found})
        for session in found:
            session.ended_at = clock.now()
        for person in people.values():
            work.record(IdentityAction.SIGNED_OUT_THERE, person, provider=provider.id)
    return len(found)


def _said_by(provider: IdentityProvider, told: VerifiedLogout) -> ProviderSignOut:
    return ProviderSignOut(
        provider_id=provider.id,
        subject=told.subject,
        provider_sid=told.session,
        issued_at=told.issued_at,
        told_at=clock.now(),
    )


def forget_books(actor: Actor, *, before: datetime) -> None:
    """Throw away what was only kept for a sign-in or a form under way, and what was typed for one.

    Args:
        before: what is younger stays; what was typed goes soon after the sign-in was used.
    """
    with keeping_books(actor) as work:
        for statement in (*queries.forgetting_books(before), *queries.forgetting_words()):
            work.session.execute(statement)


def told_by(actor: Actor, ticket_id: UUID) -> dict[str, Any]:
    """Return what the fresh sign-in of somebody was for; it is not used by that.

    Raises:
        Refused: there is no such sign-in of this person, or it was used long ago, and what was
            typed is gone.
    """
    ticket = queries.find_fresh_sign_in(ticket_id)
    if ticket is None or ticket.person_id != actor.person_id:
        raise Refused(_("You have not signed in again for this. Sign in again to confirm it."))
    if ticket.used_at is not None and ticket.used_at < queries.words_stay_since():
        raise Refused(_("This confirmation was used before. Sign in again to confirm it."))
    return ticket.purpose


def take_fresh_sign_in(work: Work, *, ticket_id: UUID, purpose: Mapping[str, Any]) -> FreshSignIn:
    """Use the ticket of a fresh sign-in, once, for exactly what it was given for.

    Args:
        purpose: values the ticket's own purpose must hold (action, digest …).

    Raises:
        Refused: there is no such ticket, it is not this person's or session's, was used, is too
            old, or was given for something else.
    """
    ticket = queries.find_fresh_sign_in(ticket_id)
    actor = work.actor
    if (
        ticket is None
        or ticket.person_id != actor.person_id
        or ticket.session_id != actor.session_id
    ):
        raise Refused(_("You have not signed in again for this. Sign in again to confirm it."))
    work.lock(ticket)
    if ticket.used_at is not None:
        raise Refused(_("This confirmation was used before. Sign in again to confirm it."))
    if ticket.expires_at <= clock.now():
        raise Refused(_("You signed in again too long ago. Sign in again to confirm it."))
    if any(ticket.purpose.get(name) != value for name, value in purpose.items()):
        raise Refused(_("You signed in again for something else. Sign in again to confirm this."))
    ticket.used_at = clock.now()
    return ticket
