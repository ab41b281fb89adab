"""Before an organisation is let in or its part ends: who gains or loses sight of what."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from flask import Response, request

from app.documents import queries, service
from app.documents.views.blueprint import blueprint
from app.identity import queries as identity
from app.identity.models import Organisation
from app.kernel.access import Actor
from app.kernel.web import answers
from app.kernel.web.current import current_actor
from app.kernel.web.forms import Form
from app.workspaces import queries as workspaces
from app.workspaces.models import ParticipantRole, Workspace
from app.workspaces.policy import WorkspacePermission


@blueprint.route("/members/impact", needs=WorkspacePermission.MANAGE)
def participation(ref: str) -> Response:
    """Show what letting an organisation in, or ending its part, would change; nothing is saved."""
    actor = current_actor()
    workspace = workspaces.get_for(actor, WorkspacePermission.MANAGE, ref)
    frame = workspaces.workspace_frame(actor, workspace, section="members")
    organisations = [each for each in identity.list_organisations() if each.id != workspace.lead_id]
    code = request.args.get("organisation", "")
    chosen = next((each for each in organisations if each.code == code), None)
    response = answers.show(
        "documents/participation.html",
        chosen=chosen,
        organisations=organisations,
        is_unknown=bool(code) and chosen is None,
        roles=[
            (str(role), words)
            for role, words in workspaces.PARTICIPANT_WORDS.items()
            if role != ParticipantRole.LEAD
        ],
        after_leaving_words=service.AFTER_LEAVING_WORDS,
        hidden=Form(formdata=None).hidden_tag(),
        **(_change(actor, workspace, chosen, frame=frame) if chosen else {}),
        **frame,
    )
    if code and chosen is None:
        response.status_code = HTTPStatus.UNPROCESSABLE_ENTITY
    return response


def _change(
    actor: Actor, workspace: Workspace, chosen: Organisation, *, frame: dict[str, Any]
) -> dict[str, Any]:
    """Find what changes: by leaving for who takes part, else by joining."""
    inside = {each.organisation.id: each.participation for each in frame["participants"]}
    part = inside.get(chosen.id)
    if part is None:
        return {"change": queries.change_by_joining(actor, workspace, chosen.id)}
    members = workspaces.list_members(workspace)
    return {
        "change": queries.change_by_leaving(actor, workspace, chosen.id),
        "part": part,
        "people": [each.person.name for each in members if each.organisation_id == chosen.id],
    }
