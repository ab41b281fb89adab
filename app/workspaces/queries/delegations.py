"""Reading, of an organisation in a workspace, what decides who coordinates for it there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, select

from app.identity.models import Person
from app.kernel import db
from app.kernel.clock import HOME_ZONE
from app.kernel.terms import due_moment
from app.workspaces.models import MemberRole, Membership, Workspace
from app.workspaces.policy import Delegation


def get_delegation(
    workspace: Workspace, organisation_id: UUID, *, person_id: UUID | None = None
) -> Delegation:
    """Return the people of an organisation here as a thing to decide about; one statement.

    Args:
        person_id: about whom of them it is.
    """
    found = find_delegations(workspace, Membership.organisation_id == organisation_id)
    delegation = found.get(
        organisation_id, Delegation(workspace, organisation_id, has_coordinator=False)
    )
    return replace(delegation, person_id=person_id)


def find_delegations(
    workspace: Workspace, *conditions: ColumnElement[bool]
) -> dict[UUID, Delegation]:
    """Return by organisation what is to be known to decide who coordinates for it here.

    Only of those for which somebody coordinates or did; one statement. Who is blocked coordinates
    no more, and who never answered the invitation not yet.
    """
    statement = (
        select(
            Membership.organisation_id,
            Membership.person_id,
            Membership.until_on,
            Membership.ended_at,
            Membership.is_living().label("is_living"),
            and_(Person.blocked_at.is_(None), Person.subject.is_not(None)).label("signs_in"),
        )
        .join(Membership.person)
        .where(
            Membership.workspace_id == workspace.id,
            Membership.role == MemberRole.COORDINATOR,
            *conditions,
        )
    )
    told: dict[UUID, list[Any]] = {}
    for row in db.session().execute(statement):
        told.setdefault(row.organisation_id, []).append(row)
    return {
        organisation_id: Delegation(
            workspace,
            organisation_id,
            has_coordinator=any(each.is_living and each.signs_in for each in rows),
            lasting=frozenset(each.person_id for each in rows if _lasts(each)),
            coordinated_then=_coordinated_then(rows),
        )
        for organisation_id, rows in told.items()
    }


def _lasts(row: Any) -> bool:
    return bool(row.is_living and row.signs_in and row.until_on is None)


def _coordinated_then(rows: Sequence[Any]) -> frozenset[UUID]:
    """Return who coordinated until an organisation's part ended; nobody while somebody does.

    A colleague who ends somebody's part coordinates on, so those who ended last ended together.
    """
    if any(each.is_living for each in rows):
        return frozenset()
    ends = {each.person_id: end_of(each.until_on, at=each.ended_at) for each in rows}
    last = max(each for each in ends.values() if each is not None)
    return frozenset(
        each.person_id for each in rows if each.signs_in and ends[each.person_id] == last
    )


def end_of(until_on: date | None, *, at: datetime | None) -> datetime | None:
    """Return when a membership ended: with its last day, however late that was put in order.

    Args:
        at: when somebody ended it; None when nobody did.
    """
    ends = [] if at is None else [at]
    if until_on is not None:
        ends.append(due_moment(until_on, HOME_ZONE))
    return min(ends, default=None)
