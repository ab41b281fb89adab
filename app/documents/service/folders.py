"""Folders: made with the workspace, and by who contributes."""

from __future__ import annotations

from app.documents import queries
from app.documents.actions import DocumentAction
from app.documents.models import Folder
from app.documents.policy import DocumentPermission
from app.documents.service.acceptance import clean_line
from app.kernel import ids
from app.kernel.access import Actor, require
from app.kernel.errors import Refused
from app.kernel.text import _
from app.kernel.work import Work, begin_work
from app.workspaces.events import WorkspaceStarted
from app.workspaces.models import Workspace

LONGEST_NAME = 200
DEEPEST = 8


def add_folder(actor: Actor, workspace: Workspace, *, name: str, parent: Folder) -> Folder:
    """Make a folder inside another.

    Raises:
        Refused: there is no name, it is taken there, or the place is too deep.
    """
    with begin_work(actor) as work:
        require(actor, DocumentPermission.ARRANGE, workspace)
        queries.wait_for_turn(f"folders of {workspace.id}")
        clean = clean_line(name)
        siblings = queries.list_folders(actor, workspace)
        _check_name(clean, parent=parent, siblings=[each.folder for each in siblings])
        depth = next((each.depth for each in siblings if each.id == parent.id), 0)
        if depth >= DEEPEST:
            raise Refused(_("Folders cannot lie deeper than this."), field="parent")
        folder = Folder(
            id=ids.new_id(),
            workspace_id=workspace.id,
            parent_id=parent.id,
            name=clean,
            position=1 + max((each.folder.position for each in siblings), default=0),
        )
        work.add(folder)
        work.record(DocumentAction.FOLDER_ADDED, folder, parent=parent.id)
    return folder


def furnish_workspace(work: Work, event: WorkspaceStarted) -> None:
    """Put the root and the template's folders into a new workspace."""
    root = Folder(
        id=ids.new_id(), workspace_id=event.workspace.id, parent_id=None, name="", position=0
    )
    work.add(root)
    work.settle()
    for position, each in enumerate(event.template.folders, start=1):
        work.add(
            Folder(
                id=ids.new_id(),
                workspace_id=event.workspace.id,
                parent_id=root.id,
                name=each.name,
                position=position,
            )
        )


def _check_name(name: str, *, parent: Folder, siblings: list[Folder]) -> None:
    if not name:
        raise Refused(_("Give the folder a name."), field="name")
    if len(name) > LONGEST_NAME:
        raise Refused(
            _("This is too long. Use at most %(max)s characters.", max=LONGEST_NAME), field="name"
        )
    taken = {each.name.casefold() for each in siblings if each.parent_id == parent.id}
    if name.casefold() in taken:
        raise Refused(_("There is a folder with this name already."), field="name")
