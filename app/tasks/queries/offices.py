"""Who holds the office that a task is asked of, at this very moment."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol
from uuid import UUID

from sqlalchemy import ColumnElement, and_, or_

from app.identity.models import PRIVACY_OFFICER
from app.kernel import sql
from app.kernel.access import Actor
from app.kernel.text import _, lazy
from app.tasks.models import Office, Task
from app.workspaces import queries as workspaces
from app.workspaces.models import MemberRole, Membership, Workspace

AS_MEMBER = {
    Office.SIGNATORY: MemberRole.SIGNATORY,
    Office.COORDINATOR: MemberRole.COORDINATOR,
}
"""The offices one has by what one is in the workspace; the other is a duty of the person."""
OFFICE_WORDS = {
    Office.SIGNATORY: lazy("whoever signs"),
    Office.COORDINATOR: lazy("whoever coordinates"),
    Office.PRIVACY_OFFICER: lazy("the privacy officer"),
}


def office_of(office: Office, name: str) -> str:
    """Name an office of an organisation, as one chooses it."""
    if office is Office.SIGNATORY:
        return _("Whoever signs for %(name)s", name=name)
    if office is Office.COORDINATOR:
        return _("Whoever coordinates for %(name)s", name=name)
    return _("The privacy officer of %(name)s", name=name)


class OfOffice(Protocol):
    """What decides whether a task waits for an office."""

    @property
    def organisation_id(self) -> UUID:
        """Whose office."""

    @property
    def assignee_id(self) -> UUID | None:
        """Who took it up; while nobody did it waits for the office."""

    @property
    def office(self) -> Office | None:
        """Which."""

    @property
    def workspace(self) -> Workspace:
        """Where, as it was loaded for who reads."""


def waits_for_office_of(actor: Actor, task: OfOffice) -> bool:
    """Tell whether a task waits for an office that the actor holds there now.

    By what was loaded with the workspace for that very actor: it asks nothing more.
    """
    if task.office is None or task.assignee_id is not None:
        return False
    standing = task.workspace.standing
    if task.organisation_id != actor.organisation_id or standing.role is None:
        return False
    if task.office in AS_MEMBER:
        return standing.role is AS_MEMBER[task.office]
    return PRIVACY_OFFICER in actor.duties


def holders_of(office: Office, members: Iterable[Membership]) -> list[Membership]:
    """Return who of some living members of one organisation holds an office there."""
    return [each for each in members if each.person.blocked_at is None and _has(office, each)]


def _has(office: Office, member: Membership) -> bool:
    if office in AS_MEMBER:
        return member.role is AS_MEMBER[office]
    return PRIVACY_OFFICER in member.person.duties


def those_asked(office: Office, members: Iterable[Membership]) -> list[Membership]:
    """Return who has to know of a task of an office: who holds it, else who coordinates there."""
    known = list(members)
    return holders_of(office, known) or holders_of(Office.COORDINATOR, known)


def is_vacant(task: Task) -> bool:
    """Tell whether nobody holds the office that a task waits for; one statement, or none."""
    if task.office is None or task.assignee_id is not None:
        return False
    members = workspaces.list_members_of(task.workspace, task.organisation_id)
    return not holders_of(task.office, members)


def is_for_holder(actor: Actor) -> ColumnElement[bool]:
    """Return the condition that a task waits for an office that the actor holds there."""
    return and_(
        Task.office.is_not(None),
        Task.assignee_id.is_(None),
        Task.organisation_id == sql.parameter(actor.organisation_id),
        _is_held(sql.parameter(actor.person_id)),
    )


def falls_to(actor: Actor) -> ColumnElement[bool]:
    """Return the condition that a task without assignee is for this person to look at.

    Asked of the organisation: for all. Asked of an office: for who holds it, and while nobody does
    for who coordinates.
    """
    coordinates = workspaces.is_held(
        Task.workspace_id,
        Task.organisation_id,
        office=MemberRole.COORDINATOR,
        by=sql.parameter(actor.person_id),
    )
    return or_(
        Task.office.is_(None),
        _is_held(sql.parameter(actor.person_id)),
        and_(coordinates, ~_is_held()),
    )


def _is_held(by: ColumnElement[UUID] | None = None) -> ColumnElement[bool]:
    return or_(
        *(
            and_(
                Task.office == sql.constant(each),
                workspaces.is_held(
                    Task.workspace_id,
                    Task.organisation_id,
                    office=AS_MEMBER.get(each, PRIVACY_OFFICER),
                    by=by,
                ),
            )
            for each in Office
        )
    )
