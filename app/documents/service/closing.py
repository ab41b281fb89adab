"""An older version is closed by the organisation that brought the document, and opened again.

Closed is closed for everybody, also for one's own colleagues: on the page, by the API, compared or
put back. The other organisations do not even find it in the list. Findings that cite it keep its
fingerprint.
"""

from __future__ import annotations

from uuid import UUID

from app.documents import queries
from app.documents.actions import DocumentAction
from app.documents.models import Document, DocumentVersion
from app.documents.policy import DocumentPermission
from app.documents.service.taking_back import refuse_held
from app.kernel import clock
from app.kernel.access import Actor
from app.kernel.errors import Refused
from app.kernel.text import _
from app.kernel.work import Work, begin_work


def close_version(actor: Actor, document_id: UUID, *, number: int) -> None:
    """Close an older version: from the next request on nobody opens it.

    Raises:
        NotAllowed: the actor does not decide for the owner.
        NotFound: there is no such version.
        Refused: it is the current one, it is closed already, or it is under a legal hold.
    """
    with begin_work(actor) as work:
        document, version = _taken(work, document_id, number=number)
        if number >= document.current_number:
            raise Refused(
                _("Only an older version can be closed. Withdraw the document to close it whole.")
            )
        if version.closed_at is not None:
            raise Refused(_("This version was closed already."))
        refuse_held(document.workspace_id)
        version.closed_at = clock.now()
        work.record(DocumentAction.VERSION_CLOSED, document, version=number)


def open_version_again(actor: Actor, document_id: UUID, *, number: int) -> None:
    """Undo the closing of a version.

    Raises:
        NotAllowed: the actor does not decide for the owner.
        NotFound: there is no such version.
        Refused: it is not closed.
    """
    with begin_work(actor) as work:
        document, version = _taken(work, document_id, number=number)
        if version.closed_at is None:
            raise Refused(_("This version is not closed."))
        version.closed_at = None
        work.record(DocumentAction.VERSION_OPENED, document, version=number)


def _taken(work: Work, document_id: UUID, *, number: int) -> tuple[Document, DocumentVersion]:
    """Lock the document, so that its versions change one by one."""
    permission = DocumentPermission.SHARE
    document = queries.get_for(work.actor, permission, document_id, is_locked=True).document
    return document, queries.get_version(document, number, is_anew=True)
