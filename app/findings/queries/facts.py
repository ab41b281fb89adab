"""Reading which observations a finding sets beside its norm, in the words it cites."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.findings.models import (
    Finding,
    FindingFact,
    Norm,
    Observation,
    ObservationVersion,
)
from app.findings.policy import is_told_to, observations_visible_in, visible_in
from app.kernel import db
from app.kernel.access import Actor
from app.workspaces.models import Workspace


@dataclass(frozen=True, slots=True)
class FactRow:
    """An observation a finding rests on, as it said it then and as it stands now."""

    finding_id: UUID
    observation: Observation
    said: ObservationVersion

    @property
    def is_corrected(self) -> bool:
        """True when it says something else since."""
        return self.observation.version != self.said.number


@dataclass(frozen=True, slots=True)
class RestingRow:
    """A finding that rests on an observation."""

    id: UUID
    ref: str
    title: str
    norm_code: str


def list_facts(
    actor: Actor, workspace: Workspace, *, finding_ids: Iterable[UUID], for_all: bool = False
) -> list[FactRow]:
    """Return the observations findings rest on that the actor may read, by day; one statement.

    Args:
        for_all: only what lead and partners all read, for what is printed for them.
    """
    statement = (
        select(FindingFact.finding_id, Observation, ObservationVersion)
        .join(Observation, Observation.id == FindingFact.observation_id)
        .join(
            ObservationVersion,
            (ObservationVersion.observation_id == FindingFact.observation_id)
            & (ObservationVersion.number == FindingFact.number),
        )
        .options(joinedload(Observation.organisation, innerjoin=True))
        .where(
            FindingFact.finding_id.in_(set(finding_ids)),
            observations_visible_in(actor, workspace),
            is_told_to(actor),
        )
        .order_by(ObservationVersion.observed_on, ObservationVersion.observed_at, Observation.id)
    )
    if for_all:
        statement = statement.where(ObservationVersion.number >= Observation.released_version)
    return [FactRow(*row) for row in db.session().execute(statement)]


def list_resting_on(actor: Actor, observation: Observation) -> list[RestingRow]:
    """Return the findings that rest on an observation and exist for the actor, by norm."""
    statement = (
        select(Finding.id, Finding.ref, Finding.title, Norm.code)
        .join(FindingFact, FindingFact.finding_id == Finding.id)
        .join(Finding.norm)
        .where(
            FindingFact.observation_id == observation.id,
            visible_in(actor, observation.workspace),
        )
        .order_by(Norm.position, Finding.ref, Finding.id)
    )
    return [RestingRow(*row) for row in db.session().execute(statement)]
