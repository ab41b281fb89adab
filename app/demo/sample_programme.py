"""Rows of the sample about work programmes."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from app.kernel.configuration import STRICT_SHAPE
from app.programme.models import InvestigationPhase, Mode, SocietalTask

Stretch = Literal["q1", "q2", "q3", "q4", "year", ""]


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleInvestigation:
    """One line of an organisation's work programme, in the year of loading."""

    __pydantic_config__ = STRICT_SHAPE

    number: int
    owner: str
    person: int
    """Who enters it."""
    task: SocietalTask
    title: str
    summary: str = ""
    mode: Mode
    phase: InvestigationPhase
    reason: str = ""
    """Why it was dropped."""
    when: Stretch
    partners: tuple[str, ...] = ()
    visible_to: tuple[str, ...] = ()
    """Codes of organisations; ``all`` for everybody else."""
    is_carried: bool = False
    """It stood in the programme of the year before, and was carried over."""
    workspace: str | None = None
    """Code of the workspace that carries it out."""


def wrong_programme(
    rows: Collection[SampleInvestigation],
    *,
    people: Mapping[int, Any],
    organisations: Collection[str],
    workspaces: Mapping[str, Any],
) -> Iterator[str]:
    """Yield one sentence for everything in the programmes that does not fit the rest."""
    for row in rows:
        where = f"programme row {row.number}"
        person = people.get(row.person)
        if person is None or person.organisation != row.owner:
            yield f"{where}: person {row.person} is not of {row.owner!r}."
        strangers = {*row.partners, *row.visible_to} - {*organisations, "all"}
        for code in sorted(strangers):
            yield f"{where}: there is no organisation {code!r}."
        if row.workspace is not None and row.workspace not in workspaces:
            yield f"{where}: there is no workspace {row.workspace!r}."
        if (row.phase == InvestigationPhase.DROPPED) != bool(row.reason):
            yield f"{where}: a reason belongs to what was dropped, and to nothing else."
