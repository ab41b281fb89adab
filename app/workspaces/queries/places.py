"""Reading workspaces as places: one with its standing, the list, their phases."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Row, ScalarSelect, Select, and_, bindparam, exists, func, or_, select

from app.kernel import clock, db, sql
from app.kernel.access import Actor, Permission, decide, require
from app.kernel.errors import NotFound
from app.workspaces.models import (
    MemberRole,
    Membership,
    ParticipantRole,
    Participation,
    Phase,
    Standing,
    Workspace,
)
from app.workspaces.policy import Beginning, WorkspacePermission, visible_to


@dataclass(frozen=True, slots=True)
class WorkspaceRow:
    """A workspace in the list."""

    workspace: Workspace
    participants: tuple[Participation, ...]
    """In their fixed order."""
    phase: Phase | None
    """The phase it is in today."""


def get_for(actor: Actor, permission: Permission, ref: str | UUID) -> Workspace:
    """Return a workspace with the actor's standing in it, and decide the permission.

    Args:
        permission: one whose thing is a workspace, also of a feature above (``task:request:ask``).
        ref: what people call it (``JJI-2026-0001``), or its id.
    """
    row = (
        db.session()
        .execute(_one(actor, is_by_id=isinstance(ref, UUID)), {"key": ref})
        .one_or_none()
    )
    if row is None:
        raise NotFound
    workspace = _placed(actor, row)
    require(actor, permission, workspace)
    return workspace


def get_place_for(actor: Actor, permission: Permission, ref: str | UUID) -> Workspace:
    """Return a workspace in which a feature does its work, and decide the feature's permission.

    Who may not see the workspace hears that there is none, whatever was asked of it; who may hears
    whether this is for them.

    Args:
        permission: of the feature, with a workspace as its thing.

    Raises:
        NotFound: there is none for this actor.
        NotAllowed: it is not for this actor to do.
    """
    workspace = get_for(actor, WorkspacePermission.VIEW, ref)
    require(actor, permission, workspace)
    return workspace


def list_visible(
    actor: Actor, *, limit: int, after: tuple[date, str] | None = None
) -> list[WorkspaceRow]:
    """Return workspaces the actor is in, the newest first.

    Args:
        after: opening day and reference of the last row of the page before.
    """
    statement = (
        _with_standing(actor).order_by(Workspace.opened_on.desc(), Workspace.ref).limit(limit)
    )
    if after is not None:
        day, ref = after
        statement = statement.where(
            or_(Workspace.opened_on < day, and_(Workspace.opened_on == day, Workspace.ref > ref))
        )
    places = [_placed(actor, row) for row in db.session().execute(statement)]
    participants = _participants_of([place.id for place in places])
    phases = _phases_of([place.id for place in places])
    return [
        WorkspaceRow(place, tuple(participants.get(place.id, ())), phases.get(place.id))
        for place in places
    ]


def list_of(actor: Actor) -> list[Workspace]:
    """Return every workspace the actor is in, with its standing, by reference; one statement."""
    statement = _with_standing(actor).order_by(Workspace.ref)
    return [_placed(actor, row) for row in db.session().execute(statement)]


def list_along(actor: Actor, *numbers: ScalarSelect[int]) -> tuple[list[Workspace], list[int]]:
    """Return what `list_of` returns, with numbers asked along; by themselves when it is empty.

    Args:
        numbers: the same objects each time, so that the whole is built once.
    """
    rows = db.session().execute(_with_numbers(actor, numbers)).all()
    told = rows[0][-len(numbers) :] if rows else db.session().execute(select(*numbers)).one()
    return [_placed(actor, row) for row in rows], [int(each) for each in told]


@sql.kept
def _with_numbers(actor: Actor, numbers: tuple[ScalarSelect[int], ...]) -> Select[Any]:
    return _with_standing(actor).order_by(Workspace.ref).add_columns(*numbers)


def list_phases(workspace: Workspace) -> list[Phase]:
    """Return the phases of a workspace in order."""
    statement = select(Phase).where(Phase.workspace_id == workspace.id).order_by(Phase.position)
    return list(db.session().execute(statement).scalars())


def count_of_template(actor: Actor, template: str) -> ScalarSelect[int]:
    """Return the count of the actor's workspaces of one template, to be asked along."""
    statement = (
        select(func.count())
        .select_from(Workspace)
        .where(Workspace.template == template, visible_to(actor))
    )
    return statement.scalar_subquery()


