"""Who takes part in coordination, who sees a row and how much of it, and who changes it.

The conditions answer in SQL and are what lists, single loads and counts use; the rules below say
the same of one row that was loaded. Row security restates both (migration 0017).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ColumnElement, Uuid, and_, any_, literal, or_

from app.coordination.models import Activity, ActivityNotice, Rest, SupervisedEntity
from app.kernel.access import Actor, Permission, grant, rule
from app.kernel.text import lazy
from app.workspaces import policy as places
from app.workspaces.models import Workspace

TEMPLATE = "digi"
"""Code of the workspace template whose workspaces coordinate digital resilience."""


class CoordinationPermission(Permission):
    """What one may do in coordination."""

    VIEW = "coordination:page:view"
    ENTER = "coordination:row:add"
    SEE = "coordination:row:view"
    CHANGE = "coordination:row:change"


@dataclass(frozen=True, slots=True)
class Coordination:
    """The coordination an actor takes part in: the workspaces for digital resilience."""

    places: tuple[Workspace, ...]
    """In the order of their opening, the newest first; each loaded for this very actor."""

    @property
    def id(self) -> UUID | None:
        """The newest workspace, for the ledger."""
        return self.places[0].id if self.places else None

    @property
    def place_ids(self) -> tuple[UUID, ...]:
        """Return which workspaces."""
        return tuple(each.id for each in self.places)


Shared = type[SupervisedEntity] | type[Activity] | type[ActivityNotice]


def visible_to(actor: Actor, row: Shared) -> ColumnElement[bool]:
    """Return the condition under which a row is wholly visible: its owner, named, or all."""
    return _seen(actor, row, for_rest=(Rest.EVERYTHING,))


def notices_visible_to(actor: Actor, row: type[ActivityNotice]) -> ColumnElement[bool]:
    """Return the condition under which the actor may know that something is planned."""
    return _seen(actor, row, for_rest=(Rest.PLANNED, Rest.EVERYTHING))


def _seen(actor: Actor, row: Shared, *, for_rest: Sequence[Rest]) -> ColumnElement[bool]:
    return and_(
        places.is_place_of(actor, row.workspace_id),
        or_(
            row.organisation_id == actor.organisation_id,
            literal(actor.organisation_id, Uuid()) == any_(row.named),
            and_(
                row.rest.in_(for_rest),
                places.is_place_of(actor, row.workspace_id, roles=places.SHARING_ROLES),
            ),
        ),
    )


@rule(lazy("Only the people of a workspace for digital resilience take part in coordination."))
def takes_part(actor: Actor, coordination: Coordination) -> bool:
    """Hold for who is in at least one workspace for digital resilience."""
    return any(places.is_member.holds(actor, each) for each in coordination.places)


@rule(lazy("This workspace does not coordinate supervision."), is_sight=True)
def coordinates(_actor: Actor, workspace: Workspace) -> bool:
    """Hold for a workspace for digital resilience."""
    return workspace.template == TEMPLATE


@rule(lazy("Only the lead and the partners enter what they plan."))
def shares_everything(_actor: Actor, workspace: Workspace) -> bool:
    """Hold for who is of the lead or of a partner."""
    return workspace.standing.participant_role in places.SHARING_ROLES


@rule(lazy("This row is not meant for you."), is_sight=True)
def is_visible(actor: Actor, row: SupervisedEntity | Activity) -> bool:
    """Hold for the owner, for whom the row names, and for lead and partners when it says so."""
    if not places.is_member.holds(actor, row.workspace):
        return False
    if actor.organisation_id in (row.organisation_id, *row.named):
        return True
    is_sharing = row.workspace.standing.participant_role in places.SHARING_ROLES
    return row.rest == Rest.EVERYTHING and is_sharing


@rule(lazy("This workspace is closed. Nothing can be changed in it any more."))
def workspace_is_open(actor: Actor, row: SupervisedEntity | Activity) -> bool:
    """Hold while work may be done in its workspace."""
    return places.is_open.holds(actor, row.workspace)


@rule(lazy("Only a coordinator or contributor of the authority that entered it changes this."))
def entered_it(actor: Actor, row: SupervisedEntity | Activity) -> bool:
    """Hold for coordinators and contributors of the owner."""
    is_ours = row.organisation_id == actor.organisation_id
    return is_ours and places.contributes.holds(actor, row.workspace)


grant(CoordinationPermission.VIEW, takes_part)
grant(
    CoordinationPermission.ENTER,
    places.is_member,
    coordinates,
    places.is_open,
    shares_everything,
    places.contributes,
)
grant(CoordinationPermission.SEE, is_visible)
grant(CoordinationPermission.CHANGE, is_visible, workspace_is_open, entered_it)
