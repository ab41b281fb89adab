"""What the clock asks of closing."""

from __future__ import annotations

from uuid import UUID

import structlog

from app.closing import queries, service
from app.closing.policy import DESTROYER, DestructionPermission
from app.closing.service.silence import tell_silent
from app.kernel import clock
from app.kernel.access import system_actor
from app.kernel.jobs import job
from app.kernel.web.house import current_house
from app.kernel.work import keeping_books
from app.workspaces import queries as workspaces

log = structlog.get_logger()


@job("closing.remind_silent")
def remind_silent() -> None:
    """Look who has not answered a closing whose last day is near; each is told once."""
    actor = system_actor("closing.remind_silent")
    with current_house().database.session_for(actor):
        service.remind(actor, today=clock.today(), each_by=remind_one)


@job("closing.remind_one", is_found_later=True)
def remind_one(*, workspace_id: str, organisation_id: str) -> None:
    """Have the coordinators of one organisation reminded; safe to run twice."""
    actor = system_actor(
        "closing.remind_one", organisation_id=UUID(organisation_id), place_id=UUID(workspace_id)
    )
    with current_house().database.session_for(actor), keeping_books(actor) as work:
        tell_silent(work, actor)


@job("closing.destroy_due")
def destroy_due() -> None:
    """Have every approved list whose cooling period is over carried out, each by itself."""
    actor = system_actor("closing.destroy_due")
    with current_house().database.session_for(actor), keeping_books(actor) as work:
        for list_id, place, organisation in queries.list_due(clock.now()):
            work.defer(
                destroy_one,
                once=f"destroy:{list_id}",
                destruction_id=str(list_id),
                workspace_id=str(place),
                organisation_id=str(organisation),
            )


@job(DESTROYER)
def destroy_one(*, destruction_id: str, workspace_id: str, organisation_id: str) -> None:
    """Carry out one list, or what is left of it; safe to run twice and to be killed anywhere."""
    actor = system_actor(
        DESTROYER, organisation_id=UUID(organisation_id), place_id=UUID(workspace_id)
    )
    with current_house().database.session_for(actor):
        workspace = workspaces.get_for(actor, DestructionPermission.VIEW, UUID(workspace_id))
        listed = queries.get_destruction_for(
            actor, DestructionPermission.VIEW, UUID(destruction_id), workspace=workspace
        )
        if listed.destruction.done_at is None:
            is_done = service.carry_out(actor, listed)
            log.info("destruction", list=destruction_id, is_done=is_done)
