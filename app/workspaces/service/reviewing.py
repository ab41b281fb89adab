"""Looking over who of the own people still needs to be where: keep or end each, in one go."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from uuid import UUID

from app.kernel import clock
from app.kernel.access import Actor, require
from app.kernel.errors import Refused
from app.kernel.text import _
from app.kernel.work import Work, begin_work
from app.workspaces import queries
from app.workspaces.actions import WorkspaceAction
from app.workspaces.events import MembershipStep
from app.workspaces.models import MemberRole, Membership
from app.workspaces.policy import Delegation, WorkspacePermission
from app.workspaces.queries.reviewing import ReviewPlace
from app.workspaces.service.people import end_part_of, take_member, tell


class Verdict(StrEnum):
    """What a coordinator says of somebody's access."""

    KEEP = "keep"
    END = "end"


def review_access(actor: Actor, verdicts: Mapping[UUID, Verdict]) -> int:
    """Keep or end each of the own people that something was said of; return how many were ended.

    Who is not among the own people where the actor coordinates is passed over in silence: somebody
    else may have ended it meanwhile.

    Args:
        verdicts: by membership.

    Raises:
        Refused: nothing was said, or one would end the own access.
    """
    if not verdicts:
        raise Refused(_("Choose for at least one person whether they stay."))
    ended = 0
    with begin_work(actor) as work:
        for place in queries.list_to_review(actor):
            chosen = [each for each in place.members if each.id in verdicts]
            for each in chosen:
                if verdicts[each.id] == Verdict.END and each.role == MemberRole.COORDINATOR:
                    take_member(work, place.workspace, each)
            if chosen:
                delegation = Delegation(place.workspace, place.organisation_id)
                require(actor, WorkspacePermission.STAFF, delegation)
            for each in chosen:
                ended += _carry_out(work, place, each, verdict=verdicts[each.id])
    return ended


def _carry_out(work: Work, place: ReviewPlace, membership: Membership, *, verdict: Verdict) -> bool:
    work.lock(membership)
    if membership.ended_at is not None:
        return _answer_late(work, membership, verdict=verdict)
    is_end = verdict == Verdict.END
    if is_end and membership.person_id == work.actor.person_id:
        raise Refused(
            _(
                "You cannot end your own access to %(ref)s. Ask another coordinator.",
                ref=place.workspace.ref,
            )
        )
    if is_end:
        work.settle()  # it reads anew who coordinates here
        end_part_of(work, place.workspace, membership=membership)
    membership.reviewed_at, membership.reviewed_by_id = clock.now(), work.actor.person_id
    if not is_end:
        work.record(WorkspaceAction.MEMBER_KEPT, membership, person=membership.person_id)
    return is_end


def _answer_late(work: Work, membership: Membership, *, verdict: Verdict) -> bool:
    """Open again, or end for good, what silence had suspended; tell whether it ended."""
    if membership.suspended_at is None:
        return False
    membership.suspended_at = None
    membership.reviewed_at, membership.reviewed_by_id = clock.now(), work.actor.person_id
    is_end = verdict == Verdict.END
    if not is_end:
        membership.ended_at = None
    action = WorkspaceAction.MEMBER_ENDED if is_end else WorkspaceAction.MEMBER_RESUMED
    work.record(action, membership, person=membership.person_id)
    if is_end:
        tell(work, membership, MembershipStep.ENDED)
    return is_end
