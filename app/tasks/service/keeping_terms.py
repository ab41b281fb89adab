"""Named terms of a workspace: add one, set its start, change its course, close it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from app.kernel import clock, ids
from app.kernel.access import Actor, require
from app.kernel.errors import OutOfDate, Refused
from app.kernel.events import announce
from app.kernel.terms import ChangeKind, LegalSystem, TermUnit
from app.kernel.text import _
from app.kernel.work import Work, begin_work
from app.tasks import queries
from app.tasks.actions import TaskAction, TermAction
from app.tasks.events import TasksMovedAlong
from app.tasks.models import NamedTerm, Task, TermChange
from app.tasks.policy import TermPermission
from app.tasks.queries import Consequence, Given
from app.tasks.service.courses import MOST_CHANGES, Course, check_course, check_length
from app.workspaces.models import Workspace

MOST_TERMS, MOST_EVER = 200, 1_000
"""Terms of a workspace that run, and all with those that are closed: each is counted anew wherever
they are listed."""
LONGEST_NAME, LONGEST_EVENT, LONGEST_SOURCE, LONGEST_WHY = 120, 200, 200, 500


@dataclass(frozen=True, slots=True, kw_only=True)
class NewTerm:
    """A term as somebody adds it."""

    name: str
    length: int
    unit: TermUnit
    legal_system: LegalSystem
    counts_back: bool = False
    binds: bool = False
    source: str = ""
    start_event: str = ""
    after_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Start:
    """When a term starts: a day, or for a term in hours a moment; neither: not yet."""

    on: date | None = None
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Shift:
    """A task whose last day moves along with its term."""

    task: Task
    old: date | None
    new: date | None


@dataclass(frozen=True, slots=True)
class Foreseen:
    """All that a change would do: to terms, the changed one first, and to tasks that follow."""

    terms: tuple[Consequence, ...]
    shifts: tuple[Shift, ...]


def add_term(actor: Actor, workspace: Workspace, *, wish: NewTerm) -> NamedTerm:
    """Add a named term to a workspace.

    Raises:
        Refused: it has no name or no length, it comes after a term that is not there, it cannot be
            counted from the end of that, or there are too many.
    """
    with begin_work(actor) as work:
        require(actor, TermPermission.ADD, workspace)
        queries.wait_for_turn(workspace)
        given = queries.list_given(actor, workspace)
        _check(wish, given)
        if len(given) >= MOST_TERMS:
            raise Refused(_("There are very many terms here. Close one first."))
        if queries.count_terms(workspace) >= MOST_EVER:
            raise Refused(_("There were very many terms here. No more can be added."))
        if actor.organisation_id is None:
            raise Refused(_("This did not work just now. Try again."))
        term = NamedTerm(
            id=ids.new_id(),
            workspace_id=workspace.id,
            organisation_id=actor.organisation_id,
            name=_line(wish.name, LONGEST_NAME),
            start_event=_line(wish.start_event, LONGEST_EVENT),
            source=_line(wish.source, LONGEST_SOURCE),
            length=wish.length,
            unit=wish.unit,
            legal_system=wish.legal_system,
            counts_back=wish.counts_back,
            binds=wish.binds,
            after_id=wish.after_id,
            changed_at=clock.now(),
            version=1,
        )
        term.workspace = workspace
        _check_counts(term, given)
        work.add(term)
        work.settle()
        work.record(TermAction.ADDED, term, length=term.length, unit=str(term.unit))
    return term


def foresee_start(actor: Actor, term: NamedTerm, *, start: Start) -> Foreseen:
    """Return what a start would do to this term and to what follows it; changes nothing.

    Raises:
        Refused: the term cannot be counted from there.
    """
    return _with_tasks(actor, term, _start_foreseen(actor, term, start))


def foresee_course(actor: Actor, term: NamedTerm, *, course: Course) -> Foreseen:
    """Return what a change of course would do; changes nothing.

    Raises:
        Refused: the change is not whole, or does not fit the term.
    """
    return _with_tasks(actor, term, _course_foreseen(actor, term, course))


def set_start(actor: Actor, term: NamedTerm, *, start: Start, seen_version: int) -> None:
    """Say when a term starts, or that its start is not known.

    Raises:
        OutOfDate: somebody changed it meanwhile.
        Refused: it is closed, or cannot be counted from there.
    """
    with begin_work(actor) as work:
        _take(work, term, seen_version=seen_version)
        told = _start_foreseen(actor, term, start)
        old = term.starts_on or term.starts_at
        term.starts_on, term.starts_at = start.on, start.at
        _move(work, term, TermAction.STARTED, told=told, old=old, new=start.on or start.at)


def change_course(actor: Actor, term: NamedTerm, *, course: Course, seen_version: int) -> None:
    """Let a term stand still, give it more time, or adjust it by policy for a while.

    Raises:
        OutOfDate: somebody changed it meanwhile.
        Refused: it is closed, the change is not whole, has no reason, or does not fit the term.
    """
    with begin_work(actor) as work:
        _take(work, term, seen_version=seen_version)
        told = _course_foreseen(actor, term, course)
        change = _change_of(actor, term, course)
        work.add(change)
        _move(work, term, TermAction.CHANGED, told=told, kind=str(change.kind))


def close_term(actor: Actor, term: NamedTerm, *, seen_version: int) -> None:
    """Say that a term was met, or that nobody has to keep it any more.

    Raises:
        OutOfDate: somebody changed it meanwhile.
        Refused: it is closed already.
    """
    with begin_work(actor) as work:
        _take(work, term, seen_version=seen_version)
        term.ended_at = clock.now()
        _move(work, term, TermAction.ENDED, told=[])


def _take(work: Work, term: NamedTerm, *, seen_version: int) -> None:
    queries.wait_for_turn(term.workspace)
    work.lock(term)
    require(work.actor, TermPermission.CHANGE, term)
    if term.version != seen_version:
        raise OutOfDate(_("Somebody changed this term while you were reading. Look at it again."))
    if term.ended_at is not None:
        raise Refused(_("This term is closed."))


def _move(
    work: Work, term: NamedTerm, action: TermAction, *, told: list[Consequence], **facts: object
) -> None:
    term.version += 1
    term.changed_at = clock.now()
    ends = {"ends_on": told[0].after.ends_on, "moved": len(told) - 1} if told else {}
    work.record(action, term, version=term.version, **ends, **facts)
    shifts = _shifts(work.actor, term, told, to_move=True)
    for shift in shifts:
        _move_along(work, shift)
    if shifts:
        announce(work, TasksMovedAlong(tuple(each.task for each in shifts)))


def _move_along(work: Work, shift: Shift) -> None:
    task = shift.task
    task.due_on = shift.new
    task.version += 1
    task.changed_at = clock.now()
    work.record(TaskAction.MOVED, task, version=task.version, old=shift.old, new=shift.new)


def _with_tasks(actor: Actor, term: NamedTerm, told: list[Consequence]) -> Foreseen:
    return Foreseen(tuple(told), tuple(_shifts(actor, term, told)))


def _shifts(
    actor: Actor, term: NamedTerm, told: list[Consequence], *, to_move: bool = False
) -> list[Shift]:
    """Return the tasks whose last day moves along, those of the changed term first."""
    ends = {each.term_id: each.after.ends_on for each in told}
    if not ends:
        return []
    following = queries.list_following(actor, term.workspace, ends, to_move=to_move)
    return [
        Shift(task, task.due_on, ends[task.term_id])
        for task in following
        if task.term_id is not None and task.due_on != ends[task.term_id]
    ]


def _start_foreseen(actor: Actor, term: NamedTerm, start: Start) -> list[Consequence]:
    return _foreseen(actor, term, lambda given: _started(term, given, start))


def _course_foreseen(actor: Actor, term: NamedTerm, course: Course) -> list[Consequence]:
    return _foreseen(actor, term, lambda given: _changed(actor, term, given, course=course))


def _changed(actor: Actor, term: NamedTerm, given: Given, *, course: Course) -> Given:
    check_course(term, course, before=given.changes)
    change = _change_of(actor, term, course).as_counted
    if len(given.changes) >= MOST_CHANGES:
        raise Refused(_("This term was changed too often. Talk with each other first."))
    return replace(given, changes=(*given.changes, change))


def _foreseen(actor: Actor, term: NamedTerm, change: Callable[[Given], Given]) -> list[Consequence]:
    given = queries.list_given(actor, term.workspace)
    own = next((each for each in given if each.id == term.id), None)
    if own is None:
        raise Refused(_("This term is closed."))
    told = queries.consequences_of(given, change(own))
    if any(each.after.is_fault for each in told):
        raise Refused(
            _("With this the term cannot be counted. A term stands still within its own days.")
        )
    return told


def _started(term: NamedTerm, given: Given, start: Start) -> Given:
    in_hours = term.unit is TermUnit.HOURS
    if in_hours and start.on is not None:
        raise Refused(_("This term counts hours. Say at what time it starts."), field="starts_time")
    return replace(given, starts_on=start.on, starts_at=start.at)


def _change_of(actor: Actor, term: NamedTerm, course: Course) -> TermChange:
    stands_still = course.kind is ChangeKind.SUSPENDED
    return TermChange(
        id=ids.new_id(),
        term_id=term.id,
        workspace_id=term.workspace_id,
        organisation_id=term.organisation_id,
        kind=course.kind,
        first_day=course.first_day if stands_still else None,
        last_day=course.last_day if stands_still else None,
        length=None if stands_still else course.length,
        unit=None if stands_still else course.unit,
        reason=course.reason.strip()[:LONGEST_WHY],
        made_by_id=actor.person_id,
        made_at=clock.now(),
    )


def _check(wish: NewTerm, given: list[Given]) -> None:
    if not wish.name.strip():
        raise Refused(_("Give the term a name."), field="name")
    check_length(wish.length, wish.unit)
    if wish.counts_back and wish.unit is TermUnit.HOURS:
        raise Refused(_("A term in hours cannot be counted back."), field="counts_back")
    if wish.after_id is not None and wish.after_id not in {each.id for each in given}:
        raise Refused(_("The term it starts after is not there any more."), field="after")


def _check_counts(term: NamedTerm, given: list[Given]) -> None:
    """Go on only when the term can be counted from the end of the one it follows."""
    new = queries.given_of(term, [])
    if queries.reckon([*given, new])[new.id].is_fault:
        raise Refused(_("From the end of that term, this one cannot be counted."), field="after")


def _line(text: str, longest: int) -> str:
    return " ".join(text.split())[:longest]
