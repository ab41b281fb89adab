"""What the clock and the queue ask of the privacy register: breaches, and who opens very much."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

from app.kernel import clock
from app.kernel.access import system_actor
from app.kernel.jobs import job
from app.kernel.web.house import current_house
from app.kernel.work import keeping_books
from app.notifications import service as notifications
from app.notifications.models import TermStep
from app.privacy import queries, service
from app.privacy.policy import COUNTER
from app.privacy.queries import ToNote

CLOCK = "privacy.look"
TELLER = "privacy.tell"
AN_HOUR = timedelta(hours=1)


@job(CLOCK, is_urgent=True)
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


@job(TELLER, is_urgent=True)
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


@job("privacy.count_openings")
def count_openings() -> None:
    """Look who opened unusually many documents in the past hour; each is noted once a day."""
    house, now = current_house(), clock.now()
    most, actor = house.settings.most_opened_hourly, system_actor("privacy.count_openings")
    with house.database.session_for(actor), keeping_books(actor) as work:
        today = clock.today()
        for each in queries.list_surges_to_note(since=now - AN_HOUR, most=most, today=today):
            work.defer(
                note_surge,
                once=f"surge:{each.organisation_id}:{each.person_id}:{today}",
                organisation_id=str(each.organisation_id),
                person_id=str(each.person_id),
                documents=each.documents,
                places=[str(place) for place in each.places],
            )


@job(COUNTER)
def note_surge(*, organisation_id: str, person_id: str, documents: int, places: list[str]) -> None:
    """Note that somebody opened unusually much, for one organisation; safe to run twice."""
    actor = system_actor(COUNTER, organisation_id=UUID(organisation_id))
    found = ToNote(
        UUID(organisation_id), UUID(person_id), documents, tuple(UUID(each) for each in places)
    )
    with current_house().database.session_for(actor):
        service.note_surge(actor, found)
