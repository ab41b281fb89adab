"""The story of one case: its terms with their explanation, and all that was decided."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import String, cast, func, literal, select, union_all
from sqlalchemy.orm import joinedload

from app.identity.models import Organisation, Person
from app.incidents.models import (
    Case,
    CaseDecision,
    CaseTerm,
    CaseTermChange,
    JointLetter,
    LetterStance,
    LetterText,
)
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
        """True when it was met after its last day; of what comes in, by the day it came in."""
        met_on = self.term.came_in_on
        if met_on is None and not self.term.waits_for_others:
            met_on = self.term.ended_on
        return met_on is not None and met_on > self.ends_on

    @property
    def is_unknown(self) -> bool:
        """True when it is over and nobody noted when the answer came in."""
        term = self.term
        is_over = term.ended_on is not None and term.came_in_on is None
        return is_over and term.waits_for_others


class LetterMoment(StrEnum):
    """What happened to a joint letter."""

    WRITTEN = "written"
    AGREED = "agreed"
    ASKED = "asked"
    FINAL = "final"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class LetterStep:
    """One thing that happened to a joint letter of a case."""

    letter_id: UUID
    moment: LetterMoment
    number: int
    """Of the text it is about."""
    at: datetime
    who: str
    organisation: str
    words: str
    """What should change, or why it was withdrawn; empty otherwise."""


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that happened to a case; what it is about is the one that is not None."""

    at: datetime
    who: str
    decision: CaseDecision | None = None
    change: CaseTermChange | None = None
    letter: LetterStep | None = None
    answer: TermRow | None = None


def count(term: CaseTerm, changes: Sequence[Change]) -> Explanation:
    """Count a term of a case.

    Raises:
        TermFault: the changes do not fit it.
    """
    return terms.explain(term.rule, term.starts_on, changes=changes)


def list_terms(case: Case) -> list[TermRow]:
    """Return the terms of a case with what happened to them, the newest first; one statement."""
    found: Iterable[Any] = db.session().execute(
        select(CaseTerm, CaseTermChange)
        .outerjoin(CaseTermChange, CaseTermChange.term_id == CaseTerm.id)
        .options(joinedload(CaseTermChange.made_by), joinedload(CaseTerm.noted_by))
        .where(CaseTerm.case_id == case.id)
        .order_by(CaseTerm.number.desc(), CaseTermChange.number)
    )
    changes: dict[CaseTerm, list[CaseTermChange]] = {}
    for term, change in found:
        changes.setdefault(term, []).extend([] if change is None else [change])
    return [TermRow(term, tuple(each)) for term, each in changes.items()]


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


def list_letter_steps(case: Case) -> list[LetterStep]:
    """Return what happened to the joint letters of a case, in order; one statement."""
    who = (Person.name, Organisation.short_name)
    written = (
        select(
            LetterText.letter_id,
            cast(literal(LetterMoment.WRITTEN.value), String),
            LetterText.number,
            LetterText.made_at,
            *who,
            cast(literal(""), String),
        )
        .join(Person, Person.id == LetterText.made_by_id)
        .join(Organisation, Organisation.id == LetterText.organisation_id)
        .where(LetterText.case_id == case.id)
    )
    said = (
        select(
            LetterStance.letter_id,
            cast(LetterStance.kind, String),
            LetterStance.number,
            LetterStance.made_at,
            *who,
            LetterStance.words,
        )
        .join(Person, Person.id == LetterStance.made_by_id)
        .join(Organisation, Organisation.id == LetterStance.organisation_id)
        .where(LetterStance.case_id == case.id)
    )
    finished = (
        select(
            JointLetter.id,
            cast(literal(LetterMoment.FINAL.value), String),
            JointLetter.current_number,
            JointLetter.made_final_at,
            *who,
            cast(literal(""), String),
        )
        .join(Person, Person.id == JointLetter.made_final_by_id)
        .join(Organisation, Organisation.id == Person.organisation_id)
        .where(JointLetter.case_id == case.id)
    )
    withdrawn = (
        select(
            JointLetter.id,
            cast(literal(LetterMoment.WITHDRAWN.value), String),
            JointLetter.current_number,
            JointLetter.withdrawn_at,
            *who,
            JointLetter.withdrawn_because,
        )
        .join(Person, Person.id == JointLetter.withdrawn_by_id)
        .join(Organisation, Organisation.id == JointLetter.withdrawn_for_id)
        .where(JointLetter.case_id == case.id)
    )
    found: Iterable[Any] = db.session().execute(union_all(written, said, finished, withdrawn))
    steps = [LetterStep(row[0], LetterMoment(row[1]), *row[2:]) for row in found]
    return sorted(steps, key=lambda each: (each.at, each.number))


def tell(
    decisions: Iterable[CaseDecision],
    terms_of_it: Sequence[TermRow],
    letters: Iterable[LetterStep] = (),
) -> list[Line]:
    """Put what happened in order, the newest first."""
    lines = [Line(each.made_at, each.made_by.name, decision=each) for each in decisions]
    lines += [
        Line(each.made_at, each.made_by.name, change=each)
        for row in terms_of_it
        for each in row.changes
    ]
    lines += [
        Line(row.term.noted_at, row.term.noted_by.name, answer=row)
        for row in terms_of_it
        if row.term.noted_at is not None and row.term.noted_by is not None
    ]
    lines += [Line(each.at, each.who, letter=each) for each in letters]
    return sorted(lines, key=lambda each: each.at, reverse=True)
