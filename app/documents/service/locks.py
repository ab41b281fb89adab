"""Taking a document in hand for a while, so that two people do not replace the same version.

It ends by itself, by giving back, and by adding the version one worked on. The organisation that
brought the document may end it too; that stands in the log.
"""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from app.documents import queries
from app.documents.actions import DocumentAction
from app.documents.models import Document, DocumentLock
from app.documents.policy import DocumentPermission
from app.documents.service.places import organisation_of, person_of
from app.kernel import clock
from app.kernel.access import Actor
from app.kernel.errors import OutOfDate, Refused
from app.kernel.text import _
from app.kernel.work import begin_work

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
        document, moment = sighted.document, clock.now()
        check_free(work.actor, document)
        lock = queries.find_any_lock(document)
        if lock is None:
            lock = DocumentLock(document_id=document.id, workspace_id=document.workspace_id)
            work.add(lock)
        lock.holder_id, lock.organisation_id = person_of(actor), organisation_of(actor)
        lock.taken_at, lock.until = moment, moment + time
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
        lock.until = clock.now()


def check_free(actor: Actor, document: Document) -> DocumentLock | None:
    """Go on only when nobody else works on a document; return the actor's own lock.

    Raises:
        OutOfDate: somebody else does; says who and until when.
    """
    lock = queries.find_lock(document)
    if lock is None or lock.holder_id == actor.person_id:
        return lock
    at = lock.until.astimezone(clock.HOME_ZONE)
    raise OutOfDate(
        _(
            "%(name)s (%(organisation)s) works on this until %(day)s at %(time)s. Nothing was"
            " saved. Wait for that, or ask.",
            name=lock.holder.name,
            organisation=lock.organisation.short_name,
            day=f"{at:%d-%m-%Y}",
            time=f"{at:%H.%M}",
        )
    )


def end_own(lock: DocumentLock | None) -> None:
    """End the work of whoever adds the version it was for."""
    if lock is not None:
        lock.until = clock.now()
