"""Lists of tasks: those of a workspace, of a person, of an organisation; each one statement."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, bindparam, func, or_, select
from sqlalchemy import tuple_ as row_value
from sqlalchemy.types import Date, Text, Uuid

from app.kernel import db, sql
from app.kernel.access import Actor
from app.tasks.models import Task, TaskPredecessor, TaskStatus
from app.tasks.policy import visible_to
from app.tasks.queries.facts import OWN, around, facts_in, workspace_in
from app.tasks.queries.offices import falls_to
from app.tasks.queries.orders import FAR_DAY, Sort, order_of
from app.tasks.queries.predecessors import waits
from app.tasks.queries.rows import TaskRow, rows_of
from app.tasks.queries.tasks import IS_OVER, is_unfinished
from app.workspaces import queries as workspaces
from app.workspaces.models import Workspace
from app.workspaces.policy import is_open_place

PAGE, LONG_PAGE = 50, 500
MOST_OF_OURS = 200
"""How many tasks the page of an organisation shows at most."""
IS_HERE = Task.workspace_id == bindparam("workspace_id", type_=Uuid())


class Wanted(StrEnum):
    """Which tasks of a workspace a list shows."""

    OPEN = "open"
    MINE = "mine"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a row stands in the order of a list: what comes after it is the next page."""

    is_over: bool
    due_on: date
    ref: str


@dataclass(frozen=True, slots=True)
class Narrowing:
    """Which of the tasks of a list are meant, and in what order."""

    words: str = ""
    """In the title."""
    organisation_id: UUID | None = None
    """Who does them."""
    sort: Sort = Sort.DAY

    @property
    def is_part(self) -> bool:
        """True when some tasks are left out."""
        return bool(self.words) or self.organisation_id is not None


EVERYTHING = Narrowing()


def list_of(
    actor: Actor,
    workspace: Workspace,
    wanted: Wanted,
    *,
    limit: int = PAGE,
    after: Place | None = None,
    narrowing: Narrowing = EVERYTHING,
) -> list[TaskRow]:
    """Return tasks of a workspace, by due day unless another order is asked for.

    Args:
        after: where the last row of the page before stood.
    """
    statement = _listed(
        actor,
        wanted,
        limit=limit,
        is_behind=after is not None,
        has_words=bool(narrowing.words),
        is_of_one=narrowing.organisation_id is not None,
        sort=narrowing.sort,
    )
    values = {"workspace_id": workspace.id, **_meant(narrowing)}
    if after is not None:
        values["ref"] = after.ref
        if narrowing.sort is Sort.DAY:
            values |= {"is_over": after.is_over, "due_on": after.due_on}
    return _rows(actor, statement, places=[workspace], values=values)


@sql.kept
def _listed(
    actor: Actor,
    wanted: Wanted,
    *,
    limit: int,
    is_behind: bool,
    has_words: bool,
    is_of_one: bool,
    sort: Sort,
) -> Select[Any]:
    chosen = _seen(actor, sort).where(IS_HERE).limit(limit)
    chosen = chosen.where(*_chosen(actor, wanted, has_words=has_words, is_of_one=is_of_one))
    if is_behind:
        chosen = chosen.where(row_value(*order_of(Task, sort)) > _here(actor, sort))
    return _whole(chosen, sort)


def _chosen(
    actor: Actor, wanted: Wanted, *, has_words: bool, is_of_one: bool
) -> Iterator[ColumnElement[bool]]:
    """Yield what holds of the tasks that are meant; `_meant` gives the values it asks for."""
    if wanted is not Wanted.ALL:
        yield ~IS_OVER
    if wanted is Wanted.MINE:
        yield _is_mine(actor)
    if has_words:
        words = func.lower(bindparam("words", type_=Text()))
        yield func.strpos(func.lower(Task.title), words) > 0
    if is_of_one:
        yield Task.organisation_id == bindparam("doing_id", type_=Uuid())


