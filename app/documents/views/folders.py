"""The folders of a workspace."""

from __future__ import annotations

from uuid import UUID

from flask import Response, url_for

from app.documents import queries, service
from app.documents.forms.folders import FolderForm, MoveFolderForm, RenameFolderForm
from app.documents.models import Folder
from app.documents.policy import DocumentPermission
from app.documents.views.blueprint import blueprint
from app.kernel.access import Actor, abilities
from app.kernel.errors import Refused
from app.kernel.text import _
from app.kernel.web import answers
from app.kernel.web.current import current_actor
from app.kernel.web.forms import Form
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


@blueprint.route("/folders/<uuid:folder_id>", needs=DocumentPermission.ARRANGE)
def folder(ref: str, folder_id: UUID) -> Response:
    """Show what can be done with one folder."""
    actor = current_actor()
    workspace, found = _load(actor, ref, folder_id)
    return _one(actor, workspace, found)


@blueprint.route(
    "/folders/<uuid:folder_id>/name", methods=["POST"], needs=DocumentPermission.ARRANGE
)
def rename_folder(ref: str, folder_id: UUID) -> Response:
    """Give a folder another name; all folders afterwards."""
    actor, form = current_actor(), RenameFolderForm()
    workspace, found = _load(actor, ref, folder_id)
    with form.taking_refusals():
        service.rename_folder(
            actor, workspace, found, name=form.name.data or "", seen=form.seen.data or ""
        )
    if not form.has_errors():
        answers.tell(_("The folder has its new name."))
        return answers.lead_to(url_for(".folders", ref=ref))
    return _one(actor, *_load(actor, ref, folder_id), rename_form=form)


@blueprint.route(
    "/folders/<uuid:folder_id>/place", methods=["POST"], needs=DocumentPermission.ARRANGE
)
def move_folder(ref: str, folder_id: UUID) -> Response:
    """Put a folder into another one; all folders afterwards."""
    actor, form = current_actor(), MoveFolderForm()
    workspace, found = _load(actor, ref, folder_id)
    with form.taking_refusals():
        parent = queries.find_folder(workspace.id, form.parent_id())
        if parent is None:
            raise Refused(_("Choose a folder of this workspace."), field="parent")
        service.move_folder(actor, workspace, found, parent=parent)
    if not form.has_errors():
        answers.tell(_("The folder is moved, with all that is in it."))
        return answers.lead_to(url_for(".folders", ref=ref))
    return _one(actor, *_load(actor, ref, folder_id), move_form=form)


@blueprint.route(
    "/folders/<uuid:folder_id>/removal", methods=["POST"], needs=DocumentPermission.ARRANGE
)
def remove_folder(ref: str, folder_id: UUID) -> Response:
    """Take an empty folder away; all folders afterwards."""
    actor, form = current_actor(), Form()
    workspace, found = _load(actor, ref, folder_id)
    with form.taking_refusals():
        service.remove_folder(actor, workspace, found)
    if not form.has_errors():
        answers.tell(_("The folder is gone."))
        return answers.lead_to(url_for(".folders", ref=ref))
    return _one(actor, *_load(actor, ref, folder_id), remove_form=form)


def _load(actor: Actor, ref: str, folder_id: UUID) -> tuple[Workspace, Folder]:
    return queries.get_folder_for(actor, DocumentPermission.ARRANGE, ref, folder_id=folder_id)


def _one(
    actor: Actor,
    workspace: Workspace,
    found: Folder,
    *,
    rename_form: RenameFolderForm | None = None,
    move_form: MoveFolderForm | None = None,
    remove_form: Form | None = None,
) -> Response:
    rows = queries.list_folders(actor, workspace)
    told = {"name": found.name, "seen": found.name}
    move = move_form or MoveFolderForm(formdata=None, data={"parent": str(found.parent_id)})
    move.offer(rows, without=queries.ids_below(found))
    return answers.show(
        "documents/folder.html",
        form=rename_form or move_form or remove_form,
        folder=next(each for each in rows if each.id == found.id),
        rename_form=rename_form or RenameFolderForm(formdata=None, data=told),
        move_form=move,
        remove_form=remove_form or Form(formdata=None),
        **workspaces.workspace_frame(actor, workspace, section="documents"),
    )


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
