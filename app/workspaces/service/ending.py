"""Ending, the day after, the memberships of which the last day was known beforehand."""

from __future__ import annotations

from uuid import UUID

from app.kernel import clock
from app.kernel.access import Actor, require
from app.kernel.errors import NotFound, known
from app.kernel.work import begin_work
from app.workspaces import queries
from app.workspaces.actions import WorkspaceAction
from app.workspaces.events import MembershipStep
from app.workspaces.policy import Delegation, WorkspacePermission
from app.workspaces.service.people import tell


def end_over(actor: Actor, *, leaver_id: UUID | None = None) -> int:
    """End the memberships of one organisation in one place whose last day is over; how many.

    Sight ended with the day itself: this puts it in order. Safe to run twice.

    Args:
        actor: the job that does this, acting for that organisation in that place.
        leaver_id: who left the organisation, when it is about that person.
    """
    try:
        workspace = queries.get_for(actor, WorkspacePermission.VIEW, known(actor.place_id))
    except NotFound:
        return 0
    delegation = Delegation(workspace, known(actor.organisation_id))
    with begin_work(actor) as work:
        require(actor, WorkspacePermission.EXPIRE, delegation)
        over, moment = queries.lock_over(actor, leaver_id=leaver_id), clock.now()
        for each in over:
            each.ended_at = moment
            is_over = leaver_id is None and each.until_on is not None
            facts = {"until": str(each.until_on)} if is_over else {}
            work.record(WorkspaceAction.MEMBER_ENDED, each, person=each.person_id, **facts)
            tell(work, each, MembershipStep.ENDED)
    return len(over)
