"""Data breaches in the sample: what was put down, and what was written since."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.demo.sample_days import Day
from app.kernel.configuration import STRICT_SHAPE
from app.privacy.models import Outcome, StepKind

if TYPE_CHECKING:
    from app.demo.sample_rows import Sample


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleStep:
    """Something written down; who was told, was told then."""

    __pydantic_config__ = STRICT_SHAPE

    kind: StepKind
    on: Day
    body: str
    outcome: Outcome | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleBreach:
    """A breach of the organisation of a privacy officer."""

    __pydantic_config__ = STRICT_SHAPE

    person: int
    workspace: str
    other: str
    aware_on: Day
    facts: str
    steps: tuple[SampleStep, ...] = ()
    closed_on: Day | None = None
    closing: str = ""


def wrong_breaches(sample: Sample) -> Iterator[str]:
    """Yield one sentence for everything in the breaches that does not fit the sample."""
    for each in sample.breaches:
        where = f"breach of {each.aware_on}"
        if each.person not in sample.people:
            yield f"{where}: there is no person {each.person}."
        if each.workspace not in sample.workspaces:
            yield f"{where}: there is no workspace {each.workspace}."
        if each.other not in sample.organisations:
            yield f"{where}: there is no organisation {each.other}."
