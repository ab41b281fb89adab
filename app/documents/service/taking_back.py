"""What goes out of the others' sight for good, and what holds that up."""

from __future__ import annotations

from uuid import UUID

from app.documents import queries
from app.documents.actions import DocumentAction
from app.documents.events import DocumentWithdrawn
from app.kernel import clock, events
from app.kernel.access import Actor
from app.kernel.errors import Refused
from app.kernel.text import _
from app.kernel.work import Work
from app.workspaces.models import Workspace


def refuse_held(workspace_id: UUID) -> None:
    """Go on only when nothing holds what the actor's organisation brought to a place.

    Raises:
        Refused: it is under a legal hold; says why.
    """
    reason = queries.find_hold_reason(workspace_id)
    if reason is not None:
        raise Refused(
            _(
                "What your organisation brought here is under a legal hold: %(reason)s. Nothing of"
                " it may disappear until your privacy officer or a coordinator lifts that.",
                reason=reason.rstrip("."),
            )
        )


def refuse_in_part(actor: Actor, workspace_id: UUID) -> None:
    """Go on only when the actor sees all that their organisation brought to a place.

    For what is done with all of it at once: what a weak sign-in leaves out would stay as it is, and
    nobody would notice.

    Raises:
        Refused: some of it is not shown after this sign-in.
    """
    if not actor.is_strong and queries.hides_own(workspace_id):
        raise Refused(
            _(
                "This is also about documents of your organisation that you do not see now, because"
                " you signed in without the extra check. Sign in with it first, then try again."
            )
        )


def take_back(work: Work, workspace: Workspace) -> int:
    """Withdraw all that the actor's organisation shared in a place; return how many documents.

    Part of a larger work, that decided it. What is private nobody else saw anyway.

    Raises:
        Refused: it is under a legal hold, or some of it is not shown to the actor.
    """
    refuse_held(workspace.id)
    refuse_in_part(work.actor, workspace.id)
    documents = queries.list_own_shared(work.actor, workspace)
    moment = clock.now()
    for document in documents:
        document.withdrawn_at = moment
        document.version += 1
        work.record(DocumentAction.WITHDRAWN, document)
    work.settle()
    for document in documents:
        events.announce(work, DocumentWithdrawn(document.id, document.workspace_id))
    return len(documents)
