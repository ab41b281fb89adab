"""What a term is, and what can happen to it while it runs: it stands still, or gets more time."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

from app.kernel.errors import Refused
from app.kernel.terms import Change, ChangeKind, LegalSystem, Suspension, TermUnit
from app.kernel.text import _
from app.kernel.words import one_line, several_lines

LONGEST = {
    TermUnit.HOURS: 24 * 366,
    TermUnit.DAYS: 3_660,
    TermUnit.WORKING_DAYS: 2_600,
    TermUnit.WEEKS: 520,
    TermUnit.MONTHS: 120,
    TermUnit.YEARS: 10,
}
"""How long a term may be: ten years, in hours a year. Nobody watches a day that lies further."""
MOST_CHANGES = 50
"""Changes of one term: each is counted anew wherever the term is shown."""


LONGEST_NAME, LONGEST_EVENT, LONGEST_SOURCE, LONGEST_WHY = 120, 200, 200, 500


@dataclass(frozen=True, slots=True, kw_only=True)
class TermFacts:
    """What a term is called, how long it is, and whose rules count it."""

    name: str
    length: int
    unit: TermUnit
    legal_system: LegalSystem
    counts_back: bool = False
    binds: bool = False
    source: str = ""
    start_event: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """What happens to a term on its way."""

    kind: ChangeKind
    reason: str
    first_day: date | None = None
    last_day: date | None = None
    length: int | None = None
    unit: TermUnit | None = None


class Changeable(Protocol):
    """What is to be known of a term to change its course."""

    @property
    def unit(self) -> TermUnit:
        """In what it is counted."""

    @property
    def binds(self) -> bool:
        """True when the law sets it."""


def check_course(
    term: Changeable, course: Course, *, before: Iterable[Change], may_stay_open: bool = False
) -> None:
    """Go on only with a change that is whole, has a reason and fits the term.

    Args:
        before: what happened to the term so far.
        may_stay_open: it may stand still without a last day, until somebody says that it goes on.

    Raises:
        Refused: it is not, the term stands still in those very days already, or the law sets the
            term and policy would give it another length.
    """
    if term.unit is TermUnit.HOURS:
        raise Refused(_("A term in hours does not stand still and gets no more time."))
    check_why(course.reason)
    if course.kind is ChangeKind.SUSPENDED:
        _check_days(course, before, may_stay_open=may_stay_open)
        return
    if course.kind is ChangeKind.ADJUSTED and term.binds:
        raise Refused(
            _("The law sets this term, so policy cannot give it another length."), field="kind"
        )
    check_length(course.length, course.unit or TermUnit.DAYS)
    if course.unit is None or course.unit is TermUnit.HOURS:
        raise Refused(_("Choose what it is counted in."), field="unit")


def _check_days(course: Course, before: Iterable[Change], *, may_stay_open: bool) -> None:
    if course.first_day is None:
        raise Refused(_("Say from which day until which day it stands still."), field="first_day")
    if course.last_day is None:
        if may_stay_open:
            return
        raise Refused(_("Say from which day until which day it stands still."), field="first_day")
    if course.last_day < course.first_day:
        raise Refused(_("The last day lies before the first."), field="last_day")
    if (course.last_day - course.first_day).days > LONGEST[TermUnit.DAYS]:
        raise Refused(_("That is longer than ten years."), field="last_day")
    if Suspension(course.first_day, course.last_day) in before:
        raise Refused(_("The term stands still in these days already."), field="first_day")


def check_term(facts: TermFacts) -> dict[str, Any]:
    """Go on only with a term that has a name and can be counted; return it as columns.

    Raises:
        Refused: it has no name or no length, a text is too long, or it would count hours back.
    """
    nameless = _("Give the term a name.")
    name = one_line(facts.name, field="name", longest=LONGEST_NAME, missing=nameless)
    check_length(facts.length, facts.unit)
    if facts.counts_back and facts.unit is TermUnit.HOURS:
        raise Refused(_("A term in hours cannot be counted back."), field="counts_back")
    return {
        "name": name,
        "source": one_line(facts.source, field="source", longest=LONGEST_SOURCE),
        "start_event": one_line(facts.start_event, field="start_event", longest=LONGEST_EVENT),
        "length": facts.length,
        "unit": facts.unit,
        "legal_system": facts.legal_system,
        "counts_back": facts.counts_back,
        "binds": facts.binds,
    }


def check_why(text: str) -> str:
    """Return why a term changes.

    Raises:
        Refused: nobody said it, or it is too long.
    """
    missing = _("Say why, so that others understand the new date.")
    return several_lines(text, field="reason", longest=LONGEST_WHY, missing=missing)


def check_length(length: int | None, unit: TermUnit) -> None:
    """Go on only with a length that can be counted with.

    Raises:
        Refused: it is none, or longer than `LONGEST`.
    """
    if length is None or length < 1:
        raise Refused(_("Say how long, with a whole number from 1 on."), field="length")
    if length > LONGEST[unit]:
        raise Refused(_("Choose at most %(most)d.", most=LONGEST[unit]), field="length")
