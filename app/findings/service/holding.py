"""Having the text of a finding in hand, so that two people do not write over each other.

Reading is never held off. It ends by itself, by giving back and by saving; a colleague may take it
over, which stands in the log. Who lost it keeps what was typed: saving says so and keeps the text.
"""

from __future__ import annotations

from datetime import timedelta

from app.findings.actions import FindingAction
from app.findings.models import Finding, FindingLock
from app.findings.policy import FindingPermission
from app.kernel.access import Actor, require
from app.kernel.errors import Refused
from app.kernel.text import _
from app.kernel.work import Work, begin_work
from app.workspaces import queries as workspaces
from app.workspaces.service import check_free, end_hold, take_hold

HELD_FOR = timedelta(hours=1)
"""Long enough to write, short enough for who forgets it."""
SHORTEST, LONGEST = timedelta(minutes=5), timedelta(hours=4)


def take_text(
    actor: Actor, finding: Finding, *, time: timedelta = HELD_FOR, is_taken_over: bool = False
) -> FindingLock:
    """Take the text of a finding in hand for some time from now.

    Args:
        is_taken_over: also when a colleague has it in hand.

    Raises:
        NotAllowed: the finding is of another organisation.
        OutOfDate: a colleague has it in hand, and it is not taken over.
        Refused: so short or so long nobody takes a text in hand.
    """
    if not SHORTEST <= time <= LONGEST:
        raise Refused(_("Take it in hand for at least 5 minutes, and at most 4 hours."))
    with begin_work(actor) as work:
        work.lock(finding)
        require(actor, FindingPermission.CHANGE, finding)
        return _take(work, finding, time=time, is_taken_over=is_taken_over)


def give_text_back(actor: Actor, finding: Finding) -> None:
    """End one's own work on the text of a finding; when one has it not in hand, nothing changes."""
    with begin_work(actor) as work:
        work.lock(finding)
        require(actor, FindingPermission.CHANGE, finding)
        hold = workspaces.find_hold(FindingLock, finding.id)
        if hold is None or hold.holder_id != actor.person_id:
            return
        end_hold(hold)
        work.record(FindingAction.GIVEN_BACK, finding)


def end_by_saving(work: Work, finding: Finding, *, is_taken_over: bool = False) -> None:
    """Go on only when nobody else has the text in hand; what one has oneself ends.

    Args:
        is_taken_over: first take it over from a colleague.

    Raises:
        OutOfDate: a colleague has it in hand, and it is not taken over.
    """
    # Asked anew, for the finding is locked by now: what was loaded with it may be a moment old.
    hold = workspaces.find_hold(FindingLock, finding.id)
    if hold is not None and is_taken_over and hold.holder_id != work.actor.person_id:
        hold = _take(work, finding, time=HELD_FOR, is_taken_over=True)
    end_hold(check_free(work.actor, hold))


def _take(work: Work, finding: Finding, *, time: timedelta, is_taken_over: bool) -> FindingLock:
    hold, before = take_hold(work, FindingLock, finding, time=time, is_taken_over=is_taken_over)
    if before is None:
        work.record(FindingAction.TAKEN, finding, until=hold.until)
    else:
        work.record(FindingAction.TAKEN_OVER, finding, until=hold.until, holder=before)
    return hold
