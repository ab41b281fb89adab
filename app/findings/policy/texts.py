"""Who reads and who writes a finding: the author's organisation owns it, its audience reads it.

A finding is loaded by `findings.queries` together with its workspace, whose standing says what the
actor is there.
"""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, false, or_, select
from sqlalchemy.orm import aliased

from app.findings.models import Audience, Finding, Observation
from app.kernel import sql
from app.kernel.access import Actor, Permission, grant, rule
from app.kernel.text import lazy
from app.workspaces import policy as places
from app.workspaces.models import Foothold, ParticipantRole, Workspace


class FindingPermission(Permission):
    """What one may do with findings."""

    VIEW = "finding:text:view"
    WRITE = "finding:text:write"
    CHANGE = "finding:text:change"


def visible_in(actor: Actor, workspace: Workspace | Foothold) -> ColumnElement[bool]:
    """Return the condition under which a finding of this workspace exists for this actor."""
    if not places.is_member.holds(actor, workspace):
        return false()
    own = Finding.organisation_id == sql.parameter(actor.organisation_id)
    here = Finding.workspace_id == sql.parameter(workspace.id)
    if workspace.standing.participant_role in places.SHARING_ROLES:
        return and_(here, or_(own, Finding.audience == sql.constant(Audience.WORKSPACE)))
    return and_(here, own)


def readable_in(actor: Actor, places: Iterable[Workspace | Foothold]) -> Select[UUID]:
    """Select the findings of some workspaces that exist for this actor.

    Args:
        places: loaded for this very actor.
    """
    return select(Finding.id).where(or_(false(), *(visible_in(actor, each) for each in places)))


def readable_anywhere(actor: Actor) -> Select[UUID]:
    """Select the findings of all workspaces that exist for this actor."""
    own = Finding.organisation_id == sql.parameter(actor.organisation_id)
    for_all = Finding.audience == sql.constant(Audience.WORKSPACE)
    return select(Finding.id).where(
        or_(
            and_(own, places.is_place_of(actor, Finding.workspace_id)),
            and_(
                for_all, places.is_place_of(actor, Finding.workspace_id, roles=places.SHARING_ROLES)
            ),
        )
    )


def written_for(actor: Actor) -> Select[UUID]:
    """Select what the actor's own organisation wrote; says nothing of who sees it."""
    own = aliased(Finding)
    return select(own.id).where(own.organisation_id == sql.parameter(actor.organisation_id))


@rule(lazy("This finding is not meant for you."), is_sight=True)
def is_visible(actor: Actor, finding: Finding) -> bool:
    """Hold for the author's organisation, and for lead and partners when it is for them."""
    if not places.is_member.holds(actor, finding.workspace):
        return False
    role = finding.workspace.standing.participant_role
    return is_read_by(finding, actor.organisation_id, role=role)


def is_read_by(
    finding: Finding | Observation, organisation_id: UUID | None, *, role: ParticipantRole | None
) -> bool:
    """Tell whether the people of an organisation read a finding, or an observation.

    Args:
        role: what that organisation is in its workspace.
    """
    is_shared = role in places.SHARING_ROLES and finding.audience == Audience.WORKSPACE
    return is_shared or finding.organisation_id == organisation_id


@rule(lazy("Only the organisation that wrote this finding can change it."))
def belongs_to_author(actor: Actor, finding: Finding) -> bool:
    """Written by the actor's own organisation."""
    return finding.organisation_id == actor.organisation_id


@rule(lazy("This workspace is closed. Nothing can be changed in it any more."))
def workspace_is_open(actor: Actor, finding: Finding) -> bool:
    """Work may still be done in its workspace."""
    return places.is_open.holds(actor, finding.workspace)


@rule(lazy("You may read here. Ask a coordinator of your organisation to let you contribute."))
def writes_there(actor: Actor, finding: Finding) -> bool:
    """Hold for a coordinator or contributor of the workspace."""
    return places.contributes.holds(actor, finding.workspace)


grant(FindingPermission.VIEW, is_visible)
grant(FindingPermission.WRITE, places.is_member, places.is_open, places.contributes)
grant(FindingPermission.CHANGE, is_visible, workspace_is_open, belongs_to_author, writes_there)
