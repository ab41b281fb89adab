"""Documents and versions come in: looked at, sealed and synced, and only then named by rows."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from app.adapters.blobs import StoredBlob
from app.adapters.inspection import Inspected
from app.documents import queries
from app.documents.actions import DocumentAction
from app.documents.events import DocumentBroughtFor
from app.documents.models import Document, DocumentStatus, DocumentVersion, Folder
from app.documents.policy import DocumentPermission
from app.documents.service.acceptance import (
    LONGEST_NOTE,
    Depot,
    Description,
    Incoming,
    accepted_classification,
    accepted_file,
    check_foundations,
    clean_title,
    stored_file,
)
from app.documents.service.places import bare_policy, organisation_of, person_of, place_policy
from app.documents.service.scanning import admit
from app.kernel import clock, events, ids
from app.kernel.access import Actor, require
from app.kernel.errors import OutOfDate, Refused, TellableError
from app.kernel.text import _
from app.kernel.work import Work, begin_work, step_outside
from app.workspaces import queries as workspaces
from app.workspaces.models import Classification, Workspace
from app.workspaces.service import check_free, end_hold


def add_document(
    actor: Actor,
    workspace: Workspace,
    *,
    incoming: Incoming,
    description: Description,
    depot: Depot,
    on_arrival: Callable[[Work, Document], None] | None = None,
) -> Document:
    """Bring a document into a workspace; the actor's organisation is its owner from then on.

    It comes under the rules its owner laid down for the folder; sensitive data comes under none, so
    that only the owner sees it until it is shared knowingly. What is private stays so under any
    rule, until it is released.

    Args:
        on_arrival: what else is settled in the same transaction; may refuse all of it.

    Raises:
        NotAllowed: the actor does not contribute here.
        NotFound: the actor was taken out of the workspace while the file came in.
        Refused: the workspace is not ready, or the file, its classification or folder may not be.
    """
    folder, classification = check_welcome(actor, workspace, description=description, depot=depot)
    inspected = accepted_file(incoming)
    step_outside()
    stored = stored_file(incoming, workspace=workspace, depot=depot)

    try:
        with begin_work(actor) as work:
            workspaces.get_place_for(actor, DocumentPermission.ADD, workspace.id)
            document = _new_document(
                work,
                workspace,
                folder,
                description=description,
                classification=classification,
                scans=depot.scans,
            )
            document.title = clean_title(description.title, file_name=inspected.clean_name)
            work.add(document)
            work.settle()
            version = _new_version(
                work, document, inspected=inspected, stored=stored, note=description.note
            )
            admit(work, document, version, depot=depot)
            work.record(
                DocumentAction.ADDED,
                document,
                version=1,
                sha256=stored.sha256,
                classification=classification,
                marking=description.marking,
                folder=folder.id,
            )
            if document.is_private:
                work.record(DocumentAction.KEPT_PRIVATE, document)
            if description.request_id is not None:
                news = DocumentBroughtFor(document.id, workspace.id, description.request_id)
                events.announce(work, news)
            if on_arrival is not None:
                on_arrival(work, document)
    except TellableError:
        # Said before the commit: nothing names the file, now or later.
        depot.blobs.discard(stored)
        raise
    return document


def check_welcome(
    actor: Actor, workspace: Workspace, *, description: Description, depot: Depot
) -> tuple[Folder, Classification]:
    """Go on only when a document so described may come in, whatever its file holds.

    Raises:
        NotAllowed: the actor does not contribute here.
        Refused: the workspace is not ready, or the classification or folder may not be.
    """
    require(actor, DocumentPermission.ADD, workspace)
    check_foundations(workspace)
    folder = _folder_of(workspace, description.folder_id)
    classification = accepted_classification(
        actor,
        description.classification,
        workspace=workspace,
        highest=depot.highest_classification,
    )
    return folder, classification


def add_version(
    actor: Actor,
    document_id: UUID,
    *,
    incoming: Incoming,
    note: str,
    seen_version: int,
    depot: Depot,
    on_arrival: Callable[[Work, Document], None] | None = None,
) -> Document:
    """Add a version to a document; those before it stay as they are.

    Args:
        seen_version: number of the newest version that the actor saw, released or not; a change of
            the description meanwhile is no reason to refuse a file.
        on_arrival: what else is settled in the same transaction; may refuse all of it.

    Raises:
        NotAllowed: the actor may not contribute to this document.
        OutOfDate: somebody added a version meanwhile, or has it in hand.
        Refused: the file may not come in.
    """
    workspace = check_replaceable(actor, document_id, seen_version=seen_version)
    inspected = accepted_file(incoming)
    step_outside()
    stored = stored_file(incoming, workspace=workspace, depot=depot)

    try:
        with begin_work(actor) as work:
            document = renewed(work, document_id, seen_version=seen_version)
            version = _new_version(work, document, inspected=inspected, stored=stored, note=note)
            admit(work, document, version, depot=depot)
            work.record(
                DocumentAction.VERSION_ADDED, document, version=version.number, sha256=stored.sha256
            )
            if on_arrival is not None:
                on_arrival(work, document)
    except TellableError:
        # Said before the commit: nothing names the file, now or later.
        depot.blobs.discard(stored)
        raise
    return document


def check_replaceable(actor: Actor, document_id: UUID, *, seen_version: int) -> Workspace:
    """Go on only when the actor may add a version now; return the workspace it comes into.

    Raises:
        NotAllowed: the actor may not contribute to this document.
        OutOfDate: somebody added a version meanwhile, or has it in hand.
        Refused: the workspace is not ready for documents.
    """
    sighted = queries.get_for(actor, DocumentPermission.CONTRIBUTE, document_id)
    check_foundations(sighted.workspace)
    check_free(actor, queries.find_lock(sighted.document))
    _check_seen(sighted.document, seen_version)
    return sighted.workspace


def renewed(work: Work, document_id: UUID, *, seen_version: int) -> Document:
    """Take a document for this transaction and count one version on; its new one is still to come.

    Raises:
        NotAllowed: the actor may not contribute to this document.
        OutOfDate: somebody added a version meanwhile, or has it in hand.
    """
    actor = work.actor
    sighted = queries.get_for(actor, DocumentPermission.CONTRIBUTE, document_id, is_locked=True)
    document = sighted.document
    own = check_free(actor, queries.find_lock(document))
    _check_seen(document, seen_version)
    end_hold(own)
    document.newest_number += 1
    document.version += 1
    document.changed_at = clock.now()
    return document


def _folder_of(workspace: Workspace, folder_id: UUID) -> Folder:
    """Resolve a folder through the actor's own sight of this very workspace."""
    folder = queries.find_folder(workspace.id, folder_id)
    if folder is None:
        raise Refused(_("Choose a folder of this workspace."), field="folder")
    return folder


