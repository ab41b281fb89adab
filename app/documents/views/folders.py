"""The folders of a workspace."""

from __future__ import annotations

from flask import Response, url_for

from app.documents import queries, service
from app.documents.forms import FolderForm
from app.documents.policy import DocumentPermission
from app.documents.views.blueprint import blueprint
from app.kernel.access import Actor, abilities
from app.kernel.errors import Refused
from app.kernel.text import _
from app.kernel.web import answers
from app.kernel.web.current import current_actor
from app.workspaces import queries as workspaces
from app.workspaces.models import Workspace
from app.workspaces.policy import WorkspacePermission

PAGE, REGION = "documents/folders.html", "documents/_folders.html"


@blueprint.route("/folders", needs=WorkspacePermission.VIEW)
def folders(ref: str) -> Response:
    """Show the folders of a workspace."""
    actor = current_actor()
    workspace = workspaces.get_for(actor, WorkspacePermission.VIEW, ref)
    return answers.show(PAGE, region=REGION, form=None, **_context(actor, workspace))


@blueprint.route("/folders", methods=["POST"], needs=DocumentPermission.ARRANGE)
def add_folder(ref: str) -> Response:
    """Make a folder; the folders region, with the new one in it."""
    actor = current_actor()
    workspace = workspaces.get_place_for(actor, DocumentPermission.ARRANGE, ref)
    form = FolderForm()
    with form.taking_refusals():
        parent = queries.find_folder(workspace.id, form.parent_id())
        if parent is None:
            raise Refused(_("Choose a folder of this workspace."), field="parent")
        service.add_folder(actor, workspace, name=form.name.data or "", parent=parent)
    if not form.has_errors():
        then = url_for(".folders", ref=ref)
        return answers.show_change(REGION, then=then, form=None, **_context(actor, workspace))
    return answers.show(PAGE, region=REGION, form=form, **_context(actor, workspace, form=form))


def _context(
    actor: Actor, workspace: Workspace, *, form: FolderForm | None = None
) -> dict[str, object]:
    found = queries.list_folders(actor, workspace)
    folder_form = form or FolderForm(formdata=None)
    folder_form.offer(found)
    return {
        **workspaces.workspace_frame(actor, workspace, section="documents"),
        "folders": found,
        "folder_form": folder_form,
        "may": abilities(actor, workspace, (DocumentPermission.ARRANGE,)),
    }
