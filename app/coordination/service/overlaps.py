"""Settling an overlap: one authority proposes, the other answers."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import text

from app.coordination import queries
from app.coordination.actions import CoordinationAction
from app.coordination.events import OverlapMoved, OverlapStep
from app.coordination.models import (
    Activity,
    OverlapProposal,
    ProposalKind,
    ProposalStatus,
    Rest,
)
from app.coordination.policy import CoordinationPermission
from app.coordination.service.activities import chosen_window
from app.coordination.service.reasons import right_reason
from app.coordination.service.suggesting import take_over
from app.kernel import clock, events, ids
from app.kernel.access import Actor, require
from app.kernel.errors import OutOfDate, Refused, known
from app.kernel.text import _
from app.kernel.work import Work, begin_work

MOVED = text("select samenzicht_move_as_agreed(:id)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """What is proposed."""

    kind: ProposalKind
    reason: str
    starts_on: date | None = None
    ends_on: date | None = None


def propose(
    actor: Actor, ours: Activity, theirs: Activity, *, offer: Offer, seen_version: int
) -> OverlapProposal:
    """Propose to another authority how to settle an overlap; it then sees our activity.

    What the lead suggests about the two counts as taken over from then on.

    Args:
        seen_version: of our own activity, on the screen of who proposes.

    Raises:
        NotAllowed: the actor does not plan for this authority.
        OutOfDate: our own activity was changed meanwhile.
        Refused: the two do not overlap, a proposal waits already, or the offer is not right.
    """
    with begin_work(actor) as work:
        queries.wait_for_turn_at(ours.id, theirs.id)
        work.lock(ours)
        require(actor, CoordinationPermission.CHANGE, ours)
        require(actor, CoordinationPermission.SEE, theirs)
        if ours.version != seen_version:
            raise OutOfDate(
                _("Somebody changed this activity while you were reading. Look at it again.")
            )
        _check_pair(actor, ours, theirs)
        proposal = _made(actor, ours, theirs, offer=offer)
        _open_to(work, ours, theirs)
        work.add(proposal)
        take_over(work, ours, theirs)
        work.record(
            CoordinationAction.PROPOSED,
            proposal,
            organisation=theirs.organisation_id,
            kind=proposal.kind,
        )
        _tell(work, proposal, OverlapStep.PROPOSED, whom=proposal.partner_id)
    return proposal


def agree(actor: Actor, proposal: OverlapProposal, *, seen_version: int) -> None:
    """Agree; both activities are moved as was proposed.

    Raises:
        OutOfDate: somebody changed it meanwhile.
        Refused: it was answered already, or the two are not as they were when it was proposed.
    """
    with begin_work(actor) as work:
        _take(work, proposal, CoordinationPermission.ANSWER, seen_version=seen_version)
        both = [
            queries.get_activity_for(actor, CoordinationPermission.SEE, each)
            for each in (proposal.activity_id, proposal.partner_activity_id)
        ]
        _check_as_proposed(proposal, both)
        _answer(work, proposal, ProposalStatus.AGREED, word=CoordinationAction.AGREED)
        _move(work, proposal, both)


def _check_as_proposed(proposal: OverlapProposal, both: Collection[Activity]) -> None:
    why = queries.why_out_of_date(proposal, both)
    if why is not None:
        raise Refused(why)


def _move(work: Work, proposal: OverlapProposal, both: Collection[Activity]) -> None:
    """Have the database move what was agreed on, which it does for both or for neither.

    It holds both then, also where both stay as they are: those are looked at once more.
    """
    work.settle()
    moved = set(work.session.execute(MOVED, {"id": proposal.id}).scalars())
    if moved != proposal.moved_ids:
        raise Refused(queries.moved_meanwhile())
    if not moved:
        for each in both:
            work.session.refresh(each)
        _check_as_proposed(proposal, both)
    for each in both:
        if each.id in moved:
            work.record(
                CoordinationAction.MOVED_AS_AGREED,
                each,
                starts_on=proposal.starts_on,
                ends_on=proposal.ends_on,
            )


def refuse(actor: Actor, proposal: OverlapProposal, *, reason: str, seen_version: int) -> None:
    """Refuse, and say why.

    Raises:
        OutOfDate: somebody changed it meanwhile.
        Refused: it was answered already, or there is no reason.
    """
    with begin_work(actor) as work:
        _take(work, proposal, CoordinationPermission.ANSWER, seen_version=seen_version)
        proposal.answer = right_reason(reason)
        _answer(work, proposal, ProposalStatus.REFUSED, word=CoordinationAction.REFUSED)


def withdraw_proposal(actor: Actor, proposal: OverlapProposal, *, seen_version: int) -> None:
    """Take a proposal back before it is answered."""
    with begin_work(actor) as work:
        _take(work, proposal, CoordinationPermission.TAKE_BACK, seen_version=seen_version)
        proposal.status = ProposalStatus.WITHDRAWN
        _changed(work, proposal, word=CoordinationAction.PROPOSAL_WITHDRAWN)


def _check_pair(actor: Actor, ours: Activity, theirs: Activity) -> None:
    if theirs.organisation_id == ours.organisation_id:
        raise Refused(_("Both are of your own organisation. Move one of them."))
    if theirs.workspace_id != ours.workspace_id:
        raise Refused(_("These two stand in different workspaces."))
    if ours.withdrawn_at is not None or theirs.withdrawn_at is not None:
        raise Refused(_("One of the two is off the calendar."))
    if ours.match_key != theirs.match_key or not _do_touch(ours, theirs):
        raise Refused(_("These two do not overlap any more."))
    if queries.find_open_between(actor, ours.id, theirs.id) is not None:
        raise Refused(_("A proposal about these two waits for an answer already."))


def _do_touch(one: Activity, other: Activity) -> bool:
    gap = max(one.starts_on, other.starts_on) - min(one.ends_on, other.ends_on)
    return gap.days <= queries.ADJOINING_DAYS


def _open_to(work: Work, ours: Activity, theirs: Activity) -> None:
    """Let the other authority see what it is asked about."""
    if ours.rest == Rest.EVERYTHING or theirs.organisation_id in ours.named:
        return
    ours.named = [*ours.named, theirs.organisation_id]
    ours.before = None
    ours.version += 1
    ours.changed_at = clock.now()
    work.record(
        CoordinationAction.OPENED, ours, organisation=theirs.organisation_id, version=ours.version
    )


def _made(actor: Actor, ours: Activity, theirs: Activity, *, offer: Offer) -> OverlapProposal:
    starts_on, ends_on = _window_of(offer)
    moment = clock.now()
    return OverlapProposal(
        id=ids.new_id(),
        workspace_id=ours.workspace_id,
        organisation_id=ours.organisation_id,
        partner_id=theirs.organisation_id,
        activity_id=ours.id,
        partner_activity_id=theirs.id,
        kind=offer.kind,
        starts_on=starts_on,
        ends_on=ends_on,
        reason=right_reason(offer.reason),
        status=ProposalStatus.OPEN,
        answer="",
        proposed_by_id=known(actor.person_id),
        proposed_at=moment,
        answered_by_id=None,
        answered_at=None,
        changed_at=moment,
        version=1,
    )


def _window_of(offer: Offer) -> tuple[date | None, date | None]:
    if offer.kind == ProposalKind.KEEP:
        return None, None
    return chosen_window(offer.starts_on, offer.ends_on)


def _take(
    work: Work,
    proposal: OverlapProposal,
    permission: CoordinationPermission,
    *,
    seen_version: int,
) -> None:
    work.lock(proposal)
    require(work.actor, permission, proposal)
    if proposal.version != seen_version:
        raise OutOfDate(
            _("Somebody changed this proposal while you were reading. Look at it again.")
        )
    if proposal.status != ProposalStatus.OPEN:
        raise Refused(_("This proposal does not wait for an answer any more."))


def _answer(
    work: Work, proposal: OverlapProposal, status: ProposalStatus, *, word: CoordinationAction
) -> None:
    proposal.status = status
    proposal.answered_by_id, proposal.answered_at = work.actor.person_id, clock.now()
    _changed(work, proposal, word=word)
    _tell(work, proposal, OverlapStep.ANSWERED, whom=proposal.organisation_id)


def _tell(work: Work, proposal: OverlapProposal, step: OverlapStep, *, whom: UUID) -> None:
    moved = OverlapMoved(step, proposal.workspace_id, whom, proposal.proposed_by_id)
    events.announce(work, moved)


def _changed(work: Work, proposal: OverlapProposal, *, word: CoordinationAction) -> None:
    proposal.version += 1
    proposal.changed_at = clock.now()
    work.record(word, proposal, version=proposal.version, kind=proposal.kind)
