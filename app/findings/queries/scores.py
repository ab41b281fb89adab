"""Reading scorings; what somebody scored is read here, and only by whom it is revealed to."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, exists, select
from sqlalchemy.orm import contains_eager, joinedload

from app.findings.models import (
    Audience,
    DissentingView,
    Finding,
    Judgement,
    Score,
    Scorer,
    Scoring,
)
from app.findings.policy import (
    ScoringPermission,
    is_revealed_to,
    scorings_visible_in,
    visible_in,
)
from app.identity.models import Organisation
from app.kernel import db
from app.kernel.access import Actor, require
from app.kernel.errors import NotFound
from app.kernel.text import _
from app.workspaces import policy as places
from app.workspaces import queries as workspaces
from app.workspaces.models import Workspace


@dataclass(frozen=True, slots=True)
class ScoreRow:
    """One of those who were asked, with what they scored as far as the reader may see it."""

    name: str
    organisation: Organisation
    has_scored: bool
    judgement: Judgement | None
    reason: str


@dataclass(frozen=True, slots=True)
class ViewRow:
    """What an organisation holds instead, beside what the finding says."""

    finding_id: UUID | None
    organisation: Organisation
    judgement: Judgement
    text: str
    at: datetime


@dataclass(frozen=True, slots=True)
class PossibleScorer:
    """Somebody who may be asked to score."""

    person_id: UUID
    name: str
    organisation: Organisation


def get_scoring_for(
    actor: Actor, permission: ScoringPermission, *, scoring_id: UUID, workspace: Workspace
) -> Scoring:
    """Return a scoring of a workspace that the actor has loaded, and decide the permission."""
    statement = (
        _scorings(actor, workspace)
        .where(Scoring.id == scoring_id)
        .execution_options(populate_existing=True)
    )
    found = db.session().execute(statement).unique().scalar_one_or_none()
    if found is None:
        raise NotFound
    found.workspace = workspace
    require(actor, permission, found)
    return found


def list_scorings(actor: Actor, workspace: Workspace) -> list[Scoring]:
    """Return the scorings that exist for the actor: those that wait first, then the newest."""
    statement = _scorings(actor, workspace).order_by(
        Scoring.opened_at.is_not(None), Scoring.asked_at.desc(), Scoring.id
    )
    return list(db.session().execute(statement).unique().scalars())


def state_of_scoring(actor: Actor, scoring: Scoring) -> tuple[str, str]:
    """Return whether a scoring is open, or waits for this very reader, and the tone of that."""
    if scoring.is_open:
        return _("Open"), "ok"
    mine = (each for each in scoring.scorers if each.person_id == actor.person_id)
    if any(each.scored_at is None for each in mine):
        return _("Waits for you"), "warn"
    return _("Not open yet"), "line"


def list_scores(actor: Actor, scoring: Scoring) -> list[ScoreRow]:
    """Return who was asked, with what they scored: one's own, and once it is open everybody's."""
    statement = (
        select(Score)
        .join(Scoring, Scoring.id == Score.scoring_id)
        .where(
            Score.scoring_id == scoring.id,
            scorings_visible_in(actor, scoring.workspace),
            is_revealed_to(actor),
        )
    )
    scores = {each.person_id: each for each in db.session().execute(statement).scalars()}
    return [_row(each, scores.get(each.person_id)) for each in scoring.scorers]


def list_scorers(scoring: Scoring) -> list[Scorer]:
    """Return who was asked, as it stands now; for who holds the lock on the scoring."""
    statement = (
        select(Scorer)
        .where(Scorer.scoring_id == scoring.id)
        .order_by(Scorer.organisation_id, Scorer.person_id)
        .execution_options(populate_existing=True)
    )
    return list(db.session().execute(statement).scalars())


def find_own_score(actor: Actor, scoring: Scoring) -> Score | None:
    """Find what the actor scored."""
    statement = select(Score).where(
        Score.scoring_id == scoring.id, Score.person_id == actor.person_id
    )
    return db.session().execute(statement).scalar_one_or_none()


def find_own_view(actor: Actor, scoring: Scoring) -> DissentingView | None:
    """Find the view the actor's organisation recorded."""
    statement = select(DissentingView).where(
        DissentingView.scoring_id == scoring.id,
        DissentingView.organisation_id == actor.organisation_id,
    )
    return db.session().execute(statement).scalar_one_or_none()


