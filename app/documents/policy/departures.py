"""Who decides what others keep of what an organisation brought, after it left."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from app.documents.policy.permissions import DocumentPermission
from app.kernel.access import Actor, grant, rule
from app.kernel.text import lazy
from app.workspaces.models import AfterLeaving, Participation


@dataclass(frozen=True, slots=True)
class Departure:
    """The part of an organisation in a workspace, for whom decides what stays of it.

    Loaded for one actor: a coordinator of it now, or when it ended.
    """

    id: UUID
    """Of the participation."""
    workspace_id: UUID
    ref: str
    lead_id: UUID
    left_at: datetime | None
    """None while it takes part."""
    chosen: AfterLeaving | None
    person_id: UUID | None
    organisation_id: UUID | None
    log_kind: str = Participation.__tablename__

    @property
    def log_tree_id(self) -> UUID:
        """The workspace's log."""
        return self.workspace_id


@rule(lazy("Only a coordinator of the organisation itself decides this."), is_sight=True)
def decides_what_stays(actor: Actor, departure: Departure) -> bool:
    """Hold for the person it was loaded for; the database gives it to nobody else."""
    return actor.is_person and (departure.person_id, departure.organisation_id) == (
        actor.person_id,
        actor.organisation_id,
    )


grant(DocumentPermission.CHOOSE_WHAT_STAYS, decides_what_stays)
