"""Folders of a workspace."""

from __future__ import annotations

from uuid import UUID

from flask import Response
from pydantic import Field

from app.documents import queries, service
from app.documents.api.blueprint import Body, blueprint
from app.documents.policy import DocumentPermission
from app.kernel.errors import Refused
from app.kernel.text import _
from app.kernel.web.current import current_actor
from app.kernel.web.describing import LIST, MADE
from app.kernel.web.json_api import answer_json, read_body
from app.workspaces import queries as workspaces
from app.workspaces.policy import WorkspacePermission


class FolderBody(Body):
    """A new folder; at the top when no parent is named."""

    name: str = Field(min_length=1, max_length=200)
    parent: UUID | None = None


@blueprint.route("/workspaces/<ref:ref>/folders", needs=WorkspacePermission.VIEW, gives=LIST)
def folders(ref: str) -> Response:
    """List the folders one may know of, as a tree read from the top."""
    actor = current_actor()
    workspace = workspaces.get_for(actor, WorkspacePermission.VIEW, ref)
    items = [
        {
            "id": str(each.id),
            "name": each.folder.name,
            "parent": str(each.folder.parent_id) if each.folder.parent_id else None,
            "own_policy": each.has_own_rules,
        }
        for each in queries.list_folders(actor, workspace)
    ]
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
