"""Opening, closing and pausing providers.

Closing ends what its people come in by, so only its own organisation does it. Whoever sees from
elsewhere that something is wrong pauses it: nobody comes in by it, and nothing of it ends. What was
closed or paused goes on by an administrator of its own; can none of them come in, then by two of
different organisations. Everything here takes a fresh sign-in; a command on the machine does not.
"""

from __future__ import annotations

from uuid import UUID

from sqlalchemy.exc import IntegrityError

from app.identity import queries
from app.identity.actions import IdentityAction
from app.identity.models import IdentityProvider, ProviderAnswer, ProviderOpening
from app.identity.policy import IdentityPermission
from app.identity.service.ending import shut
from app.identity.service.sessions import take_fresh_sign_in
from app.kernel import clock, ids
from app.kernel.access import Actor, require
from app.kernel.day_words import moment_in_words
from app.kernel.errors import Refused
from app.kernel.text import _
from app.kernel.work import Work, begin_work

LONGEST_REASON = 500
OPEN, CLOSE, PAUSE, ASK, AGREE = (
    IdentityPermission.OPEN_PROVIDER,
    IdentityPermission.CLOSE_PROVIDER,
    IdentityPermission.PAUSE_PROVIDER,
    IdentityPermission.ASK_OPENING,
    IdentityPermission.AGREE_OPENING,
)


def purpose_of(
    act: IdentityPermission,
    provider: IdentityProvider,
    *,
    reason: str = "",
    opening: ProviderOpening | None = None,
) -> dict[str, str]:
    """Return what a fresh sign-in will confirm: one act, on one provider as it is now.

    Args:
        reason: why it is paused, in the person's own words; comes back with the sign-in.
        opening: what one agrees with.

    Raises:
        Refused: a reason is missing or too long, or it cannot be so now.
    """
    purpose = {"action": str(act), "provider": str(provider.id)}
    if act is PAUSE:
        return {**purpose, "reason": _reason(reason)}
    if act is not CLOSE:
        _check_can_go_on(provider)
    return purpose if opening is None else {**purpose, "opening": str(opening.id)}


def close_provider(
    actor: Actor, provider: IdentityProvider, *, ticket_id: UUID | None = None
) -> None:
    """Let nobody in by a provider: sessions, tokens, calendars and keys of its people end.

    Args:
        ticket_id: of the fresh sign-in; a command needs none.

    Raises:
        NotAllowed: it is of another organisation.
        Refused: nobody signed in anew for this.
    """
    with begin_work(actor) as work:
        work.lock(provider)
        require(actor, CLOSE, provider)
        _confirm(work, CLOSE, provider, ticket_id=ticket_id)
        close(work, provider)


def close(work: Work, provider: IdentityProvider) -> None:
    """Let nobody in by a provider, as part of a larger work; the decision is the caller's."""
    shut(work, provider)
    work.record(IdentityAction.PROVIDER_CLOSED, provider, organisation=provider.organisation_id)


def pause_provider(
    actor: Actor, provider: IdentityProvider, *, reason: str, ticket_id: UUID | None = None
) -> None:
    """Hold a provider for safety: nobody comes in by it, and nothing ends; it is undone wholly.

    Args:
        reason: why, for administrators; not put into the log.

    Raises:
        NotAllowed: the organisation holds two of others already, or paused this one before and
            others let it go on less than a day ago.
        Refused: it is paused already, no reason was given, or nobody signed in anew for this.
    """
    with begin_work(actor) as work:
        work.lock(provider)
        if actor.is_person:
            # Colleagues who pause at the same moment count each other's.
            work.lock(queries.get_organisation(actor.organisation_code))
        queries.note_pauses(actor, provider)
        require(actor, PAUSE, provider)
        _confirm(work, PAUSE, provider, ticket_id=ticket_id)
        if provider.paused_at is not None:
            raise Refused(_("It is paused already."))
        provider.paused_at, provider.pause_reason = clock.now(), _reason(reason)
        provider.paused_for_id = actor.organisation_id
        work.record(IdentityAction.PROVIDER_PAUSED, provider, organisation=provider.organisation_id)


def open_provider(
    actor: Actor, provider: IdentityProvider, *, ticket_id: UUID | None = None
) -> None:
    """Open what was closed, or let go on what was paused; what had ended stays ended.

    Raises:
        NotAllowed: it is of another organisation.
        Refused: it is open, it was changed less than a day ago, or nobody signed in anew for this.
    """
    with begin_work(actor) as work:
        work.lock(provider)
        require(actor, OPEN, provider)
        _confirm(work, OPEN, provider, ticket_id=ticket_id)
        if actor.is_person:
            _check_can_go_on(provider)
        _let_go_on(work, provider)


