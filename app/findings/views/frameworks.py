"""Frameworks on screen: the list, one framework, making, changing and retiring it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response, url_for

from app.findings import queries
from app.findings.forms.frameworks import AUDIENCES, FrameworkForm, LineForm, RetireForm
from app.findings.models import Audience, Framework, Norm
from app.findings.policy import FrameworkPermission
from app.findings.queries import Line
from app.findings.service import frameworks as service
from app.findings.service.frameworks.reading import Column, heading_of
from app.findings.views.frame import around, facts_of
from app.kernel.access import Actor, abilities
from app.kernel.lists import List
from app.kernel.text import _
from app.kernel.web import answers
from app.kernel.web.current import current_actor
from app.kernel.web.door import GuardedBlueprint
from app.kernel.web.lists import send_list
from app.workspaces import queries as workspaces
from app.workspaces.models import ParticipantRole
from app.workspaces.policy import WorkspacePermission

frameworks_blueprint = GuardedBlueprint(
    "frameworks", "app.findings.views.frameworks", url_prefix="/workspaces/<ref:ref>/frameworks"
)


def load(actor: Actor, permission: FrameworkPermission, *, ref: str, key: UUID) -> Framework:
    """Load a framework of a workspace, and decide the permission."""
    workspace = workspaces.get_for(actor, WorkspacePermission.VIEW, ref)
    return queries.get_framework_for(actor, permission, framework_id=key, workspace=workspace)


def about(actor: Actor, framework: Framework) -> dict[str, Any]:
    """Return what stands around the pages of a framework."""
    frame = around(actor, framework.workspace)
    return {
        **frame,
        "facts": facts_of(frame, framework, roles=tuple(ParticipantRole)),
        "framework": framework,
        "audiences": AUDIENCES,
        "levels": queries.LEVEL_WORDS,
        "may": abilities(actor, framework, [FrameworkPermission.CHANGE]),
        "subject": {"title": framework.title, "reference": framework.workspace.ref},
    }


def address_of(framework: Framework) -> str:
    """Return the address of a framework."""
    return url_for("frameworks.detail", ref=framework.workspace.ref, framework_id=framework.id)


@frameworks_blueprint.route("", needs=WorkspacePermission.VIEW, endpoint="list")
def list_page(ref: str) -> Response:
    """Show what is tested in a workspace, as far as the reader may see it."""
    actor = current_actor()
    workspace = workspaces.get_for(actor, WorkspacePermission.VIEW, ref)
    return answers.show(
        "findings/frameworks/list.html",
        rows=queries.list_frameworks(actor, workspace),
        audiences=AUDIENCES,
        may=abilities(actor, workspace, [FrameworkPermission.ADD]),
        **around(actor, workspace),
    )


@frameworks_blueprint.route("/<uuid:framework_id>", needs=FrameworkPermission.VIEW)
def detail(ref: str, framework_id: UUID) -> Response:
    """One framework with its norms, criteria and indicators."""
    actor = current_actor()
    framework = load(actor, FrameworkPermission.VIEW, ref=ref, key=framework_id)
    lines = queries.list_lines(framework)
    return answers.show("findings/frameworks/detail.html", lines=lines, **about(actor, framework))


@frameworks_blueprint.route("/new", methods=["GET", "POST"], needs=FrameworkPermission.ADD)
def new(ref: str) -> Response:
    """Make a framework; made, its page."""
    actor = current_actor()
    workspace = workspaces.get_place_for(actor, FrameworkPermission.ADD, ref)
    form = FrameworkForm(data={"audience": str(Audience.WORKSPACE)})
    with form.taking_refusals():
        if form.validate_on_submit():
            title, audience = form.said()
            made = service.add_framework(actor, workspace, title=title, audience=audience)
            answers.tell(_("The framework is made. Now put norms in it."))
            return answers.lead_to(address_of(made))
    return answers.show("findings/frameworks/new.html", form=form, **around(actor, workspace))


@frameworks_blueprint.route(
    "/<uuid:framework_id>/edit", methods=["GET", "POST"], needs=FrameworkPermission.CHANGE
)
def edit(ref: str, framework_id: UUID) -> Response:
    """Change the title of a framework, or share it; or retire it."""
    actor = current_actor()
    framework = load(actor, FrameworkPermission.CHANGE, ref=ref, key=framework_id)
    form = FrameworkForm.of(framework)
    with form.taking_refusals():
        if form.validate_on_submit():
            title, audience = form.said()
            service.change_framework(
                actor, framework, title=title, audience=audience, seen_version=form.seen()
            )
            answers.tell(_("The framework is saved."))
            return answers.lead_to(address_of(framework))
    retiring = RetireForm(formdata=None, data={"seen_version": framework.version})
    return _show_edit(actor, framework, form=form, retiring=retiring)


@frameworks_blueprint.route(
    "/<uuid:framework_id>/retire", methods=["POST"], needs=FrameworkPermission.CHANGE
)
def retire(ref: str, framework_id: UUID) -> Response:
    """Retire a framework; its page."""
    actor = current_actor()
    framework = load(actor, FrameworkPermission.CHANGE, ref=ref, key=framework_id)
    form = RetireForm()
    with form.taking_refusals():
        if form.validate_on_submit():
            service.retire_framework(actor, framework, seen_version=form.seen())
            answers.tell(_("The framework is retired. What was judged by it keeps its norms."))
            return answers.lead_to(address_of(framework))
    editing = FrameworkForm(
        formdata=None,
        data={
            "seen_version": framework.version,
            "title": framework.title,
            "audience": framework.audience,
        },
    )
    return _show_edit(actor, framework, form=editing, retiring=form)


@frameworks_blueprint.route(
    "/<uuid:framework_id>/lines/new", methods=["GET", "POST"], needs=FrameworkPermission.CHANGE
)
def new_line(ref: str, framework_id: UUID) -> Response:
    """Add a norm, criterion or indicator; added, the framework."""
    actor = current_actor()
    framework = load(actor, FrameworkPermission.CHANGE, ref=ref, key=framework_id)
    return _put_line(actor, framework, norm=None)


@frameworks_blueprint.route(
    "/lines/<uuid:norm_id>", methods=["GET", "POST"], needs=FrameworkPermission.CHANGE
)
def edit_line(ref: str, norm_id: UUID) -> Response:
    """Give a line another text; saved, the framework."""
    actor = current_actor()
    norm = _load_line(actor, FrameworkPermission.CHANGE, ref=ref, norm_id=norm_id)
    return _put_line(actor, norm.framework, norm=norm)


@frameworks_blueprint.route(
    "/lines/<uuid:norm_id>/retire", methods=["POST"], needs=FrameworkPermission.CHANGE
)
def retire_line(ref: str, norm_id: UUID) -> Response:
    """Retire a line with all that stands under it; the framework."""
    actor = current_actor()
    norm = _load_line(actor, FrameworkPermission.CHANGE, ref=ref, norm_id=norm_id)
    framework, form = norm.framework, RetireForm()
    with form.taking_refusals():
        if form.validate_on_submit():
            service.retire_line(actor, framework, norm_id=norm_id, seen_version=form.seen())
            answers.tell(_("The line is retired. What was judged by it keeps it."))
            return answers.lead_to(address_of(framework))
    line_form = LineForm.of(framework, queries.list_lines(framework), norm)
    return _show_line(actor, framework, form=line_form, norm=norm, retiring=form)


@frameworks_blueprint.route("/<uuid:framework_id>/export", needs=FrameworkPermission.VIEW)
def export(ref: str, framework_id: UUID) -> Response:
    """Send the lines of a framework; importing them again changes nothing."""
    actor = current_actor()
    framework = load(actor, FrameworkPermission.VIEW, ref=ref, key=framework_id)
    rows = [_row(each) for each in queries.list_lines(framework)]
    headings = [heading_of(each) for each in Column]
    name = f"{_('Framework')} {ref}"
    return send_list(List(name=name, headings=headings, rows=rows))


def _load_line(actor: Actor, permission: FrameworkPermission, *, ref: str, norm_id: UUID) -> Norm:
    workspace = workspaces.get_for(actor, WorkspacePermission.VIEW, ref)
    return queries.get_line_for(actor, permission, norm_id=norm_id, workspace=workspace)


def _row(line: Line) -> list[str]:
    norm = line.norm
    return [
        norm.code,
        norm.parent_code,
        norm.text,
        norm.law,
        str(queries.ASPECT_WORDS[norm.aspect]),
    ]


def _put_line(actor: Actor, framework: Framework, *, norm: Norm | None) -> Response:
    form = LineForm.of(framework, queries.list_lines(framework), norm)
    with form.taking_refusals():
        if form.validate_on_submit():
            service.put_line(
                actor,
                framework,
                line=form.said(),
                seen_version=form.seen(),
                instead_of=norm.id if norm else None,
            )
            answers.tell(_("The line is saved."))
            return answers.lead_to(address_of(framework))
    retiring = RetireForm(formdata=None, data={"seen_version": framework.version})
    return _show_line(actor, framework, form=form, norm=norm, retiring=retiring)


def _show_line(
    actor: Actor, framework: Framework, *, form: LineForm, norm: Norm | None, retiring: RetireForm
) -> Response:
    shown = answers.show(
        "findings/frameworks/line.html",
        form=form,
        norm=norm,
        retiring=retiring,
        **about(actor, framework),
    )
    shown.status_code = max(shown.status_code, retiring.status)
    return shown


def _show_edit(
    actor: Actor, framework: Framework, *, form: FrameworkForm, retiring: RetireForm
) -> Response:
    shown = answers.show(
        "findings/frameworks/edit.html", form=form, retiring=retiring, **about(actor, framework)
    )
    shown.status_code = max(shown.status_code, retiring.status)
    return shown
