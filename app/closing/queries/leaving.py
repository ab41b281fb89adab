"""What somebody still has to do in a workspace, before a coordinator takes the access away."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.identity.models import Person
from app.kernel.access import Actor
from app.reports import queries as reports
from app.tasks import queries as tasks
from app.workspaces import queries as workspaces
from app.workspaces.models import Membership, Workspace


@dataclass(frozen=True, slots=True)
class Remaining:
    """What somebody leaves open, as far as the asker sees it, and who could take it over."""

    tasks: int
    seats: int
    """Reports that wait for this person's signature now."""
    colleagues: Sequence[Person]
    """Of the asker's own organisation; nobody where the tasks are of another."""


def what_remains(actor: Actor, workspace: Workspace, membership: Membership) -> Remaining:
    """Return what somebody still has to do here."""
    is_own = membership.organisation_id == actor.organisation_id
    leaver = membership.person_id
    asked = reports.list_asked(actor, workspace, signatories={leaver}) if is_own else ()
    return Remaining(
        tasks.count_left_with(actor, workspace, leaver),
        len(asked),
        _colleagues(actor, workspace, membership) if is_own else (),
    )


def _colleagues(actor: Actor, workspace: Workspace, membership: Membership) -> list[Person]:
    return [
        each.person
        for each in workspaces.list_members(workspace)
        if each.organisation_id == actor.organisation_id
        and each.person_id != membership.person_id
        and each.person.blocked_at is None
    ]
