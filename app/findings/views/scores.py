"""Scoring on screen: asking, scoring by oneself, and what stands there once it is open."""

from __future__ import annotations

from functools import partial
from typing import Any
from uuid import UUID

from flask import Response, url_for

from app.findings import queries
from app.findings.forms import plain_lines
from app.findings.forms.scores import AskForm, CloseForm, ConcludeForm, ScoreForm, ViewForm
from app.findings.models import Audience, Judgement, Scoring
from app.findings.policy import ScoringPermission
from app.findings.queries import FindingRow
from app.findings.service import scores as service
from app.findings.views.frame import around, facts_of
from app.kernel.access import Actor, abilities
from app.kernel.text import _
from app.kernel.web import answers
from app.kernel.web.current import current_actor
from app.kernel.web.door import GuardedBlueprint
from app.workspaces import queries as workspaces
from app.workspaces.models import Workspace
from app.workspaces.policy import WorkspacePermission

scorings_blueprint = GuardedBlueprint(
    "scorings", "app.findings.views.scores", url_prefix="/workspaces/<ref:ref>/scorings"
)


@scorings_blueprint.route("", needs=WorkspacePermission.VIEW, endpoint="list")
def list_page(ref: str) -> Response:
    """Show what is scored in a workspace, as far as the reader may see it."""
    actor = current_actor()
    workspace = workspaces.get_for(actor, WorkspacePermission.VIEW, ref)
    return answers.show(
        "findings/scorings/list.html",
        rows=queries.list_scorings(actor, workspace),
        state_of=partial(queries.state_of_scoring, actor),
        may=abilities(actor, workspace, [ScoringPermission.ASK]),
        **around(actor, workspace),
    )


@scorings_blueprint.route("/new", methods=["GET", "POST"], needs=ScoringPermission.ASK)
def new(ref: str) -> Response:
    """Ask people to score; asked, the page of the scoring."""
    actor = current_actor()
    workspace = workspaces.get_place_for(actor, ScoringPermission.ASK, ref)
    form = AskForm(data={"audience": str(Audience.WORKSPACE)})
    form.offer(
        norms=queries.list_norms(actor, workspace),
        people=queries.list_possible_scorers(actor, workspace),
        findings=_own_findings(actor, workspace),
    )
    with form.taking_refusals():
        if form.validate_on_submit():
            made = service.ask_scores(actor, workspace, wish=form.wish())
            answers.tell(_("The scores are asked. Nobody sees a score before all are in."))
            return answers.lead_to(address_of(made))
    return answers.show("findings/scorings/new.html", form=form, **around(actor, workspace))


@scorings_blueprint.route("/<uuid:scoring_id>", needs=ScoringPermission.VIEW)
def detail(ref: str, scoring_id: UUID) -> Response:
    """Who scores, one's own score, and once it is open everybody's with what follows from it."""
    actor = current_actor()
    scoring = _load(actor, ScoringPermission.VIEW, ref=ref, scoring_id=scoring_id)
    return _show(actor, scoring)


@scorings_blueprint.route(
    "/<uuid:scoring_id>/score", methods=["POST"], needs=ScoringPermission.SCORE
)
def score(ref: str, scoring_id: UUID) -> Response:
    """Score by oneself; the page."""
    actor = current_actor()
    scoring = _load(actor, ScoringPermission.SCORE, ref=ref, scoring_id=scoring_id)
    form = ScoreForm()
    with form.taking_refusals():
        if form.validate_on_submit():
            judgement, reason = form.said()
            is_last = service.give_score(actor, scoring, judgement=judgement, reason=reason)
            answers.tell(_told(is_last=is_last))
            return answers.lead_to(address_of(scoring))
    return _show(actor, scoring, score_form=form)


@scorings_blueprint.route(
    "/<uuid:scoring_id>/close", methods=["POST"], needs=ScoringPermission.CLOSE
)
def close(ref: str, scoring_id: UUID) -> Response:
    """Open the scores there are; the page."""
    actor = current_actor()
    scoring = _load(actor, ScoringPermission.CLOSE, ref=ref, scoring_id=scoring_id)
    form = CloseForm()
    with form.taking_refusals():
        if form.validate_on_submit():
            reason = " ".join((form.reason.data or "").split())
            service.close_scoring(actor, scoring, reason=reason)
            answers.tell(_("The scores are open. Who did not score yet no longer can."))
            return answers.lead_to(address_of(scoring))
    return _show(actor, scoring, close_form=form)


