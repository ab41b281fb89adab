"""Reading who takes part in a workspace and who of them works there."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    ScalarSelect,
    Select,
    Uuid,
    and_,
    any_,
    bindparam,
    func,
    select,
)
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.orm import aliased, contains_eager, joinedload

from app.identity import queries as identity
from app.identity.models import Organisation, Person
from app.kernel import db
from app.kernel.access import Actor, require
from app.kernel.errors import NotFound
from app.workspaces.models import AfterLeaving, MemberRole, Membership, Participation, Workspace
from app.workspaces.policy import Delegation, WorkspacePermission


@dataclass(frozen=True, slots=True)
class Participant:
    """A participating organisation with the number of its people."""

    participation: Participation
    people: int

    @property
    def organisation(self) -> Organisation:
        """The organisation."""
        return self.participation.organisation


def list_participants(workspace: Workspace, *, with_ended: bool = False) -> list[Participation]:
    """Return who takes part, in their fixed order: lead first, then by joining."""
    statement = (
        select(Participation)
        .where(Participation.workspace_id == workspace.id)
        .order_by(Participation.position, Participation.id)
    )
    if not with_ended:
        statement = statement.where(Participation.ended_at.is_(None))
    return list(db.session().execute(statement).scalars())


def list_with_coordinators(workspace: Workspace) -> list[tuple[Participation, tuple[str, ...]]]:
    """Return who takes part, each with the names of its coordinators; one statement.

    Args:
        workspace: loaded for the actor, who as a member sees the people of every participant.
    """
    names = (
        select(func.array_agg(aggregate_order_by(Person.name, Person.name, Person.id)))
        .join(Membership, Membership.person_id == Person.id)
        .where(
            Membership.workspace_id == Participation.workspace_id,
            Membership.organisation_id == Participation.organisation_id,
            Membership.role == MemberRole.COORDINATOR,
            Membership.is_living(),
            Person.blocked_at.is_(None),
        )
        .correlate(Participation)
        .scalar_subquery()
    )
    statement = (
        select(Participation, names)
        .where(Participation.workspace_id == workspace.id, Participation.ended_at.is_(None))
        .order_by(Participation.position, Participation.id)
    )
    return [(row[0], tuple(row[1] or ())) for row in db.session().execute(statement)]


def select_taking_part(workspace: Workspace) -> Select[UUID]:
    """Select the organisations that take part now, for a condition of another statement."""
    return select(Participation.organisation_id).where(
        Participation.workspace_id == workspace.id, Participation.ended_at.is_(None)
    )


def list_delegations(
    workspace: Workspace,
    statement: Select[Any] | None = None,
    *,
    values: Mapping[str, Any] | None = None,
) -> tuple[list[Participant], list[Any]]:
    """Return who takes part, with how many people, and what was asked along; one statement.

    Args:
        statement: `select_delegations` with what is asked along, when the caller keeps it built.
        values: its parameters.
    """
    asked = select_delegations(workspace.id) if statement is None else statement
    rows: Sequence[Any] = db.session().execute(asked, dict(values or {})).all()
    numbers = list(rows[0][2:]) if rows else []
    return [Participant(row[0], row[1]) for row in rows], numbers


def select_delegations(workspace_id: UUID, *along: ScalarSelect[Any]) -> Select[Any]:
    """Select who takes part, the number of their people, and what is asked along."""
    people = (
        select(func.count())
        .select_from(Membership)
        .where(
            Membership.workspace_id == Participation.workspace_id,
            Membership.organisation_id == Participation.organisation_id,
            Membership.is_living(),
        )
        .correlate(Participation)
        .scalar_subquery()
    )
    return (
        select(Participation, people, *along)
        .where(Participation.workspace_id == workspace_id, Participation.ended_at.is_(None))
        .order_by(Participation.position, Participation.id)
    )


def list_members(workspace: Workspace) -> list[Membership]:
    """Return the people who work here and who added them, by participant and name."""
    statement = _members(workspace).options(joinedload(Membership.added_by))
    return list(db.session().execute(statement).scalars())


def list_members_of(
    workspace: Workspace,
    organisation_id: UUID | None,
    *,
    person_id: UUID | None = None,
    roles: Collection[MemberRole] = (),
) -> list[Membership]:
    """Return the people who work here for one organisation, by name; no others are read.

    Args:
        person_id: this person alone.
        roles: who has one of these alone.
    """
    statement = _members(workspace).where(Membership.organisation_id == organisation_id)
    if person_id is not None:
        statement = statement.where(Membership.person_id == person_id)
    if roles:
        statement = statement.where(Membership.role.in_(roles))
    return list(db.session().execute(statement).scalars())


def list_team(workspace: Workspace) -> list[tuple[Membership, Participation]]:
    """Return the people who work here, each with the part of the organisation they do it for."""
    statement = _members(workspace).add_columns(Participation)
    return [(row[0], row[1]) for row in db.session().execute(statement)]


def _members(workspace: Workspace) -> Select[Membership]:
    return (
        select(Membership)
        .join(
            Participation,
            and_(
                Participation.workspace_id == Membership.workspace_id,
                Participation.organisation_id == Membership.organisation_id,
            ),
        )
        .join(Membership.person)
        .options(contains_eager(Membership.person))
        .where(
            Membership.workspace_id == workspace.id,
            Membership.is_living(),
            Participation.ended_at.is_(None),
        )
        .order_by(Participation.position, Person.name, Membership.id)
    )


def list_member_ids(workspace: Workspace, organisation_id: UUID) -> dict[UUID, UUID]:
    """Return the membership ids of one organisation's people, by person."""
    statement = select(Membership.person_id, Membership.id).where(
        Membership.workspace_id == workspace.id,
        Membership.organisation_id == organisation_id,
        # Also whose last day is over and whom the clock did not end yet: there is one row of them.
        Membership.ended_at.is_(None),
    )
    return {row[0]: row[1] for row in db.session().execute(statement)}


