"""Whom to tell about a task, asked at the moment of telling."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from app.identity.models import Person
from app.kernel.access import Actor
from app.kernel.errors import NotFound
from app.tasks.models import Task
from app.tasks.policy import TaskPermission
from app.tasks.queries.deadlines import last_day_of
from app.tasks.queries.offices import those_asked
from app.tasks.queries.tasks import get_anywhere
from app.workspaces import queries as workspaces
from app.workspaces.models import Membership, Workspace
from app.workspaces.policy import WORKERS


@dataclass(frozen=True, slots=True)
class Telling:
    """A mail about a task: to whom, of which, and by when."""

    people: tuple[Person, ...]
    task: Task | None = None

    @property
    def ends_on(self) -> date | None:
        """The last day that counts."""
        if self.task is None or self.task.due_on is None:
            return None
        return last_day_of(self.task.due_on, is_counted=self.task.term_id is not None)


@dataclass(frozen=True, slots=True)
class Calm:
    """When people want no mails; said by the feature above that knows what they chose."""

    opens_at: Callable[[Person, datetime], datetime]
    """From when a mail to somebody may leave: the moment itself, or later."""
    readers: Callable[[Actor, Workspace, Sequence[Person]], Sequence[Person]]
    """Who gets a mail about a workspace that is meant for some people of one organisation: those
    who want it, and whoever stands in for who is away."""
    page: str
    """Path of the page where one chooses that."""


NOBODY = Telling(())


def list_recipients(actor: Actor, task_id: UUID) -> Telling:
    """Return who must know of a task: the assignee, or who works there for the organisation.

    Asked of an office, who holds it at this moment; while nobody does, who coordinates there.

    Nobody, when the task is answered already, went to another organisation, or the people lost
    their sight of it. Who asked it is not told.

    Args:
        actor: the job, acting for the organisation the task is asked of.
    """
    try:
        task = get_anywhere(actor, TaskPermission.VIEW, task_id)
    except NotFound:
        return NOBODY
    is_theirs = task.organisation_id == actor.organisation_id
    if not (is_theirs and task.status.is_waiting_for_assignee and task.workspace.is_open):
        return NOBODY
    members = _those_who_do(task)
    return Telling(tuple(each.person for each in members if _must_know(each, task)), task)


def _those_who_do(task: Task) -> list[Membership]:
    place, organisation_id = task.workspace, task.organisation_id
    if task.assignee_id is not None:
        return workspaces.list_members_of(place, organisation_id, person_id=task.assignee_id)
    if task.office is not None:
        return those_asked(task.office, workspaces.list_members_of(place, organisation_id))
    return workspaces.list_members_of(place, organisation_id, roles=WORKERS)


def _must_know(member: Membership, task: Task) -> bool:
    return member.person.blocked_at is None and member.person_id != task.asked_by_id
