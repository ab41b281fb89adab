"""Emergency sight in the sample: who let whom look, why, and what was thought of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.demo.sample_days import Day
from app.emergencies.models import Ground, Verdict
from app.kernel.configuration import STRICT_SHAPE

if TYPE_CHECKING:
    from app.demo.sample_rows import Sample


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleEmergency:
    """An emergency sight of somebody who is let in as a member some days later."""

    __pydantic_config__ = STRICT_SHAPE

    officer: int
    person: int
    workspace: str
    coordinator: int
    """Who lets the person in afterwards."""
    on: Day
    ground: Ground
    hours: int
    reason: str
    judged_on: Day
    verdict: Verdict
    words: str
    joins_on: Day


def wrong_emergencies(sample: Sample) -> Iterator[str]:
    """Yield one sentence for everything in the emergencies that does not fit the sample."""
    for each in sample.emergencies:
        where = f"emergency of {each.on}"
        for number in (each.officer, each.person, each.coordinator):
            if number not in sample.people:
                yield f"{where}: there is no person {number}."
        if each.workspace not in sample.workspaces:
            yield f"{where}: there is no workspace {each.workspace}."
        if not each.on <= each.judged_on <= each.joins_on:
            yield f"{where}: its days are not in order."
