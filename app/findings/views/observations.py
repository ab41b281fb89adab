"""Observations on screen: the list, writing one down, correcting, releasing, withdrawing."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response, url_for

from app.documents import queries as documents
from app.findings import queries
from app.findings.forms.observations import (
    CorrectForm,
    ObservationForm,
    ReleaseForm,
    WithdrawForm,
    values_of,
)
from app.findings.models import Observation
from app.findings.policy import ObservationPermission
from app.findings.service import observations as service
from app.findings.views.frame import around, facts_of
from app.findings.views.narrowing import asked_observations
from app.kernel import clock
from app.kernel.access import Actor, abilities
from app.kernel.text import _
from app.kernel.web import answers
from app.kernel.web.current import current_actor
from app.kernel.web.door import GuardedBlueprint
from app.workspaces import queries as workspaces
from app.workspaces.models import Workspace
from app.workspaces.policy import WorkspacePermission

observations_blueprint = GuardedBlueprint(
    "observations", "app.findings.views", url_prefix="/workspaces/<ref:ref>/observations"
)
ABILITIES = (
    ObservationPermission.CHANGE,
    ObservationPermission.RELEASE,
    ObservationPermission.WITHDRAW,
)


@observations_blueprint.route("", needs=WorkspacePermission.VIEW, endpoint="list")
def list_page(ref: str) -> Response:
    """Show the observations of a workspace that the reader may see, the newest day first."""
    actor = current_actor()
    workspace = workspaces.get_for(actor, WorkspacePermission.VIEW, ref)
    frame = around(actor, workspace)
    asked = asked_observations(frame["participants"])
    found = queries.list_observations(
        actor, workspace, asked.wanted, limit=queries.OBSERVATIONS_PAGE + 1, after=asked.after
    )
    rows = found[: queries.OBSERVATIONS_PAGE]
    older = None
    if len(found) > len(rows):
        older = asked.address(url_for(".list", ref=ref), after=rows[-1])
    return answers.show(
        "findings/observations/list.html",
        rows=rows,
        asked=asked,
        older=older,
        newest=asked.address(url_for(".list", ref=ref)) if asked.after else None,
        export=asked.address(url_for(".export", ref=ref)),
        subjects=queries.list_subjects(actor, workspace),
        may=abilities(actor, workspace, [ObservationPermission.WRITE]),
        **frame,
    )


@observations_blueprint.route("/<uuid:observation_id>", needs=ObservationPermission.VIEW)
def detail(ref: str, observation_id: UUID) -> Response:
    """One observation: what, where, when, by whom, what it rests on and what it said before."""
    actor = current_actor()
    found = _load(actor, ObservationPermission.VIEW, ref=ref, observation_id=observation_id)
    return _page(actor, found)


@observations_blueprint.route("/new", methods=["GET", "POST"], needs=ObservationPermission.WRITE)
def new(ref: str) -> Response:
    """Write down an observation; saved, its page."""
    actor = current_actor()
    workspace = workspaces.get_place_for(actor, ObservationPermission.WRITE, ref)
    form = ObservationForm(data={"observed_on": clock.today(), "observers": [str(actor.person_id)]})
    _offer(actor, workspace, form)
    with form.taking_refusals():
        if form.validate_on_submit():
            made = service.add_observation(actor, workspace, text=form.typed())
            answers.tell(_("The observation is saved. Only your own organisation reads it."))
            return answers.lead_to(address_of(made))
    return _show_form(actor, workspace, form=form, action=url_for(".new", ref=ref))


@observations_blueprint.route(
    "/<uuid:observation_id>/edit", methods=["GET", "POST"], needs=ObservationPermission.CHANGE
)
def edit(ref: str, observation_id: UUID) -> Response:
    """Correct an observation of one's own organisation; saved, its page."""
    actor = current_actor()
    found = _load(actor, ObservationPermission.CHANGE, ref=ref, observation_id=observation_id)
    cited = queries.list_observation_citations(actor, found)
    form = CorrectForm(data=values_of(found, cited=cited))
    _offer(actor, found.workspace, form, observation=found)
    with form.taking_refusals():
        if form.validate_on_submit():
            text = form.typed(kept=form.not_offered(cited))
            service.correct_observation(
                actor, found, text=text, seen_version=form.seen(), reason=form.why()
            )
            answers.tell(_("The observation is saved. What it said before is kept."))
            return answers.lead_to(address_of(found))
    action = url_for(".edit", ref=ref, observation_id=observation_id)
    theirs = None
    if form.is_late:
        theirs = _anew(actor, found)
        form.seen_version.data = str(theirs.version)
    return _show_form(
        actor, found.workspace, form=form, action=action, observation=found, theirs=theirs
    )


