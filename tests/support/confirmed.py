"""Having signed in anew for one exact thing, without a provider."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

from app.identity.models import FreshSignIn, Person, SignInSession
from app.kernel import clock, ids
from app.kernel.access import Actor
from tests.support.browser import Browser, Page
from tests.support.database import OneTransaction


def confirmed(
    transaction: OneTransaction, person: Person, actor: Actor, purpose: Mapping[str, Any]
) -> tuple[Actor, UUID]:
    """Return an actor with a session of this moment, and the ticket of a sign-in for a purpose."""
    session_id, now = ids.new_id(), clock.now()
    with transaction.as_owner() as owner:
        owner.add(
            SignInSession(
                id=session_id,
                token_hash=ids.new_id().bytes,
                person_id=person.id,
                provider_id=person.provider_id,
                signed_in_at=now,
                last_seen_at=now,
                auth_time=now,
                acr="substantial",
            )
        )
    return replace(actor, session_id=session_id), _ticket(
        transaction, person, session_id, purpose=purpose
    )


def confirmed_in_browser(
    transaction: OneTransaction, person: Person, purpose: Mapping[str, Any]
) -> UUID:
    """Return the ticket of a sign-in for a purpose, of the session that a browser has."""
    with transaction.as_owner() as owner:
        here = owner.query(SignInSession).filter_by(person_id=person.id)
        session_id = here.order_by(SignInSession.signed_in_at.desc()).first().id
    return _ticket(transaction, person, session_id, purpose=purpose)


def completed(
    transaction: OneTransaction,
    person: Person,
    browser: Browser,
    address: str,
    purpose: Mapping[str, Any],
) -> Page:
    """Come back to an address from a fresh sign-in for a purpose, as a browser does."""
    ticket = confirmed_in_browser(transaction, person, purpose)
    return browser.visit(f"{address}/complete?ticket={ticket}")


def _ticket(
    transaction: OneTransaction, person: Person, session_id: UUID, *, purpose: Mapping[str, Any]
) -> UUID:
    ticket_id, now = ids.new_id(), clock.now()
    with transaction.as_owner() as owner:
        owner.add(
            FreshSignIn(
                id=ticket_id,
                session_id=session_id,
                person_id=person.id,
                purpose=dict(purpose),
                claims={},
                nonce="of-a-test",
                auth_time=now,
                made_at=now,
                expires_at=now + timedelta(minutes=5),
            )
        )
    return ticket_id
