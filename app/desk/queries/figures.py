"""Figures: what stands where, as bars and as the same numbers in a table.

Everything is counted from what the reader sees; what is not visible is in no bar and no total.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from app.coordination.policy import Coordination
from app.coordination.queries import Period
from app.coordination.queries import tallies as planned
from app.coordination.queries.lights import Level
from app.findings.models import Aspect, Judgement
from app.findings.queries import ASPECT_WORDS, JUDGEMENT_TONES, JUDGEMENT_WORDS
from app.findings.queries.tallies import tally as tally_findings
from app.kernel.access import Actor
from app.kernel.lists import List
from app.kernel.text import _
from app.reports.models import ReportStatus
from app.reports.queries import STATUS_TONES, STATUS_WORDS
from app.reports.queries.tallies import tally as tally_reports
from app.tasks.queries.tallies import STAND_TONES, STAND_WORDS, Stand
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
    ACTIVITIES = "activities"
    OVERLAPS = "overlaps"
    DEADLINES = "deadlines"


OF_WORKSPACES = (ChartKey.TASKS, ChartKey.FINDINGS, ChartKey.REPORTS)


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
OVERLAPS = _Kinds(tuple(planned.Settled), planned.SETTLED_WORDS, planned.SETTLED_TONES)
DEADLINES = _Kinds(tuple(Level), planned.LEVEL_WORDS, planned.LEVEL_TONES)
QUARTERS = (1, 2, 3, 4)


def figures_of(actor: Actor, workspace: Workspace) -> list[Chart]:
    """Return the figures of one workspace; three statements.

    Args:
        workspace: loaded for this very actor.
    """
    whole = _Line(workspace.ref, workspace.ref)
    return _charts(
        actor,
        [workspace],
        {
            ChartKey.TASKS: (_("Organisation"), lambda told: _Line(told.organisation)),
            ChartKey.FINDINGS: (_("Aspect"), lambda told: _of_aspect(told.aspect)),
            ChartKey.REPORTS: (_("Workspace"), lambda _told: whole),
        },
    )


def figures_over(actor: Actor, places: Sequence[Workspace]) -> list[Chart]:
    """Return the figures of all one's workspaces, a line for each; three statements.

    Args:
        places: loaded for this very actor.
    """
    lines = {each.id: _Line(each.ref, each.ref, each) for each in places}
    way = (_("Workspace"), lambda told: lines[told.workspace_id])
    return _charts(actor, places, dict.fromkeys(OF_WORKSPACES, way))


def figures_of_coordination(actor: Actor, coordination: Coordination, year: Period) -> list[Chart]:
    """Return the figures of coordination in a year, as far as the reader may know; four statements.

    Args:
        coordination: loaded for this very actor.
    """
    activities = Counter(
        {
            (_Line(str(each.line)), each.kind): each.number
            for each in planned.tally_activities(actor, coordination, year)
        }
    )
    overlaps = Counter(
        {
            (_Line(_quarter(each.line)), each.kind): each.number
            for each in planned.tally_overlaps(actor, coordination, year)
        }
    )
    deadlines = Counter(
        {
            (_Line(str(each.line)), each.kind): each.number
            for each in planned.tally_deadlines(actor, coordination)
        }
    )
    told = (
        (ChartKey.ACTIVITIES, (_("Activities"), _("Authority")), _quarters(), activities),
        (ChartKey.OVERLAPS, (_("Overlap"), _("Quarter")), OVERLAPS, overlaps),
        (ChartKey.DEADLINES, (_("Deadlines"), _("Authority")), DEADLINES, deadlines),
    )
    return [_chart(key, named, kinds=kinds, counted=counted) for key, named, kinds, counted in told]


def _quarter(number: int) -> str:
    return _("Quarter %(number)d", number=number)


def _quarters() -> _Kinds:
    tones = dict(zip(QUARTERS, ("info", "brand", "ok", "warn"), strict=True))
    return _Kinds(QUARTERS, {each: _quarter(each) for each in QUARTERS}, tones)


@dataclass(frozen=True, slots=True)
class _Line:
    """What a bar is about."""

    key: str
    """Lines stand in the order of their keys."""
    name: str = ""
    place: Workspace | None = None


def _of_aspect(aspect: Aspect) -> _Line:
    return _Line(f"{list(Aspect).index(aspect):02}", str(ASPECT_WORDS[aspect]))


_Way = tuple[str, Callable[[Any], _Line]]
"""What the lines of a chart are about, and to which line a tally goes."""


def _charts(
    actor: Actor, places: Sequence[Workspace], ways: Mapping[ChartKey, _Way]
) -> list[Chart]:
    tasks, findings = tally_tasks(actor, places), tally_findings(actor, places)
    reports = tally_reports(actor, places)
    told: dict[ChartKey, tuple[str, _Kinds, list[tuple[Any, Any]]]] = {
        ChartKey.TASKS: (_("Tasks"), TASKS, [(each, each.stand) for each in tasks]),
        ChartKey.FINDINGS: (_("Findings"), FINDINGS, [(each, each.judgement) for each in findings]),
        ChartKey.REPORTS: (_("Reports"), REPORTS, [(each, each.status) for each in reports]),
    }
    charts = []
    for key, (title, kinds, tallies) in told.items():
        heading, line_of = ways[key]
        counted: Counter[tuple[_Line, Any]] = Counter()
        for each, kind in tallies:
            counted[line_of(each), kind] += each.number
        charts.append(_chart(key, (title, heading), kinds=kinds, counted=counted))
    return charts


def _chart(
    key: ChartKey, named: tuple[str, str], *, kinds: _Kinds, counted: Counter[tuple[_Line, Any]]
) -> Chart:
    """Put numbers in a chart.

    Args:
        named: its title, and what a line is about.
        counted: how many of each kind, line by line.
    """
    occurring = [each for each in kinds.order if any(kind == each for _line, kind in counted)]
    lines = sorted({line for line, _kind in counted}, key=lambda line: line.key)
    counts = {line: [(each, counted[line, each]) for each in occurring] for line in lines}
    most = max((sum(number for _kind, number in told) for told in counts.values()), default=0)
    bars = tuple(_bar(line, kinds, counts=counts[line], most=most) for line in lines)
    shown = tuple((str(kinds.words[each]), kinds.tones[each]) for each in occurring)
    return Chart(key, *named, shown, bars)


def _bar(line: _Line, kinds: _Kinds, *, counts: Sequence[tuple[Any, int]], most: int) -> Bar:
    parts, x = [], 0.0
    for kind, number in counts:
        if number:
            width = WIDE * number / most
            words, tone = str(kinds.words[kind]), kinds.tones[kind]
            parts.append(Part(words, tone, number, round(x, 1), round(width, 1)))
            x += width
    total = sum(number for _kind, number in counts)
    return Bar(line.name or line.key, line.place, tuple(parts), total)
