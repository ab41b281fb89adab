"""Noting who opened unusually many documents within an hour, and having the officers told.

An allowed person may take all of it along, one document at a time, before leaving. Each opening
stands in the log; here they are counted. Archive packages are not: such a package is asked for as a
whole, and stands in the log of the workspace so.
"""

from __future__ import annotations

from app.kernel import clock, ids
from app.kernel.access import Actor, require
from app.kernel.clock import HOME_ZONE
from app.kernel.work import begin_work
from app.notifications import service as notifications
from app.privacy.actions import PrivacyAction
from app.privacy.models import Surge
from app.privacy.policy import PrivacyPermission, Register
from app.privacy.queries import ToNote


def note_surge(actor: Actor, found: ToNote) -> bool:
    """Note one for the organisation that is told, and tell its privacy officers; once a day.

    Safe to run twice. The log of the installation has who and how many, no document.

    Args:
        actor: the job that counts, acting for that organisation.

    Raises:
        NotAllowed: it is somebody else.
    """
    register, now = Register(found.organisation_id), clock.now()
    surge = Surge(
        id=ids.new_id(),
        organisation_id=found.organisation_id,
        person_id=found.person_id,
        on_day=now.astimezone(HOME_ZONE).date(),
        noticed_at=now,
        documents=found.documents,
        places=list(found.places),
    )
    with begin_work(actor) as work:
        require(actor, PrivacyPermission.NOTE_SURGE, register)
        if not work.put_unless_taken(surge, "organisation_id", "person_id", "on_day"):
            return False
        facts = {"person": found.person_id, "documents": found.documents}
        work.record(PrivacyAction.SURGE_NOTED, register, surge=surge.id, **facts)
        notifications.note_surge(work, surge.id)
    return True
