"""Scoring blind: asking, scoring, opening all at one moment, and what is concluded from it.

Nobody learns a score before the scoring opens. So the log says that somebody scored, never what;
and the last of those who score opens it within the same transaction.
"""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from app.findings import queries
from app.findings.actions import ScoringAction
from app.findings.events import ScoresAsked
from app.findings.models import (
    Audience,
    DissentingView,
    Finding,
    Judgement,
    Norm,
    Score,
    Scorer,
    Scoring,
)
from app.findings.policy import FindingPermission, ScoringPermission
from app.findings.queries import PossibleScorer
from app.kernel import clock, events, ids
from app.kernel.access import Actor, require
from app.kernel.errors import NotFound, OutOfDate, Refused
from app.kernel.text import _
from app.kernel.words import fingerprint_of
from app.kernel.work import Work, begin_work
from app.workspaces.models import Workspace

FEWEST, MOST = 2, 12
"""People of one scoring."""


@dataclass(frozen=True, slots=True)
class ScoringWish:
    """What somebody wants to have scored, and by whom."""

    title: str
    norm_id: UUID
    people: frozenset[UUID]
    audience: Audience
    finding_id: UUID | None = None


def ask_scores(actor: Actor, workspace: Workspace, *, wish: ScoringWish) -> Scoring:
    """Ask several people to score by themselves.

    Raises:
        Refused: the norm, the finding or somebody asked is not for this scoring.
    """
    with begin_work(actor) as work:
        require(actor, ScoringPermission.ASK, workspace)
        norm = _norm_for(actor, workspace, wish)
        people = _people_for(actor, workspace, wish)
        if wish.finding_id is not None:
            _finding_for(actor, workspace, wish.finding_id, audience=wish.audience)
        scoring = _made(actor, workspace, wish=wish, norm=norm)
        work.add(scoring)
        work.settle()
        work.add(*(_asked(scoring, each) for each in people))
        work.record(
            ScoringAction.ASKED,
            scoring,
            asked=[each.person_id for each in people],
            audience=wish.audience,
        )
        asked_of = frozenset(each.organisation.id for each in people)
        events.announce(work, ScoresAsked(scoring, asked_of))
    scoring.workspace = workspace
    return scoring


def give_score(actor: Actor, scoring: Scoring, *, judgement: Judgement, reason: str) -> bool:
    """Score, or score otherwise while it is shut; true when this was the last, which opens it.

    Raises:
        NotAllowed: the actor is not asked, or the scores are open already.
    """
    with begin_work(actor) as work:
        work.lock(scoring)
        require(actor, ScoringPermission.SCORE, scoring)
        _write(work, scoring, judgement=judgement, reason=reason)
        scorers = queries.list_scorers(scoring)
        mine = next(each for each in scorers if each.person_id == actor.person_id)
        mine.scored_at = clock.now()
        work.settle()
        work.record(ScoringAction.SCORED, scoring)
        is_last = all(each.scored_at is not None for each in scorers)
        if is_last:
            _open(scoring)
            work.record(ScoringAction.OPENED, scoring, scored=len(scorers))
    return is_last


def close_scoring(actor: Actor, scoring: Scoring, *, reason: str) -> None:
    """Open the scores there are, before everybody scored.

    Raises:
        NotAllowed: another organisation asked, or the scores are open already.
        Refused: it is not said why.
    """
    if not reason:
        raise Refused(_("Say why you do not wait for everybody."), field="reason")
    with begin_work(actor) as work:
        work.lock(scoring)
        require(actor, ScoringPermission.CLOSE, scoring)
        scored = sum(each.scored_at is not None for each in queries.list_scorers(scoring))
        scoring.closing_reason = reason
        _open(scoring)
        work.record(ScoringAction.CLOSED, scoring, scored=scored, asked=len(scoring.scorers))


def conclude(
    actor: Actor,
    scoring: Scoring,
    *,
    consensus: Judgement,
    text: str,
    finding_id: UUID | None,
    seen_version: int,
) -> None:
    """Write down what the scorers hold together, and the finding it goes with.

    Raises:
        OutOfDate: somebody concluded otherwise meanwhile.
        Refused: the finding is of another organisation, or read by fewer than the scores; or what
            others hold against the finding would go with another, or with none.
    """
    with begin_work(actor) as work:
        work.lock(scoring)
        require(actor, ScoringPermission.CONCLUDE, scoring)
        if scoring.version != seen_version:
            raise OutOfDate(_("Somebody wrote down a consensus while you were reading."))
        _keep_views(scoring, finding_id)
        if finding_id is not None:
            _finding_for(actor, scoring.workspace, finding_id, audience=Audience(scoring.audience))
        scoring.consensus, scoring.consensus_text = consensus, text
        scoring.finding_id = finding_id
        scoring.version += 1
        work.record(
            ScoringAction.CONCLUDED,
            scoring,
            consensus=consensus,
            finding=finding_id,
            text_sha256=fingerprint_of(text),
        )


