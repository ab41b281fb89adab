"""The red thread over cases: how many were registered, in a quarter, by kind, aspect and theme.

Small numbers are kept back, so that nobody is found by them: of each breakdown no number under
five is shown, and none that is hidden can be worked out from the total and what is shown, not even
by who knows this rule. That holds because whether enough is hidden is judged by what stays visible
only (`kept_back`). Numbers are given for whole quarters and for nothing longer or shorter, so that
those of no two periods can be subtracted. Nor can those of one quarter that were taken along on two
days: they are given from four weeks after its end on, and are settled then. A case is counted in
the quarter in which it was registered, however late it is reported, and as it was marked by then.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import select

from app.findings.models import Aspect
from app.findings.queries import ASPECT_WORDS
from app.incidents.models import Case, CaseKind, Theme
from app.incidents.policy import visible_in
from app.incidents.queries.words import KIND_WORDS, THEME_WORDS
from app.kernel import db
from app.kernel.access import Actor
from app.kernel.lists import List, Value
from app.kernel.text import _
from app.workspaces.models import Workspace

SMALLEST = 5
"""Numbers under this are not shown."""
FEWEST_HIDDEN, FEWEST_GROUPS, MOST_COMPANIONS = 2, 4, 3
WIDE = 1000
"""Length of the longest bar, in the units of its drawing."""
MOST_QUARTERS = 8
MONTHS, QUARTERS = 3, 4
SETTLED_AFTER = timedelta(days=28)
"""After a quarter; until then its cases may still be marked."""


@dataclass(frozen=True, slots=True, order=True)
class Quarter:
    """Three months of a year."""

    year: int
    number: int
    """1 to 4."""

    @property
    def code(self) -> str:
        """As in an address: ``2026-4``."""
        return f"{self.year}-{self.number}"

    @property
    def first_day(self) -> date:
        """The first day."""
        return date(self.year, MONTHS * (self.number - 1) + 1, 1)

    @property
    def settled_on(self) -> date:
        """The first day on which its numbers are given; nothing changes them from then on."""
        return self.after.first_day + SETTLED_AFTER

    @property
    def before(self) -> Quarter:
        """The quarter before it."""
        is_first = self.number == 1
        return Quarter(self.year - is_first, QUARTERS if is_first else self.number - 1)

    @property
    def after(self) -> Quarter:
        """The quarter after it."""
        is_last = self.number == QUARTERS
        return Quarter(self.year + is_last, 1 if is_last else self.number + 1)

    @classmethod
    def of(cls, day: date) -> Quarter:
        """Return the quarter a day is in."""
        return cls(day.year, (day.month - 1) // MONTHS + 1)


class ThreadKey(StrEnum):
    """By what cases are told apart."""

    KIND = "kind"
    ASPECT = "aspect"
    THEME = "theme"


@dataclass(frozen=True, slots=True)
class Part:
    """The one piece of a bar."""

    tone: str
    x: float
    width: float


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a breakdown; a number that is kept back is None."""

    name: str
    number: int | None
    parts: tuple[Part, ...]
    place: None = None
    """A line is about no workspace; the drawing asks."""

    @property
    def total(self) -> str:
        """The number as it is shown; a dash in the stead of one that is kept back."""
        return "–" if self.number is None else str(self.number)

    @property
    def in_words(self) -> str:
        """The bar as it is read out."""
        return _("not shown") if self.number is None else str(self.number)


@dataclass(frozen=True, slots=True)
class Thread:
    """One breakdown of the cases of a quarter, to be drawn by ``components/bars.html``."""

    key: ThreadKey
    title: str
    heading: str
    bars: tuple[Line, ...]
    kinds: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class RedThread:
    """All breakdowns of a quarter, and how many cases it had."""

    quarter: Quarter
    total: int | None
    """None while it is under five."""
    threads: tuple[Thread, ...]


