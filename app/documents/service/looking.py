"""Looking as a partner is a read that is recorded: who looked, as whom."""

from __future__ import annotations

from app.documents.actions import DocumentAction
from app.documents.models import Document
from app.documents.policy import DocumentPermission, Seat
from app.kernel.access import Actor, require
from app.kernel.work import begin_work
from app.workspaces.models import Participation, Workspace


def look_as(
    actor: Actor,
    workspace: Workspace,
    *,
    participation: Participation,
    seat: Seat,
    document: Document | None = None,
) -> None:
    """Write down that a coordinator looks at a workspace, or a document in it, as a partner.

    Args:
        participation: of the partner.
        seat: who of it.

    Raises:
        NotAllowed: only a coordinator looks.
    """
    person_id = None if seat.is_ordinary else seat.person_id
    with begin_work(actor) as work:
        require(actor, DocumentPermission.LOOK_AS, workspace)
        if document is None:
            work.record(DocumentAction.LOOKED_AS, participation, person=person_id)
        else:
            organisation = participation.organisation.code
            work.record(
                DocumentAction.LOOKED_AT_AS, document, organisation=organisation, person=person_id
            )
