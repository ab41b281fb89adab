"""What the clock asks of storage."""

from __future__ import annotations

import structlog

from app.adapters.blobs import SealedBlobs
from app.adapters.partials import PartialBlobs
from app.kernel.access import system_actor
from app.kernel.jobs import job
from app.kernel.web.house import House, current_house
from app.storage import service

log = structlog.get_logger()


@job("storage.collect")
def collect() -> None:
    """Mark and remove files that no row names; safe to run twice."""
    house, actor = current_house(), system_actor("collector")
    with house.database.session_for(actor):
        done = service.collect(actor, stores_of(house))
    log.info("collected", marked=done.marked, removed=done.removed, drafts=done.drafts)


def stores_of(house: House) -> service.Stores:
    """Return the stores of an installation by their names."""
    return {"kept": house.tool(SealedBlobs).store, "arriving": house.tool(PartialBlobs).store}