def _meant(narrowing: Narrowing) -> dict[str, Any]:
    words, of = narrowing.words, narrowing.organisation_id
    return ({"words": words} if words else {}) | ({"doing_id": of} if of is not None else {})


def _here(actor: Actor, sort: Sort) -> Any:
    """Return where the page before ended.

    By day that stands in the address. In another order it is read anew from the task that was last,
    which the actor must see: the place of another would tell what it is called.
    """
    if sort is Sort.DAY:
        return row_value(bindparam("is_over"), bindparam("due_on"), bindparam("ref"))
    last = select(*order_of(Task, sort)).where(
        IS_HERE, Task.ref == bindparam("ref", type_=Text()), visible_to(actor)
    )
    return last.correlate(None).scalar_subquery()


def place_of(row: TaskRow) -> Place:
    """Return where a row stands in the order of `list_of`."""
    task = row.task
    return Place(task.status.is_over, task.due_on or FAR_DAY, task.ref)


def list_first(actor: Actor, workspace: Workspace, *, limit: int) -> list[TaskRow]:
    """Return what must be done first in a workspace: unfinished, held up by nothing, by due day."""
    statement, values = _first(actor, limit), {"workspace_id": workspace.id}
    return _rows(actor, statement, places=[workspace], values=values)


@sql.kept
def _first(actor: Actor, limit: int) -> Select[Any]:
    ready = and_(is_unfinished(), ~waits(), is_open_place(Task.workspace_id))
    return _whole(_seen(actor).where(IS_HERE, ready).limit(limit))


def list_mine(actor: Actor, *, places: Iterable[Workspace] | None = None) -> list[TaskRow]:
    """Return the work of a person over all open workspaces, by due day; one statement.

    That is: what is asked of the person and not over; what is asked of the own organisation while
    it has no assignee, or of an office the person holds; and what the person asked: to be judged,
    asked anew, or waited for.

    Args:
        places: the person's workspaces, when `workspaces.queries.list_of` gave them already.
    """
    known = workspaces.list_of(actor) if places is None else places
    return _rows(actor, _mine(actor), places=known)


@sql.kept
def _mine(actor: Actor) -> Select[Any]:
    person_id = sql.parameter(actor.person_id)
    delivered = Task.status == sql.constant(TaskStatus.DELIVERED)
    returned = Task.status == sql.constant(TaskStatus.RETURNED)
    assigned = and_(Task.assignee_id == person_id, or_(is_unfinished(), delivered))
    asked = and_(Task.asked_by_id == person_id, or_(is_unfinished(), delivered, returned))
    wanted = or_(assigned, asked, _is_free(actor))
    return _whole(_seen(actor).where(wanted, is_open_place(Task.workspace_id)))


def list_of_ours(
    actor: Actor, *, places: Iterable[Workspace], limit: int = MOST_OF_OURS
) -> list[TaskRow]:
    """Return what is asked of the actor's organisation and not over, by due day; one statement.

    And what it asked that waits for its judgement: who asked it may be away.

    Only in open workspaces the actor is in: working for an organisation gives no sight.

    Args:
        places: workspaces that were loaded for this very actor.
    """
    return _rows(actor, _of_ours(actor, limit), places=places)


@sql.kept
def _of_ours(actor: Actor, limit: int) -> Select[Any]:
    asked_of_us = Task.organisation_id == sql.parameter(actor.organisation_id)
    delivered = Task.status == sql.constant(TaskStatus.DELIVERED)
    asked_by_us = Task.asking_organisation_id == sql.parameter(actor.organisation_id)
    judged = or_(delivered, and_(is_unfinished(), Task.wish.has()))
    wanted = or_(and_(asked_of_us, or_(is_unfinished(), delivered)), and_(asked_by_us, judged))
    return _whole(_seen(actor).where(wanted, is_open_place(Task.workspace_id)).limit(limit))


