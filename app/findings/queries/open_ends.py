"""Findings that are not final in a workspace, organisation by organisation."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import Select, func, select

from app.findings.models import Finding, FindingStatus
from app.findings.policy import visible_in
from app.kernel.access import Actor
from app.workspaces.models import Workspace


def select_drafts(actor: Actor, workspace: Workspace) -> Select[UUID, int]:
    """Select (organisation, number) of findings still being written, as far as one sees them."""
    return (
        select(Finding.organisation_id, func.count())
        .where(Finding.status == FindingStatus.CONCEPT, visible_in(actor, workspace))
        .group_by(Finding.organisation_id)
    )
