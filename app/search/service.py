"""Reading the text of documents, so that it can be found."""

from __future__ import annotations

from uuid import UUID

from app.adapters.extraction import CannotExtract, ExtractionLimits, extract
from app.documents import queries as documents
from app.documents.events import ContentToRead
from app.documents.models import Document, DocumentStatus, DocumentVersion
from app.documents.policy import DocumentPermission
from app.documents.service import Depot
from app.kernel import clock
from app.kernel.access import Actor, require
from app.kernel.jobs import named
from app.kernel.work import Work, begin_work, step_outside
from app.search import queries
from app.search.actions import SearchAction
from app.search.models import DocumentText, Outcome
from app.search.policy import READER, SearchPermission
from app.workspaces.models import Workspace

LARGEST = 64 * 1024 * 1024
"""Larger files are found by their title alone, in bytes."""
LIMITS = ExtractionLimits(scanned_pages=40)
"""Reading is a job of its own, so it may take the time to recognise words in scans."""
WHY_NOT = {
    "other_kind": Outcome.OTHER_KIND,
    "broken": Outcome.NOT_READABLE,
    "too_slow": Outcome.TOO_SLOW,
}


def have_text_read(work: Work, event: ContentToRead) -> None:
    """Defer the job that reads the new content, once."""
    work.defer(
        named(READER),
        once=f"search.{event.document_id}",
        document=str(event.document_id),
        workspace=str(event.workspace_id),
        organisation=str(event.organisation_id),
    )


def read_text(actor: Actor, document_id: UUID, *, depot: Depot) -> None:
    """Read the current version of a document and keep its text; read before, it does nothing.

    Raises:
        NotFound: the document is not there for its owner any more.
    """
    sighted = documents.get_for(actor, DocumentPermission.VIEW, document_id)
    if not _may_be_read(sighted.document) or queries.is_read(sighted.document):
        return
    version, workspace = documents.get_version(sighted.document), sighted.workspace
    step_outside()
    outcome, body = _read(version, workspace=workspace, depot=depot)
    with begin_work(actor) as work:
        sighted = documents.get_for(actor, DocumentPermission.VIEW, document_id, is_locked=True)
        document = sighted.document
        if not _may_be_read(document) or document.current_number != version.number:
            return
        if queries.is_read(document):
            return
        require(actor, SearchPermission.READ_TEXT, sighted)
        work.add(
            DocumentText(
                document_id=document.id,
                workspace_id=document.workspace_id,
                number=version.number,
                title=document.title,
                body=body,
                outcome=outcome,
                read_at=clock.now(),
            )
        )
        work.record(SearchAction.TEXT_READ, document, version=version.number, outcome=outcome.value)


def _may_be_read(document: Document) -> bool:
    """Tell whether a text may be read now: never what is sensitive or still to be scanned."""
    return document.status == DocumentStatus.RELEASED and not document.is_sensitive


def _read(version: DocumentVersion, *, workspace: Workspace, depot: Depot) -> tuple[Outcome, str]:
    if version.size > LARGEST:
        return Outcome.TOO_LARGE, ""
    try:
        found = extract(depot.bytes_of(workspace, version), version.media_type, limits=LIMITS)
    except CannotExtract as fault:
        return WHY_NOT[fault.code], ""
    if not found.text:
        return Outcome.WITHOUT_TEXT, ""
    return (Outcome.CUT if found.is_cut else Outcome.READ), found.text
