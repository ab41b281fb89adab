"""Looking for viruses after a file came in; only then others see the document.

Run by the worker. No verdict is no release: the job tries again until the scanner answers.
"""

from __future__ import annotations

from uuid import UUID

from app.adapters.inspection import PACKED, UnacceptableFile, parts_of
from app.adapters.scanner import Scanner
from app.documents import queries
from app.documents.actions import DocumentAction
from app.documents.events import ContentToRead
from app.documents.models import Document, DocumentStatus, DocumentVersion
from app.documents.policy import SCANNER, DocumentPermission
from app.documents.service.acceptance import Depot
from app.kernel import events
from app.kernel.access import Actor, require
from app.kernel.jobs import named
from app.kernel.work import Work, begin_work, step_outside
from app.workspaces.models import Workspace


def admit(work: Work, document: Document, version: DocumentVersion, *, depot: Depot) -> None:
    """Decide how a file that came in goes on: to the scanner, or straight on where none is set.

    Args:
        version: the newest of the document, not yet added.
    """
    version.status = DocumentStatus.RECEIVED if depot.scans else DocumentStatus.RELEASED
    work.add(version)
    if not depot.scans:
        release(work, document)
        return
    document.status = DocumentStatus.RECEIVED
    work.defer(
        named(SCANNER),
        document=str(document.id),
        number=version.number,
        workspace=str(document.workspace_id),
        organisation=str(document.organisation_id),
    )


def release(work: Work, document: Document) -> None:
    """Let others see a document, and have it read for search unless that may not be."""
    document.status = DocumentStatus.RELEASED
    if not document.is_sensitive:
        news = ContentToRead(document.id, document.workspace_id, document.organisation_id)
        events.announce(work, news)


def scan(actor: Actor, document_id: UUID, *, number: int, scanner: Scanner, depot: Depot) -> None:
    """Have a version looked at; of the newest, the verdict holds for the document too.

    A version that was followed by another meanwhile gets its verdict all the same, so that it can
    be opened. Done before, it does nothing.

    Raises:
        ScannerDown: there is no verdict; the document stays as it is.
    """
    sighted = queries.get_for(actor, DocumentPermission.RELEASE, document_id)
    version = queries.find_version(sighted.document, number)
    if version is None or not _is_waiting(version):
        return
    step_outside()
    is_clean = _is_clean(version, sighted.workspace, scanner=scanner, depot=depot)
    with begin_work(actor) as work:
        document = queries.get_for(
            actor, DocumentPermission.RELEASE, document_id, is_locked=True
        ).document
        require(actor, DocumentPermission.RELEASE, sighted)
        work.lock(version)
        if not _is_waiting(version):
            return
        action = DocumentAction.RELEASED if is_clean else DocumentAction.QUARANTINED
        work.record(action, document, version=number, sha256=version.sha256.hex())
        version.status = DocumentStatus.RELEASED if is_clean else DocumentStatus.REFUSED
        if document.current_number != number:
            return
        document.version += 1
        if is_clean:
            release(work, document)
        else:
            document.status = DocumentStatus.REFUSED


def _is_clean(
    version: DocumentVersion, workspace: Workspace, *, scanner: Scanner, depot: Depot
) -> bool:
    """Have a file looked at, and then each part that is packed in it.

    What cannot be unpacked cannot be looked at, so it is not clean.
    """
    if not scanner.scan(depot.read(workspace, version)).is_clean:
        return False
    if version.media_type not in PACKED:
        return True
    found = parts_of(depot.read(workspace, version), version.media_type)
    try:
        return all(scanner.scan(part).is_clean for part in found)
    except UnacceptableFile:
        return False


def _is_waiting(version: DocumentVersion) -> bool:
    """Tell whether a version still waits for its verdict."""
    return version.status == DocumentStatus.RECEIVED
