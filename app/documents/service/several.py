"""Several documents changed at once: moved, marked, withdrawn, given to a partner.

One transaction and one entry for each document; the number of statements does not grow with theirs.
Only the owner's own documents change; of what is left out, the reason is told.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from app.documents import queries
from app.documents.actions import DocumentAction
from app.documents.events import DocumentWithdrawn
from app.documents.models import Document
from app.documents.policy import DocumentPermission
from app.documents.queries import DocumentRow
from app.documents.service.acceptance import accepted_classification
from app.documents.service.bundles import LeftOut
from app.documents.service.places import organisation_of, place_policy
from app.documents.service.taking_back import refuse_held
from app.kernel import access, clock, events
from app.kernel.access import Actor
from app.kernel.errors import Refused
from app.kernel.text import _
from app.kernel.work import Work, begin_work
from app.workspaces.models import Classification, Marking, Workspace

MOST = queries.LONG_PAGE
"""Documents at a time: a long page of the list."""
TO_CHANGE = (DocumentPermission.EDIT_METADATA, DocumentPermission.SHARE)
"""What moving and marking ask: the description may be changed, and it is the owner's."""


@dataclass(frozen=True, slots=True)
class Several:
    """What was changed, and what was left out with the reason."""

    changed: tuple[UUID, ...]
    left_out: tuple[LeftOut, ...]

    @classmethod
    def of(cls, changed: Sequence[Document], left_out: Sequence[LeftOut]) -> Several:
        """Make it of documents."""
        return cls(tuple(each.id for each in changed), tuple(left_out))


def divide(
    actor: Actor, rows: Sequence[DocumentRow], *, permissions: Sequence[DocumentPermission]
) -> tuple[list[DocumentRow], list[LeftOut]]:
    """Decide for each document whether it takes part, by the first permission that is missing."""
    taken: list[DocumentRow] = []
    left_out: list[LeftOut] = []
    for row in rows:
        decisions = [access.decide(actor, each, row.sighted) for each in permissions]
        for decision in decisions:
            access.note(decision)
        missing = next((each for each in decisions if not each.allowed), None)
        if missing is None:
            taken.append(row)
        else:
            left_out.append(LeftOut(row, str(missing.reason)))
    return taken, left_out


def move_several(
    actor: Actor, workspace: Workspace, *, document_ids: Collection[UUID], folder_id: UUID
) -> Several:
    """Put documents in another folder; those without rules of their own come under its rules.

    Raises:
        Refused: nothing was chosen, too much, nothing that may be moved, or no such folder.
    """
    with begin_work(actor) as work:
        return move(work, workspace, document_ids=document_ids, folder_id=folder_id)


def move(
    work: Work, workspace: Workspace, *, document_ids: Collection[UUID], folder_id: UUID
) -> Several:
    """Put documents in another folder, as part of a larger work."""
    rows, left_out = take_several(work, workspace, document_ids, permissions=TO_CHANGE)
    taken = [each.sighted.document for each in rows]
    folder = queries.find_folder(workspace.id, folder_id)
    if folder is None:
        raise Refused(_("Choose a folder of this workspace."), field="folder")
    above = place_policy(
        work,
        workspace_id=workspace.id,
        organisation_id=organisation_of(work.actor),
        folder=folder,
    )
    rulebooks = queries.list_rulebooks({each.policy_id for each in taken})
    moving = [each for each in taken if each.folder_id != folder.id]
    for document in moving:
        if rulebooks[document.policy_id].policy.document_id is None:
            document.policy_id = above.id
        was, document.folder_id = document.folder_id, folder.id
        _changed(work, document, folder=[str(was), str(folder.id)])
    return Several.of(moving, left_out)


def mark_several(
    actor: Actor,
    workspace: Workspace,
    *,
    document_ids: Collection[UUID],
    marking: Marking | None,
    classification: str,
    highest: Classification,
) -> Several:
    """Give documents another marking or classification.

    Args:
        marking: None leaves each as it is; the same for an empty ``classification``.

    Raises:
        Refused: nothing was chosen to be changed, or the classification is not accepted here.
    """
    with begin_work(actor) as work:
        return mark(
            work,
            workspace,
            document_ids=document_ids,
            marking=marking,
            classification=classification,
            highest=highest,
        )


