"""The sharing profiles of a workspace: what there is, proposing one, taking one back."""

from __future__ import annotations

from typing import Any

from flask import Response, request, url_for

from app.documents.models import Level
from app.documents.policy import DocumentPermission
from app.documents.service.telling import LEVEL_WORDS
from app.kernel.access import Actor, abilities
from app.kernel.text import _
from app.kernel.web import answers
from app.kernel.web.current import current_actor
from app.kernel.web.forms import id_or_none
from app.kernel.web.house import current_house
from app.sharing import queries, service
from app.sharing.forms import LEVEL_FIELD, EndForm, ProfileForm, level_choices
from app.sharing.policy import SharingPermission
from app.sharing.views.blueprint import blueprint
from app.workspaces import queries as workspaces
from app.workspaces.models import Participation, Workspace
from app.workspaces.policy import WorkspacePermission
from app.workspaces.templates import TemplateShelf

MAY = (SharingPermission.PROPOSE, DocumentPermission.SET_OWN_RULES)


@blueprint.route("/sharing-profiles", needs=WorkspacePermission.VIEW)
def profiles(ref: str) -> Response:
    """Show the profiles, and those the template of the workspace proposes."""
    actor = current_actor()
    return _list(actor, workspaces.get_for(actor, WorkspacePermission.VIEW, ref))


@blueprint.route(
    "/sharing-profiles/ending",
    methods=["POST"],
    needs=SharingPermission.PROPOSE,
    endpoint="end_profile",
)
def end_profile(ref: str) -> Response:
    """Take a profile back; rules that were made with it stay."""
    actor, form = current_actor(), EndForm()
    workspace = workspaces.get_for(actor, SharingPermission.PROPOSE, ref)
    profile_id = id_or_none(form.profile.data)
    if profile_id is not None:
        service.end_profile(actor, workspace, profile_id=profile_id)
        answers.tell(_("The profile is taken back. Rules that were made with it stay."))
    return answers.lead_to(url_for(".profiles", ref=ref))


@blueprint.route("/sharing-profiles/new", methods=["GET", "POST"], needs=SharingPermission.PROPOSE)
def propose(ref: str) -> Response:
    """Propose a profile: a name, and a right for each organisation."""
    actor = current_actor()
    workspace = workspaces.get_for(actor, SharingPermission.PROPOSE, ref)
    frame = workspaces.workspace_frame(actor, workspace, section="documents")
    organisations = [each.organisation for each in frame["participants"]]
    form, levels = _begun(workspace, [each.participation for each in frame["participants"]])
    if request.method == "POST":
        form = ProfileForm()
        levels = form.levels(organisations)
        with form.taking_refusals():
            if form.validate_on_submit():
                name = form.name.data or ""
                service.propose_profile(actor, workspace, name=name, levels=levels)
                answers.tell(_("The profile is there. It gives nobody anything until applied."))
                return answers.lead_to(url_for(".profiles", ref=ref))
        workspace = workspaces.get_for(actor, SharingPermission.PROPOSE, ref)
        frame = workspaces.workspace_frame(actor, workspace, section="documents")
    return answers.show(
        "sharing/propose.html",
        region="sharing/_propose.html",
        form=form,
        levels=levels,
        **_words(),
        **frame,
    )


def _list(actor: Actor, workspace: Workspace) -> Response:
    frame = workspaces.workspace_frame(actor, workspace, section="documents")
    participants = [each.participation for each in frame["participants"]]
    template = current_house().tool(TemplateShelf).get(workspace.template)
    rows = queries.list_profiles(workspace)
    taken = {each.profile.name for each in rows}
    proposals = queries.list_proposals(template, participants)
    return answers.show(
        "sharing/profiles.html",
        rows=rows,
        ending={each.id: EndForm.about(each.profile) for each in rows},
        proposals=[each for each in proposals if each.name not in taken],
        may=abilities(actor, workspace, MAY),
        own_id=actor.organisation_id,
        level_words=LEVEL_WORDS,
        **frame,
    )


def _begun(
    workspace: Workspace, participants: list[Participation]
) -> tuple[ProfileForm, dict[str, str]]:
    """Return an empty form; with ``?template=`` filled in with what the template proposes."""
    template = current_house().tool(TemplateShelf).get(workspace.template)
    wanted = request.args.get("template", "")
    proposals = queries.list_proposals(template, participants)
    chosen = next((each for each in proposals if each.code == wanted), None)
    levels = {} if chosen is None else chosen.levels
    return (
        ProfileForm(formdata=None, data={"name": chosen.name if chosen else ""}),
        {
            each.organisation.code: levels.get(each.organisation_id, Level.NONE).code
            for each in participants
        },
    )


def _words() -> dict[str, Any]:
    return {"level_choices": level_choices(), "level_field": LEVEL_FIELD}
