"""Whom scorings that are not open yet wait for."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ScalarSelect, Select, bindparam, func, select

from app.findings.models import Scorer, Scoring
from app.findings.policy import scorings_visible_in, scorings_visible_to
from app.kernel import db, sql
from app.kernel.access import Actor
from app.workspaces.models import Workspace
from app.workspaces.policy import WORKERS


@dataclass(frozen=True, slots=True)
class AskedToScore:
    """That a scoring waits for the score of a person."""

    scoring_id: UUID
    person_id: UUID
    asked_at: datetime


@dataclass(frozen=True, slots=True)
class ToScoreRow:
    """A scoring that waits for the actor's own score."""

    id: UUID
    title: str
    workspace: Workspace


def list_asked_to_score(
    actor: Actor, workspace: Workspace, *, workers: Collection[UUID]
) -> list[AskedToScore]:
    """Return whom of an organisation the scorings of a workspace wait for; one statement.

    Args:
        actor: a job, acting for that organisation in that place.
        workers: who works there for it, and so may score.
    """
    if not workers or not workspace.is_open:
        return []
    statement = (
        _waiting()
        .where(
            Scorer.organisation_id == actor.organisation_id,
            Scorer.person_id.in_(workers),
            scorings_visible_in(actor, workspace),
        )
        .order_by(Scoring.asked_at, Scoring.id, Scorer.person_id)
    )
    return [
        AskedToScore(scoring.id, person_id, scoring.asked_at)
        for scoring, person_id in db.session().execute(statement)
    ]


def list_to_score(actor: Actor, places: Iterable[Workspace]) -> list[ToScoreRow]:
    """Return the scorings that wait for the actor, who was asked first on top; one statement.

    Args:
        places: workspaces that were loaded for this very actor.
    """
    here = {each.id: each for each in places if each.is_open and each.standing.role in WORKERS}
    if not here:
        return []
    found = db.session().execute(_waiting_for(actor), {"place_ids": list(here)})
    return [
        ToScoreRow(scoring.id, scoring.title, here[scoring.workspace_id])
        for scoring, _person_id in found
    ]


@sql.kept
def count_to_score(actor: Actor) -> ScalarSelect[int]:
    """Return the count of the scorings that wait for the actor anywhere, to be asked along."""
    statement = (
        select(func.count())
        .select_from(Scoring)
        .join(Scorer, Scorer.scoring_id == Scoring.id)
        .where(
            Scorer.scored_at.is_(None),
            Scoring.opened_at.is_(None),
            Scorer.person_id == actor.person_id,
            Scorer.organisation_id == actor.organisation_id,
            scorings_visible_to(actor),
        )
    )
    return statement.correlate(None).scalar_subquery()


@sql.kept
def _waiting_for(actor: Actor) -> Select[Scoring, UUID]:
    return (
        _waiting()
        .where(
            Scorer.person_id == actor.person_id,
            Scorer.organisation_id == actor.organisation_id,
            Scoring.workspace_id.in_(bindparam("place_ids", expanding=True)),
            scorings_visible_to(actor),
        )
        .order_by(Scoring.asked_at, Scoring.id)
    )


def _waiting() -> Select[Scoring, UUID]:
    return (
        select(Scoring, Scorer.person_id)
        .join(Scorer, Scorer.scoring_id == Scoring.id)
        .where(Scorer.scored_at.is_(None), Scoring.opened_at.is_(None))
    )
