"""Findings on screen: the list, one finding, writing and putting forward."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import UUID

from flask import Response, request, url_for

from app.documents import queries as documents
from app.findings import queries, service
from app.findings.forms import FindingForm, PutForwardForm, values_of
from app.findings.models import Audience, Finding
from app.findings.policy import SHARING_ROLES, FindingPermission
from app.kernel.access import Actor, abilities
from app.kernel.text import _, lazy
from app.kernel.web import answers
from app.kernel.web.current import current_actor
from app.kernel.web.door import GuardedBlueprint
from app.workspaces import queries as workspaces
from app.workspaces.models import Workspace
from app.workspaces.policy import WorkspacePermission
from app.workspaces.queries.frame import sight_in_words

blueprint = GuardedBlueprint("findings", __name__, url_prefix="/workspaces/<ref:ref>/findings")
blueprint.record_once(
    lambda _state: workspaces.offer_section(
        workspaces.Section(
            "findings", lazy("Findings"), "/findings", queries.count_visible, keys="g b"
        )
    )
)

WORDS = {
    "aspects": queries.ASPECT_WORDS,
    "judgements": queries.JUDGEMENT_WORDS,
    "tones": queries.JUDGEMENT_TONES,
    "audiences": queries.AUDIENCE_WORDS,
    "statuses": queries.STATUS_WORDS,
}


@blueprint.route("", needs=WorkspacePermission.VIEW, endpoint="list")
def list_page(ref: str) -> Response:
    """Show the findings of a workspace that the reader may see."""
    actor = current_actor()
    workspace = workspaces.get_for(actor, WorkspacePermission.VIEW, ref)
    return answers.show(
        "findings/list.html",
        rows=queries.list_visible(actor, workspace),
        may=abilities(actor, workspace, [FindingPermission.WRITE]),
        **_frame(actor, workspace),
    )


@blueprint.route("/<uuid:finding_id>", needs=FindingPermission.VIEW)
def detail(ref: str, finding_id: UUID) -> Response:
    """One finding: norm, facts, judgement, evidence, recommendations, and who signs it."""
    actor = current_actor()
    finding = _load(actor, FindingPermission.VIEW, ref=ref, finding_id=finding_id)
    return answers.show("findings/detail.html", **_about(actor, finding))


@blueprint.route("/new", methods=["GET", "POST"], needs=FindingPermission.WRITE)
def new(ref: str) -> Response:
    """Write a finding; saved, its page."""
    actor = current_actor()
    workspace = queries.get_place_for(actor, FindingPermission.WRITE, ref)
    form = _form(actor, workspace, first={"audience": "workspace", "judgement": "not_assessed"})
    with form.taking_refusals():
        if not _is_preview() and form.validate_on_submit():
            finding = service.add_finding(actor, workspace, text=form.typed())
            answers.tell(_("The finding is saved as a concept."))
            return answers.lead_to(_address(finding, workspace))
    return _show_form(actor, workspace, form=form, action=url_for(".new", ref=ref))


@blueprint.route("/<uuid:finding_id>/edit", methods=["GET", "POST"], needs=FindingPermission.CHANGE)
def edit(ref: str, finding_id: UUID) -> Response:
    """Change a finding of one's own organisation; saved, its page."""
    actor = current_actor()
    finding = _load(actor, FindingPermission.CHANGE, ref=ref, finding_id=finding_id)
    workspace = finding.workspace
    cited = queries.list_citations(actor, finding_ids=[finding.id])
    form = _form(actor, workspace, first=values_of(finding, cited=cited))
    action = url_for(".edit", ref=ref, finding_id=finding_id)
    with form.taking_refusals():
        if not _is_preview() and form.validate_on_submit():
            text = form.typed(kept=form.not_offered(cited))
            service.change_finding(actor, finding, text=text, seen_version=form.seen())
            answers.tell(_("The finding is saved. It is a concept until you put it forward."))
            return answers.lead_to(_address(finding, workspace))
    theirs = _anew(actor, finding) if form.is_late else None
    return _show_form(actor, workspace, form=form, action=action, finding=finding, theirs=theirs)


