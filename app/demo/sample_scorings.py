"""Scorings in the sample: what several people judge by themselves, and how far they came."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from app.demo.sample_days import Day
from app.kernel.configuration import STRICT_SHAPE

if TYPE_CHECKING:
    from app.demo.sample_rows import Sample

Code = Literal["meets", "partly", "not_met", "not_assessed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleCriterion:
    """A line that the lead puts under a norm."""

    __pydantic_config__ = STRICT_SHAPE

    code: str
    text: str
    put_by: int
    put_on: Day


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleScore:
    """What one person scored."""

    __pydantic_config__ = STRICT_SHAPE

    person: int
    on: Day
    judgement: Code
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleDissent:
    """The view an organisation holds instead, noted by one of its people."""

    __pydantic_config__ = STRICT_SHAPE

    person: int
    on: Day
    judgement: Code
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleScoring:
    """A scoring; it opens when everybody scored, and waits until then."""

    __pydantic_config__ = STRICT_SHAPE

    code: str
    workspace: str
    title: str
    norm: str
    criterion: SampleCriterion
    asked_by: int
    asked_on: Day
    people: tuple[int, ...]
    scores: tuple[SampleScore, ...]
    finding: str | None = None
    concluded_on: Day | None = None
    consensus: Code | None = None
    conclusion: str = ""
    dissent: SampleDissent | None = None

    @property
    def opens(self) -> bool:
        """Whether everybody scored."""
        return {each.person for each in self.scores} == set(self.people)


def wrong_scorings(sample: Sample) -> Iterator[str]:
    """Yield one sentence for everything in the scorings that does not fit the sample."""
    for each in sample.scorings.values():
        where = f"scoring {each.code}"
        workspace = sample.workspaces.get(each.workspace)
        if workspace is None:
            yield f"{where}: there is no workspace {each.workspace!r}."
            continue
        members = {member.person for member in workspace.members}
        acting = {each.asked_by, each.criterion.put_by, *each.people}
        acting |= {score.person for score in each.scores}
        acting |= {each.dissent.person} if each.dissent else set()
        for person in sorted(acting - members):
            yield f"{where}: person {person} is no member."
        norms = {norm.code for norm in sample.templates[workspace.template].norms}
        if each.norm not in norms:
            yield f"{where}: the template {workspace.template} has no norm {each.norm!r}."
        if each.finding is not None and each.finding not in sample.findings:
            yield f"{where}: there is no finding {each.finding!r}."
        if (each.consensus or each.dissent) and not each.opens:
            yield f"{where}: not everybody scored, so nothing follows from it yet."
