"""Named terms of a workspace: add one, set its start, change its course, close and reopen it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from app.kernel import clock, ids
from app.kernel.access import Actor, require
from app.kernel.errors import Refused
from app.kernel.terms import ChangeKind, TermUnit
from app.kernel.text import _
from app.kernel.work import begin_work
from app.tasks import queries
from app.tasks.actions import TermAction
from app.tasks.models import NamedTerm, TermChange
from app.tasks.policy import TermPermission
from app.tasks.queries import Consequence, Given
from app.tasks.service.courses import (
    MOST_CHANGES,
    Course,
    TermFacts,
    check_course,
    check_term,
    check_why,
)
from app.tasks.service.moving_terms import (
    Foreseen,
    foreseen,
    move_term,
    take_term,
    with_tasks,
)
from app.workspaces.models import Workspace

MOST_TERMS, MOST_EVER = 200, 1_000
"""Terms of a workspace that run, and all with those that are closed: each is counted anew wherever
they are listed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewTerm(TermFacts):
    """A term as somebody adds it."""

    after_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Start:
    """When a term starts: a day, or for a term in hours a moment; neither: not yet."""

    on: date | None = None
    at: datetime | None = None


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
        columns = check_term(wish)
        open_ids = {each.id for each in given if not each.is_closed}
        if wish.after_id is not None and wish.after_id not in open_ids:
            raise Refused(_("The term it starts after is not there any more."), field="after")
        if len(open_ids) >= MOST_TERMS:
            raise Refused(_("There are very many terms here. Close one first."))
        if queries.count_terms(workspace) >= MOST_EVER:
            raise Refused(_("There were very many terms here. No more can be added."))
        if actor.organisation_id is None:
            raise Refused(_("This did not work just now. Try again."))
        term = NamedTerm(
            id=ids.new_id(),
            workspace_id=workspace.id,
            organisation_id=actor.organisation_id,
            after_id=wish.after_id,
            changed_at=clock.now(),
            version=1,
            **columns,
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
    return with_tasks(actor, term, _start_foreseen(actor, term, start))


def foresee_course(actor: Actor, term: NamedTerm, *, course: Course) -> Foreseen:
    """Return what a change of course would do; changes nothing.

    Raises:
        Refused: the change is not whole, or does not fit the term.
    """
    return with_tasks(actor, term, _course_foreseen(actor, term, course))


def set_start(actor: Actor, term: NamedTerm, *, start: Start, seen_version: int) -> None:
    """Say when a term starts, or that its start is not known.

    Raises:
        OutOfDate: somebody changed it meanwhile.
        Refused: it is closed, or cannot be counted from there.
    """
    with begin_work(actor) as work:
        take_term(work, term, seen_version=seen_version)
        told = _start_foreseen(actor, term, start)
        old = term.starts_on or term.starts_at
        term.starts_on, term.starts_at = start.on, start.at
        move_term(work, term, TermAction.STARTED, told=told, old=old, new=start.on or start.at)


def change_course(actor: Actor, term: NamedTerm, *, course: Course, seen_version: int) -> None:
    """Let a term stand still, give it more time, or adjust it by policy for a while.

    Raises:
        OutOfDate: somebody changed it meanwhile.
        Refused: it is closed, the change is not whole, has no reason, or does not fit the term.
    """
    with begin_work(actor) as work:
        take_term(work, term, seen_version=seen_version)
        told = _course_foreseen(actor, term, course)
        change = change_of(actor, term, course)
        work.add(change)
        move_term(work, term, TermAction.CHANGED, told=told, kind=str(change.kind))


def close_term(actor: Actor, term: NamedTerm, *, seen_version: int) -> None:
    """Say that a term was met, or that nobody has to keep it any more.

    Raises:
        OutOfDate: somebody changed it meanwhile.
        Refused: it is closed already.
    """
    with begin_work(actor) as work:
        take_term(work, term, seen_version=seen_version)
        term.ended_at = clock.now()
        move_term(work, term, TermAction.ENDED, told=[])


def foresee_reopening(actor: Actor, term: NamedTerm) -> Foreseen:
    """Return when a closed term ends, and what moved meanwhile; changes nothing.

    Raises:
        Refused: it is not closed, there are too many terms, or it cannot be counted any more.
    """
    return with_tasks(actor, term, _reopened(actor, term))


def reopen_term(actor: Actor, term: NamedTerm, *, seen_version: int) -> None:
    """Open a term again that was closed by mistake, or has to be kept after all.

    Raises:
        OutOfDate: somebody changed it meanwhile.
        Refused: it is not closed, there are too many terms, or it cannot be counted any more.
    """
    with begin_work(actor) as work:
        take_term(work, term, seen_version=seen_version, is_closed=True)
        told = _reopened(actor, term)
        term.ended_at = None
        move_term(work, term, TermAction.REOPENED, told=told)


def _reopened(actor: Actor, term: NamedTerm) -> list[Consequence]:
    if term.ended_at is None:
        raise Refused(_("This term is open already."))
    given = [each for each in queries.list_given(actor, term.workspace) if each.id != term.id]
    if sum(not each.is_closed for each in given) >= MOST_TERMS:
        raise Refused(_("There are very many terms here. Close one first."))
    again = queries.given_of(term, queries.list_changes(actor, term))
    told = queries.consequences_of_counting_again(given, again)
    if any(each.after.is_fault for each in told):
        raise Refused(_("This term cannot be counted any more. Add a new one."))
    return told


def _start_foreseen(actor: Actor, term: NamedTerm, start: Start) -> list[Consequence]:
    return foreseen(actor, term, lambda given: _started(term, given, start))


def _course_foreseen(actor: Actor, term: NamedTerm, course: Course) -> list[Consequence]:
    return foreseen(actor, term, lambda given: _changed(actor, term, given, course=course))


def _changed(actor: Actor, term: NamedTerm, given: Given, *, course: Course) -> Given:
    check_course(term, course, before=given.changes, may_stay_open=True)
    if given.still_since is not None:
        raise Refused(_("This term stands still. Say first when it goes on again."))
    if len(given.changes) >= MOST_CHANGES:
        raise Refused(_("This term was changed too often. Talk with each other first."))
    change = change_of(actor, term, course)
    if change.is_running:
        return replace(given, still_since=change.first_day)
    return replace(given, changes=(*given.changes, change.as_counted))


def _started(term: NamedTerm, given: Given, start: Start) -> Given:
    in_hours = term.unit is TermUnit.HOURS
    if in_hours and start.on is not None:
        raise Refused(_("This term counts hours. Say at what time it starts."), field="starts_time")
    return replace(given, starts_on=start.on, starts_at=start.at)


def change_of(actor: Actor, term: NamedTerm, course: Course) -> TermChange:
    """Return what happens to a term as a row; it has been checked (`check_course`)."""
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
        reason=check_why(course.reason),
        made_by_id=actor.person_id,
        made_at=clock.now(),
    )


def _check_counts(term: NamedTerm, given: list[Given]) -> None:
    """Go on only when the term can be counted from the end of the one it follows."""
    new = queries.given_of(term, [])
    if queries.reckon([*given, new])[new.id].is_fault:
        raise Refused(_("From the end of that term, this one cannot be counted."), field="after")
