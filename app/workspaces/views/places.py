"""The list of workspaces, starting one from a template, and what it stands on."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from flask import Response, request, url_for
from flask_babel import get_locale

from app.adapters.keys import MasterKey
from app.identity import queries as identity
from app.kernel.access import Actor, abilities
from app.kernel.errors import NotFound
from app.kernel.text import _
from app.kernel.web import answers
from app.kernel.web.current import current_actor
from app.kernel.web.door import SIGNED_IN
from app.kernel.web.house import current_house
from app.workspaces import queries, service
from app.workspaces.forms import FoundationsForm, StartForm
from app.workspaces.models import Classification, Workspace
from app.workspaces.policy import WorkspacePermission
from app.workspaces.queries import Occasions
from app.workspaces.queries.legal_bases import LegalBases
from app.workspaces.service.beginnings import Groundwork
from app.workspaces.templates import TemplateShelf, WorkspaceTemplate
from app.workspaces.views.blueprint import blueprint

PER_PAGE = 50


@blueprint.route("/workspaces", needs=SIGNED_IN)
def list_all() -> Response:
    """Show the workspaces one is in."""
    actor = current_actor()
    after = _after()
    rows = queries.list_visible(actor, limit=PER_PAGE + 1, after=after)
    shown, older = rows[:PER_PAGE], None
    if len(rows) > PER_PAGE:
        last = shown[-1].workspace
        older = url_for(".list_all", day=last.opened_on.isoformat(), ref=last.ref)
    return answers.show(
        "workspaces/list.html",
        rows=shown,
        older=older,
        newest=url_for(".list_all") if after else None,
        may_start=queries.may_start(actor),
        role_words=queries.MEMBER_WORDS,
    )


def _after() -> tuple[date, str] | None:
    try:
        return date.fromisoformat(request.args.get("day", "")), request.args.get("ref", "")
    except ValueError:
        return None


@blueprint.route("/workspaces/new", needs=WorkspacePermission.CREATE)
def choose_template() -> Response:
    """Show what a workspace can be made from."""
    queries.get_beginning_for(current_actor(), WorkspacePermission.CREATE)
    return answers.show(
        "workspaces/choose_template.html",
        templates=current_house().tool(TemplateShelf).values(),
        known={each.code: each for each in identity.list_organisations()},
    )


@blueprint.route(
    "/workspaces/new/<string:code>",
    methods=["GET", "POST"],
    needs=WorkspacePermission.CREATE,
)
def start(code: str) -> Response:
    """Start a workspace from a template, with a preview of what it brings."""
    actor, house = current_actor(), current_house()
    beginning = queries.get_beginning_for(actor, WorkspacePermission.CREATE)
    template = house.tool(TemplateShelf).get(code)
    if template is None:
        raise NotFound
    occasion_id = _occasion_id()
    form = _start_form(actor, template, occasion_id=occasion_id)
    with form.taking_refusals():
        if form.validate_on_submit():
            workspace = service.create_workspace(
                actor,
                beginning,
                foundations=form.wanted(),
                groundwork=Groundwork(
                    template=template,
                    ceiling=Classification(house.settings.highest_classification),
                    master=house.tool(MasterKey),
                    occasion_id=occasion_id,
                ),
                partners=form.partners.data or [],
                bases=house.tool(LegalBases),
            )
            answers.tell(_("The workspace is made. Now let people in."))
            return answers.lead_to(url_for(".members", ref=workspace.ref))
    return answers.show(
        "workspaces/start.html", region="workspaces/_start.html", form=form, template=template
    )


def _occasion_id() -> UUID | None:
    """Return what the workspace is started for, from the form or the address.

    Raises:
        NotFound: it is no id.
    """
    text = request.form.get("occasion") or request.args.get("occasion")
    try:
        return UUID(text) if text else None
    except ValueError:
        raise NotFound from None


def _start_form(
    actor: Actor, template: WorkspaceTemplate, *, occasion_id: UUID | None
) -> StartForm:
    """Make the form, filled with what the template proposes and what it is started for."""
    english, others = _is_english(), identity.list_organisations()
    proposed = {party.organisation for party in template.parties}
    purpose = template.purpose_en if english else template.purpose
    title = ""
    if occasion_id is not None:
        occasion = current_house().tool(Occasions).get(actor, occasion_id)
        title, purpose = occasion.title, occasion.purpose or purpose
        proposed = set(occasion.partners) or proposed
    form = StartForm(
        title=title,
        purpose=purpose,
        legal_basis=list(template.legal_bases),
        controller_arrangement=template.arrangement_en if english else template.arrangement,
        retention=_retention_in_words(template),
        partners=[each.code for each in others if each.code in proposed],
        occasion=str(occasion_id or ""),
    )
    form.offer(current_house().tool(LegalBases).values(), language=str(get_locale()))
    own = actor.organisation_id
    candidates = [each for each in others if each.id != own]
    form.offer_partners(sorted(candidates, key=lambda each: each.code not in proposed))
    return form


def _retention_in_words(template: WorkspaceTemplate) -> str:
    retention = template.retention
    return _("%(years)d years. %(item)s", years=retention.years, item=retention.selection_item)


def _is_english() -> bool:
    return str(get_locale()) == "en"


@blueprint.route(
    "/workspaces/<ref:ref>/foundations",
    methods=["GET", "POST"],
    needs=WorkspacePermission.MANAGE,
)
def foundations(ref: str) -> Response:
    """Change what a workspace stands on."""
    actor, bases = current_actor(), current_house().tool(LegalBases)
    workspace = queries.get_for(actor, WorkspacePermission.MANAGE, ref)
    form = _foundations_form(workspace)
    with form.taking_refusals():
        if form.validate_on_submit():
            service.change_foundations(
                actor,
                workspace,
                wanted=form.wanted(),
                seen_version=int(form.seen_version.data or 0),
                bases=bases,
            )
            answers.tell(_("Saved. This is what the workspace stands on from now on."))
            return answers.lead_to(f"/workspaces/{workspace.ref}")
    return answers.show(
        "workspaces/foundations.html",
        region="workspaces/_foundations.html",
        form=form,
        may=abilities(actor, workspace, WorkspacePermission),
        **queries.workspace_frame(actor, workspace, section="overview"),
    )


def _foundations_form(workspace: Workspace) -> FoundationsForm:
    form = FoundationsForm(
        title=workspace.title,
        purpose=workspace.purpose,
        legal_basis=workspace.legal_basis.split(),
        controller_arrangement=workspace.controller_arrangement,
        retention=workspace.retention,
        seen_version=workspace.version,
    )
    form.offer(current_house().tool(LegalBases).values(), language=str(get_locale()))
    return form
