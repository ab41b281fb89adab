"""Workspaces of the sample that are being closed, and who answered."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.closing.models import Choice
from app.demo.sample_days import Day
from app.kernel.configuration import STRICT_SHAPE

if TYPE_CHECKING:
    from app.demo.sample_rows import Sample


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleAnswer:
    """What a coordinator chose for the own organisation."""

    __pydantic_config__ = STRICT_SHAPE

    person: int
    on: Day
    shared: Choice
    private: Choice
    item: str
    """Category of the selection list."""
    law: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleClosing:
    """The lead's coordinator asks everybody what becomes of what they brought."""

    __pydantic_config__ = STRICT_SHAPE

    workspace: str
    person: int
    on: Day
    due_on: Day
    answers: tuple[SampleAnswer, ...] = ()


def wrong_closings(sample: Sample) -> Iterator[str]:
    """Yield one sentence for everything in the closings that does not fit the sample."""
    for each in sample.closings:
        if each.workspace not in sample.workspaces:
            yield f"closing: there is no workspace {each.workspace}."
        for person in (each.person, *(one.person for one in each.answers)):
            if person not in sample.people:
                yield f"closing of {each.workspace}: there is no person {person}."