def _new_document(
    work: Work,
    workspace: Workspace,
    folder: Folder,
    *,
    description: Description,
    classification: Classification,
    scans: bool,
) -> Document:
    organisation_id = organisation_of(work.actor)
    document = Document(
        id=ids.new_id(),
        workspace_id=workspace.id,
        folder_id=folder.id,
        organisation_id=organisation_id,
        classification=classification.rank,
        marking=description.marking,
        is_special_category=description.is_special_category,
        is_criminal_data=description.is_criminal_data,
        is_police_data=description.is_police_data,
        status=DocumentStatus.RECEIVED if scans else DocumentStatus.RELEASED,
        current_number=1,
        newest_number=1,
        changed_at=clock.now(),
        withdrawn_at=None,
        is_private=description.is_private or description.request_id is not None,
        opened_at=None,
        version=1,
    )
    if description.is_sensitive:
        document.policy_id = bare_policy(work, document).id
    else:
        document.policy_id = place_policy(
            work, workspace_id=workspace.id, organisation_id=organisation_id, folder=folder
        ).id
    return document


def _new_version(
    work: Work, document: Document, *, inspected: Inspected, stored: StoredBlob, note: str
) -> DocumentVersion:
    return DocumentVersion(
        id=ids.new_id(),
        document_id=document.id,
        workspace_id=document.workspace_id,
        number=document.newest_number,
        file_name=inspected.clean_name,
        media_type=inspected.media_type,
        size=stored.size,
        sha256=bytes.fromhex(stored.sha256),
        blob_id=stored.id,
        wrapped_key=stored.wrapped_key,
        uploaded_by_id=person_of(work.actor),
        uploaded_at=clock.now(),
        note=" ".join(note.split())[:LONGEST_NOTE],
    )


def _check_seen(document: Document, seen_version: int) -> None:
    if document.newest_number != seen_version:
        raise OutOfDate(
            _("Somebody added a version while you were reading. Look at it, then try again.")
        )
