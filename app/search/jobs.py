"""What the queue asks of search: reading the text of a document that came in."""

from __future__ import annotations

from contextlib import suppress
from uuid import UUID

from app.adapters.blobs import SealedBlobs
from app.adapters.keys import MasterKey
from app.documents.service import Depot
from app.kernel.access import system_actor
from app.kernel.errors import NotFound
from app.kernel.jobs import Lane, job
from app.kernel.web.house import current_house
from app.kernel.work import circumstances, new_request_id
from app.search import service
from app.search.policy import READER
from app.workspaces.models import Classification


@job(READER, lane=Lane.SLOW)
def read_text(*, document: str, workspace: str, organisation: str) -> None:
    """Read the text of a document for its owner; one that is gone needs no reading."""
    house = current_house()
    actor = system_actor(READER, organisation_id=UUID(organisation), place_id=UUID(workspace))
    depot = Depot(
        blobs=house.tool(SealedBlobs),
        master=house.tool(MasterKey),
        highest_classification=Classification(house.settings.highest_classification),
        max_bytes=int(house.settings.max_upload),
    )
    with (
        house.database.session_for(actor),
        circumstances(request_id=new_request_id(), queue=house.queue),
        suppress(NotFound),
    ):
        service.read_text(actor, UUID(document), depot=depot)