def mark(
    work: Work,
    workspace: Workspace,
    *,
    document_ids: Collection[UUID],
    marking: Marking | None,
    classification: str,
    highest: Classification,
) -> Several:
    """Give documents another marking or classification, as part of a larger work."""
    if marking is None and not classification:
        raise Refused(_("Choose another marking or classification."), field="marking")
    rows, left_out = take_several(work, workspace, document_ids, permissions=TO_CHANGE)
    taken = [each.sighted.document for each in rows]
    new = None
    if classification:
        new = accepted_classification(
            work.actor, classification, workspace=workspace, highest=highest
        )
    changed = []
    for document in taken:
        facts = _marked(document, marking=marking, classification=new)
        if facts:
            _changed(work, document, **facts)
            changed.append(document)
    return Several.of(changed, left_out)


def withdraw_several(
    actor: Actor, workspace: Workspace, *, document_ids: Collection[UUID]
) -> Several:
    """Take documents back: from the next request on only their owner sees them.

    Raises:
        Refused: nothing was chosen, too much, nothing that may be withdrawn, or a legal hold.
    """
    with begin_work(actor) as work:
        refuse_held(workspace.id)
        rows, left_out = take_several(
            work, workspace, document_ids, permissions=(DocumentPermission.WITHDRAW,)
        )
        taken = [each.sighted.document for each in rows]
        here = [each for each in taken if each.withdrawn_at is None]
        moment = clock.now()
        for document in here:
            document.withdrawn_at = moment
            document.version += 1
            work.record(DocumentAction.WITHDRAWN, document)
        work.settle()
        for document in here:
            events.announce(work, DocumentWithdrawn(document.id, document.workspace_id))
        return Several.of(here, left_out)


def restore_several(
    actor: Actor, workspace: Workspace, *, document_ids: Collection[UUID]
) -> Several:
    """Undo withdrawals; the rules that were there count again.

    Raises:
        Refused: nothing was chosen, too much, or nothing that may be undone.
    """
    with begin_work(actor) as work:
        return bring_several_back(work, workspace, document_ids=document_ids)


def bring_several_back(
    work: Work, workspace: Workspace, *, document_ids: Collection[UUID]
) -> Several:
    """Undo withdrawals, as part of a larger work."""
    rows, left_out = take_several(
        work, workspace, document_ids, permissions=(DocumentPermission.WITHDRAW,)
    )
    taken = [each.sighted.document for each in rows]
    gone = [each for each in taken if each.withdrawn_at is not None]
    for document in gone:
        document.withdrawn_at = None
        document.version += 1
        work.record(DocumentAction.RESTORED, document)
    return Several.of(gone, left_out)


def take_several(
    work: Work,
    workspace: Workspace,
    document_ids: Collection[UUID],
    *,
    permissions: Sequence[DocumentPermission],
) -> tuple[list[DocumentRow], list[LeftOut]]:
    """Lock the chosen documents and decide about each; what one does not see is not there.

    Raises:
        Refused: nothing was chosen, too much, or nothing that may be changed.
    """
    check_number(document_ids)
    queries.lock_several(workspace, ids=document_ids)
    rows = queries.list_by_id(work.actor, workspace, ids=document_ids)
    taken, left_out = divide(work.actor, rows, permissions=permissions)
    if not taken:
        raise Refused(_("None of these documents is yours to change."))
    return taken, left_out


def check_number(document_ids: Collection[UUID]) -> None:
    """Go on only with some documents, and not too many.

    Raises:
        Refused: says what to do.
    """
    if not document_ids:
        raise Refused(_("Choose the documents first: tick them in the list."))
    if len(document_ids) > MOST:
        raise Refused(_("At most %(most)s documents at a time.", most=MOST))


def _marked(
    document: Document, *, marking: Marking | None, classification: Classification | None
) -> dict[str, Any]:
    facts: dict[str, Any] = {}
    if marking is not None and document.marking != marking:
        facts["marking"] = [document.marking.value, marking.value]
        document.marking = marking
    if classification is not None and document.class_of_secrecy != classification:
        facts["classification"] = [document.class_of_secrecy.value, classification.value]
        document.classification = classification.rank
    return facts


def _changed(work: Work, document: Document, **facts: Any) -> None:
    document.version += 1
    document.changed_at = clock.now()
    work.record(DocumentAction.CHANGED, document, changed=facts)
