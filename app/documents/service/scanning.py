"""Looking for viruses after a file came in; only then others see it.

Run by the worker. No verdict is no release: the job tries again until the scanner answers, and the
clock takes up what still waits. The verdict stands on the version: a document that others see goes
on with the version it had until the newer one is released.
"""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import text

from app.adapters.inspection import PACKED, UnacceptableFile, parts_of
from app.adapters.scanner import Scanner, TooLargeToScan
from app.documents import queries
from app.documents.actions import DocumentAction
from app.documents.events import ContentToRead, VirusFound
from app.documents.models import Document, DocumentStatus, DocumentVersion
from app.documents.policy import SCANNER, DocumentPermission
from app.documents.service.acceptance import Depot
from app.documents.service.gaining import Sights, of_documents, telling_who_gains
from app.kernel import events
from app.kernel.access import Actor, require
from app.kernel.jobs import named
from app.kernel.work import Work, begin_work, keeping_books, step_outside
from app.workspaces.models import Workspace

ACTIONS = {
    DocumentStatus.RELEASED: DocumentAction.RELEASED,
    DocumentStatus.REFUSED: DocumentAction.QUARANTINED,
    DocumentStatus.TOO_LARGE: DocumentAction.TOO_LARGE,
}
"""What the log says of each verdict."""


def admit(work: Work, document: Document, version: DocumentVersion, *, depot: Depot) -> None:
    """Decide how a file that came in goes on: to the scanner, or straight on where none is set.

    Args:
        version: the newest of the document, not yet added.
    """
    version.status = DocumentStatus.RECEIVED if depot.scans else DocumentStatus.RELEASED
    work.add(version)
    if not depot.scans:
        _release(work, document, number=version.number)
        return
    if document.status != DocumentStatus.RELEASED:
        document.status, document.current_number = DocumentStatus.RECEIVED, version.number
    have_scanned(
        work,
        document.id,
        number=version.number,
        workspace_id=document.workspace_id,
        organisation_id=document.organisation_id,
    )


def have_scanned(
    work: Work, document_id: UUID, *, number: int, workspace_id: UUID, organisation_id: UUID
) -> None:
    """Have a version looked at after the commit; a job that waits for the scanner already does."""
    work.defer(
        named(SCANNER),
        once=f"{SCANNER}:{document_id}:{number}",
        document=str(document_id),
        number=number,
        workspace=str(workspace_id),
        organisation=str(organisation_id),
    )


def scan_what_waits(actor: Actor, *, before: datetime, day: date) -> int:
    """Have looked at again what waits for long, and once a day what was too large; return how many.

    A job may be lost: the scanner was away longer than it is patient, or the owner was out of the
    workspace. Versions of an owner that is out of it wait until it is back.
    """
    with keeping_books(actor) as work:
        statement = text("select * from samenzicht_unscanned(:before, :day)")
        found = work.session.execute(statement, {"before": before, "day": day}).all()
        for row in found:
            have_scanned(
                work,
                row.document,
                number=row.version,
                workspace_id=row.workspace,
                organisation_id=row.organisation,
            )
    return len(found)


def _release(work: Work, document: Document, *, number: int) -> None:
    """Let others see a version, and have it read for search unless that may not be.

    One that was followed already by a newer released one changes nothing for the document.
    """
    if document.status == DocumentStatus.RELEASED and document.current_number > number:
        return
    document.status, document.current_number = DocumentStatus.RELEASED, number
    if not document.is_sensitive:
        news = ContentToRead(document.id, document.workspace_id, document.organisation_id)
        events.announce(work, news)


def scan(actor: Actor, document_id: UUID, *, number: int, scanner: Scanner, depot: Depot) -> None:
    """Have a version looked at; released, it becomes the current one unless a newer one is.

    A version that was followed by another meanwhile gets its verdict all the same, so that it can
    be opened. Done before, it does nothing. What others see already never closes by a verdict about
    another version, and the description stays as it was: who is changing it is not in the way.

    Raises:
        NotFound: the document is not there for its owner now.
        ScannerDown: there is no verdict; the document stays as it is.
    """
    sighted = queries.get_for(actor, DocumentPermission.RELEASE, document_id)
    version = queries.find_version(sighted.document, number)
    if version is None or not _is_waiting(version):
        return
    step_outside()
    verdict = _verdict(version, sighted.workspace, scanner=scanner, depot=depot)
    with begin_work(actor) as work:
        document = queries.get_for(
            actor, DocumentPermission.RELEASE, document_id, is_locked=True
        ).document
        require(actor, DocumentPermission.RELEASE, sighted)
        work.lock(version)
        if not _is_waiting(version) or version.status == verdict:
            return
        work.record(ACTIONS[verdict], document, version=number, sha256=version.sha256.hex())
        version.status = verdict
        if verdict == DocumentStatus.REFUSED:
            place_id, owner_id = document.workspace_id, document.organisation_id
            found = VirusFound(document.id, place_id, owner_id, version.uploaded_by_id)
            events.announce(work, found)
        if verdict == DocumentStatus.RELEASED:
            with telling_who_gains(work, _seen_by_own_rules(document)):
                _release(work, document, number=number)
        elif document.status != DocumentStatus.RELEASED and document.current_number == number:
            document.status = verdict


def _seen_by_own_rules(document: Document) -> Sights:
    """Return who sees a document that others never saw, if it was given by rules of its own."""
    rulebook = queries.get_rulebook(document.policy_id)
    is_new = document.status != DocumentStatus.RELEASED
    return of_documents(document.id) if is_new and rulebook.policy.document_id else {}


def _verdict(
    version: DocumentVersion, workspace: Workspace, *, scanner: Scanner, depot: Depot
) -> DocumentStatus:
    """Have a file looked at, and then each part that is packed in it.

    What cannot be unpacked cannot be looked at, so it is not clean.
    """
    try:
        if not scanner.scan(depot.read(workspace, version)).is_clean:
            return DocumentStatus.REFUSED
        if version.media_type in PACKED:
            found = parts_of(depot.read(workspace, version), version.media_type)
            if not all(scanner.scan(part).is_clean for part in found):
                return DocumentStatus.REFUSED
    except TooLargeToScan:
        return DocumentStatus.TOO_LARGE
    except UnacceptableFile:
        return DocumentStatus.REFUSED
    return DocumentStatus.RELEASED


def _is_waiting(version: DocumentVersion) -> bool:
    """Tell whether a version still waits for its verdict; too large, it waits for another limit."""
    return version.status in (DocumentStatus.RECEIVED, DocumentStatus.TOO_LARGE)
