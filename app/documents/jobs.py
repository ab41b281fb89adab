"""What the clock asks of documents: throw away uploads that nobody finished."""

from __future__ import annotations

from app.adapters.partials import PartialBlobs
from app.documents import service
from app.kernel import clock
from app.kernel.access import system_actor
from app.kernel.jobs import job
from app.kernel.web.house import current_house


@job("documents.forget_uploads")
def forget_uploads() -> None:
    """Throw away expired uploads and what was left of any; safe to run twice."""
    house, actor = current_house(), system_actor("uploads")
    with house.database.session_for(actor):
        service.forget_expired(actor, before=clock.now(), partials=house.tool(PartialBlobs))