def taken_numbers(series: str) -> set[int]:
    """Return the numbers in use within a series (``JJI-2026-``), as far as the reader may know."""
    statement = select(Workspace.ref).where(Workspace.ref.startswith(series, autoescape=True))
    refs = db.session().execute(statement).scalars()
    return {int(ref.removeprefix(series)) for ref in refs}


def get_beginning_for(actor: Actor, permission: WorkspacePermission) -> Beginning:
    """Return the workspace the actor's organisation could start, and decide the permission."""
    beginning = _beginning_of(actor)
    require(actor, permission, beginning)
    return beginning


def _beginning_of(actor: Actor) -> Beginning:
    return Beginning(actor.organisation_id, coordinates_where_it_leads=coordinates(actor))


def coordinates(actor: Actor) -> bool:
    """Tell whether the actor coordinates in some workspace that the own organisation leads.

    Only there do the own people alone choose who coordinates, so only this says anything of the
    whole organisation.
    """
    statement = select(
        exists().where(
            Workspace.id == Membership.workspace_id,
            Workspace.lead_id == Membership.organisation_id,
            Membership.person_id == actor.person_id,
            Membership.organisation_id == actor.organisation_id,
            Membership.role == MemberRole.COORDINATOR,
            Membership.is_living(),
        )
    )
    return bool(db.session().execute(statement).scalar_one())


def may_start(actor: Actor) -> bool:
    """Tell whether the actor's organisation could start a workspace through this actor."""
    return decide(actor, WorkspacePermission.CREATE, _beginning_of(actor)).allowed


@sql.kept
def _one(actor: Actor, *, is_by_id: bool) -> Select[Workspace, ParticipantRole, MemberRole]:
    return _with_standing(actor).where(
        (Workspace.id if is_by_id else Workspace.ref) == bindparam("key")
    )


@sql.kept
def _with_standing(actor: Actor) -> Select[Workspace, ParticipantRole, MemberRole]:
    """Select workspaces together with what the actor and the own organisation are in them."""
    return (
        select(Workspace, Participation.role, Membership.role)
        .join(
            Participation,
            and_(
                Participation.workspace_id == Workspace.id,
                Participation.organisation_id == actor.organisation_id,
                Participation.ended_at.is_(None),
            ),
        )
        .outerjoin(
            Membership,
            and_(
                Membership.workspace_id == Workspace.id,
                Membership.person_id == actor.person_id,
                Membership.organisation_id == actor.organisation_id,
                Membership.is_living(),
            ),
        )
        .where(visible_to(actor))
    )


def _placed(actor: Actor, row: Row[Workspace, ParticipantRole, MemberRole]) -> Workspace:
    workspace: Workspace = row[0]
    workspace.standing = Standing(actor.person_id, actor.organisation_id, row[1], row[2])
    return workspace


def _participants_of(workspace_ids: Sequence[UUID]) -> dict[UUID, list[Participation]]:
    statement = (
        select(Participation)
        .where(Participation.workspace_id.in_(workspace_ids), Participation.ended_at.is_(None))
        .order_by(Participation.workspace_id, Participation.position, Participation.id)
    )
    found: dict[UUID, list[Participation]] = {}
    for each in db.session().execute(statement).scalars():
        found.setdefault(each.workspace_id, []).append(each)
    return found


def _phases_of(workspace_ids: Iterable[UUID]) -> dict[UUID, Phase]:
    """Return the last phase of each workspace that has begun."""
    latest = (
        select(Phase.workspace_id, func.max(Phase.position).label("position"))
        .where(Phase.workspace_id.in_(workspace_ids), Phase.starts_on <= clock.today())
        .group_by(Phase.workspace_id)
        .subquery()
    )
    statement = select(Phase).join(
        latest,
        and_(Phase.workspace_id == latest.c.workspace_id, Phase.position == latest.c.position),
    )
    return {each.workspace_id: each for each in db.session().execute(statement).scalars()}


def refs() -> dict[UUID, str]:
    """Return what people call every workspace; for the keeper, who reads all rows."""
    return {row.id: row.ref for row in db.session().execute(select(Workspace.id, Workspace.ref))}


def wrapped_keys() -> dict[UUID, bytes]:
    """Return the wrapped key of every workspace's vault; for the keeper, who reads all rows."""
    rows = db.session().execute(select(Workspace.id, Workspace.vault_key))
    return {row.id: row.vault_key for row in rows}
