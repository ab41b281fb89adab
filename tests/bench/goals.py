"""The goals of the pages: what is compared with what, and how much of it is allowed."""

from __future__ import annotations

from dataclasses import dataclass

SLICE, SLICE_WRITE, SLICE_RATE = "reference slice", "slice: task and log", "slice, 8 clients"
LIST, PAGE_500, PAGE_OF_OTHERS = "50 documents", "page 500", "page 500 of others"
NARROWED, UNTITLED = "50 documents by title", "no such title"
SEARCH, COMMON = "search, rare word", "search, common word"
RULES = "grant or revoke"
TASKS, ALL_TASKS = "50 of 200 tasks", "200 tasks"
ASK, COMMENT = "ask a task", "comment"
SLICE_TASKS, SLICE_SEARCH = "slice, 200 rows", "slice: search"
SLICE_WRITE_RATE, ASK_RATE = "slice: tasks, 8 clients", "ask a task, 8 clients"
ASK_RATE_AT_ONE = "the same in one workspace"
"""Where the log of the one workspace makes them wait for each other."""
LIST_RATE = "50 documents, 8 clients"
LONG, SLICE_LONG = "500 documents", "slice, 500 rows"
FEW = 1_000
"""Documents of the stage in which also is measured what does not depend on their number."""
YEAR, OVERLAPS = "year of 10,000 activities", "overlaps among 10,000"


@dataclass(frozen=True, slots=True)
class Figure:
    """What was measured of which workload in a workspace of how many documents."""

    name: str
    documents: int


@dataclass(frozen=True, slots=True)
class Goal:
    """One line: a figure as a multiple of another, and the bound of that."""

    code: str
    of: Figure
    to: Figure
    bound: float
    is_rate: bool = False
    """True when more is better: pages in a second."""


@dataclass(frozen=True, slots=True)
class Limit:
    """What a figure may be whatever the machine, in milliseconds."""

    of: Figure
    most: float


LIMITS = (Limit(Figure(YEAR, 1_000), 200.0),)


def _beside(code: str, name: str, documents: int, bound: float) -> Goal:
    return Goal(code, Figure(name, documents), Figure(SLICE, documents), bound)


def _grown(code: str, name: str, bound: float, *, since: int = 1_000) -> Goal:
    return Goal(code, Figure(name, 1_000_000), Figure(name, since), bound)


GOALS = (
    Goal("list", Figure(LIST, 1_000), Figure(SLICE, 1_000), 2.5),
    _beside("P1", LIST, 1_000, 2.0),
    _grown("P1", LIST, 1.2),
    Goal("P1", Figure(PAGE_500, 1_000_000), Figure(LIST, 1_000_000), 1.2),
    Goal("P1", Figure(PAGE_OF_OTHERS, 1_000_000), Figure(LIST, 1_000_000), 1.2),
    # The goal is of 600 rows beside 500; a long page has 500.
    Goal("P1c", Figure(LONG, 1_000), Figure(SLICE_LONG, 1_000), round(2.0 * 500 / 600, 2)),
    Goal("P1b", Figure(LIST_RATE, 1_000), Figure(SLICE_RATE, 1_000), 0.5, is_rate=True),
    Goal("P2", Figure(ALL_TASKS, 1_000), Figure(SLICE_TASKS, 1_000), 2.0),
    Goal("P4", Figure(SEARCH, 10_000), Figure(SLICE_SEARCH, 10_000), 2.0),
    _grown("P4", SEARCH, 1.5, since=10_000),
    _beside("P4", COMMON, 1_000_000, 5.0),
    Goal("P5", Figure(ASK, 1_000), Figure(SLICE_WRITE, 1_000), 2.0),
    Goal("P5", Figure(COMMENT, 1_000), Figure(SLICE_WRITE, 1_000), 2.0),
    Goal("P5b", Figure(ASK_RATE, 1_000), Figure(SLICE_WRITE_RATE, 1_000), 0.6, is_rate=True),
    Goal("P6", Figure(RULES, 10_000), Figure(SLICE_WRITE, 10_000), 2.5),
    _grown("P6", RULES, 1.1, since=10_000),
)
