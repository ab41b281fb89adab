"""What an inspectorate still has to do about cases, for the jobs that tell of it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from uuid import UUID

from sqlalchemy import select

from app.incidents.models import Case
from app.incidents.policy import visible_to
from app.incidents.queries.mine import letter_for
from app.kernel import db
from app.kernel.access import Actor
from app.workspaces.models import Workspace


def list_due(actor: Actor, workspace: Workspace, *, until: date) -> list[Case]:
    """Return the cases an inspectorate handles whose term runs up to a day, by that day.

    What came in already waits for nobody. One statement, and none where no cases are kept.

    Args:
        actor: a job, acting for that inspectorate in that place.
    """
    if not workspace.holds_cases:
        return []
    statement = (
        select(Case)
        .where(
            Case.workspace_id == workspace.id,
            Case.organisation_id == actor.organisation_id,
            Case.due_on <= until,
            Case.came_in_on.is_(None),
            visible_to(actor),
        )
        .order_by(Case.due_on, Case.id)
    )
    return list(db.session().execute(statement).scalars())


def list_with_letter(actor: Actor, case_ids: Collection[UUID]) -> frozenset[UUID]:
    """Return which of some cases have a letter of whose text the actor's organisation said nothing.

    One statement, and none about no cases.
    """
    if not case_ids or actor.organisation_id is None:
        return frozenset()
    waiting = letter_for(actor.organisation_id).is_not(None)
    statement = select(Case.id).where(Case.id.in_(case_ids), visible_to(actor), waiting)
    return frozenset(db.session().execute(statement).scalars())
