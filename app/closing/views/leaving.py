"""Taking somebody's access away: first what is still open, and who takes it over."""

from __future__ import annotations

from uuid import UUID

from flask import Response, url_for

from app.closing import queries, service
from app.closing.forms import LeavingForm
from app.closing.views.blueprint import leaving_blueprint as blueprint
from app.kernel.text import _
from app.kernel.web import answers
from app.kernel.web.current import current_actor
from app.workspaces import queries as workspaces
from app.workspaces.policy import WorkspacePermission


@blueprint.route("", methods=["GET", "POST"], needs=WorkspacePermission.STAFF)
def end(ref: str, membership_id: UUID) -> Response:
    """Say what somebody still has to do here, and end the access when that is confirmed."""
    actor = current_actor()
    workspace = workspaces.get_for(actor, WorkspacePermission.VIEW, ref)
    membership = workspaces.get_member_for(actor, workspace=workspace, membership_id=membership_id)
    remaining = queries.what_remains(actor, workspace, membership)
    form = LeavingForm()
    form.offer(remaining.colleagues)
    with form.taking_refusals():
        if form.validate_on_submit():
            service.take_access_away(
                actor, workspace, membership=membership, taker_id=form.taker_id()
            )
            answers.tell(_("%(name)s no longer sees this workspace.", name=membership.person.name))
            return answers.lead_to(url_for("workspaces.members", ref=workspace.ref))
    return answers.show(
        "closing/leaving.html",
        membership=membership,
        remaining=remaining,
        form=form,
        is_oneself=membership.person_id == actor.person_id,
        **workspaces.workspace_frame(actor, workspace, section="members"),
    )
