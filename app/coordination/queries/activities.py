"""Reading one activity that is wholly visible."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload

from app.coordination.models import Activity
from app.coordination.policy import CoordinationPermission, visible_to
from app.coordination.queries.places import get_row_for
from app.kernel import clock, db
from app.kernel.access import Actor


def list_seen_among(actor: Actor, keys: Collection[UUID]) -> set[UUID]:
    """Return which of some activities are wholly visible to the actor now."""
    statement = select(Activity.id).where(Activity.id.in_(keys), visible_to(actor, Activity))
    return set(db.session().execute(statement).scalars())


def get_activity_for(
    actor: Actor, permission: CoordinationPermission, activity_id: UUID
) -> Activity:
    """Return one activity that is wholly visible, and decide the permission.

    Raises:
        NotFound: there is none, or the actor may know no more than that something is planned.
    """
    return get_row_for(actor, permission, _visible(actor).where(Activity.id == activity_id))


def count_standing_beside(actor: Actor, activity: Activity) -> int:
    """Return how much else the own authority has on the calendar there, from today on."""
    statement = (
        select(func.count())
        .select_from(Activity)
        .where(
            Activity.organisation_id == actor.organisation_id,
            Activity.workspace_id == activity.workspace_id,
            Activity.match_key == activity.match_key,
            Activity.id != activity.id,
            Activity.withdrawn_at.is_(None),
            Activity.ends_on >= clock.today(),
        )
    )
    return db.session().execute(statement).scalar_one()


def _visible(actor: Actor) -> Select[Activity]:
    return (
        select(Activity)
        .options(joinedload(Activity.organisation))
        .where(visible_to(actor, Activity))
    )
