"""Folders of a workspace."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response
from pydantic import Field

from app.documents import queries, service
from app.documents.api.blueprint import Body, blueprint
from app.documents.models import Folder
from app.documents.policy import DocumentPermission
from app.kernel.errors import Refused
from app.kernel.text import _
from app.kernel.web.current import current_actor
from app.kernel.web.describing import LIST, MADE, NOTHING
from app.kernel.web.json_api import answer_json, answer_nothing, read_body
from app.workspaces import queries as workspaces
from app.workspaces.models import Workspace
from app.workspaces.policy import WorkspacePermission

ONE = "/workspaces/<ref:ref>/folders/<uuid:folder_id>"


class FolderBody(Body):
    """A new folder; at the top when no parent is named."""

    name: str = Field(min_length=1, max_length=200)
    parent: UUID | None = None


class FolderChange(Body):
    """Another name or another place; what is left out stays."""

    name: str | None = Field(None, min_length=1, max_length=200)
    parent: UUID | None = None


@blueprint.route("/workspaces/<ref:ref>/folders", needs=WorkspacePermission.VIEW, gives=LIST)
def folders(ref: str) -> Response:
    """List the folders one may know of, as a tree read from the top."""
    actor = current_actor()
    workspace = workspaces.get_for(actor, WorkspacePermission.VIEW, ref)
    items = [_folder(each) for each in queries.list_folders(actor, workspace)]
    return answer_json({"items": items, "next": None})


@blueprint.route(
    "/workspaces/<ref:ref>/folders",
    methods=["POST"],
    needs=DocumentPermission.ARRANGE,
    endpoint="add_folder",
    takes=FolderBody,
    gives=MADE,
)
def add_folder(ref: str) -> Response:
    """Make a folder."""
    actor = current_actor()
    workspace = workspaces.get_place_for(actor, DocumentPermission.ARRANGE, ref)
    body = read_body(FolderBody)
    if body.parent is None:
        parent = queries.find_root(workspace.id)
    else:
        parent = queries.find_folder(workspace.id, body.parent)
    if parent is None:
        raise Refused(_("Choose a folder of this workspace."), field="parent")
    made = service.add_folder(actor, workspace, name=body.name, parent=parent)
    content = {
        "id": str(made.id),
        "name": made.name,
        "parent": str(made.parent_id),
        "own_policy": False,
    }
    return answer_json(content, status=201)


@blueprint.route(
    ONE,
    methods=["PATCH"],
    needs=DocumentPermission.ARRANGE,
    endpoint="change_folder",
    takes=FolderChange,
)
def change_folder(ref: str, folder_id: UUID) -> Response:
    """Rename a folder, or put it into another one."""
    actor = current_actor()
    workspace, folder = _load(ref, folder_id)
    body = read_body(FolderChange)
    if body.name is not None:
        service.rename_folder(actor, workspace, folder, name=body.name, seen=folder.name)
    if body.parent is not None:
        parent = queries.find_folder(workspace.id, body.parent)
        if parent is None:
            raise Refused(_("Choose a folder of this workspace."), field="parent")
        service.move_folder(actor, workspace, folder, parent=parent)
    rows = queries.list_folders(actor, workspace)
    return answer_json(_folder(next(each for each in rows if each.id == folder.id)))


@blueprint.route(
    ONE,
    methods=["DELETE"],
    needs=DocumentPermission.ARRANGE,
    endpoint="remove_folder",
    gives=NOTHING,
)
def remove_folder(ref: str, folder_id: UUID) -> Response:
    """Take an empty folder away."""
    workspace, folder = _load(ref, folder_id)
    service.remove_folder(current_actor(), workspace, folder)
    return answer_nothing()


def _load(ref: str, folder_id: UUID) -> tuple[Workspace, Folder]:
    permission = DocumentPermission.ARRANGE
    return queries.get_folder_for(current_actor(), permission, ref, folder_id=folder_id)


def _folder(row: queries.FolderRow) -> dict[str, Any]:
    return {
        "id": str(row.id),
        "name": row.folder.name,
        "parent": str(row.folder.parent_id) if row.folder.parent_id else None,
        "own_policy": row.has_own_rules,
    }