@blueprint.route("/<uuid:finding_id>/put-forward", methods=["POST"], needs=FindingPermission.CHANGE)
def put_forward(ref: str, finding_id: UUID) -> Response:
    """Put a finding forward as final; the state region, with the button gone."""
    actor = current_actor()
    finding = _load(actor, FindingPermission.CHANGE, ref=ref, finding_id=finding_id)
    form = PutForwardForm()
    with form.taking_refusals():
        if form.validate_on_submit():
            service.put_forward(actor, finding, seen_version=form.seen())
            return answers.show_change(
                "findings/_state.html",
                then=_address(finding, finding.workspace),
                **_about_state(actor, _anew(actor, finding)),
            )
    return answers.show(
        "findings/detail.html",
        region="findings/_state.html",
        **{**_about(actor, _anew(actor, finding)), "form": form},
    )


def _anew(actor: Actor, finding: Finding) -> Finding:
    return queries.get_for(
        actor, FindingPermission.VIEW, finding_id=finding.id, workspace=finding.workspace
    )


def _load(actor: Actor, permission: FindingPermission, *, ref: str, finding_id: UUID) -> Finding:
    workspace = workspaces.get_for(actor, WorkspacePermission.VIEW, ref)
    return queries.get_for(actor, permission, finding_id=finding_id, workspace=workspace)


def _form(actor: Actor, workspace: Workspace, *, first: dict[str, Any]) -> FindingForm:
    form = FindingForm(data=first)
    form.offer(
        norms=queries.list_norms(workspace), citable=documents.list_citable(actor, workspace)
    )
    return form


def _frame(actor: Actor, workspace: Workspace) -> dict[str, Any]:
    return {**workspaces.workspace_frame(actor, workspace, section="findings"), "words": WORDS}


def _about(actor: Actor, finding: Finding) -> dict[str, Any]:
    workspace = finding.workspace
    frame = _frame(actor, workspace)
    return {
        **frame,
        "facts": _facts(frame, finding),
        **_about_state(actor, finding),
        "evidence": queries.list_evidence(actor, workspace=workspace, finding_ids=[finding.id]),
        "rounds": queries.list_rounds(actor, finding),
        "subject": {"title": finding.title, "reference": finding.ref},
    }


def _facts(frame: dict[str, Any], finding: Finding) -> Any:
    """Say who can see this finding, in the stead of who can see the workspace."""
    readers = [
        each
        for each in frame["participants"]
        if each.organisation.id == finding.organisation_id
        or (finding.audience == Audience.WORKSPACE and each.participation.role in SHARING_ROLES)
    ]
    return replace(
        frame["facts"],
        sight_orgs=[each.organisation for each in readers],
        sight_text=sight_in_words(readers),
    )


def _about_state(actor: Actor, finding: Finding) -> dict[str, Any]:
    return {
        "finding": finding,
        "form": PutForwardForm(formdata=None, data={"seen_version": finding.version}),
        "may": abilities(actor, finding, [FindingPermission.CHANGE]),
        "words": WORDS,
        "workspace": finding.workspace,
    }


def _show_form(
    actor: Actor,
    workspace: Workspace,
    *,
    form: FindingForm,
    action: str,
    finding: Finding | None = None,
    theirs: Finding | None = None,
) -> Response:
    form.leave_room()
    if theirs is not None:
        form.seen_version.data = str(theirs.version)
    return answers.show(
        "findings/write.html",
        region="findings/_form.html",
        form=form,
        action=action,
        finding=finding,
        theirs=theirs,
        preview=(form.text.data or "") if _is_preview() else None,
        **_frame(actor, workspace),
    )


def _address(finding: Finding, workspace: Workspace) -> str:
    return url_for("findings.detail", ref=workspace.ref, finding_id=finding.id)


def _is_preview() -> bool:
    return "preview" in request.form
