"""Who may do what with a workspace: sight is membership, the rest follows from one's role in it.

The thing is a `Workspace` that was loaded by `workspaces.queries` for this very actor: its
``standing`` says what the actor is in it. A standing of somebody else counts for nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import CTE, ColumnElement, and_, select, true
from sqlalchemy.orm import InstrumentedAttribute, aliased

from app.kernel import sql
from app.kernel.access import Actor, Permission, grant, rule
from app.kernel.text import lazy
from app.workspaces.models import (
    MemberRole,
    Membership,
    ParticipantRole,
    Participation,
    Workspace,
    WorkspaceStatus,
)

OWNER = aliased(Participation, name="owner_part")
"""The part of the organisation that brought what is asked about, beside that of who asks."""
COORDINATOR_DUTY = "coordinator"
"""Duty of a person who may start workspaces for the own organisation without being in one yet."""

REVIEWS = "workspaces.reviews"
"""The job that carries out what silence in an access review leads to."""


class WorkspacePermission(Permission):
    """What one may do in a workspace."""

    VIEW = "workspace:page:view"
    CONTRIBUTE = "workspace:content:contribute"
    COORDINATE = "workspace:work:coordinate"
    STAFF = "workspace:member:manage"
    APPOINT = "workspace:coordinator:appoint"
    SUSPEND = "workspace:member:suspend"
    EXPIRE = "workspace:member:expire"
    MANAGE = "workspace:foundation:manage"
    CREATE = "workspace:workspace:create"


ENDS = "workspaces.ends"
"""The job that ends memberships whose last day is over."""


def giving(*roles: MemberRole) -> WorkspacePermission:
    """Return what one needs to give or take one of these roles: coordinators are chosen apart."""
    if MemberRole.COORDINATOR in roles:
        return WorkspacePermission.APPOINT
    return WorkspacePermission.STAFF


@dataclass(frozen=True, slots=True)
class Delegation:
    """The people of one organisation in one workspace: the thing of `STAFF` and `APPOINT`."""

    workspace: Workspace
    organisation_id: UUID
    has_coordinator: bool = True
    """True when one of them coordinates here already; not known counts as yes."""
    lasting: frozenset[UUID] = frozenset()
    """Who of them coordinates here without a last day, and can sign in."""
    coordinated_then: frozenset[UUID] = frozenset()
    """Who of them coordinated when their part here ended before, and can still sign in."""
    person_id: UUID | None = None
    """About whom of them it is; None for somebody they have not here yet."""

    @property
    def id(self) -> UUID:
        """The workspace's id, for the ledger."""
        return self.workspace.id


@dataclass(frozen=True, slots=True)
class Beginning:
    """A workspace that an organisation could start: the thing of `CREATE`."""

    organisation_id: UUID | None
    coordinates_where_it_leads: bool
    """True when the actor coordinates in some workspace that this organisation leads."""


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """Return the condition under which a workspace exists for this actor."""
    return is_place_of(actor, Workspace.id)


WORKERS = (MemberRole.COORDINATOR, MemberRole.CONTRIBUTOR)
"""People who work on what their organisation does; readers and signatories look on."""
SHARING_ROLES = (ParticipantRole.LEAD, ParticipantRole.PARTNER)
"""Organisations that see what is meant for all; observers and guests see what names them."""


def is_place_of(
    actor: Actor,
    workspace_id: InstrumentedAttribute[UUID] | InstrumentedAttribute[UUID | None],
    *,
    roles: Sequence[ParticipantRole] = tuple(ParticipantRole),
) -> ColumnElement[bool]:
    """Return the condition that a column names a workspace the actor is in.

    A person is in it by membership of a participating organisation; a job is in its one place.

    Args:
        roles: what the actor's organisation must be there; `SHARING_ROLES` for what all share.
    """
    places = _places_of(actor).c
    return workspace_id.in_(select(places.workspace_id).where(_has_role(places.role, roles)))


def is_open_place(workspace_id: InstrumentedAttribute[UUID]) -> ColumnElement[bool]:
    """Return the condition that a column names a workspace in which work may be done."""
    is_open_now = Workspace.status == sql.constant(WorkspaceStatus.OPEN)
    return workspace_id.in_(select(Workspace.id).where(is_open_now))


@sql.kept
def _places_of(actor: Actor) -> CTE:
    """Select where the actor is, as what: found once in a statement, however often it asks."""
    own = sql.parameter(actor.organisation_id)
    taking_part = select(Participation.workspace_id, Participation.role).where(
        Participation.organisation_id == own, Participation.ended_at.is_(None)
    )
    if not actor.is_person:
        return taking_part.where(Participation.workspace_id == actor.place_id).cte()
    return (
        taking_part.join(Membership, _same_delegation())
        .where(
            Membership.person_id == sql.parameter(actor.person_id),
            Membership.is_living(),
        )
        .cte()
    )


def _has_role(role: ColumnElement[Any], roles: Sequence[ParticipantRole]) -> ColumnElement[bool]:
    """Every role together is no condition: each participant has one of them."""
    if len(roles) == len(ParticipantRole):
        return true()
    return role.in_([sql.constant(each) for each in roles])


def _same_delegation() -> ColumnElement[bool]:
    return and_(
        Participation.workspace_id == Membership.workspace_id,
        Participation.organisation_id == Membership.organisation_id,
    )


