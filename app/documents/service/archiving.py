"""Documents on their way to the archive of an organisation that may hold them."""

from __future__ import annotations

from uuid import UUID

from app.documents import queries
from app.documents.actions import DocumentAction
from app.documents.models import DocumentStatus
from app.documents.policy import DocumentPermission
from app.documents.service.acceptance import Depot
from app.documents.service.reading import Opened
from app.kernel.access import Actor
from app.kernel.work import begin_work
from app.workspaces.models import Workspace


def hand_to_archive(
    actor: Actor, document_id: UUID, *, workspace: Workspace, depot: Depot
) -> list[Opened]:
    """Hand over every released version of a document, the first first; each is written down.

    A version that was closed is handed over to the archivist of the owner only: it is closed for
    everybody, also for one's own colleagues, but not lost.

    Raises:
        NotAllowed: the actor may only look at it on screen, or for a purpose.
    """
    with begin_work(actor) as work:
        sighted = queries.get_for(
            actor, DocumentPermission.DOWNLOAD, document_id, workspace=workspace
        )
        with_closed = sighted.is_own and not actor.is_person
        versions = [
            each
            for each in reversed(queries.list_versions(sighted.document, with_closed=with_closed))
            if each.status == DocumentStatus.RELEASED
        ]
        for each in versions:
            work.record(DocumentAction.ARCHIVED, sighted.document, version=each.number)
    return [Opened(each, depot.read(workspace, each)) for each in versions]
