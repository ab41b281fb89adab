"""Reading proposals about overlaps: one, and those of an organisation or an activity."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, case, or_, select
from sqlalchemy.orm import aliased, joinedload

from app.coordination.models import Activity, OverlapProposal, ProposalStatus
from app.coordination.policy import (
    Coordination,
    CoordinationPermission,
    proposals_visible_to,
    visible_to,
)
from app.coordination.queries.places import get_row_for, put_in_place
from app.kernel import db, turns
from app.kernel.access import Actor
from app.kernel.text import _
from app.kernel.turns import Turn

PAIR = Turn("overlap:{}:{}")


@dataclass(frozen=True, slots=True)
class ProposalRow:
    """A proposal with the two activities it is about, as far as the reader sees them."""

    proposal: OverlapProposal
    ours: Activity | None
    """Of who proposes."""
    theirs: Activity | None
    """Of who answers."""

    @property
    def why_out_of_date(self) -> str | None:
        """Why nobody can agree to it any more, as far as the reader sees both."""
        both = [each for each in (self.ours, self.theirs) if each is not None]
        return why_out_of_date(self.proposal, both)


def get_proposal_for(
    actor: Actor, permission: CoordinationPermission, proposal_id: UUID
) -> OverlapProposal:
    """Return one proposal, and decide the permission.

    Raises:
        NotFound: there is none, or it is between others.
    """
    return get_row_for(actor, permission, _visible(actor).where(OverlapProposal.id == proposal_id))


def list_proposals(
    actor: Actor,
    coordination: Coordination,
    *,
    limit: int,
    only_open: bool = False,
    about: Collection[UUID] | None = None,
    only: UUID | None = None,
) -> list[ProposalRow]:
    """Return proposals that exist for the actor: those that wait for an answer first, the newest.

    Args:
        only_open: those of or to the actor's own organisation that wait.
        about: only those about one of these activities.
        only: this one alone.
    """
    ours, theirs = aliased(Activity), aliased(Activity)
    is_over = case((OverlapProposal.status == ProposalStatus.OPEN, 0), else_=1)
    both: tuple[Any, ...] = (OverlapProposal, ours, theirs)
    statement = (
        select(*both)
        .select_from(OverlapProposal)
        .outerjoin(ours, and_(ours.id == OverlapProposal.activity_id, visible_to(actor, ours)))
        .outerjoin(
            theirs,
            and_(theirs.id == OverlapProposal.partner_activity_id, visible_to(actor, theirs)),
        )
        .options(*_people())
        .where(
            proposals_visible_to(actor, OverlapProposal),
            OverlapProposal.workspace_id.in_(coordination.place_ids),
        )
        .order_by(is_over, OverlapProposal.proposed_at.desc(), OverlapProposal.id)
        .limit(limit)
    )
    if only_open:
        statement = statement.where(OverlapProposal.status == ProposalStatus.OPEN)
    if about is not None:
        statement = statement.where(_is_about(about))
    if only is not None:
        statement = statement.where(OverlapProposal.id == only)
    rows = [ProposalRow(*row) for row in db.session().execute(statement)]
    put_in_place(coordination, [each.proposal for each in rows])
    return rows


def why_out_of_date(proposal: OverlapProposal, both: Collection[Activity]) -> str | None:
    """Say why the two are not as they were when this was proposed; None when they are."""
    if any(each.withdrawn_at is not None for each in both):
        return _("One of the two is off the calendar. Refuse, and say so.")
    if any(each.finished_at is not None for each in both):
        return _("One of the two is done already. Refuse, and say so.")
    if any(each.moved_at > proposal.proposed_at for each in both):
        return moved_meanwhile()
    if len({each.match_key for each in both}) > 1:
        return _("The two are not at the same organisation any more. Refuse, and say so.")
    return None


def moved_meanwhile() -> str:
    """Say that one of the two was moved, so that the proposal is about other windows."""
    return _("One of the two was moved after this was proposed. Refuse, and say so.")


def wait_for_turn_at(one: UUID, other: UUID) -> None:
    """Let proposals about two activities go one after the other, whoever makes them."""
    turns.wait_for(PAIR.of(*sorted((str(one), str(other)))))


def find_open_between(actor: Actor, one: UUID, other: UUID) -> OverlapProposal | None:
    """Return the proposal about two activities that waits for an answer, whoever made it."""
    pair = {one, other}
    statement = _visible(actor).where(
        OverlapProposal.status == ProposalStatus.OPEN,
        OverlapProposal.activity_id.in_(pair),
        OverlapProposal.partner_activity_id.in_(pair),
    )
    found: OverlapProposal | None = db.session().execute(statement).scalars().first()
    return found


def _is_about(ids: Collection[UUID]) -> ColumnElement[bool]:
    return or_(OverlapProposal.activity_id.in_(ids), OverlapProposal.partner_activity_id.in_(ids))


def _visible(actor: Actor) -> Select[OverlapProposal]:
    return (
        select(OverlapProposal)
        .options(*_people())
        .where(proposals_visible_to(actor, OverlapProposal))
    )


def _people() -> tuple[Any, ...]:
    return (joinedload(OverlapProposal.proposed_by), joinedload(OverlapProposal.answered_by))
