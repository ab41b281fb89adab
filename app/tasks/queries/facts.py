"""A task as a list reads it: plain columns, named as rules and screens ask for them.

A list makes many of them and changes none: rows that may be changed cost three times as much.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from itertools import islice
from typing import Any, NamedTuple, TypeVar
from typing import cast as typed
from uuid import UUID

from sqlalchemy import Select, Subquery, and_, select

from app.identity import queries as identity
from app.identity.models import Person
from app.identity.queries import Badge
from app.kernel import sql
from app.tasks.models import ExtensionStatus, Office, Predecessors, Task, TaskExtension, TaskStatus
from app.tasks.queries.predecessors import predecessors_in, predecessors_of
from app.workspaces.models import Workspace


class Someone(NamedTuple):
    """A person as a list names it."""

    id: UUID
    name: str
    login: str


class Wish(NamedTuple):
    """More time that is asked and not answered."""

    wanted_on: date
    reason: str


class TaskFacts(NamedTuple):
    """A task in a list: first what stands in its own row, then what stands around it."""

    id: UUID
    ref: str
    title: str
    details: str
    organisation_id: UUID
    assignee_id: UUID | None
    office: Office | None
    asked_by_id: UUID | None
    asking_organisation_id: UUID
    due_on: date | None
    status: TaskStatus
    answer: str | None
    predecessor_id: UUID | None
    term_id: UUID | None
    is_apart: bool
    is_private: bool
    has_result: bool
    changed_at: datetime
    version: int
    workspace: Workspace
    organisation: Badge
    asking_organisation: Badge
    assignee: Someone | None
    asked_by: Someone | None
    predecessors: Predecessors
    wish: Wish | None

    @property
    def is_part(self) -> bool:
        """True when it belongs to something larger, and is delivered there."""
        return self.is_apart and not self.is_private


OWN = tuple(
    getattr(Task, name) for name in TaskFacts._fields[: TaskFacts._fields.index("workspace")]
)
"""The columns of a task's own row."""
Group = TypeVar("Group", Someone, Wish)


def around(chosen: Subquery) -> Select[Any]:
    """Select tasks with all that a row shows.

    Args:
        chosen: `OWN` and the workspace of no more tasks than are shown: what stands around them is
            looked up for those alone.
    """
    doing, asking = (identity.organisations_to_join() for _each in range(2))
    assignee, asker = identity.people_to_join(), identity.people_to_join()
    is_wish = and_(
        TaskExtension.task_id == chosen.c.id,
        TaskExtension.status == sql.constant(ExtensionStatus.ASKED),
    )
    return (
        select(
            *(chosen.c[each.key] for each in OWN),
            chosen.c.workspace_id,
            *(getattr(doing, name) for name in Badge._fields),
            *(getattr(asking, name) for name in Badge._fields),
            *(getattr(assignee, name) for name in Someone._fields),
            *(getattr(asker, name) for name in Someone._fields),
            predecessors_of(chosen.c.id, chosen.c.predecessor_id),
            *(getattr(TaskExtension, name) for name in Wish._fields),
        )
        .select_from(chosen)
        .join(doing, doing.id == chosen.c.organisation_id)
        .join(asking, asking.id == chosen.c.asking_organisation_id)
        .outerjoin(assignee, assignee.id == chosen.c.assignee_id)
        .outerjoin(asker, asker.id == chosen.c.asked_by_id)
        .outerjoin(TaskExtension, is_wish)
    )


def workspace_in(row: Sequence[Any]) -> UUID:
    """Return the workspace of a row of `around`."""
    return typed("UUID", row[len(OWN)])


def facts_in(row: Iterable[Any], places: Mapping[UUID, Workspace]) -> TaskFacts:
    """Return the task in a row of `around`.

    Args:
        places: workspaces that were loaded for who reads.
    """
    cells = iter(row)
    facts = (
        *islice(cells, len(OWN)),
        places[next(cells)],
        Badge._make(islice(cells, len(Badge._fields))),
        Badge._make(islice(cells, len(Badge._fields))),
        _next(cells, Someone),
        _next(cells, Someone),
        predecessors_in(next(cells)),
        _next(cells, Wish),
    )
    return TaskFacts._make(facts)


def _next(cells: Iterator[Any], kind: type[Group]) -> Group | None:
    found = tuple(islice(cells, len(kind._fields)))
    return None if found[0] is None else kind._make(found)


def facts_of(task: Task) -> TaskFacts:
    """Return a task that was loaded whole, as a list reads it."""
    facts = (
        *(getattr(task, each.key) for each in OWN),
        task.workspace,
        identity.badge_of(task.organisation),
        identity.badge_of(task.asking_organisation),
        _person(task.assignee),
        _person(task.asked_by),
        task.predecessors,
        Wish(task.wish.wanted_on, task.wish.reason) if task.wish else None,
    )
    return TaskFacts._make(facts)


def _person(person: Person | None) -> Someone | None:
    return None if person is None else Someone(person.id, person.name, person.login)
