"""Proposals about an overlap that wait for an answer of somebody's own organisation."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, select

from app.coordination.models import Activity, OverlapProposal, ProposalStatus
from app.coordination.policy import TEMPLATE, proposals_visible_to
from app.identity import queries as identity
from app.kernel import db
from app.kernel.access import Actor
from app.workspaces import policy as places_policy
from app.workspaces.models import Workspace

MOST_SHOWN = 8
"""On one's own page; the rest is one click away."""


@dataclass(frozen=True, slots=True)
class WaitingProposal:
    """A proposal that waits for somebody who may answer it."""

    id: UUID
    entity_name: str
    """As the own activity says it."""
    organisation: str
    """Who proposes."""


@dataclass(frozen=True, slots=True)
class WaitingProposals:
    """The first of the proposals that wait, and how many there are."""

    rows: tuple[WaitingProposal, ...] = ()
    total: int = 0


def list_waiting(actor: Actor, places: Iterable[Workspace]) -> WaitingProposals:
    """Return the proposals that wait for an answer of who may give it, the oldest first.

    One statement, and none for who coordinates no digital resilience.

    Args:
        places: workspaces that were loaded for this very actor.
    """
    here = [
        each.id
        for each in places
        if each.template == TEMPLATE
        and each.is_open
        and places_policy.contributes.holds(actor, each)
    ]
    if not here:
        return WaitingProposals()
    organisation = identity.organisations_to_join()
    statement = (
        select(
            OverlapProposal.id,
            Activity.entity_name,
            organisation.short_name,
            func.count().over(),
        )
        .join(Activity, Activity.id == OverlapProposal.partner_activity_id)
        .join(organisation, organisation.id == OverlapProposal.organisation_id)
        .where(
            proposals_visible_to(actor, OverlapProposal),
            OverlapProposal.workspace_id.in_(here),
            OverlapProposal.partner_id == actor.organisation_id,
            OverlapProposal.status == ProposalStatus.OPEN,
        )
        .order_by(OverlapProposal.proposed_at, OverlapProposal.id)
        .limit(MOST_SHOWN)
    )
    found = db.session().execute(statement).all()
    rows = tuple(WaitingProposal(row[0], row[1], row[2]) for row in found)
    return WaitingProposals(rows, found[0][3] if found else 0)
