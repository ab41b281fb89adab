"""Mending named terms: one that stood still goes on, and what was a mistake is put right.

A mistake stays to be read, with the reason; the log names what changed and the values that can be
listed, never a text.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

from app.kernel import clock
from app.kernel.access import Actor
from app.kernel.errors import Refused
from app.kernel.terms import Suspension, TermRule, TermUnit
from app.kernel.text import _
from app.kernel.work import begin_work
from app.tasks import queries
from app.tasks.actions import TermAction
from app.tasks.models import NamedTerm, TermChange
from app.tasks.queries import Consequence, Given
from app.tasks.service.courses import Course, TermFacts, check_course, check_term, check_why
from app.tasks.service.keeping_terms import change_of
from app.tasks.service.moving_terms import Foreseen, foreseen, move_term, take_term, with_tasks

MOST_EVER_CHANGED = 200
"""Changes of one term, those that were taken back with them."""
LISTED = ("length", "unit", "legal_system", "counts_back", "binds")
"""What the log tells of a term with its old value; the rest are words of somebody."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction(TermFacts):
    """A term as it should have been added."""


def foresee_going_on(actor: Actor, term: NamedTerm, *, last_day: date) -> Foreseen:
    """Return what it does when a term that stands still goes on; changes nothing.

    Raises:
        Refused: it does not stand still, or not until then.
    """
    return with_tasks(actor, term, _going_on(actor, term, last_day))


def go_on(actor: Actor, term: NamedTerm, *, last_day: date, seen_version: int) -> None:
    """Let a term that stands still go on.

    Args:
        last_day: the last on which it stood still.

    Raises:
        OutOfDate: somebody changed it meanwhile.
        Refused: it does not stand still, or not until then.
    """
    with begin_work(actor) as work:
        take_term(work, term, seen_version=seen_version)
        told = _going_on(actor, term, last_day)
        running = _running(queries.list_changes(actor, term))
        running.last_day = last_day
        move_term(work, term, TermAction.WENT_ON, told=told, last_day=last_day)


def foresee_taking_back(actor: Actor, term: NamedTerm, *, change_id: UUID) -> Foreseen:
    """Return what it does when a change of a term is taken back; changes nothing.

    Raises:
        Refused: it is not there, or the term cannot be counted without it.
    """
    return with_tasks(actor, term, _without(actor, term, change_id))


def take_back(
    actor: Actor, term: NamedTerm, *, change_id: UUID, why: str, seen_version: int
) -> None:
    """Take back a change of a term that was a mistake; it stays to be read.

    Raises:
        OutOfDate: somebody changed the term meanwhile.
        Refused: there is no reason, it is not there, or the term cannot be counted without it.
    """
    with begin_work(actor) as work:
        take_term(work, term, seen_version=seen_version)
        told = _without(actor, term, change_id)
        found = _find(queries.list_changes(actor, term), change_id)
        _mark_taken_back(actor, found, why)
        move_term(work, term, TermAction.CHANGE_TAKEN_BACK, told=told, **_facts_of(found))


def foresee_other_change(
    actor: Actor, term: NamedTerm, *, change_id: UUID, course: Course
) -> Foreseen:
    """Return what it does when a change of a term is corrected; changes nothing.

    Raises:
        Refused: it is not there, or what comes instead does not fit.
    """
    return with_tasks(actor, term, _with_other(actor, term, change_id, course=course))


def correct_change(
    actor: Actor, term: NamedTerm, *, change_id: UUID, course: Course, seen_version: int
) -> None:
    """Put another change in the place of one that was a mistake.

    Args:
        course: what it should have been; its reason says too why the other was a mistake.

    Raises:
        OutOfDate: somebody changed the term meanwhile.
        Refused: it is not there, or what comes instead does not fit.
    """
    with begin_work(actor) as work:
        take_term(work, term, seen_version=seen_version)
        told = _with_other(actor, term, change_id, course=course)
        found = _find(queries.list_changes(actor, term), change_id)
        other = change_of(actor, term, course)
        other.instead_of_id = found.id
        _mark_taken_back(actor, found, course.reason)
        work.settle()
        work.add(other)
        before = {f"old_{name}": value for name, value in _facts_of(found).items()}
        facts = before | _facts_of(other)
        move_term(work, term, TermAction.CHANGE_CORRECTED, told=told, **facts)


