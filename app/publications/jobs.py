"""What the clock asks of publications: finding those whose moment came, and publishing each."""

from __future__ import annotations

from uuid import UUID

from app.kernel import clock
from app.kernel.access import system_actor
from app.kernel.jobs import job
from app.kernel.web.house import current_house
from app.kernel.work import circumstances, keeping_books, new_request_id
from app.publications import queries, service
from app.publications.policy import PUBLISHER


@job(PUBLISHER, is_urgent=True)
def publish(*, publication: str, workspace: str, organisation: str) -> None:
    """Publish what is due, or hold it; safe to run twice."""
    house = current_house()
    actor = system_actor(PUBLISHER, organisation_id=UUID(organisation), place_id=UUID(workspace))
    with (
        house.database.session_for(actor),
        circumstances(request_id=new_request_id(), queue=house.queue),
    ):
        service.publish(actor, workspace_id=UUID(workspace), publication_id=UUID(publication))


@job("publications.seek_due", is_urgent=True)
def seek_due() -> None:
    """Have each publication whose moment came published; safe to run twice."""
    actor = system_actor("publications.seek_due")
    with current_house().database.session_for(actor), keeping_books(actor) as work:
        for each in queries.list_due(clock.now()):
            work.defer(
                publish,
                once=f"publish:{each.publication_id}",
                publication=str(each.publication_id),
                workspace=str(each.workspace_id),
                organisation=str(each.organisation_id),
            )
