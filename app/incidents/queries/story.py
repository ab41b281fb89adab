"""The story of one case: its terms with their explanation, and all that was decided."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from app.incidents.models import Case, CaseDecision, CaseTerm, CaseTermChange
from app.kernel import db, terms
from app.kernel.terms import Change, Explanation
from app.kernel.text import is_english
from app.tasks.queries import Reckoned
from app.tasks.queries.term_words import explained


@dataclass(frozen=True, slots=True)
class TermRow:
    """A term of a case, what happened to it, and why it ends when it ends."""

    term: CaseTerm
    changes: tuple[CaseTermChange, ...]

    @property
    def told(self) -> Explanation:
        """The count, with every rule that moved the end."""
        return count(self.term, [each.as_counted for each in self.changes])

    @property
    def ends_on(self) -> date:
        """The last day."""
        return self.told.ends_on

    @property
    def name(self) -> str:
        """What it is called, in the reader's language."""
        return self.term.name_en if is_english() else self.term.name

    @property
    def steps(self) -> tuple[str, ...]:
        """Why it ends then, in sentences."""
        return explained(Reckoned(self.told))

    @property
    def was_late(self) -> bool:
        """True when it was met after its last day."""
        return self.term.ended_on is not None and self.term.ended_on > self.ends_on


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that happened to a case; what it is about is the one that is not None."""

    at: datetime
    who: str
    decision: CaseDecision | None = None
    change: CaseTermChange | None = None


def count(term: CaseTerm, changes: Sequence[Change]) -> Explanation:
    """Count a term of a case.

    Raises:
        TermFault: the changes do not fit it.
    """
    return terms.explain(term.rule, term.starts_on, changes=changes)


def list_terms(case: Case) -> list[TermRow]:
    """Return the terms of a case, the newest first; two statements."""
    found = db.session().execute(
        select(CaseTerm).where(CaseTerm.case_id == case.id).order_by(CaseTerm.number.desc())
    )
    changes = list_changes(case)
    return [_row(each, changes) for each in found.scalars()]


def list_changes(case: Case) -> list[CaseTermChange]:
    """Return all that happened to the terms of a case, in order."""
    statement = (
        select(CaseTermChange)
        .options(joinedload(CaseTermChange.made_by, innerjoin=True))
        .where(CaseTermChange.case_id == case.id)
        .order_by(CaseTermChange.number)
    )
    return list(db.session().execute(statement).scalars())


def find_running(case: Case) -> TermRow | None:
    """Return the term that runs, when one does."""
    return next((each for each in list_terms(case) if each.term.ended_on is None), None)


def highest_term(case: Case) -> int:
    """Return the number of the last term of a case, 0 when it had none."""
    statement = select(func.coalesce(func.max(CaseTerm.number), 0)).where(
        CaseTerm.case_id == case.id
    )
    return int(db.session().execute(statement).scalar_one())


def list_decisions(case: Case) -> list[CaseDecision]:
    """Return all that was decided about a case, in order; one statement."""
    statement = (
        select(CaseDecision)
        .options(
            joinedload(CaseDecision.organisation, innerjoin=True),
            joinedload(CaseDecision.made_by, innerjoin=True),
        )
        .where(CaseDecision.case_id == case.id)
        .order_by(CaseDecision.number)
    )
    return list(db.session().execute(statement).scalars())


def highest_decision(case: Case) -> int:
    """Return the number of the last decision, 0 when there is none."""
    statement = select(func.coalesce(func.max(CaseDecision.number), 0)).where(
        CaseDecision.case_id == case.id
    )
    return int(db.session().execute(statement).scalar_one())


def tell(decisions: Iterable[CaseDecision], terms_of_it: Iterable[TermRow]) -> list[Line]:
    """Put what happened in order, the newest first."""
    lines = [Line(each.made_at, each.made_by.name, decision=each) for each in decisions]
    lines += [
        Line(each.made_at, each.made_by.name, change=each)
        for row in terms_of_it
        for each in row.changes
    ]
    return sorted(lines, key=lambda each: each.at, reverse=True)


def _row(term: CaseTerm, changes: Iterable[CaseTermChange]) -> TermRow:
    return TermRow(term, tuple(each for each in changes if each.term_id == term.id))