def is_standing_of(actor: Actor, workspace: Workspace) -> bool:
    """Tell whether the workspace was loaded for this very actor."""
    standing = workspace.standing
    return (standing.person_id, standing.organisation_id) == (
        actor.person_id,
        actor.organisation_id,
    )


@rule(lazy("This workspace is not meant for you."), is_sight=True)
def is_member(actor: Actor, workspace: Workspace) -> bool:
    """Hold for a member of a participating organisation, and for a job in its one place."""
    if not is_standing_of(actor, workspace) or workspace.standing.participant_role is None:
        return False
    if actor.is_person:
        return workspace.standing.role is not None
    return actor.place_id == workspace.id


@rule(lazy("This workspace is closed. Nothing can be changed in it any more."))
def is_open(_actor: Actor, workspace: Workspace) -> bool:
    """Hold while work may be done here."""
    return workspace.is_open


@rule(lazy("You may read here. Ask a coordinator of your organisation to let you contribute."))
def contributes(_actor: Actor, workspace: Workspace) -> bool:
    """Hold for coordinators and contributors; an observer organisation only looks."""
    standing = workspace.standing
    return standing.role in WORKERS and standing.participant_role != ParticipantRole.OBSERVER


@rule(lazy("Only a coordinator may do this. The members page says who that is."))
def is_coordinator(_actor: Actor, workspace: Workspace) -> bool:
    """Hold for a coordinator, of whichever participant."""
    return workspace.standing.coordinates


@rule(lazy("Only a coordinator of the lead may do this. The members page says who that is."))
def is_coordinator_of_lead(_actor: Actor, workspace: Workspace) -> bool:
    """Hold for a coordinator of the organisation that leads."""
    return workspace.standing.coordinates and workspace.standing.leads


@rule(lazy("This workspace is not meant for you."), is_sight=True)
def is_member_there(actor: Actor, delegation: Delegation) -> bool:
    """Hold for a member of the workspace these people work in."""
    return is_member.holds(actor, delegation.workspace)


@rule(lazy("This workspace is closed. Nothing can be changed in it any more."))
def is_open_there(actor: Actor, delegation: Delegation) -> bool:
    """Hold while the workspace these people work in is open."""
    return is_open.holds(actor, delegation.workspace)


@rule(lazy("Only a coordinator of the lead or of that organisation may do this."))
def coordinates_them(_actor: Actor, delegation: Delegation) -> bool:
    """Hold for a coordinator of the lead, or of these people themselves."""
    standing = delegation.workspace.standing
    is_own = standing.organisation_id == delegation.organisation_id
    return standing.coordinates and (standing.leads or is_own)


@rule(lazy("An organisation chooses its coordinators itself. Ask one of them."))
def chooses_coordinators(actor: Actor, delegation: Delegation) -> bool:
    """Hold for their own coordinators; for the lead only while they have none here.

    So the lead can let the first one in, and never puts somebody of its own choice above or in the
    place of who coordinates for another authority.
    """
    return actor.organisation_id == delegation.organisation_id or not delegation.has_coordinator


@rule(lazy("Who coordinated for this organisation then comes back first, and chooses the others."))
def comes_back_first(actor: Actor, delegation: Delegation) -> bool:
    """Hold, when the lead lets in an organisation again, for who coordinated there until it left.

    Otherwise the lead would send an organisation away, let it in again, and choose who decides
    about all that it brought. Where none of them can sign in any more, it is as the first time.
    """
    is_own = actor.organisation_id == delegation.organisation_id
    then = delegation.coordinated_then
    return is_own or not then or delegation.person_id in then


@rule(lazy("Only the clock does this, after the term of an access review."))
def is_their_review(actor: Actor, delegation: Delegation) -> bool:
    """Hold for the job of access reviews, for the people of the organisation it acts for."""
    return actor.is_job(REVIEWS) and actor.organisation_id == delegation.organisation_id


@rule(lazy("Only a job does this: after the last day of a membership, or when somebody left."))
def is_their_clock(actor: Actor, delegation: Delegation) -> bool:
    """Hold for the job that ends memberships, for the people of the organisation it acts for."""
    return actor.is_job(ENDS) and actor.organisation_id == delegation.organisation_id


@rule(lazy("Only a coordinator may start a workspace. Ask the coordinator of your organisation."))
def may_start(actor: Actor, beginning: Beginning) -> bool:
    """Hold for who coordinates where this organisation leads, or has the duty of it.

    Not for who coordinates elsewhere: the lead of that place may have chosen them.
    """
    is_own = (
        actor.organisation_id is not None and actor.organisation_id == beginning.organisation_id
    )
    return is_own and (beginning.coordinates_where_it_leads or COORDINATOR_DUTY in actor.duties)


grant(WorkspacePermission.VIEW, is_member)
grant(WorkspacePermission.CONTRIBUTE, is_member, is_open, contributes)
grant(WorkspacePermission.COORDINATE, is_member, is_open, is_coordinator)
grant(WorkspacePermission.STAFF, is_member_there, is_open_there, coordinates_them)
grant(
    WorkspacePermission.APPOINT,
    is_member_there,
    is_open_there,
    coordinates_them,
    chooses_coordinators,
    comes_back_first,
)
grant(WorkspacePermission.SUSPEND, is_member_there, is_open_there, is_their_review)
grant(WorkspacePermission.EXPIRE, is_member_there, is_their_clock)
grant(WorkspacePermission.MANAGE, is_member, is_open, is_coordinator_of_lead)
grant(WorkspacePermission.CREATE, may_start)
