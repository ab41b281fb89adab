"""Who holds an office of an organisation in a workspace, as a condition of another statement."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import ColumnElement, exists
from sqlalchemy.orm import InstrumentedAttribute

from app.identity.models import Person
from app.kernel import sql
from app.workspaces.models import MemberRole, Membership


def is_held(
    workspace_id: InstrumentedAttribute[UUID],
    organisation_id: InstrumentedAttribute[UUID],
    *,
    office: MemberRole | str,
    by: ColumnElement[UUID] | None = None,
) -> ColumnElement[bool]:
    """Return the condition that somebody works there for the organisation and holds an office.

    Whoever left or is blocked holds none.

    Args:
        office: what one is in the workspace, or else a duty one has for the organisation.
        by: this person alone.
    """
    if isinstance(office, MemberRole):
        has_it = Membership.role == sql.constant(office)
    else:
        has_it = Membership.person.has(Person.duties.contains([office]))
    wanted = [
        Membership.workspace_id == workspace_id,
        Membership.organisation_id == organisation_id,
        Membership.is_living(),
        Membership.person.has(Person.blocked_at.is_(None)),
        has_it,
    ]
    if by is not None:
        wanted.append(Membership.person_id == by)
    return exists().where(*wanted).correlate_except(Membership)
