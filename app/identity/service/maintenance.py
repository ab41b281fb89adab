"""Announcing maintenance, and ending it; by a command on the machine itself."""

from __future__ import annotations

from datetime import datetime

from app.identity import queries
from app.identity.actions import IdentityAction
from app.identity.models import Maintenance
from app.identity.models.maintenance import LONGEST_TEXT
from app.identity.policy import INSTALLATION, IdentityPermission
from app.kernel import clock, ids
from app.kernel.access import Actor, require
from app.kernel.errors import Refused
from app.kernel.text import _
from app.kernel.work import Work, begin_work


def announce(
    actor: Actor, *, starts_at: datetime, ends_at: datetime, text_nl: str, text_en: str = ""
) -> None:
    """Announce maintenance on every page, in the place of what was announced before.

    Raises:
        NotAllowed: it is no command.
        Refused: it ends before it begins or is over already, or the text is empty or too long.
    """
    if ends_at <= max(starts_at, clock.now()):
        raise Refused(_("It has to end after it begins, and later than now."))
    if not text_nl.strip() or max(len(text_nl), len(text_en)) > LONGEST_TEXT:
        raise Refused(_("Say what people read, in at most 500 signs."))
    with begin_work(actor) as work:
        require(actor, IdentityPermission.ADMINISTER, INSTALLATION)
        _end(work)
        work.add(
            Maintenance(
                id=ids.new_id(),
                starts_at=starts_at,
                ends_at=ends_at,
                text_nl=text_nl.strip(),
                text_en=text_en.strip(),
                announced_at=clock.now(),
                ended_at=None,
            )
        )
        moments = {"starts_at": starts_at.isoformat(), "ends_at": ends_at.isoformat()}
        work.record(IdentityAction.MAINTENANCE_ANNOUNCED, INSTALLATION, **moments)


def end(actor: Actor) -> None:
    """End what was announced: pages are open, and nothing is told any more.

    Raises:
        NotAllowed: it is no command.
        Refused: nothing was announced.
    """
    with begin_work(actor) as work:
        require(actor, IdentityPermission.ADMINISTER, INSTALLATION)
        if not _end(work):
            raise Refused(_("No maintenance is announced."))
        work.record(IdentityAction.MAINTENANCE_ENDED, INSTALLATION)


def _end(work: Work) -> bool:
    """End what is announced now; tell whether there was anything."""
    found = queries.find_maintenance(clock.now())
    if found is None:
        return False
    found.ended_at = clock.now()
    work.settle()
    return True
