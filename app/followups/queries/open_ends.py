"""Follow-ups without a decision in a workspace, organisation by organisation."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import Select, func, select

from app.followups.models import FollowUp, FollowUpEntry
from app.followups.policy import visible_in
from app.kernel.access import Actor
from app.workspaces.models import Workspace


def select_unfollowed(actor: Actor, workspace: Workspace) -> Select[UUID, int]:
    """Select (organisation, number) of follow-ups about which nothing is decided yet."""
    decided = select(FollowUpEntry.id).where(
        FollowUpEntry.follow_up_id == FollowUp.id, FollowUpEntry.verdict.is_not(None)
    )
    return (
        select(FollowUp.organisation_id, func.count())
        .where(visible_in(actor, workspace), FollowUp.replaced_at.is_(None), ~decided.exists())
        .group_by(FollowUp.organisation_id)
    )
