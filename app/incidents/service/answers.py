"""When the answer came in that a term of a case waits for: noted, corrected and taken back."""

from __future__ import annotations

from datetime import date

from app.incidents import queries
from app.incidents.actions import IncidentAction
from app.incidents.models import Case, CaseTerm
from app.incidents.policy import IncidentPermission
from app.incidents.service.steps import note_change, take_case
from app.kernel import clock
from app.kernel.access import Actor
from app.kernel.errors import Refused
from app.kernel.text import _
from app.kernel.work import Work, begin_work


def note_answer(
    actor: Actor, case: Case, *, number: int, came_in_on: date | None, seen_version: int
) -> None:
    """Note the day on which the answer came in, or correct it; the term is judged by that day.

    A term that is over already can be noted as well: the decision comes days after the answer.

    Args:
        number: which term of the case.

    Raises:
        NotAllowed: the actor does not work here.
        OutOfDate: somebody changed the case meanwhile.
        Refused: this term waits for nobody, or the day cannot be.
    """
    with begin_work(actor) as work:
        term = _take_term(work, case, number=number, seen_version=seen_version)
        if came_in_on is None or not term.starts_on <= came_in_on <= clock.today():
            raise Refused(
                _("Choose the day on which it came in: since the term began, and today or before."),
                field="came_in_on",
            )
        if came_in_on == term.came_in_on:
            raise Refused(_("Nothing is different from what it was."), field="came_in_on")
        old, term.came_in_on = term.came_in_on, came_in_on
        term.noted_at, term.noted_by_id = clock.now(), actor.person_id
        word = IncidentAction.CAME_IN if old is None else IncidentAction.CAME_IN_CORRECTED
        _follow(work, case, term, word=word, old=old)


def take_back_answer(actor: Actor, case: Case, *, number: int, seen_version: int) -> None:
    """Take back that the answer came in; a term that runs waits for it again.

    Raises:
        NotAllowed: the actor does not work here.
        OutOfDate: somebody changed the case meanwhile.
        Refused: nothing was noted.
    """
    with begin_work(actor) as work:
        term = _take_term(work, case, number=number, seen_version=seen_version)
        if term.came_in_on is None:
            raise Refused(_("It was not noted that an answer came in."))
        old, term.came_in_on = term.came_in_on, None
        term.noted_at = term.noted_by_id = None
        _follow(work, case, term, word=IncidentAction.CAME_IN_TAKEN_BACK, old=old)


def _take_term(work: Work, case: Case, *, number: int, seen_version: int) -> CaseTerm:
    take_case(work, case, IncidentPermission.NOTE_ANSWER, seen_version=seen_version)
    found = next(
        (each.term for each in queries.list_terms(case) if each.term.number == number), None
    )
    if found is None or not found.waits_for_others:
        raise Refused(_("This term does not wait for an answer."))
    return found


def _follow(
    work: Work, case: Case, term: CaseTerm, *, word: IncidentAction, old: date | None
) -> None:
    if term.ended_on is None:
        case.came_in_on = term.came_in_on
    note_change(work, case, word, term=term.number, old=old, new=term.came_in_on)
