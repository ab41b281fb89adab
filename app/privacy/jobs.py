"""What the clock and the queue ask of the register of data breaches."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from app.kernel import clock
from app.kernel.access import system_actor
from app.kernel.jobs import job
from app.kernel.web.house import current_house
from app.kernel.work import keeping_books
from app.notifications import service as notifications
from app.notifications.models import TermStep
from app.privacy import queries

CLOCK = "privacy.look"
TELLER = "privacy.tell"


@job(CLOCK)
def look() -> None:
    """Look which terms to notify are nearly over or over, and have the officers told."""
    actor, now = system_actor(CLOCK), clock.now()
    with current_house().database.session_for(actor), keeping_books(actor) as work:
        for each in queries.list_to_tell(now):
            work.defer(
                tell,
                once=f"breach:{each.breach_id}:{each.step.value}",
                breach_id=str(each.breach_id),
                organisation_id=str(each.organisation_id),
                step=each.step.value,
                ends_on=each.ends_on.isoformat(),
                by="",
            )


@job(TELLER)
def tell(*, breach_id: str, organisation_id: str, step: str, ends_on: str, by: str) -> None:
    """Tell the privacy officers of one organisation of a data breach; safe to run twice."""
    actor = system_actor(TELLER, organisation_id=UUID(organisation_id))
    with current_house().database.session_for(actor):
        notifications.note_breach(
            actor,
            UUID(breach_id),
            step=TermStep(step),
            ends_on=date.fromisoformat(ends_on),
            by=UUID(by) if by else None,
        )