def ask_to_open(actor: Actor, provider: IdentityProvider, *, ticket_id: UUID) -> ProviderOpening:
    """Ask, from elsewhere, to open a provider or to let it go on; a third organisation agrees.

    Raises:
        NotAllowed: an administrator of its own organisation can come in.
        Refused: it is open, was asked already, was changed less than a day ago, or nobody signed
            in anew for this.
    """
    with begin_work(actor) as work:
        work.lock(provider)
        queries.note_who_opens(provider)
        require(actor, ASK, provider)
        _confirm(work, ASK, provider, ticket_id=ticket_id)
        _check_can_go_on(provider)
        opening = ProviderOpening(
            id=ids.new_id(),
            provider_id=provider.id,
            is_lift=provider.is_active,
            asked_by_id=actor.person_id,
            asked_for_id=actor.organisation_id,
            asked_at=clock.now(),
        )
        try:
            with work.session.begin_nested():
                work.add(opening)
                work.settle()
        except IntegrityError as taken:
            raise Refused(_("This was asked already, and waits for an answer.")) from taken
        work.record(IdentityAction.OPENING_ASKED, provider, organisation=provider.organisation_id)
    return opening


def agree_to_open(actor: Actor, opening: ProviderOpening, *, ticket_id: UUID) -> None:
    """Agree, as the second: the provider opens or goes on at once.

    Raises:
        NotAllowed: one is of the organisation that asked, an administrator of its own can come in,
            or it was answered already.
        Refused: it is so already, it was changed less than a day ago, or nobody signed in anew.
    """
    provider = opening.provider
    with begin_work(actor) as work:
        work.lock(provider)
        work.lock(opening)
        work.lock(opening.asked_by)
        queries.note_who_opens(provider)
        require(actor, AGREE, opening)
        purpose = {"action": str(AGREE), "opening": str(opening.id)}
        take_fresh_sign_in(work, ticket_id=ticket_id, purpose=purpose)
        if opening.is_lift is not provider.is_active:
            raise Refused(_("It changed since this was asked. Refuse it, and ask for it anew."))
        _check_can_go_on(provider)
        _answer(work, opening, ProviderAnswer.APPROVED)
        work.settle()
        _let_go_on(work, provider)


def refuse_opening(actor: Actor, opening: ProviderOpening) -> None:
    """Refuse it, or take the own question back; nothing changes.

    Raises:
        NotAllowed: it was answered already, or is no business of the actor's.
    """
    provider = opening.provider
    with begin_work(actor) as work:
        work.lock(provider)
        work.lock(opening)
        require(actor, IdentityPermission.REFUSE_OPENING, opening)
        _answer(work, opening, ProviderAnswer.REFUSED)
        work.record(IdentityAction.OPENING_REFUSED, provider, organisation=provider.organisation_id)


def _confirm(
    work: Work, act: IdentityPermission, provider: IdentityProvider, *, ticket_id: UUID | None
) -> None:
    """Use the fresh sign-in of a person for exactly this; whoever brings none has none."""
    if work.actor.is_person:
        purpose = {"action": str(act), "provider": str(provider.id)}
        take_fresh_sign_in(work, ticket_id=ticket_id or UUID(int=0), purpose=purpose)


def _check_can_go_on(provider: IdentityProvider) -> None:
    """Go on only with what is closed or paused, and was not changed a moment ago.

    Raises:
        Refused: it is open, or its change was agreed with less than a day ago.
    """
    if provider.is_open:
        raise Refused(_("It is open already."))
    first_at = None if provider.is_active else queries.find_first_moment(provider)
    if first_at is not None:
        raise Refused(
            _(
                "It was changed less than a day ago. So that everybody can read that first, it can"
                " be opened from %(moment)s.",
                moment=moment_in_words(first_at),
            )
        )


def _let_go_on(work: Work, provider: IdentityProvider) -> None:
    if not provider.is_active:
        provider.is_active, action = True, IdentityAction.PROVIDER_OPENED
    else:
        provider.paused_at = provider.pause_reason = provider.paused_for_id = None
        action = IdentityAction.PROVIDER_RESUMED
    work.record(action, provider, organisation=provider.organisation_id)


def _answer(work: Work, opening: ProviderOpening, answer: ProviderAnswer) -> None:
    opening.answered_by_id = work.actor.person_id
    opening.answered_for_id = work.actor.organisation_id
    opening.answered_at, opening.answer = clock.now(), answer


def _reason(words: str) -> str:
    told = " ".join(words.split())
    if not told:
        raise Refused(_("Say why. Every administrator reads it."), field="reason")
    if len(told) > LONGEST_REASON:
        raise Refused(
            _("This is too long. Use at most %(max)s characters.", max=LONGEST_REASON),
            field="reason",
        )
    return told
