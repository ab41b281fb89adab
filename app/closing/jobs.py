"""What the clock asks of closing."""

from __future__ import annotations

from uuid import UUID

from app.closing import service
from app.closing.service.silence import tell_silent
from app.kernel import clock
from app.kernel.access import system_actor
from app.kernel.jobs import job
from app.kernel.web.house import current_house
from app.kernel.work import keeping_books


@job("closing.remind_silent")
def remind_silent() -> None:
    """Look who has not answered a closing whose last day is near; each is told once."""
    actor = system_actor("closing.remind_silent")
    with current_house().database.session_for(actor):
        service.remind(actor, today=clock.today(), each_by=remind_one)


@job("closing.remind_one")
def remind_one(*, workspace_id: str, organisation_id: str) -> None:
    """Have the coordinators of one organisation reminded; safe to run twice."""
    actor = system_actor(
        "closing.remind_one", organisation_id=UUID(organisation_id), place_id=UUID(workspace_id)
    )
    with current_house().database.session_for(actor), keeping_books(actor) as work:
        tell_silent(work, actor)
