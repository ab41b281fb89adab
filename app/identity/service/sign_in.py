"""Signing in: begin an attempt, go to one's own provider, come back as (provider, subject)."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from app.adapters.keys import Wrapping
from app.adapters.openid import PendingSignIn, RefusalCode, SignInRefused, VerifiedSignIn
from app.identity import queries
from app.identity.actions import IdentityAction
from app.identity.models import (
    FreshSignIn,
    IdentityProvider,
    LastVisit,
    Person,
    SignInAttempt,
    SignInSession,
)
from app.identity.policy import IdentityPermission
from app.identity.service.providers import Switchboard
from app.identity.service.signed_answers import SignedAnswer
from app.kernel import access, clock, ids
from app.kernel.access import Actor
from app.kernel.errors import TellableError
from app.kernel.work import Work, begin_work, keeping_books, step_outside

ATTEMPT_LIFE = timedelta(minutes=10)
TICKET_LIFE = timedelta(minutes=5)
LONGEST_SID = 255
TRY = "provider:page:try"
"""What an attempt is for that lets nobody in."""


class NotKnownHere(TellableError):
    """The provider told the truth, but nobody here is this (provider, subject)."""


class AnotherPerson(TellableError):
    """Someone else came back from a fresh sign-in than went to it."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """A sign-in that succeeded."""

    person: Person
    secret: str
    """Goes into the cookie; only its hash is kept."""
    target: str
    ticket: FreshSignIn | None = None
    """Of the fresh sign-in, when that was what it was for."""


@dataclass(frozen=True, slots=True)
class Intent:
    """What a sign-in is begun for."""

    target: str
    browser: str
    """This browser's own secret, to which the attempt is bound."""
    redirect_uri: str
    login_hint: str | None = None
    levels: tuple[str, ...] = ()
    """Levels of assurance to ask for this time; those that are accepted when nothing is said."""
    invitation: str | None = None
    fresh_for: UUID | None = None
    purpose: Mapping[str, Any] | None = None
    """What the fresh sign-in confirms; the nonce is derived from it."""


def begin_sign_in(
    actor: Actor, switchboard: Switchboard, *, provider: IdentityProvider, intent: Intent
) -> str:
    """Note a sign-in under way and return the provider's address to go to.

    Raises:
        SignInRefused: the provider cannot be reached, or is not what was agreed.
    """
    nonce = derive_nonce(intent.purpose) if intent.purpose is not None else None
    is_tried = (intent.purpose or {}).get("action") == TRY
    client = switchboard.client_of(provider) if is_tried else switchboard.client()
    config = switchboard.config(provider)
    step_outside()
    begun = client.begin(
        config,
        intent.redirect_uri,
        fresh=intent.fresh_for is not None,
        nonce=nonce,
        acr_values=intent.levels,
        login_hint=intent.login_hint,
    )
    with keeping_books(actor) as work:
        work.add(
            SignInAttempt(
                state_hash=queries.hash_secret(begun.state),
                provider_id=provider.id,
                browser_hash=queries.hash_secret(intent.browser),
                nonce=begun.nonce,
                code_verifier=begun.code_verifier,
                target=intent.target,
                invitation_hash=queries.hash_secret(intent.invitation)
                if intent.invitation
                else None,
                fresh_for_id=intent.fresh_for,
                purpose=dict(intent.purpose) if intent.purpose is not None else None,
                asked_at=begun.asked_at,
            )
        )
    return begun.url


