"""An older version becomes the newest again: its content once more, under a number of its own."""

from __future__ import annotations

from uuid import UUID

from app.documents import queries
from app.documents.actions import DocumentAction
from app.documents.models import Document, DocumentVersion
from app.documents.policy import DocumentPermission
from app.documents.service.acceptance import LONGEST_NOTE, Depot
from app.documents.service.arrivals import check_replaceable, renewed
from app.documents.service.places import person_of
from app.documents.service.reading import check_released
from app.documents.service.scanning import admit
from app.kernel import clock, ids
from app.kernel.access import Actor
from app.kernel.errors import Refused
from app.kernel.text import _
from app.kernel.words import one_line
from app.kernel.work import begin_work


def restore_version(
    actor: Actor,
    document_id: UUID,
    *,
    number: int,
    note: str,
    seen_version: int,
    depot: Depot,
) -> Document:
    """Put an older version back as a new one; all others stay.

    No bytes are copied: both versions name the same sealed content. Where files are scanned, it is
    looked at again, by what the scanner knows today.

    Args:
        note: why; everybody with sight of the document reads it.

    Raises:
        NotAllowed: the actor may not contribute to this document.
        NotFound: there is no such version.
        OutOfDate: somebody added a version meanwhile, or has the document in hand.
        Refused: it is the current one already, is not released, or no reason was given.
    """
    missing = _("Say why this version comes back.")
    why = one_line(note, field="note", longest=LONGEST_NOTE, missing=missing)
    check_replaceable(actor, document_id, seen_version=seen_version)
    with begin_work(actor) as work:
        document = queries.get_for(actor, DocumentPermission.CONTRIBUTE, document_id).document
        older = queries.get_version(document, number)
        if older.number == document.current_number:
            raise Refused(_("This is the newest version already."))
        check_released(older)
        document = renewed(work, document_id, seen_version=seen_version)
        # Its owner may have closed it while this waited for the document.
        older = queries.get_version(document, number, is_anew=True)
        check_released(older)
        version = _again(older, document, note=why)
        version.uploaded_by_id = person_of(actor)
        admit(work, document, version, depot=depot)
        work.record(
            DocumentAction.VERSION_RESTORED,
            document,
            version=version.number,
            restored=older.number,
            sha256=version.sha256.hex(),
        )
    return document


def _again(older: DocumentVersion, document: Document, *, note: str) -> DocumentVersion:
    return DocumentVersion(
        id=ids.new_id(),
        document_id=document.id,
        workspace_id=document.workspace_id,
        number=document.newest_number,
        file_name=older.file_name,
        media_type=older.media_type,
        size=older.size,
        sha256=older.sha256,
        blob_id=older.blob_id,
        wrapped_key=older.wrapped_key,
        uploaded_at=clock.now(),
        note=note,
        restored_number=older.number,
    )
