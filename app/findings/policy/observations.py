"""Who reads and who writes an observation: private to its organisation until that releases it."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, false, or_, select
from sqlalchemy.orm import aliased

from app.findings.models import Observation, ObservationVersion
from app.kernel import sql
from app.kernel.access import Actor, Permission, grant, rule
from app.kernel.text import lazy
from app.workspaces import policy as places
from app.workspaces.models import Foothold, Workspace


class ObservationPermission(Permission):
    """What one may do with observations."""

    VIEW = "observation:text:view"
    WRITE = "observation:text:write"
    CHANGE = "observation:text:change"
    RELEASE = "observation:text:release"
    WITHDRAW = "observation:text:withdraw"


def observations_visible_in(actor: Actor, workspace: Workspace | Foothold) -> ColumnElement[bool]:
    """Return the condition under which an observation of this workspace exists for this actor."""
    if not places.is_member.holds(actor, workspace):
        return false()
    here = Observation.workspace_id == sql.parameter(workspace.id)
    own = Observation.organisation_id == sql.parameter(actor.organisation_id)
    if workspace.standing.participant_role in places.SHARING_ROLES:
        return and_(here, or_(own, Observation.released_at.is_not(None)))
    return and_(here, own)


def observations_readable_in(actor: Actor, places: Iterable[Workspace | Foothold]) -> Select[UUID]:
    """Select the observations of some workspaces that exist for this actor.

    Args:
        places: loaded for this very actor.
    """
    seen = (observations_visible_in(actor, each) for each in places)
    return select(Observation.id).where(or_(false(), *seen))


def observations_readable_anywhere(actor: Actor) -> Select[UUID]:
    """Select the observations of all workspaces that exist for this actor."""
    own = Observation.organisation_id == sql.parameter(actor.organisation_id)
    here = Observation.workspace_id
    return select(Observation.id).where(
        or_(
            and_(own, places.is_place_of(actor, here)),
            and_(
                Observation.released_at.is_not(None),
                places.is_place_of(actor, here, roles=places.SHARING_ROLES),
            ),
        )
    )


def observed_for(actor: Actor) -> Select[UUID]:
    """Select what the actor's own organisation observed; says nothing of who sees it."""
    own = aliased(Observation)
    return select(own.id).where(own.organisation_id == sql.parameter(actor.organisation_id))


def is_told_to(actor: Actor) -> ColumnElement[bool]:
    """Return the condition under which a version, beside its observation, may be read."""
    own = Observation.organisation_id == sql.parameter(actor.organisation_id)
    return or_(own, ObservationVersion.number >= Observation.released_version)


@rule(lazy("This observation is not meant for you."), is_sight=True)
def is_visible(actor: Actor, observation: Observation) -> bool:
    """Hold for its own organisation, and for lead and partners once it is released."""
    if not places.is_member.holds(actor, observation.workspace):
        return False
    is_shared = observation.workspace.standing.participant_role in places.SHARING_ROLES
    is_own = observation.organisation_id == actor.organisation_id
    return is_own or (is_shared and observation.released_at is not None)


@rule(lazy("Only the organisation that made this observation can change it."))
def belongs_to_author(actor: Actor, observation: Observation) -> bool:
    """Made by the actor's own organisation."""
    return observation.organisation_id == actor.organisation_id


@rule(lazy("This observation was withdrawn. It stays as it is."))
def still_stands(_actor: Actor, observation: Observation) -> bool:
    """Its organisation still stands for it."""
    return not observation.is_withdrawn


@rule(lazy("This observation is released already."))
def is_private(_actor: Actor, observation: Observation) -> bool:
    """Only its own organisation reads it."""
    return observation.released_at is None


@rule(lazy("This workspace is closed. Nothing can be changed in it any more."))
def workspace_is_open(actor: Actor, observation: Observation) -> bool:
    """Work may still be done in its workspace."""
    return places.is_open.holds(actor, observation.workspace)


@rule(lazy("You may read here. Ask a coordinator of your organisation to let you contribute."))
def works_there(actor: Actor, observation: Observation) -> bool:
    """Hold for a coordinator or contributor of the workspace."""
    return places.contributes.holds(actor, observation.workspace)


_CHANGES = (is_visible, workspace_is_open, belongs_to_author, works_there, still_stands)
grant(ObservationPermission.VIEW, is_visible)
grant(ObservationPermission.WRITE, places.is_member, places.is_open, places.contributes)
grant(ObservationPermission.CHANGE, *_CHANGES)
grant(ObservationPermission.RELEASE, *_CHANGES, is_private)
grant(ObservationPermission.WITHDRAW, *_CHANGES)
