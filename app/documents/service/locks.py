"""Taking a document in hand for a while, so that two people do not replace the same version.

It ends by itself, by giving back, and by adding the version one worked on. The organisation that
brought the document may end it too; that stands in the log.
"""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from app.documents import queries
from app.documents.actions import DocumentAction
from app.documents.models import DocumentLock
from app.documents.policy import DocumentPermission
from app.kernel.access import Actor
from app.kernel.errors import Refused
from app.kernel.text import _
from app.kernel.work import begin_work
from app.workspaces.service import end_hold, take_hold

LONGEST = timedelta(days=3)
"""After a weekend it is free again."""
SHORTEST = timedelta(minutes=15)


def take(actor: Actor, document_id: UUID, *, time: timedelta) -> DocumentLock:
    """Take a document in hand for some time from now; one's own is made longer or shorter.

    Raises:
        NotAllowed: the actor may not contribute to this document.
        OutOfDate: somebody else has it in hand.
        Refused: that is no time it can be taken for.
    """
    if not SHORTEST <= time <= LONGEST:
        raise Refused(_("Choose for how long, at most three days."), field="hours")
    with begin_work(actor) as work:
        sighted = queries.get_for(actor, DocumentPermission.TAKE, document_id, is_locked=True)
        document = sighted.document
        lock, _before = take_hold(work, DocumentLock, document, time=time)
        work.record(DocumentAction.TAKEN, document, until=lock.until)
    return lock


def give_back(actor: Actor, document_id: UUID) -> None:
    """End somebody's work on a document; when nobody has it in hand, nothing changes.

    Raises:
        NotAllowed: somebody else has it in hand, and the actor does not decide for the owner.
    """
    with begin_work(actor) as work:
        document = queries.get_for(actor, DocumentPermission.TAKE, document_id).document
        lock = queries.find_lock(document)
        if lock is None:
            return
        work.lock(lock)
        if lock.holder_id == actor.person_id:
            work.record(DocumentAction.GIVEN_BACK, document)
        else:
            queries.get_for(actor, DocumentPermission.BREAK_LOCK, document_id)
            work.record(DocumentAction.LOCK_BROKEN, document, holder=lock.holder_id)
        end_hold(lock)
