"""What the queue and the clock ask of documents."""

from __future__ import annotations

from uuid import UUID

from app.adapters.blobs import SealedBlobs
from app.adapters.keys import MasterKey
from app.adapters.scanner import Scanner
from app.documents import service
from app.documents.policy import SCANNER
from app.documents.service.scanning import scan
from app.kernel import clock
from app.kernel.access import system_actor
from app.kernel.jobs import job
from app.kernel.web.house import current_house
from app.kernel.work import circumstances, new_request_id


@job(SCANNER)
def scan_version(*, document: str, number: int, workspace: str, organisation: str) -> None:
    """Have a version looked at by the virus scanner; safe to run twice."""
    house = current_house()
    actor = system_actor(SCANNER, organisation_id=UUID(organisation), place_id=UUID(workspace))
    depot = service.depot_of(house.settings, house.tool(SealedBlobs), house.tool(MasterKey))
    with (
        house.database.session_for(actor),
        circumstances(request_id=new_request_id(), queue=house.queue),
    ):
        scan(
            actor,
            UUID(document),
            number=number,
            scanner=house.tool(Scanner),
            depot=depot,
        )


@job("documents.forget_uploads")
def forget_uploads() -> None:
    """Throw away expired uploads; safe to run twice."""
    house, actor = current_house(), system_actor("uploads")
    with house.database.session_for(actor):
        service.forget_expired(actor, before=clock.now())
