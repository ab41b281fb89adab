"""What an authority still has to keep in one workspace, for the job that reminds of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import and_, or_, select

from app.coordination.models import Activity, ActivityKind
from app.coordination.policy import TEMPLATE, visible_to
from app.coordination.queries.incident_terms import DeadlineKind, day_of, terms_of
from app.kernel import db, ids
from app.kernel.access import Actor
from app.kernel.terms import HoursExplanation
from app.workspaces.models import Workspace


@dataclass(frozen=True, slots=True)
class DueTerm:
    """A hard last day of an activity, or a term of an incident, that was not kept yet."""

    activity_id: UUID
    kind: DeadlineKind
    known_on: date
    """The day from which it was known."""
    ends_on: date
    ends_at: datetime | None
    """The moment a term in hours ends; None for a day."""


def list_due(actor: Actor, workspace: Workspace, *, until: date) -> list[DueTerm]:
    """Return what the organisation of a job has to keep there, of incidents whatever their day.

    One statement, and none in a workspace that coordinates nothing.

    Args:
        actor: a job, acting for that organisation in that place.
        until: last days after this are left out.
    """
    if workspace.template != TEMPLATE:
        return []
    is_incident = and_(
        Activity.kind == ActivityKind.INCIDENT,
        Activity.noticed_at.is_not(None),
        Activity.reported_at.is_(None),
    )
    statement = (
        select(Activity)
        .where(
            Activity.workspace_id == workspace.id,
            Activity.organisation_id == actor.organisation_id,
            Activity.withdrawn_at.is_(None),
            Activity.finished_at.is_(None),
            Activity.kind != ActivityKind.QUIET,
            or_(Activity.due_on <= until, is_incident),
            visible_to(actor, Activity),
        )
        .order_by(Activity.due_on, Activity.id)
    )
    found: list[DueTerm] = []
    for each in db.session().execute(statement).scalars():
        if each.due_on <= until:
            planned_on = day_of(ids.moment_of(each.id))
            kind = DeadlineKind.ACTIVITY
            found.append(DueTerm(each.id, kind, planned_on, each.due_on, None))
        if each.kind == ActivityKind.INCIDENT and each.reported_at is None:
            found += _terms(each)
    return found


def _terms(activity: Activity) -> list[DueTerm]:
    if activity.noticed_at is None:
        return []
    known_on = day_of(activity.noticed_at)
    return [
        DueTerm(
            activity.id,
            each.kind,
            known_on,
            each.due_on,
            each.ends_at if isinstance(each.told, HoursExplanation) else None,
        )
        for each in terms_of(activity)
        if each.done_at is None
    ]
