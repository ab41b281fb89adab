"""The fresh sign-ins of the story: what the providers would have answered on that day."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from app.identity import queries
from app.identity.models import FreshSignIn, Person, SignInSession
from app.identity.service.sign_in import TICKET_LIFE, derive_nonce
from app.kernel import clock, ids
from app.kernel.access import Actor
from app.kernel.work import keeping_books


def confirm(actor: Actor, person: Person, *, purpose: Mapping[str, Any]) -> tuple[UUID, UUID]:
    """Note a fresh sign-in for a purpose; return the ended session's id and the ticket's.

    The claims say that they belong to the demonstration's story; no provider signed them.
    """
    provider, moment = queries.get_provider_of(person), clock.now()
    whole = {**purpose, "random": ids.new_secret()}
    nonce = derive_nonce(whole)
    session = SignInSession(
        id=ids.new_id(),
        token_hash=queries.hash_secret(ids.new_secret()),
        person_id=person.id,
        provider_id=provider.id,
        signed_in_at=moment,
        last_seen_at=moment,
        ended_at=moment,
        auth_time=moment,
        acr=provider.accepted_acr[0],
    )
    ticket = FreshSignIn(
        id=ids.new_id(),
        session_id=session.id,
        person_id=person.id,
        purpose=whole,
        claims={
            "iss": provider.issuer,
            "sub": person.subject,
            "auth_time": int(moment.timestamp()),
            "acr": provider.accepted_acr[0],
            "nonce": nonce,
            "demonstration": True,
        },
        nonce=nonce,
        auth_time=moment,
        made_at=moment,
        expires_at=moment + TICKET_LIFE,
        used_at=None,
    )
    with keeping_books(actor) as work:
        work.add(session)
        work.settle()
        work.add(ticket)
    return session.id, ticket.id
