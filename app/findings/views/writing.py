"""Findings on screen: the list, one finding, writing and putting forward."""

from __future__ import annotations

from uuid import UUID

from flask import Response, request, url_for

from app.documents import queries as documents
from app.findings import queries, service
from app.findings.forms import FindingForm, PutForwardForm, values_of
from app.findings.forms.history import ChangeForm
from app.findings.models import Finding
from app.findings.policy import FindingPermission
from app.findings.queries import FactRow
from app.findings.views.blueprint import blueprint
from app.findings.views.frame import about, about_state, address_of, anew, around, hold_of, load
from app.findings.views.narrowing import asked_findings
from app.kernel.access import Actor, abilities
from app.kernel.text import _
from app.kernel.web import answers
from app.kernel.web.current import current_actor
from app.kernel.web.forms import Form
from app.workspaces import queries as workspaces
from app.workspaces.models import Workspace
from app.workspaces.policy import WorkspacePermission


@blueprint.route("", needs=WorkspacePermission.VIEW, endpoint="list")
def list_page(ref: str) -> Response:
    """Show the findings of a workspace that the reader may see, as far as they are asked for."""
    actor = current_actor()
    workspace = workspaces.get_for(actor, WorkspacePermission.VIEW, ref)
    frame, here = around(actor, workspace), url_for(".list", ref=ref)
    asked, size = asked_findings(frame["participants"]), queries.FINDINGS_PAGE
    found = queries.list_page(actor, workspace, asked.wanted, limit=size + 1, after=asked.after)
    has_more = len(found) > size
    return answers.show(
        "findings/list.html",
        rows=found[:size],
        asked=asked,
        older=asked.address(here, after=found[size - 1]) if has_more else None,
        first=asked.address(here) if asked.after else None,
        export=asked.address(url_for(".export_findings", ref=ref)),
        may=abilities(actor, workspace, [FindingPermission.WRITE]),
        **frame,
    )


@blueprint.route("/<uuid:finding_id>", needs=FindingPermission.VIEW)
def detail(ref: str, finding_id: UUID) -> Response:
    """One finding: norm, facts, judgement, evidence, recommendations, and who signs it."""
    actor = current_actor()
    finding = load(actor, FindingPermission.VIEW, ref=ref, finding_id=finding_id)
    return answers.show("findings/detail.html", **about(actor, finding))


@blueprint.route("/new", methods=["GET", "POST"], needs=FindingPermission.WRITE)
def new(ref: str) -> Response:
    """Write a finding; saved, its page."""
    actor = current_actor()
    workspace = workspaces.get_place_for(actor, FindingPermission.WRITE, ref)
    form = FindingForm(data={"audience": "workspace", "judgement": "not_assessed"})
    _offer(actor, workspace, form)
    with form.taking_refusals():
        if not _is_preview() and form.validate_on_submit():
            finding = service.add_finding(actor, workspace, text=form.typed())
            answers.tell(_("The finding is saved as a concept."))
            return answers.lead_to(address_of(finding, workspace))
    return _show_form(actor, workspace, form=form, action=url_for(".new", ref=ref))


@blueprint.route("/<uuid:finding_id>/take", methods=["POST"], needs=FindingPermission.CHANGE)
def take(ref: str, finding_id: UUID) -> Response:
    """Take the text in hand, and go on to writing; there it stands who else has it."""
    actor = current_actor()
    finding = load(actor, FindingPermission.CHANGE, ref=ref, finding_id=finding_id)
    with Form().taking_refusals():
        service.take_text(actor, finding)
    return answers.lead_to(url_for(".edit", ref=ref, finding_id=finding_id))


@blueprint.route("/<uuid:finding_id>/edit", methods=["GET", "POST"], needs=FindingPermission.CHANGE)
def edit(ref: str, finding_id: UUID) -> Response:
    """Change a finding of one's own organisation; saved, its page."""
    actor = current_actor()
    finding = load(actor, FindingPermission.CHANGE, ref=ref, finding_id=finding_id)
    workspace = finding.workspace
    if "stop" in request.form:
        service.give_text_back(actor, finding)
        return answers.lead_to(address_of(finding, workspace))
    cited = queries.list_citations(actor, finding_ids=[finding.id])
    facts = [] if request.form else _facts_of(actor, finding)
    form = ChangeForm(data=values_of(finding, cited=cited, facts=facts))
    _offer(actor, workspace, form, finding=finding)
    action = url_for(".edit", ref=ref, finding_id=finding_id)
    with form.taking_refusals():
        if not _is_preview() and form.validate_on_submit():
            text = form.typed(kept=form.not_offered(cited))
            seen, prompt = form.seen(), form.prompt()
            service.change_finding(
                actor,
                finding,
                text=text,
                seen_version=seen,
                prompt=prompt,
                cited=cited,
                is_taken_over="take_over" in request.form,
            )
            answers.tell(_("The finding is saved. It is a concept until you put it forward."))
            return answers.lead_to(address_of(finding, workspace))
    finding = anew(actor, finding) if form.is_late else finding
    theirs = finding if form.is_late and form.seen() != finding.version else None
    return _show_form(actor, workspace, form=form, action=action, finding=finding, theirs=theirs)


@blueprint.route("/<uuid:finding_id>/put-forward", methods=["POST"], needs=FindingPermission.CHANGE)
def put_forward(ref: str, finding_id: UUID) -> Response:
    """Put a finding forward as final; the state region, with the button gone."""
    actor = current_actor()
    finding = load(actor, FindingPermission.CHANGE, ref=ref, finding_id=finding_id)
    form = PutForwardForm()
    with form.taking_refusals():
        if form.validate_on_submit():
            service.put_forward(actor, finding, seen_version=form.seen())
            return answers.show_change(
                "findings/_state.html",
                then=address_of(finding, finding.workspace),
                **about_state(actor, anew(actor, finding)),
            )
    return answers.show(
        "findings/detail.html",
        region="findings/_state.html",
        **{**about(actor, anew(actor, finding)), "form": form},
    )


def _offer(
    actor: Actor, workspace: Workspace, form: FindingForm, *, finding: Finding | None = None
) -> None:
    norms = queries.list_norms(actor, workspace, but_also=finding.norm_id if finding else None)
    form.offer(norms=norms, citable=documents.list_citable(actor, workspace))


def _facts_of(actor: Actor, finding: Finding | None) -> list[FactRow]:
    if finding is None:
        return []
    return queries.list_facts(actor, finding.workspace, finding_ids=[finding.id])


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
    facts = _facts_of(actor, finding)
    cited = [each.observation.id for each in facts]
    form.offer_facts(queries.list_to_cite(actor, workspace, but_also=cited), facts)
    theirs_by = ""
    if theirs is not None:
        form.seen_version.data = str(theirs.version)
        kept = queries.list_versions(actor, workspace, finding_ids=[theirs.id])
        theirs_by = kept[-1].author.name
    return answers.show(
        "findings/write.html",
        region="findings/_form.html",
        form=form,
        action=action,
        finding=finding,
        hold=hold_of(actor, finding) if finding else None,
        theirs=theirs,
        theirs_by=theirs_by,
        preview=(form.text.data or "") if _is_preview() else None,
        **around(actor, workspace),
    )


def _is_preview() -> bool:
    return "preview" in request.form