def note_view(
    actor: Actor, scoring: Scoring, *, judgement: Judgement, text: str, seen_version: int
) -> None:
    """Record that the actor's organisation holds another view; it goes with the finding.

    Args:
        seen_version: of the view on the writer's screen, 0 when there was none.

    Raises:
        NotAllowed: nobody of the organisation was asked, or the scores are not open yet.
        OutOfDate: a colleague wrote down another one meanwhile.
        Refused: it is not said what it holds.
    """
    if not text:
        raise Refused(_("Write down what your organisation holds, and why."), field="text")
    if actor.person_id is None or actor.organisation_id is None:
        raise NotFound
    with begin_work(actor) as work:
        work.lock(scoring)
        require(actor, ScoringPermission.DISSENT, scoring)
        view = queries.find_own_view(actor, scoring)
        if (view.version if view else 0) != seen_version:
            raise OutOfDate(_("This text changed while you were reading. Your text stands below."))
        if view is None:
            view = DissentingView(
                scoring_id=scoring.id,
                organisation_id=actor.organisation_id,
                workspace_id=scoring.workspace_id,
                version=0,
            )
            work.add(view)
        view.judgement, view.text, view.version = judgement, text, view.version + 1
        view.noted_by_id, view.noted_at = actor.person_id, clock.now()
        work.record(
            ScoringAction.DISSENTED,
            scoring,
            judgement=judgement,
            version=view.version,
            text_sha256=fingerprint_of(text),
        )


def _keep_views(scoring: Scoring, finding_id: UUID | None) -> None:
    """Who is contradicted takes no view of others away from a finding, nor out of its report."""
    if scoring.finding_id in {None, finding_id} or not queries.others_hold_otherwise(scoring):
        return
    told = _(
        "Another organisation recorded a dissenting view. It stays with this finding, and in its"
        " report."
    )
    raise Refused(told, field="finding")


def _write(work: Work, scoring: Scoring, *, judgement: Judgement, reason: str) -> None:
    actor = work.actor
    score = queries.find_own_score(actor, scoring)
    if score is None:
        score = Score(
            scoring_id=scoring.id, person_id=actor.person_id, workspace_id=scoring.workspace_id
        )
        work.add(score)
    score.judgement, score.reason, score.scored_at = judgement, reason, clock.now()


def _open(scoring: Scoring) -> None:
    scoring.opened_at, scoring.version = clock.now(), scoring.version + 1


def _norm_for(actor: Actor, workspace: Workspace, wish: ScoringWish) -> Norm:
    norms = queries.list_norms(actor, workspace)
    norm = next((each for each in norms if each.id == wish.norm_id), None)
    if norm is None:
        raise Refused(_("Choose a norm of this workspace."), field="norm")
    if wish.audience == Audience.WORKSPACE and norm.framework.audience != Audience.WORKSPACE:
        told = _(
            "Only your organisation reads the framework of this norm. Share the framework first, or"
            " choose another norm."
        )
        raise Refused(told, field="norm")
    return norm


def _people_for(actor: Actor, workspace: Workspace, wish: ScoringWish) -> list[PossibleScorer]:
    known = queries.list_possible_scorers(actor, workspace)
    people = [each for each in known if each.person_id in wish.people]
    if len(people) != len(wish.people):
        raise Refused(_("You cannot ask one of these people here."), field="people")
    if not FEWEST <= len(people) <= MOST:
        told = _(
            "Choose at least %(fewest)d and at most %(most)d people.", fewest=FEWEST, most=MOST
        )
        raise Refused(told, field="people")
    own = actor.organisation_id
    if wish.audience == Audience.OWN and any(each.organisation.id != own for each in people):
        told = _("You ask people of other organisations. Then lead and partners read it too.")
        raise Refused(told, field="audience")
    return people


def _finding_for(
    actor: Actor, workspace: Workspace, finding_id: UUID, *, audience: Audience
) -> Finding:
    """Return a finding of the actor's own that all who read the scoring can read."""
    try:
        finding = queries.get_for(
            actor, FindingPermission.VIEW, finding_id=finding_id, workspace=workspace
        )
    except NotFound as gone:
        raise Refused(_("This finding is not there for you."), field="finding") from gone
    if finding.organisation_id != actor.organisation_id:
        raise Refused(_("Choose a finding of your own organisation."), field="finding")
    if audience == Audience.WORKSPACE and finding.audience != Audience.WORKSPACE:
        told = _("Not everybody who reads the scores may read this finding.")
        raise Refused(told, field="finding")
    return finding


def _made(actor: Actor, workspace: Workspace, *, wish: ScoringWish, norm: Norm) -> Scoring:
    return Scoring(
        id=ids.new_id(),
        workspace_id=workspace.id,
        organisation_id=actor.organisation_id,
        title=wish.title,
        norm_id=norm.id,
        finding_id=wish.finding_id,
        audience=wish.audience,
        asked_by_id=actor.person_id,
        asked_at=clock.now(),
        closing_reason="",
        consensus_text="",
        version=1,
    )


def _asked(scoring: Scoring, member: PossibleScorer) -> Scorer:
    return Scorer(
        scoring_id=scoring.id,
        person_id=member.person_id,
        workspace_id=scoring.workspace_id,
        organisation_id=member.organisation.id,
    )