@scorings_blueprint.route(
    "/<uuid:scoring_id>/consensus", methods=["POST"], needs=ScoringPermission.CONCLUDE
)
def conclude(ref: str, scoring_id: UUID) -> Response:
    """Write down the consensus; the page."""
    actor = current_actor()
    scoring = _load(actor, ScoringPermission.CONCLUDE, ref=ref, scoring_id=scoring_id)
    form = ConcludeForm.of(scoring, _own_findings(actor, scoring.workspace))
    with form.taking_refusals():
        if form.validate_on_submit():
            service.conclude(
                actor,
                scoring,
                consensus=Judgement(form.consensus.data),
                text=plain_lines(form.text.data),
                finding_id=UUID(form.finding.data) if form.finding.data else None,
                seen_version=form.seen(),
            )
            answers.tell(_("The consensus is written down."))
            return answers.lead_to(address_of(scoring))
    return _show(actor, scoring, conclude_form=form)


@scorings_blueprint.route(
    "/<uuid:scoring_id>/view", methods=["POST"], needs=ScoringPermission.DISSENT
)
def dissent(ref: str, scoring_id: UUID) -> Response:
    """Record the dissenting view of the own organisation; the page."""
    actor = current_actor()
    scoring = _load(actor, ScoringPermission.DISSENT, ref=ref, scoring_id=scoring_id)
    form = ViewForm()
    with form.taking_refusals():
        if form.validate_on_submit():
            text = plain_lines(form.text.data)
            judgement = Judgement(form.judgement.data)
            service.note_view(
                actor, scoring, judgement=judgement, text=text, seen_version=form.seen()
            )
            answers.tell(_("The dissenting view is recorded."))
            return answers.lead_to(address_of(scoring))
    return _show(actor, scoring, view_form=form)


def address_of(scoring: Scoring) -> str:
    """Return the address of a scoring."""
    return url_for("scorings.detail", ref=scoring.workspace.ref, scoring_id=scoring.id)


def _load(actor: Actor, permission: ScoringPermission, *, ref: str, scoring_id: UUID) -> Scoring:
    workspace = workspaces.get_for(actor, WorkspacePermission.VIEW, ref)
    return queries.get_scoring_for(actor, permission, scoring_id=scoring_id, workspace=workspace)


def _show(actor: Actor, scoring: Scoring, **forms: Any) -> Response:
    """Show a scoring; a form that was sent stands in the place of the empty one."""
    workspace = scoring.workspace
    may = abilities(actor, scoring, list(ScoringPermission)[2:])
    if may.score:
        forms.setdefault("score_form", ScoreForm.of(queries.find_own_score(actor, scoring)))
    if may.close:
        forms.setdefault("close_form", CloseForm(formdata=None))
    if may.conclude and "conclude_form" not in forms:
        forms["conclude_form"] = ConcludeForm.of(scoring, _own_findings(actor, workspace))
    if may.dissent:
        forms.setdefault("view_form", _view_form(actor, scoring))
    frame = around(actor, workspace)
    shown = answers.show(
        "findings/scorings/detail.html",
        scoring=scoring,
        scores=queries.list_scores(actor, scoring),
        views=queries.list_views(actor, scoring) if scoring.is_open else [],
        finding=queries.find_scored_finding(actor, scoring),
        may=may,
        subject={"title": scoring.title, "reference": workspace.ref},
        **forms,
        **{**frame, "facts": facts_of(frame, scoring)},
    )
    shown.status_code = max(each.status for each in forms.values()) if forms else 200
    return shown


def _view_form(actor: Actor, scoring: Scoring) -> ViewForm:
    view = queries.find_own_view(actor, scoring)
    said = {"judgement": view.judgement, "text": view.text} if view else {}
    seen = {"seen_version": view.version if view else 0}
    return ViewForm(formdata=None, data=seen | said)


def _own_findings(actor: Actor, workspace: Workspace) -> list[FindingRow]:
    rows = queries.list_visible(actor, workspace)
    return [each for each in rows if each.organisation.id == actor.organisation_id]


def _told(*, is_last: bool) -> str:
    if is_last:
        return _("You were the last. All scores are open now.")
    return _("Your score is kept. You can change it until all scores are in.")