@observations_blueprint.route(
    "/<uuid:observation_id>/release", methods=["POST"], needs=ObservationPermission.RELEASE
)
def release(ref: str, observation_id: UUID) -> Response:
    """Let lead and partners read an observation; its page."""
    actor = current_actor()
    found = _load(actor, ObservationPermission.RELEASE, ref=ref, observation_id=observation_id)
    form = ReleaseForm()
    with form.taking_refusals():
        if form.validate_on_submit():
            service.release_observation(actor, found, seen_version=form.seen())
            answers.tell(_("The observation is released. Lead and partners read it from now on."))
            return answers.lead_to(address_of(found))
    return _page(actor, _anew(actor, found), release_form=form)


@observations_blueprint.route(
    "/<uuid:observation_id>/withdraw", methods=["POST"], needs=ObservationPermission.WITHDRAW
)
def withdraw(ref: str, observation_id: UUID) -> Response:
    """Withdraw an observation with the reason; its page."""
    actor = current_actor()
    found = _load(actor, ObservationPermission.WITHDRAW, ref=ref, observation_id=observation_id)
    form = WithdrawForm()
    with form.taking_refusals():
        if form.validate_on_submit():
            service.withdraw_observation(actor, found, reason=form.why())
            answers.tell(_("The observation is withdrawn. It stays to be read."))
            return answers.lead_to(address_of(found))
    return _page(actor, _anew(actor, found), withdraw_form=form)


def address_of(observation: Observation) -> str:
    """Return the address of an observation."""
    return url_for(
        "observations.detail", ref=observation.workspace.ref, observation_id=observation.id
    )


def _load(
    actor: Actor, permission: ObservationPermission, *, ref: str, observation_id: UUID
) -> Observation:
    workspace = workspaces.get_for(actor, WorkspacePermission.VIEW, ref)
    return queries.get_observation_for(
        actor, permission, observation_id=observation_id, workspace=workspace
    )


def _anew(actor: Actor, observation: Observation) -> Observation:
    return queries.get_observation_for(
        actor,
        ObservationPermission.VIEW,
        observation_id=observation.id,
        workspace=observation.workspace,
    )


def _page(actor: Actor, observation: Observation, **forms: Any) -> Response:
    """Show an observation; a form that was sent stands in the place of the empty one."""
    frame = around(actor, observation.workspace)
    may = abilities(actor, observation, list(ABILITIES))
    versions = queries.list_observation_versions(actor, observation)
    empty = ReleaseForm(formdata=None, data={"seen_version": observation.version})
    shown = answers.show(
        "findings/observations/detail.html",
        observation=observation,
        steps=queries.corrections_of(versions),
        names=queries.list_observer_names([observation]),
        evidence=queries.list_observation_evidence(actor, observation),
        resting=queries.list_resting_on(actor, observation),
        may=may,
        subject={"title": observation.title, "reference": observation.ref},
        **{
            "release_form": empty,
            "withdraw_form": WithdrawForm(formdata=None),
            **forms,
            **frame,
            "facts": facts_of(frame, observation),
        },
    )
    shown.status_code = max((each.status for each in forms.values()), default=200)
    return shown


def _offer(
    actor: Actor,
    workspace: Workspace,
    form: ObservationForm,
    *,
    observation: Observation | None = None,
) -> None:
    left = queries.list_observer_names([observation]) if observation else {}
    form.offer(
        members=queries.list_possible_observers(actor, workspace),
        citable=documents.list_citable(actor, workspace),
        left=left.items(),
    )


def _show_form(
    actor: Actor, workspace: Workspace, *, form: ObservationForm, **more: Any
) -> Response:
    return answers.show(
        "findings/observations/write.html",
        form=form,
        subjects=queries.list_subjects(actor, workspace),
        **more,
        **around(actor, workspace),
    )
