"""Forgetting what was only kept for a sign-in or a form under way, and what was typed for one."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from sqlalchemy import Delete, Text, Update, cast, delete, update
from sqlalchemy.dialects.postgresql import ARRAY

from app.identity.models import (
    FreshSignIn,
    IdempotencyKey,
    ProviderSignOut,
    RefusedSignIn,
    SignInAttempt,
)
from app.kernel import clock

REFUSALS_STAY = timedelta(days=28)
WORDS = ("reason", "statement")
"""Under which names what a person typed goes along to a fresh sign-in, to come back with it."""
WORDS_STAY = timedelta(hours=1)
"""So long after it was used: what it confirmed holds them itself by then, where it has to."""


def forgetting_books(before: datetime) -> tuple[Delete, ...]:
    """Return the statements that forget sign-ins and sign-outs under way, tickets and form keys.

    How often people could not sign in is kept for some weeks more: administrators look at it.

    Args:
        before: what is younger stays.
    """
    return (
        delete(SignInAttempt).where(SignInAttempt.asked_at < before),
        delete(ProviderSignOut).where(ProviderSignOut.told_at < before),
        delete(IdempotencyKey).where(IdempotencyKey.at < before),
        delete(FreshSignIn).where(FreshSignIn.made_at < before, FreshSignIn.used_at.is_(None)),
        delete(RefusedSignIn).where(RefusedSignIn.hour < before - REFUSALS_STAY),
    )


def words_stay_since() -> datetime:
    """Return since when a sign-in must have been used to say still what was typed for it."""
    return clock.now() - WORDS_STAY


def forgetting_words() -> Iterator[Update]:
    """Yield the statements that take what was typed out of sign-ins that were used.

    That somebody signed in anew, and for which act, stays; the provider's own answer does not.
    """
    words, until = cast(WORDS, ARRAY(Text)), words_stay_since()
    for each in (FreshSignIn, SignInAttempt):
        yield (
            update(each)
            .where(each.used_at < until, each.purpose.has_any(words))
            .values(purpose=each.purpose.op("-")(words))
        )
    yield (
        update(FreshSignIn)
        .where(FreshSignIn.used_at < until, FreshSignIn.answer.is_not(None))
        .values(answer=None)
    )
