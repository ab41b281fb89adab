"""Who takes part in coordination: the workspaces for digital resilience and their authorities."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar
from uuid import UUID

from sqlalchemy import ScalarSelect, Select

from app.coordination.models import InWorkspace
from app.coordination.policy import (
    TEMPLATE,
    Coordination,
    CoordinationPermission,
)
from app.identity.models import Organisation
from app.kernel import db
from app.kernel.access import Actor, require
from app.kernel.errors import NotFound
from app.workspaces import queries as workspaces
from app.workspaces.models import Workspace
from app.workspaces.policy import SHARING_ROLES

Row = TypeVar("Row", bound=InWorkspace)


@dataclass(frozen=True, slots=True)
class Authorities:
    """Who takes part in one workspace for digital resilience, in their fixed order."""

    everyone: tuple[Organisation, ...]
    sharing: frozenset[UUID]
    """Lead and partners: for them counts what is opened to all."""
    coordinators: Mapping[UUID, tuple[str, ...]] = field(default_factory=dict)
    """Names of who coordinates for each, as every member of the workspace may see them."""

    def others(self, actor: Actor) -> list[Organisation]:
        """Return all but the actor's own organisation."""
        return [each for each in self.everyone if each.id != actor.organisation_id]


def get_coordination(actor: Actor, permission: CoordinationPermission) -> Coordination:
    """Return the coordination the actor takes part in, and decide the permission."""
    coordination = _coordination_of(actor)
    require(actor, permission, coordination)
    return coordination


def place_count(actor: Actor) -> ScalarSelect[int]:
    """Return the count of the actor's workspaces for digital resilience, to be asked along."""
    return workspaces.count_of_template(actor, TEMPLATE)


def count_among(places: Sequence[Workspace]) -> int:
    """Return how many of some workspaces coordinate digital resilience."""
    return sum(each.template == TEMPLATE for each in places)


def get_place_for(
    actor: Actor, permission: CoordinationPermission, ref: str | None = None
) -> Workspace:
    """Return where the actor enters rows, and decide the permission about it.

    Args:
        ref: of one of the actor's workspaces for digital resilience; else the newest open one.

    Raises:
        NotFound: there is none for this actor.
    """
    coordination = get_coordination(actor, CoordinationPermission.VIEW)
    places = [each for each in coordination.places if ref is None or each.ref == ref]
    if not places:
        raise NotFound
    place = next((each for each in places if each.is_open), places[0])
    require(actor, permission, place)
    return place


def get_row_for(actor: Actor, permission: CoordinationPermission, statement: Select[Row]) -> Row:
    """Return the one row of a statement in its workspace, read anew, and decide the permission.

    Args:
        statement: selects one row by its id, when it is visible to the actor.

    Raises:
        NotFound: there is none, or not in a workspace of this actor.
    """
    fresh = statement.execution_options(populate_existing=True)
    found: Row | None = db.session().execute(fresh).scalar_one_or_none()
    if found is None:
        raise NotFound
    coordination = get_coordination(actor, CoordinationPermission.VIEW)
    if found.workspace_id not in coordination.place_ids:
        raise NotFound
    put_in_place(coordination, [found])
    require(actor, permission, found)
    return found


def list_authorities(workspace: Workspace) -> Authorities:
    """Return who takes part in a workspace that was loaded for the actor."""
    found = workspaces.list_with_coordinators(workspace)
    return Authorities(
        tuple(each.organisation for each, _names in found),
        frozenset(each.organisation_id for each, _names in found if each.role in SHARING_ROLES),
        {each.organisation_id: names for each, names in found},
    )


def put_in_place(coordination: Coordination, rows: Sequence[InWorkspace]) -> None:
    """Give rows the workspace they live in, as it was loaded for the actor."""
    places = {each.id: each for each in coordination.places}
    for each in rows:
        each.workspace = places[each.workspace_id]


def _coordination_of(actor: Actor) -> Coordination:
    found = [each for each in workspaces.list_of(actor) if each.template == TEMPLATE]
    newest_first = sorted(found, key=lambda each: (each.opened_on, each.ref), reverse=True)
    return Coordination(tuple(newest_first))