def list_between(
    actor: Actor,
    workspace: Workspace,
    wanted: Wanted,
    *,
    days: tuple[date, date],
    limit: int,
    narrowing: Narrowing = EVERYTHING,
) -> list[TaskRow]:
    """Return the tasks of a workspace whose due day lies between two days, these included."""
    values = {"workspace_id": workspace.id, "first": days[0], "last": days[1]}
    statement = _between(
        actor,
        wanted,
        limit=limit,
        has_words=bool(narrowing.words),
        is_of_one=narrowing.organisation_id is not None,
    )
    return _rows(actor, statement, places=[workspace], values=values | _meant(narrowing))


@sql.kept
def _between(
    actor: Actor, wanted: Wanted, *, limit: int, has_words: bool, is_of_one: bool
) -> Select[Any]:
    inside = Task.due_on.between(bindparam("first", type_=Date()), bindparam("last", type_=Date()))
    chosen = _seen(actor).where(IS_HERE, inside).limit(limit)
    return _whole(chosen.where(*_chosen(actor, wanted, has_words=has_words, is_of_one=is_of_one)))


def list_waiting_on(actor: Actor, task: Task) -> list[TaskRow]:
    """Return the unfinished tasks that wait for this one, by due day."""
    values = {"before_id": task.id}
    return _rows(actor, _waiting(actor), places=[task.workspace], values=values)


@sql.kept
def _waiting(actor: Actor) -> Select[Any]:
    behind = select(TaskPredecessor.task_id).where(
        TaskPredecessor.predecessor_id == bindparam("before_id", type_=Uuid())
    )
    return _whole(_seen(actor).where(Task.id.in_(behind), is_unfinished()))


def list_by_id(actor: Actor, workspace: Workspace, ids: Iterable[UUID]) -> list[TaskRow]:
    """Return those of some tasks of a workspace that the actor sees, by due day; one statement."""
    values = {"workspace_id": workspace.id, "ids": list(ids)}
    return _rows(actor, _by_id(actor), places=[workspace], values=values)


@sql.kept
def _by_id(actor: Actor) -> Select[Any]:
    is_one = Task.id.in_(bindparam("ids", expanding=True))
    return _whole(_seen(actor).where(IS_HERE, is_one))


def _is_mine(actor: Actor) -> ColumnElement[bool]:
    """Hold for what is asked of me, my office or nobody in my organisation, and what I asked."""
    person_id = sql.parameter(actor.person_id)
    return or_(Task.assignee_id == person_id, Task.asked_by_id == person_id, _is_free(actor))


def _is_free(actor: Actor) -> ColumnElement[bool]:
    return and_(
        Task.assignee_id.is_(None),
        Task.organisation_id == sql.parameter(actor.organisation_id),
        is_unfinished(),
        falls_to(actor),
    )


@sql.kept
def _seen(actor: Actor, sort: Sort = Sort.DAY) -> Select[Any]:
    """Select what the actor sees, by due day unless another order is asked for."""
    return select(*OWN, Task.workspace_id).where(visible_to(actor)).order_by(*order_of(Task, sort))


def _whole(chosen: Select[Any], sort: Sort = Sort.DAY) -> Select[Any]:
    """Select the tasks that were chosen with everything a row shows, in one statement."""
    them = chosen.subquery()
    return around(them).order_by(*order_of(them.c, sort))


def _rows(
    actor: Actor,
    statement: Select[Any],
    *,
    places: Iterable[Workspace],
    values: Mapping[str, Any] | None = None,
) -> list[TaskRow]:
    """Return the rows of a statement.

    A workspace the actor came into after its workspaces were loaded waits for the next time.

    Args:
        places: workspaces that were loaded for this very actor.
    """
    known = {each.id: each for each in places}
    found = db.rows(statement, dict(values or {}))
    return rows_of(actor, (facts_in(each, known) for each in found if workspace_in(each) in known))
