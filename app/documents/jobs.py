"""What the queue and the clock ask of documents."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta
from uuid import UUID

from app.adapters.blobs import SealedBlobs
from app.adapters.keys import MasterKey
from app.adapters.scanner import Scanner
from app.documents import service
from app.documents.policy import SCANNER
from app.documents.service.scanning import scan, scan_what_waits
from app.kernel import clock
from app.kernel.access import system_actor
from app.kernel.errors import NotFound
from app.kernel.jobs import PATIENT, Lane, job
from app.kernel.web.house import current_house
from app.kernel.work import circumstances, new_request_id

LONG_ENOUGH = timedelta(minutes=10)
"""After so long without a verdict the clock looks whether a job still waits for the scanner."""

A_DAY = timedelta(days=1)
"""So often a file that was too large is shown to the scanner again."""


@job(SCANNER, retry=PATIENT, lane=Lane.SLOW, is_urgent=True)
def scan_version(*, document: str, number: int, workspace: str, organisation: str) -> None:
    """Have a version looked at by the virus scanner; safe to run twice.

    Where the owner is out of the workspace nothing can be done until it is back; the clock sees it.
    """
    house = current_house()
    actor = system_actor(SCANNER, organisation_id=UUID(organisation), place_id=UUID(workspace))
    depot = service.depot_of(house.settings, house.tool(SealedBlobs), house.tool(MasterKey))
    with (
        house.database.session_for(actor),
        circumstances(request_id=new_request_id(), queue=house.queue),
        suppress(NotFound),
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


@job("documents.forget_dropped")
def forget_dropped() -> None:
    """Let go of dropped rules whose day to come back is over; safe to run twice."""
    actor = system_actor("documents.forget_dropped")
    with current_house().database.session_for(actor):
        service.forget_dropped(actor)


@job("documents.scan_again")
def scan_again() -> None:
    """Have looked at what waits for the scanner and has no job any more; safe to run twice."""
    house, actor = current_house(), system_actor("documents.scan_again")
    if house.settings.clamd_address is None:
        return
    moment = clock.now()
    with (
        house.database.session_for(actor),
        circumstances(request_id=new_request_id(), queue=house.queue),
    ):
        scan_what_waits(actor, before=moment - LONG_ENOUGH, day=moment - A_DAY)