def kept_back(numbers: Sequence[int]) -> list[int | None]:
    """Return the numbers of a breakdown with None in the stead of what is not shown.

    First all under five are hidden. When that leaves one hidden number, or several that can only
    be what they are, the last groups of the breakdown are hidden as well, one by one; when that is
    not enough either, all are. Which groups go along does not depend on their numbers: otherwise
    being hidden would tell something about them.
    """
    small = {place for place, each in enumerate(numbers) if each < SMALLEST}
    for more in range(_most_companions(len(numbers)) + 1):
        hidden = small | {len(numbers) - 1 - place for place in range(more)}
        if _is_safe([numbers[each] for each in hidden], more=more):
            return [None if place in hidden else each for place, each in enumerate(numbers)]
    return [None for _each in numbers]


def red_thread(actor: Actor, workspace: Workspace, quarter: Quarter) -> RedThread:
    """Return the breakdowns of the cases that were registered in a quarter; one statement."""
    statement = select(Case.kind, Case.counted_aspect, Case.counted_theme).where(
        visible_in(actor, workspace),
        Case.registered_on >= quarter.first_day,
        Case.registered_on < quarter.after.first_day,
    )
    rows = db.session().execute(statement).all()
    later = _("Not known yet")
    threads = (
        _thread(
            ThreadKey.KIND,
            [(KIND_WORDS[each], each) for each in CaseKind],
            Counter(row[0] for row in rows),
        ),
        _thread(
            ThreadKey.ASPECT,
            [*((ASPECT_WORDS[each], each) for each in Aspect), (later, None)],
            Counter(row[1] for row in rows),
        ),
        _thread(
            ThreadKey.THEME,
            [*((THEME_WORDS[each], each) for each in Theme), (later, None)],
            Counter(row[2] for row in rows),
        ),
    )
    return RedThread(quarter, len(rows) if len(rows) >= SMALLEST else None, threads)


def quarters_until(today: date) -> list[Quarter]:
    """Return the quarters one can choose, the newest first: those whose numbers are settled."""
    found = [Quarter.of(today - SETTLED_AFTER).before]
    while len(found) < MOST_QUARTERS:
        found.append(found[-1].before)
    return found


def as_list(found: RedThread, about: str) -> List:
    """Return the numbers that are shown as a table to take along."""
    rows: list[list[Value]] = [
        [thread.heading, line.name, line.number if line.number is not None else line.in_words]
        for thread in found.threads
        for line in thread.bars
    ]
    whole: Value = found.total if found.total is not None else _("not shown")
    return List(
        name=f"{_('Red thread')} {about} {found.quarter.code}",
        headings=[_("By"), _("Group"), _("Number of cases")],
        rows=[*rows, [_("All cases"), "", whole]],
    )


def _most_companions(groups: int) -> int:
    """Return how many groups may be hidden along with the small ones before all are."""
    return min(MOST_COMPANIONS, groups - 2) if groups >= FEWEST_GROUPS else 0


def _is_safe(hidden: Sequence[int], *, more: int) -> bool:
    """Tell whether each of these numbers could be another one, as far as can be seen.

    Everybody knows their sum. Alone they are all under five, so together they must be able to be
    more and less; with others along it is enough that one of those can give a case or take one.
    """
    total, number = sum(hidden), len(hidden)
    if more:
        return number >= FEWEST_HIDDEN and total > SMALLEST
    highest = number * (SMALLEST - 1)
    return not number or (number >= FEWEST_HIDDEN and SMALLEST <= total < highest)


def _thread(key: ThreadKey, groups: Sequence[tuple[Any, Any]], counted: Counter[Any]) -> Thread:
    headings = {
        ThreadKey.KIND: (_("By kind"), _("What is reported")),
        ThreadKey.ASPECT: (_("By aspect"), _("Aspect")),
        ThreadKey.THEME: (_("By theme"), _("Theme")),
    }
    shown = kept_back([counted[code] for _words, code in groups])
    longest = max((each for each in shown if each is not None), default=1)
    lines = tuple(
        Line(str(words), number, _bar(number, longest))
        for (words, _code), number in zip(groups, shown, strict=True)
    )
    return Thread(key, *headings[key], lines)


def _bar(number: int | None, longest: int) -> tuple[Part, ...]:
    return () if number is None else (Part("info", 0, round(WIDE * number / longest, 1)),)