def foresee_correction(actor: Actor, term: NamedTerm, *, wish: Correction) -> Foreseen:
    """Return what a correction of the term itself does; changes nothing.

    Raises:
        Refused: it has no name or no length, or cannot be counted like that.
    """
    return with_tasks(actor, term, _corrected(actor, term, wish))


def correct_term(actor: Actor, term: NamedTerm, *, wish: Correction, seen_version: int) -> None:
    """Correct what a term is called, how long it is, what it rests on and whose rules count it.

    Raises:
        OutOfDate: somebody changed it meanwhile.
        Refused: it has no name or no length, cannot be counted like that, or nothing changes.
    """
    with begin_work(actor) as work:
        take_term(work, term, seen_version=seen_version)
        told = _corrected(actor, term, wish)
        wanted = check_term(wish)
        changed = {
            name: getattr(term, name) for name in wanted if getattr(term, name) != wanted[name]
        }
        if not changed:
            raise Refused(_("Nothing is different from what it was."))
        for name in changed:
            setattr(term, name, wanted[name])
        listed = {f"old_{name}": str(old) for name, old in changed.items() if name in LISTED}
        facts = {"changed": sorted(changed), **listed}
        move_term(work, term, TermAction.CORRECTED, told=told, **facts)


def _going_on(actor: Actor, term: NamedTerm, last_day: date) -> list[Consequence]:
    def changed(given: Given) -> Given:
        since = given.still_since
        if since is None:
            raise Refused(_("This term does not stand still."))
        if last_day < since:
            raise Refused(_("The last day lies before the first."), field="last_day")
        still = Suspension(since, last_day)
        if still in given.changes:
            raise Refused(_("The term stands still in these days already."), field="last_day")
        return replace(given, changes=(*given.changes, still), still_since=None)

    return foreseen(actor, term, changed)


def _without(actor: Actor, term: NamedTerm, change_id: UUID) -> list[Consequence]:
    changes = queries.list_changes(actor, term)
    _find(changes, change_id)
    left = [each for each in changes if each.id != change_id]
    return foreseen(actor, term, lambda _given: queries.given_of(term, left))


def _with_other(
    actor: Actor, term: NamedTerm, change_id: UUID, *, course: Course
) -> list[Consequence]:
    changes = queries.list_changes(actor, term)
    found = _find(changes, change_id)
    if len(changes) >= MOST_EVER_CHANGED:
        raise Refused(_("This term was changed too often. Talk with each other first."))
    others = queries.given_of(term, [each for each in changes if each is not found])
    is_last = found is [each for each in changes if each.counts][-1]
    check_course(term, course, before=others.changes, may_stay_open=is_last)
    other = change_of(actor, term, course)
    placed = [other if each is found else each for each in changes]
    return foreseen(actor, term, lambda _given: queries.given_of(term, placed))


def _corrected(actor: Actor, term: NamedTerm, wish: Correction) -> list[Consequence]:
    columns = check_term(wish)
    if (wish.unit is TermUnit.HOURS) != (term.unit is TermUnit.HOURS):
        raise Refused(
            _("A term in hours starts at a moment, another on a day. Add a new term for that."),
            field="unit",
        )
    rule = TermRule(
        length=wish.length,
        unit=wish.unit,
        legal_system=wish.legal_system,
        counts_back=wish.counts_back,
        binds=wish.binds,
        source=columns["source"],
    )
    return foreseen(actor, term, lambda given: replace(given, rule=rule))


def _find(changes: Sequence[TermChange], change_id: UUID) -> TermChange:
    found = queries.find_change(changes, change_id)
    if found is None:
        raise Refused(_("This change is not there any more. Look at the term again."))
    return found


def _running(changes: Sequence[TermChange]) -> TermChange:
    found = [each for each in changes if each.is_running and each.counts]
    if not found:
        raise Refused(_("This term does not stand still."))
    return found[0]


def _mark_taken_back(actor: Actor, change: TermChange, why: str) -> None:
    reason = check_why(why)
    change.taken_back_at = clock.now()
    change.taken_back_by_id = actor.person_id
    change.taken_back_why = reason


def _facts_of(change: TermChange) -> dict[str, Any]:
    """Return what a change was as the log tells it: kind, days and length, never its reason."""
    facts = {
        "kind": str(change.kind),
        "first_day": change.first_day,
        "last_day": change.last_day,
        "length": change.length,
        "unit": None if change.unit is None else str(change.unit),
    }
    return {name: value for name, value in facts.items() if value is not None}
