"""Cases in the sample: reports as they came in, and what was decided about them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.demo.sample_days import Day
from app.findings.models import Aspect
from app.incidents.models import CaseKind, Informed, Outcome, Sender, Theme, Within
from app.kernel.configuration import STRICT_SHAPE

if TYPE_CHECKING:
    from app.demo.sample_rows import Sample


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleTriage:
    """What the duty inspector of a day decided."""

    __pydantic_config__ = STRICT_SHAPE

    person: int
    on: Day
    within: Within
    is_acute: bool = False
    informs: tuple[Informed, ...] = ()
    outcome: Outcome
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleDecision:
    """What the committee decided, in its meeting of a day."""

    __pydantic_config__ = STRICT_SHAPE

    person: int
    on: Day
    outcome: Outcome
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleMoreTime:
    """That a term got more weeks."""

    __pydantic_config__ = STRICT_SHAPE

    person: int
    on: Day
    weeks: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleLetter:
    """A joint letter about what the committee decided, written the same day."""

    __pydantic_config__ = STRICT_SHAPE

    person: int
    """Who drafts it, and makes it final."""
    agreed_by: tuple[int, ...] = ()
    asked_by: int | None = None
    """Who asks for a change."""
    words: str = ""
    """What should change."""
    is_final: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleCase:
    """One report."""

    __pydantic_config__ = STRICT_SHAPE

    number: int
    workspace: str
    person: int
    """Who registers it."""
    kind: CaseKind
    sender: Sender
    received_on: Day
    registered_on: Day
    institution: str
    municipality: str = ""
    facts: str
    handled_by: str
    aspect: Aspect | None = None
    theme: Theme | None = None
    triages: tuple[SampleTriage, ...] = ()
    more_time: SampleMoreTime | None = None
    decided: SampleDecision | None = None
    letter: SampleLetter | None = None
    put_on_agenda_by: int | None = None
    """Who put it on the agenda of the next meeting."""


def wrong_cases(sample: Sample) -> Iterator[str]:
    """Yield one sentence for everything in the cases that does not fit the rest of the sample."""
    for each in sample.cases.values():
        where = f"case {each.number}"
        workspace = sample.workspaces.get(each.workspace)
        if workspace is None:
            yield f"{where}: there is no workspace {each.workspace!r}."
            continue
        members = {member.person for member in workspace.members}
        acting = {each.person, *(one.person for one in each.triages)}
        if each.letter:
            acting |= {each.letter.person, *each.letter.agreed_by}
        for person in sorted(acting - members):
            yield f"{where}: person {person} is no member."
        if each.handled_by not in {party.organisation for party in workspace.participants}:
            yield f"{where}: {each.handled_by!r} takes no part."
        if each.registered_on < each.received_on:
            yield f"{where}: it is registered before it came in."
