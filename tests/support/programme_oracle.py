"""Who sees which line of a work programme, found the slow and obvious way.

An oracle that knows nothing of the product: it looks at every line for one reader.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from random import Random

ORGANISATIONS = ("ijenv", "igj", "ivho", "nvwa")
TASKS = ("resilient", "safe", "protection")
MODES = ("regular", "in_depth", "intensive")
PHASES = ("preparation", "execution", "reporting", "finished", "dropped")
HERE, THERE = "here", "there"
MEMBERS = {"anna": HERE, "wim": HERE, "bram": HERE, "carla": HERE, "dirk": THERE}
"""In which of two workspaces each reader is; who is not named is in none."""


@dataclass(frozen=True)
class Line:
    """One investigation."""

    number: int
    owner: str
    year: int
    task: str
    mode: str
    phase: str
    partners: frozenset[str]
    named: frozenset[str]
    is_for_all: bool
    is_withdrawn: bool
    place: str | None
    """The workspace that carries it out."""


def draw_lines(random: Random, count: int, *, years: tuple[int, ...]) -> list[Line]:
    """Draw lines of all sorts; a workspace carries out one line of an owner in a year."""
    taken: set[tuple[str, str, int]] = set()
    lines = []
    for number in range(count):
        owner, year = random.choice(ORGANISATIONS), random.choice(years)
        place = random.choice((HERE, THERE, None))
        if place and ((place, owner, year) in taken or owner not in _inside(place)):
            place = None
        elif place:
            taken.add((place, owner, year))
        others = [each for each in ORGANISATIONS if each != owner]
        lines.append(
            Line(
                number=number,
                owner=owner,
                year=year,
                task=random.choice(TASKS),
                mode=random.choice(MODES),
                phase=random.choice(PHASES),
                partners=frozenset(random.sample(others, random.randint(0, 2))),
                named=frozenset(random.sample(others, random.choice((0, 0, 1, 2)))),
                is_for_all=random.random() < 0.3,
                is_withdrawn=random.random() < 0.15,
                place=place,
            )
        )
    return lines


def _inside(place: str) -> tuple[str, ...]:
    return ("nvwa",) if place == THERE else ("ijenv", "igj", "ivho")


def may_see(line: Line, organisation: str) -> bool:
    """May somebody of this organisation know of it?"""
    if line.owner == organisation:
        return True
    if line.is_withdrawn:
        return False
    return line.is_for_all or organisation in line.named


def listed(lines: list[Line], organisation: str, **wanted: object) -> set[int]:
    """Numbers of the lines in somebody's list; ``wanted``: year, task, mode, phase, partner."""
    found = set()
    for line in lines:
        if line.is_withdrawn or not may_see(line, organisation):
            continue
        partner = wanted.get("partner")
        if partner is not None and partner not in line.partners:
            continue
        rest = {name: value for name, value in wanted.items() if name != "partner"}
        if all(getattr(line, name) == value for name, value in rest.items()):
            found.add(line.number)
    return found


def totals(lines: list[Line], organisation: str, **wanted: object) -> dict[str, int]:
    """How many of each task somebody's list says there are."""
    numbers = listed(lines, organisation, **wanted)
    return dict(Counter(line.task for line in lines if line.number in numbers))


def linked(lines: list[Line], organisation: str, who: str) -> set[int]:
    """Numbers of the listed lines of which somebody sees the workspace."""
    shown = listed(lines, organisation)
    return {
        line.number
        for line in lines
        if line.number in shown and line.place and MEMBERS.get(who) == line.place
    }
