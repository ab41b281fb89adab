"""Observations in the sample: what inspectors saw, heard, read or measured, and what came of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from app.demo.sample_days import Day
from app.kernel.configuration import STRICT_SHAPE

if TYPE_CHECKING:
    from app.demo.sample_rows import Sample


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleCorrection:
    """What an observation says instead, and why."""

    __pydantic_config__ = STRICT_SHAPE

    on: Day
    text: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleObservation:
    """An observation; released when it has a day for that, withdrawn when it has a reason."""

    __pydantic_config__ = STRICT_SHAPE

    code: str
    workspace: str
    title: str
    kind: Literal["seen", "heard", "read", "measured"]
    subject_kind: Literal["entity", "site", "theme"]
    subject: str
    author: int
    observed_on: Day
    text: str
    at: str = ""
    """The time, as ``14:30``."""
    place: str = ""
    observers: tuple[int, ...] = ()
    """Beside the author, who always observed it."""
    evidence: tuple[str, ...] = ()
    corrected: SampleCorrection | None = None
    released_on: Day | None = None
    withdrawn_on: Day | None = None
    withdrawal_reason: str = ""
    findings: tuple[str, ...] = ()
    """Which rest on it."""


def wrong_observations(sample: Sample) -> Iterator[str]:
    """Yield one sentence for everything in the observations that does not fit the sample."""
    for each in sample.observations.values():
        where = f"observation {each.code}"
        workspace = sample.workspaces.get(each.workspace)
        if workspace is None:
            yield f"{where}: there is no workspace {each.workspace!r}."
            continue
        members = {member.person for member in workspace.members}
        for person in sorted({each.author, *each.observers} - members):
            yield f"{where}: person {person} is no member."
        homes = {sample.people[one].organisation for one in (each.author, *each.observers)}
        if len(homes) > 1:
            yield f"{where}: who observed it works for more than one organisation."
        for name in sorted(set(each.findings) - sample.findings.keys()):
            yield f"{where}: there is no finding {name!r}."
        for name in sorted(set(each.evidence) - sample.documents.keys()):
            yield f"{where}: there is no document {name!r}."
        if (each.withdrawn_on is None) != (not each.withdrawal_reason):
            yield f"{where}: a withdrawal has a day and a reason."
