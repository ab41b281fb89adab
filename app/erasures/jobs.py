"""What clock and queue ask of requests to erase: the officers of both organisations are told."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from app.erasures import queries
from app.kernel import clock
from app.kernel.access import system_actor
from app.kernel.clock import HOME_ZONE
from app.kernel.jobs import job
from app.kernel.web.house import current_house
from app.kernel.work import keeping_books
from app.notifications import service as notifications
from app.notifications.models import ErasureStep

CLOCK = "erasures.look"
TELLER = "erasures.tell"


@job(CLOCK)
def look() -> None:
    """Look which requests lapsed, and have the officers told; each is told once."""
    actor = system_actor(CLOCK)
    with current_house().database.session_for(actor), keeping_books(actor) as work:
        for request_id, organisation_id, ended_at in queries.list_lapsed(clock.now()):
            work.defer(
                tell,
                once=f"erasure:{request_id}:{organisation_id}",
                request_id=str(request_id),
                organisation_id=str(organisation_id),
                step=ErasureStep.LAPSED.value,
                on_day=ended_at.astimezone(HOME_ZONE).date().isoformat(),
                by="",
            )


@job(TELLER)
def tell(*, request_id: str, organisation_id: str, step: str, on_day: str, by: str) -> None:
    """Tell the privacy officers of one organisation of a step; safe to run twice."""
    actor = system_actor(TELLER, organisation_id=UUID(organisation_id))
    with current_house().database.session_for(actor):
        notifications.note_erasure(
            actor,
            UUID(request_id),
            step=ErasureStep(step),
            on_day=date.fromisoformat(on_day),
            by=UUID(by) if by else None,
        )