def others_hold_otherwise(scoring: Scoring) -> bool:
    """Tell whether an organisation beside the one that asked recorded a dissenting view."""
    statement = select(
        exists().where(
            DissentingView.scoring_id == scoring.id,
            DissentingView.organisation_id != scoring.organisation_id,
        )
    )
    return bool(db.session().execute(statement).scalar_one())


def find_scored_finding(actor: Actor, scoring: Scoring) -> Finding | None:
    """Find the finding a scoring goes with, when the actor may read it."""
    if scoring.finding_id is None:
        return None
    statement = select(Finding).where(
        Finding.id == scoring.finding_id, visible_in(actor, scoring.workspace)
    )
    return db.session().execute(statement).scalar_one_or_none()


def list_views(actor: Actor, scoring: Scoring) -> list[ViewRow]:
    """Return the dissenting views on what was scored."""
    return _views(actor, scoring.workspace, select(DissentingView), scoring_id=scoring.id)


def list_views_of(
    actor: Actor, workspace: Workspace, *, finding_ids: Iterable[UUID], for_all: bool = False
) -> list[ViewRow]:
    """Return the dissenting views that go with findings.

    Args:
        for_all: only what lead and partners all read, for what is printed for them.
    """
    statement = select(DissentingView).where(Scoring.finding_id.in_(set(finding_ids)))
    if for_all:
        statement = statement.where(Scoring.audience == Audience.WORKSPACE)
    return _views(actor, workspace, statement)


def list_conclusions(actor: Actor, workspace: Workspace, *, finding_id: UUID) -> list[Scoring]:
    """Return the scorings that are open and go with a finding, the oldest first."""
    statement = (
        _scorings(actor, workspace)
        .where(Scoring.finding_id == finding_id, Scoring.opened_at.is_not(None))
        .order_by(Scoring.opened_at, Scoring.id)
    )
    return list(db.session().execute(statement).unique().scalars())


def list_possible_scorers(actor: Actor, workspace: Workspace) -> list[PossibleScorer]:
    """Return who may be asked: who contributes for the own organisation, lead or a partner."""
    parts = {each.organisation.id: each for each in workspaces.list_delegations(workspace)[0]}
    return [
        PossibleScorer(each.person_id, each.person.name, parts[each.organisation_id].organisation)
        for each in workspaces.list_members(workspace)
        if each.role in places.WORKERS
        and (
            each.organisation_id == actor.organisation_id
            or parts[each.organisation_id].participation.role in places.SHARING_ROLES
        )
    ]


def _scorings(actor: Actor, workspace: Workspace) -> Select[Scoring]:
    scorers = joinedload(Scoring.scorers)
    return (
        select(Scoring)
        .options(
            joinedload(Scoring.organisation, innerjoin=True),
            joinedload(Scoring.asked_by, innerjoin=True),
            joinedload(Scoring.norm, innerjoin=True),
            scorers.joinedload(Scorer.person),
            scorers.joinedload(Scorer.organisation),
        )
        .where(scorings_visible_in(actor, workspace))
    )


def _row(scorer: Scorer, score: Score | None) -> ScoreRow:
    return ScoreRow(
        name=scorer.person.name,
        organisation=scorer.organisation,
        has_scored=scorer.scored_at is not None,
        judgement=Judgement(score.judgement) if score else None,
        reason=score.reason if score else "",
    )


def _views(
    actor: Actor,
    workspace: Workspace,
    statement: Select[DissentingView],
    *,
    scoring_id: UUID | None = None,
) -> list[ViewRow]:
    asked = (
        statement.add_columns(Scoring.finding_id)
        .join(Scoring, Scoring.id == DissentingView.scoring_id)
        .join(DissentingView.organisation)
        .options(contains_eager(DissentingView.organisation))
        .where(scorings_visible_in(actor, workspace), Scoring.opened_at.is_not(None))
        .order_by(DissentingView.noted_at, DissentingView.scoring_id, Organisation.name)
    )
    if scoring_id is not None:
        asked = asked.where(Scoring.id == scoring_id)
    return [
        ViewRow(finding_id, each.organisation, Judgement(each.judgement), each.text, each.noted_at)
        for each, finding_id in db.session().execute(asked)
    ]