def derive_nonce(purpose: Mapping[str, Any]) -> str:
    """Derive the nonce of a fresh sign-in from what it confirms: it is for that alone.

    The purpose holds a random part of its own. Source: SHA-256 over sorted, compact JSON.
    """
    exact = json.dumps(purpose, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(exact.encode()).hexdigest()


def complete_sign_in(
    actor: Actor,
    switchboard: Switchboard,
    *,
    provider: IdentityProvider,
    callback: Mapping[str, str],
    browser: str,
    redirect_uri: str,
) -> Outcome:
    """Finish a sign-in with what the browser brought back.

    Raises:
        SignInRefused: anything is not exactly as agreed and asked.
        NotKnownHere: nobody here is this person; no invitation was brought.
        AnotherPerson: a fresh sign-in was done by someone else.
    """
    attempt = take_attempt(
        actor, provider=provider, state=callback.get("state", ""), browser=browser
    )
    if is_try(attempt):
        raise SignInRefused(RefusalCode.STATE_WRONG, "only tried")
    client, config = switchboard.client(), switchboard.config(provider)
    step_outside()
    verified = client.complete(
        config, pending_of(attempt, callback, redirect_uri), callback=callback
    )
    with begin_work(actor) as work:
        person = _person_of(work, provider, verified=verified, attempt=attempt)
        _check_not_signed_out(verified, attempt)
        access.require(actor, IdentityPermission.SIGN_IN, person)
        outcome = _start_session(work, person, verified=verified, attempt=attempt)
        if outcome.ticket is not None:
            _keep_answer(outcome.ticket, verified, master=switchboard.master)
    return outcome


def is_try(attempt: SignInAttempt) -> bool:
    """Tell whether a sign-in is only tried by an administrator: it lets nobody in."""
    return (attempt.purpose or {}).get("action") == TRY


def take_attempt(
    actor: Actor, *, provider: IdentityProvider, state: str, browser: str
) -> SignInAttempt:
    """Use an attempt once, whatever the outcome.

    Raises:
        SignInRefused: there is none, or it is of another provider or browser, or over.
    """
    attempt = queries.find_attempt(state)
    if attempt is None or clock.now() - attempt.asked_at > ATTEMPT_LIFE:
        raise SignInRefused(RefusalCode.STATE_WRONG, "no such attempt")
    with keeping_books(actor) as work:
        work.lock(attempt)
        if attempt.used_at is not None:
            raise SignInRefused(RefusalCode.STATE_WRONG, "attempt used before")
        attempt.used_at = clock.now()
    if attempt.provider_id != provider.id:
        raise SignInRefused(RefusalCode.PROVIDER_MIXED_UP, "another provider's callback")
    if attempt.browser_hash != queries.hash_secret(browser):
        raise SignInRefused(RefusalCode.STATE_WRONG, "another browser")
    return attempt


def _check_open(provider: IdentityProvider, attempt: SignInAttempt) -> None:
    """Let nobody in who left for a provider before it was closed, also once it is open again."""
    is_void = provider.void_before is not None and attempt.asked_at <= provider.void_before
    if is_void or not provider.is_open:
        raise SignInRefused(RefusalCode.STATE_WRONG, "the provider was closed meanwhile")


def _check_not_signed_out(verified: VerifiedSignIn, attempt: SignInAttempt) -> None:
    """Let nobody in who signed out at the provider while its answer was on its way to us."""
    if queries.was_signed_out(
        attempt,
        subject=verified.subject,
        provider_sid=_name_of_session(verified),
        auth_time=verified.auth_time,
    ):
        raise SignInRefused(RefusalCode.STATE_WRONG, "signed out there meanwhile")


def pending_of(
    attempt: SignInAttempt, callback: Mapping[str, str], redirect_uri: str
) -> PendingSignIn:
    """Return what an answer is held to."""
    return PendingSignIn(
        provider_id=str(attempt.provider_id),
        state=callback["state"],
        nonce=attempt.nonce,
        code_verifier=attempt.code_verifier,
        redirect_uri=redirect_uri,
        asked_at=attempt.asked_at,
        is_fresh=attempt.fresh_for_id is not None,
    )


def _person_of(
    work: Work, provider: IdentityProvider, *, verified: VerifiedSignIn, attempt: SignInAttempt
) -> Person:
    """Find who this is, or bind an invited person to this identity."""
    work.lock(provider)  # before any person, as everybody does who closes it or binds by it
    _check_open(provider, attempt)
    person = queries.find_person(provider.id, verified.subject)
    if person is not None and person.organisation_id != provider.organisation_id:
        raise NotKnownHere
    if person is None and attempt.invitation_hash is not None:
        person = _bind_invited(work, provider, verified=verified, code_hash=attempt.invitation_hash)
    if person is None:
        raise NotKnownHere
    if attempt.fresh_for_id is not None and person.id != attempt.fresh_for_id:
        raise AnotherPerson
    return person


def _bind_invited(
    work: Work, provider: IdentityProvider, *, verified: VerifiedSignIn, code_hash: bytes
) -> Person | None:
    invitation = queries.find_invitation_by_hash(code_hash)
    if invitation is None:
        return None
    person = queries.get_person(invitation.person_id)
    work.lock(person)
    work.lock(invitation)
    is_over = invitation.used_at is not None or invitation.expires_at <= clock.now()
    if is_over or person.subject is not None:
        return None
    if person.organisation_id != provider.organisation_id:
        return None
    person.provider_id, person.subject = provider.id, verified.subject
    invitation.used_at = clock.now()
    work.record(IdentityAction.BOUND, person, provider=provider.id)
    return person


def _start_session(
    work: Work, person: Person, *, verified: VerifiedSignIn, attempt: SignInAttempt
) -> Outcome:
    secret, moment = ids.new_secret(), clock.now()
    session = SignInSession(
        token_hash=queries.hash_secret(secret),
        person_id=person.id,
        provider_id=attempt.provider_id,
        signed_in_at=moment,
        last_seen_at=moment,
        auth_time=verified.auth_time,
        acr=verified.acr,
        provider_sid=_name_of_session(verified),
    )
    work.add(session)
    work.settle()
    _end_replaced(work)
    is_fresh = attempt.purpose is not None
    action = IdentityAction.CONFIRMED if is_fresh else IdentityAction.SIGNED_IN
    work.record(action, person, provider=attempt.provider_id, acr=verified.acr, session=session.id)
    ticket = _give_ticket(work, session, verified=verified, attempt=attempt) if is_fresh else None
    if not is_fresh:
        _note_visit(work, person)
    return Outcome(person, secret, attempt.target, ticket)


def _name_of_session(verified: VerifiedSignIn) -> str | None:
    given = verified.claims.get("sid")
    is_usable = isinstance(given, str) and given.isprintable() and len(given) <= LONGEST_SID
    return str(given) if is_usable else None


def _end_replaced(work: Work) -> None:
    """End the session this browser had: whoever held its cookie holds nothing from now on."""
    if work.actor.session_id is not None:
        queries.get_session(work.actor.session_id).ended_at = clock.now()


def _give_ticket(
    work: Work, session: SignInSession, *, verified: VerifiedSignIn, attempt: SignInAttempt
) -> FreshSignIn:
    moment = clock.now()
    ticket = FreshSignIn(
        id=ids.new_id(),
        session_id=session.id,
        person_id=session.person_id,
        purpose=attempt.purpose or {},
        claims=_evidence(verified),
        nonce=attempt.nonce,
        auth_time=verified.auth_time or moment,
        made_at=moment,
        expires_at=moment + TICKET_LIFE,
    )
    work.add(ticket)
    return ticket


def _keep_answer(ticket: FreshSignIn, verified: VerifiedSignIn, *, master: Wrapping) -> None:
    """Keep the token itself with the ticket: the provider's own word, which others can check."""
    answer = SignedAnswer(verified.id_token, verified.key)
    ticket.answer = answer.seal(ticket.id, master=master)
    ticket.answer_sha256 = answer.sha256


def _evidence(verified: VerifiedSignIn) -> dict[str, Any]:
    """Keep the claims that prove the sign-in, without mail address or name."""
    kept = ("iss", "sub", "aud", "azp", "iat", "exp", "auth_time", "acr", "amr", "nonce")
    return {name: verified.claims[name] for name in kept if name in verified.claims}


def _note_visit(work: Work, person: Person) -> None:
    visit = queries.find_visit(person.id)
    moment = clock.now()
    if visit is None:
        work.add(LastVisit(person_id=person.id, seen_at=moment, previous_at=None))
    else:
        visit.previous_at, visit.seen_at = visit.seen_at, moment


def record_refusal(actor: Actor, provider: IdentityProvider, *, code: str) -> None:
    """Count a refused sign-in; the first of its kind in an hour is written into the log.

    Strangers can be refused without end, and the log keeps all it is given: so it gets one word,
    never what the provider sent, and of each kind one line in an hour.
    """
    hour = clock.now().replace(minute=0, second=0, microsecond=0)
    with keeping_books(actor) as work:
        if queries.count_refusal(provider.id, reason=code, hour=hour):
            work.record(IdentityAction.SIGN_IN_REFUSED, _Refusal(provider.id), reason=code)


@dataclass(frozen=True, slots=True)
class _Refusal:
    """The provider at which a sign-in was refused, as the log names it."""

    id: UUID
    log_kind: str = "identity_provider"
