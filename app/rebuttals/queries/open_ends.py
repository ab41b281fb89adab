"""Remarks of a hearing about which nobody decided yet, organisation by organisation."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import Select, func, select

from app.kernel.access import Actor
from app.rebuttals.models import Rebuttal, RebuttalItem
from app.rebuttals.policy import visible_in
from app.workspaces.models import Workspace


def select_undecided(actor: Actor, workspace: Workspace) -> Select[UUID, int]:
    """Select (organisation, number) of remarks that wait for a decision, by who decides."""
    return (
        select(RebuttalItem.organisation_id, func.count())
        .join(Rebuttal, Rebuttal.id == RebuttalItem.rebuttal_id)
        .where(RebuttalItem.decision.is_(None), visible_in(actor, workspace))
        .group_by(RebuttalItem.organisation_id)
    )
