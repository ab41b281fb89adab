"""Figures: what stands where, as bars and as the same numbers in a table.

Everything is counted from what the reader sees; what is not visible is in no bar and no total.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from app.findings.models import Aspect, Judgement
from app.findings.queries import ASPECT_WORDS, JUDGEMENT_TONES, JUDGEMENT_WORDS
from app.findings.queries.tallies import FindingTally
from app.findings.queries.tallies import tally as tally_findings
from app.kernel.access import Actor
from app.kernel.lists import List
from app.kernel.text import _
from app.reports.models import ReportStatus
from app.reports.queries import STATUS_TONES, STATUS_WORDS
from app.reports.queries.tallies import ReportTally
from app.reports.queries.tallies import tally as tally_reports
from app.tasks.queries.tallies import STAND_TONES, STAND_WORDS, Stand, TaskTally
from app.tasks.queries.tallies import tally as tally_tasks
from app.workspaces.models import Workspace

WIDE = 1000
"""Length of the longest bar, in the units of its drawing."""
REPORT_ORDER = tuple(each for each in ReportStatus if each is not ReportStatus.REOPENED)


class ChartKey(StrEnum):
    """Which figures; also their names in an address."""

    TASKS = "tasks"
    FINDINGS = "findings"
    REPORTS = "reports"


@dataclass(frozen=True, slots=True)
class Part:
    """One piece of a bar."""

    words: str
    tone: str
    number: int
    x: float
    width: float


@dataclass(frozen=True, slots=True)
class Bar:
    """One line of a chart."""

    name: str
    place: Workspace | None
    """The workspace the line is about, where there is a line for each."""
    parts: tuple[Part, ...]
    total: int

    @property
    def in_words(self) -> str:
        """The bar as it is read out."""
        return ", ".join(f"{each.number} {each.words.lower()}" for each in self.parts)

    def number_of(self, words: str) -> int:
        """Return how many there are of one kind."""
        return next((each.number for each in self.parts if each.words == words), 0)


@dataclass(frozen=True, slots=True)
class Chart:
    """Bars that can be compared: one scale, the same kinds in the same order."""

    key: ChartKey
    title: str
    heading: str
    """What a line is about."""
    kinds: tuple[tuple[str, str], ...]
    """The kinds that occur, each in words and with its tone."""
    bars: tuple[Bar, ...]

    def as_list(self, about: str) -> List:
        """Return the numbers as a table to take along."""
        return List(
            name=f"{self.title} {about}".strip(),
            headings=[self.heading, *(words for words, _tone in self.kinds), _("Together")],
            rows=[
                [each.name, *(each.number_of(words) for words, _tone in self.kinds), each.total]
                for each in self.bars
            ],
        )


@dataclass(frozen=True, slots=True)
class _Kinds:
    """The kinds of things a chart tells apart, in order."""

    order: Sequence[Any]
    words: Mapping[Any, Any]
    tones: Mapping[Any, str]


TASKS = _Kinds(tuple(Stand), STAND_WORDS, STAND_TONES)
FINDINGS = _Kinds(tuple(Judgement), JUDGEMENT_WORDS, JUDGEMENT_TONES)
REPORTS = _Kinds(REPORT_ORDER, STATUS_WORDS, STATUS_TONES)


def figures_of(actor: Actor, workspace: Workspace) -> list[Chart]:
    """Return the figures of one workspace; three statements.

    Args:
        workspace: loaded for this very actor.
    """
    tasks, findings, reports = _tallies(actor, [workspace])
    organisations = sorted({each.organisation for each in tasks})
    aspects = [each for each in Aspect if any(one.aspect == each for one in findings)]
    whole = workspace.ref
    return [
        _chart(
            ChartKey.TASKS,
            (_("Tasks"), _("Organisation")),
            kinds=TASKS,
            lines=[(each, each, None) for each in organisations],
            told=((each.organisation, each.stand, each.number) for each in tasks),
        ),
        _chart(
            ChartKey.FINDINGS,
            (_("Findings"), _("Aspect")),
            kinds=FINDINGS,
            lines=[(each, str(ASPECT_WORDS[each]), None) for each in aspects],
            told=((each.aspect, each.judgement, each.number) for each in findings),
        ),
        _chart(
            ChartKey.REPORTS,
            (_("Reports"), _("Workspace")),
            kinds=REPORTS,
            lines=[(whole, whole, None)] if reports else [],
            told=((whole, each.status, each.number) for each in reports),
        ),
    ]


def figures_over(actor: Actor, places: Sequence[Workspace]) -> list[Chart]:
    """Return the figures of all one's workspaces, a line for each; three statements.

    Args:
        places: loaded for this very actor.
    """
    tasks, findings, reports = _tallies(actor, places)
    heading = _("Workspace")

    def lines(told: Iterable[TaskTally | FindingTally | ReportTally]) -> list[_Line]:
        inside = {each.workspace_id for each in told}
        return [(each.id, each.ref, each) for each in places if each.id in inside]

    return [
        _chart(
            ChartKey.TASKS,
            (_("Tasks"), heading),
            kinds=TASKS,
            lines=lines(tasks),
            told=((each.workspace_id, each.stand, each.number) for each in tasks),
        ),
        _chart(
            ChartKey.FINDINGS,
            (_("Findings"), heading),
            kinds=FINDINGS,
            lines=lines(findings),
            told=((each.workspace_id, each.judgement, each.number) for each in findings),
        ),
        _chart(
            ChartKey.REPORTS,
            (_("Reports"), heading),
            kinds=REPORTS,
            lines=lines(reports),
            told=((each.workspace_id, each.status, each.number) for each in reports),
        ),
    ]


_Line = tuple[Hashable, str, Workspace | None]


def _tallies(
    actor: Actor, places: Sequence[Workspace]
) -> tuple[list[TaskTally], list[FindingTally], list[ReportTally]]:
    return (
        tally_tasks(actor, places),
        tally_findings(actor, places),
        tally_reports(actor, places),
    )


def _chart(
    key: ChartKey,
    named: tuple[str, str],
    *,
    kinds: _Kinds,
    lines: Sequence[_Line],
    told: Iterable[tuple[Hashable, Any, int]],
) -> Chart:
    """Put numbers in a chart.

    Args:
        named: its title, and what a line is about.
        lines: key, name and workspace of each line, in order.
        told: line, kind and number.
    """
    counted: Counter[tuple[Hashable, Any]] = Counter()
    for line, kind, number in told:
        counted[line, kind] += number
    occurring = [each for each in kinds.order if any(kind == each for _line, kind in counted)]
    most = max(
        (sum(counted[line, kind] for kind in occurring) for line, _name, _place in lines), default=0
    )
    bars = tuple(
        _bar(
            name,
            place,
            kinds,
            counts=[(each, counted[line, each]) for each in occurring],
            most=most,
        )
        for line, name, place in lines
    )
    shown = tuple((str(kinds.words[each]), kinds.tones[each]) for each in occurring)
    return Chart(key, *named, shown, bars)


def _bar(
    name: str,
    place: Workspace | None,
    kinds: _Kinds,
    *,
    counts: Sequence[tuple[Any, int]],
    most: int,
) -> Bar:
    parts, x = [], 0.0
    for kind, number in counts:
        if number:
            width = WIDE * number / most
            words, tone = str(kinds.words[kind]), kinds.tones[kind]
            parts.append(Part(words, tone, number, round(x, 1), round(width, 1)))
            x += width
    return Bar(name, place, tuple(parts), sum(number for _kind, number in counts))
