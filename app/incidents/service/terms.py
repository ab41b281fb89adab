"""The terms of a case: which one runs in which status, and what happens to it on its way."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from app.incidents import queries
from app.incidents.actions import IncidentAction
from app.incidents.models import Case, CaseStatus, CaseTerm, CaseTermChange
from app.incidents.policy import IncidentPermission
from app.incidents.queries import TermRow
from app.incidents.service.steps import note_change, one_text, take_case
from app.kernel import clock, ids
from app.kernel.access import Actor
from app.kernel.errors import Refused, known
from app.kernel.terms import ChangeKind, TermFault
from app.kernel.text import _
from app.kernel.work import Work, begin_work
from app.tasks.service import MOST_CHANGES, Course, check_course
from app.workspaces.templates import Term

TERM_OF = {
    CaseStatus.REGISTERED: "register",
    CaseStatus.FINDING_OUT: "reportable",
    CaseStatus.REPORT_ASKED: "provider",
}
"""Code in the template of the term that runs in a status; in other statuses none does."""
LONGEST_WHY = 500
FARTHEST = timedelta(days=5 * 366)


def change_course(actor: Actor, case: Case, *, course: Course, seen_version: int) -> None:
    """Let the term of a case stand still, give it more time, or adjust it by policy for a while.

    Raises:
        NotAllowed: another inspectorate handles the case, or no term runs.
        OutOfDate: somebody changed it meanwhile.
        Refused: the change is not whole, has no reason, or does not fit the term.
    """
    with begin_work(actor) as work:
        take_case(work, case, IncidentPermission.CHANGE_TERM, seen_version=seen_version)
        running = queries.find_running(case)
        if running is None:
            raise Refused(_("No term runs for this case."))
        if running.term.came_in_on is not None:
            raise Refused(_("The answer is in, so its term is met. Take that back first."))
        change = _change_of(actor, running, course, number=len(queries.list_changes(case)) + 1)
        try:
            counted = [*(each.as_counted for each in running.changes), change.as_counted]
            ends_on = queries.count(running.term, counted).ends_on
        except TermFault as fault:
            raise Refused(
                _("With this the term cannot be counted. A term stands still within its own days.")
            ) from fault
        if ends_on > clock.today() + FARTHEST:
            raise Refused(_("This is too far away. Choose less time."), field="length")
        work.add(change)
        old, case.due_on = case.due_on, ends_on
        note_change(work, case, IncidentAction.TERM_CHANGED, kind=change.kind, old=old, new=ends_on)


def follow_status(work: Work, case: Case, *, usual: Sequence[Term], starts_on: date) -> None:
    """End the term that ran, and begin the one of the status a case now has.

    Who is asked again what is asked already gets no new term: the one that runs goes on, with what
    happened to it, until the answer is in. More time is given with a reason.

    Args:
        usual: the terms of the template; without one of that code none runs.
        starts_on: the day of the event the new term follows.
    """
    code, found = TERM_OF.get(case.status), queries.list_terms(case)
    running = next((each.term for each in found if each.term.ended_on is None), None)
    if running is not None:
        if running.code == code and running.came_in_on is None:
            return
        running.ended_on = clock.today()
    number = max((each.term.number for each in found), default=0)
    case.due_on = case.came_in_on = None
    following = next((each for each in usual if each.code == code), None)
    if following is not None:
        begin(work, case, term=following, starts_on=starts_on, number=number + 1)


def begin(work: Work, case: Case, *, term: Term, starts_on: date, number: int = 1) -> None:
    """Begin a term of a case as the template has it."""
    made = CaseTerm(
        id=ids.new_id(),
        case_id=case.id,
        workspace_id=case.workspace_id,
        number=number,
        code=term.code,
        name=term.name,
        name_en=term.name_en,
        length=term.length,
        unit=term.unit,
        legal_system=term.legal_system,
        binds=term.binds,
        source=term.source,
        starts_on=starts_on,
    )
    case.due_on = queries.count(made, ()).ends_on
    work.add(made)


def _change_of(actor: Actor, running: TermRow, course: Course, *, number: int) -> CaseTermChange:
    if number > MOST_CHANGES:
        raise Refused(_("This term was changed too often. Talk with each other first."))
    why = one_text(
        course.reason,
        longest=LONGEST_WHY,
        missing=_("Say why, so that others understand the new date."),
        field="why",
    )
    check_course(running.term, course, before=[each.as_counted for each in running.changes])
    stands_still = course.kind is ChangeKind.SUSPENDED
    return CaseTermChange(
        id=ids.new_id(),
        term_id=running.term.id,
        case_id=running.term.case_id,
        workspace_id=running.term.workspace_id,
        number=number,
        kind=course.kind,
        first_day=course.first_day if stands_still else None,
        last_day=course.last_day if stands_still else None,
        length=None if stands_still else course.length,
        unit=None if stands_still else course.unit,
        reason=why,
        made_by_id=known(actor.person_id),
        made_at=clock.now(),
    )
