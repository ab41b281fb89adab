"""Calendar rows in the sample: what authorities plan at organisations, and how they settled it."""

from dataclasses import dataclass
from datetime import date

from app.coordination.models import ActivityKind, ProposalKind, Regime, Sector
from app.kernel.configuration import STRICT_SHAPE


@dataclass(frozen=True, slots=True, kw_only=True)
class SamplePlanner:
    """An authority that plans the same at an organisation, and who of it enters that."""

    __pydantic_config__ = STRICT_SHAPE

    owner: str
    person: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleAgreement:
    """How two authorities settled that they plan the same."""

    __pydantic_config__ = STRICT_SHAPE

    kind: ProposalKind
    starts_on: date
    ends_on: date
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleCalendarRow:
    """What an authority plans at an organisation under its supervision."""

    __pydantic_config__ = STRICT_SHAPE

    number: int
    workspace: str
    entity: str
    sector: Sector
    regime: Regime
    owner: str
    person: int
    kind: ActivityKind
    title: str
    starts_on: date
    ends_on: date
    due_on: date
    visible_to: tuple[str, ...]
    """Codes of authorities; ``planned`` or ``all`` for everybody else."""
    also: tuple[SamplePlanner, ...] = ()
    settled: SampleAgreement | None = None
    """Proposed by the first of `also`, agreed to by `owner`."""

    @property
    def planners(self) -> tuple[SamplePlanner, ...]:
        """Everyone who plans this, the supervisor first."""
        return (SamplePlanner(owner=self.owner, person=self.person), *self.also)