def list_colleagues(actor: Actor, *, with_self: bool = False) -> list[Person]:
    """Return the people of one's own organisation with whom one shares a workspace, by name."""
    own, other = aliased(Membership), aliased(Membership)
    statement = (
        select(other)
        .join(own, own.workspace_id == other.workspace_id)
        .join(other.person)
        .options(contains_eager(other.person))
        .where(
            own.person_id == actor.person_id,
            own.is_living(),
            other.is_living(),
            other.organisation_id == actor.organisation_id,
            Person.blocked_at.is_(None),
        )
        .order_by(Person.name, Person.id)
    )
    if not with_self:
        statement = statement.where(Person.id != actor.person_id)
    found = db.session().execute(statement).scalars()
    return list({each.person_id: each.person for each in found}.values())


def list_coordinated(actor: Actor) -> tuple[bool, list[Person]]:
    """Return whether one coordinates anywhere, and the colleagues who work there, by name."""
    own, other = aliased(Membership), aliased(Membership)
    statement = (
        select(other)
        .join(own, own.workspace_id == other.workspace_id)
        .join(other.person)
        .options(contains_eager(other.person))
        .where(
            own.person_id == actor.person_id,
            own.organisation_id == actor.organisation_id,
            own.role == MemberRole.COORDINATOR,
            own.is_living(),
            other.is_living(),
            other.organisation_id == actor.organisation_id,
            Person.blocked_at.is_(None),
        )
        .order_by(Person.name, Person.id)
    )
    found = {each.person_id: each.person for each in db.session().execute(statement).scalars()}
    return bool(found), [each for each in found.values() if each.id != actor.person_id]


def list_places_of_colleague(actor: Actor, person_id: UUID) -> frozenset[UUID]:
    """Return the workspaces in which a colleague works for the actor's organisation."""
    statement = select(Membership.workspace_id).where(
        Membership.person_id == person_id,
        Membership.organisation_id == actor.organisation_id,
        Membership.is_living(),
        Membership.person.has(Person.blocked_at.is_(None)),
    )
    return frozenset(db.session().execute(statement).scalars())


def list_own_people(actor: Actor, members: Sequence[Membership]) -> list[Person]:
    """Return the people of the actor's own organisation who are not in this workspace yet."""
    inside = {member.person_id for member in members}
    if actor.organisation_id is None:
        return []
    return [
        each for each in identity.list_people_of(actor.organisation_id) if each.id not in inside
    ]


def find_active_participation(workspace: Workspace, organisation_id: UUID) -> Participation | None:
    """Find an organisation among those that take part now."""
    return find_active_participations(workspace, [organisation_id]).get(organisation_id)


def find_active_participations(
    workspace: Workspace, organisation_ids: Collection[UUID | None]
) -> dict[UUID, Participation]:
    """Find some organisations among those that take part now; one statement."""
    values = {"workspace_id": workspace.id, "organisation_ids": list(organisation_ids)}
    found = db.session().execute(_ACTIVE, values).scalars()
    return {each.organisation_id: each for each in found}


_ACTIVE = select(Participation).where(
    Participation.workspace_id == bindparam("workspace_id"),
    Participation.organisation_id == any_(bindparam("organisation_ids", type_=ARRAY(Uuid()))),
    Participation.ended_at.is_(None),
)


def find_after_leaving(workspace_id: UUID, organisation_id: UUID) -> AfterLeaving | None:
    """Find what an organisation that left chose for after that; None when it chose nothing."""
    statement = select(Participation.after_leaving).where(
        Participation.workspace_id == workspace_id,
        Participation.organisation_id == organisation_id,
    )
    return db.session().execute(statement).scalar_one_or_none()


def get_participant_for(
    actor: Actor, permission: WorkspacePermission, *, workspace: Workspace, participation_id: UUID
) -> Participation:
    """Return a participation of this workspace, and decide the permission on the workspace."""
    found = db.session().get(Participation, participation_id)
    if found is None or found.workspace_id != workspace.id:
        raise NotFound
    require(actor, permission, workspace)
    return found


def get_member_for(actor: Actor, *, workspace: Workspace, membership_id: UUID) -> Membership:
    """Return a living membership of this workspace that the actor may change (`STAFF`)."""
    statement = (
        select(Membership)
        .options(joinedload(Membership.person, innerjoin=True))
        .where(
            Membership.id == membership_id,
            Membership.workspace_id == workspace.id,
            Membership.is_living(),
        )
    )
    found = db.session().execute(statement).scalar_one_or_none()
    if found is None:
        raise NotFound
    require(actor, WorkspacePermission.STAFF, Delegation(workspace, found.organisation_id))
    return found


def list_not_ended(workspace: Workspace, organisation_id: UUID) -> list[Membership]:
    """Return an organisation's memberships that nobody ended, also those whose day is over."""
    statement = (
        select(Membership)
        .where(
            Membership.workspace_id == workspace.id,
            Membership.organisation_id == organisation_id,
            Membership.ended_at.is_(None),
        )
        .order_by(Membership.id)
    )
    return list(db.session().execute(statement).scalars())


def find_own_membership(actor: Actor, workspace: Workspace) -> Membership | None:
    """Find by which membership the actor works here."""
    statement = select(Membership).where(
        Membership.workspace_id == workspace.id,
        Membership.person_id == actor.person_id,
        Membership.organisation_id == actor.organisation_id,
        Membership.is_living(),
    )
    return db.session().execute(statement).scalar_one_or_none()
