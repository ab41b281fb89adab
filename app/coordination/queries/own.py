"""What one authority has entered itself, whole: to compare with a table that it imports."""

from __future__ import annotations

from typing import TypeVar
from uuid import UUID

from sqlalchemy import select

from app.coordination.models import Activity, SupervisedEntity
from app.coordination.policy import Coordination, visible_to
from app.kernel import db, turns
from app.kernel.access import Actor
from app.kernel.turns import Turn
from app.workspaces.models import Workspace

IMPORTS = Turn("import:{}:{}")

Row = TypeVar("Row", SupervisedEntity, Activity)


def find_own_entities(actor: Actor, coordination: Coordination) -> dict[UUID, SupervisedEntity]:
    """Return the own registers in every workspace, by id."""
    statement = select(SupervisedEntity).where(
        visible_to(actor, SupervisedEntity),
        SupervisedEntity.workspace_id.in_(coordination.place_ids),
        SupervisedEntity.organisation_id == actor.organisation_id,
    )
    return {each.id: each for each in db.session().execute(statement).scalars()}


def list_own_entities(actor: Actor, workspace: Workspace) -> list[SupervisedEntity]:
    """Return the own register in one workspace, by name; what has ended too."""
    statement = (
        select(SupervisedEntity)
        .where(
            visible_to(actor, SupervisedEntity),
            SupervisedEntity.workspace_id == workspace.id,
            SupervisedEntity.organisation_id == actor.organisation_id,
        )
        .order_by(SupervisedEntity.name, SupervisedEntity.id)
        .execution_options(populate_existing=True)
    )
    return _placed(list(db.session().execute(statement).scalars()), workspace)


def list_own_activities(actor: Actor, workspace: Workspace) -> list[Activity]:
    """Return what the own authority has planned in one workspace and not withdrawn, by window."""
    statement = (
        select(Activity)
        .where(
            visible_to(actor, Activity),
            Activity.workspace_id == workspace.id,
            Activity.organisation_id == actor.organisation_id,
            Activity.withdrawn_at.is_(None),
        )
        .order_by(Activity.starts_on, Activity.id)
        .execution_options(populate_existing=True)
    )
    return _placed(list(db.session().execute(statement).scalars()), workspace)


def lock_versions(keys: set[UUID]) -> dict[UUID, int]:
    """Take activities for this transaction, in their fixed order; return their versions."""
    columns = select(Activity.id, Activity.version)
    statement = columns.where(Activity.id.in_(keys)).order_by(Activity.id).with_for_update()
    rows = db.session().execute(statement)
    return {row.id: row.version for row in rows}


def wait_for_turn(workspace: Workspace, organisation_id: UUID) -> None:
    """Let imports of one authority go one after the other, so that no row comes in twice."""
    turns.wait_for(IMPORTS.of(workspace.id, organisation_id))


def _placed(rows: list[Row], workspace: Workspace) -> list[Row]:
    for each in rows:
        each.workspace = workspace
    return rows
