"""Of which data breaches the privacy officers have to hear now, before the 72 hours are over."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import ScalarSelect, func, select

from app.kernel import sql, terms
from app.kernel.access import Actor
from app.notifications.models import TELLS_FOR, TermStep
from app.notifications.queries import list_breaches_to_notify
from app.privacy.models import Breach, BreachStep, StepKind
from app.privacy.queries.breaches import NOTIFY_RULE

SOON = timedelta(hours=24)
"""So long before the end of the term the officers hear of it again."""


@dataclass(frozen=True, slots=True)
class ToTell:
    """How far the term of one data breach is."""

    breach_id: UUID
    organisation_id: UUID
    step: TermStep
    ends_on: date


def end_of_term(aware_at: datetime) -> tuple[datetime, date]:
    """Return when the authority must be notified: the moment, and its day in the Netherlands."""
    ends_at = terms.explain_hours(NOTIFY_RULE, aware_at).ends_at
    return ends_at, ends_at.astimezone(terms.AMSTERDAM).date()


def list_to_tell(now: datetime) -> list[ToTell]:
    """Return the breaches of all organisations whose term is nearly over or just over, for a job.

    Of those nobody decided about yet; nothing but when they began.
    """
    return list(_to_tell(now))


def _to_tell(now: datetime) -> Iterator[ToTell]:
    for breach_id, organisation_id, aware_at in list_breaches_to_notify():
        ends_at, ends_on = end_of_term(aware_at)
        if ends_at - SOON <= now < ends_at:
            yield ToTell(breach_id, organisation_id, TermStep.ENDS_SOON, ends_on)
        elif ends_at <= now < ends_at + TELLS_FOR:
            yield ToTell(breach_id, organisation_id, TermStep.OVER, ends_on)


@sql.kept
def undecided_count(actor: Actor) -> ScalarSelect[int]:
    """Return what counts the own breaches of which nobody decided whether to notify."""
    decided = select(BreachStep.id).where(
        BreachStep.breach_id == Breach.id, BreachStep.kind == sql.constant(StepKind.AUTHORITY)
    )
    return (
        select(func.count())
        .select_from(Breach)
        .where(
            Breach.organisation_id == sql.parameter(actor.organisation_id),
            Breach.closed_at.is_(None),
            ~decided.exists(),
        )
        .scalar_subquery()
    )
