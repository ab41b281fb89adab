"""Folders: made with the workspace, and by who contributes; renamed, moved and removed.

Moving one changes nobody's rules, and removing one nobody's documents: the database sees to that,
also for what the actor does not see.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from uuid import UUID

from sqlalchemy import func, select

from app.documents import queries
from app.documents.actions import DocumentAction
from app.documents.models import Folder
from app.documents.policy import DocumentPermission
from app.documents.service.acceptance import Description, clean_line
from app.documents.service.places import FOLDERS
from app.kernel import access, ids, turns
from app.kernel.access import Actor, require
from app.kernel.errors import NotFound, OutOfDate, Refused, known
from app.kernel.text import _
from app.kernel.words import one_line
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
        turns.wait_for(FOLDERS.of(workspace.id))
        clean = clean_line(name)
        siblings = queries.list_folders(actor, workspace)
        _check_name(clean, parent_id=parent.id, siblings=[each.folder for each in siblings])
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


def make_way(actor: Actor, workspace: Workspace, *, parent: Folder, names: Sequence[str]) -> Folder:
    """Return the folder at the end of a path, making what lacks of it.

    Who may not make folders comes as far as they are there; so does what would lie too deep.

    Args:
        names: from `parent` on, as a computer names its folders.
    """
    here, wanted = parent, [clean for each in names if (clean := clean_line(each)[:LONGEST_NAME])]
    known = queries.list_folders(actor, workspace)
    while wanted and (found := _child(known, here, wanted[0])) is not None:
        here = found.folder
        wanted.pop(0)
    if not access.decide(actor, DocumentPermission.ARRANGE, workspace).allowed:
        return here
    depth = next((each.depth for each in known if each.id == here.id), 0)
    for name in wanted[: max(0, DEEPEST - depth)]:
        try:
            here = add_folder(actor, workspace, name=name, parent=here)
        except Refused:
            # Somebody made it at the same moment.
            found = _child(queries.list_folders(actor, workspace), here, name)
            if found is None:
                raise
            here = found.folder
    return here


def in_its_folders(
    actor: Actor,
    workspace: Workspace,
    *,
    folder: Folder,
    described: Description,
    names: Sequence[str],
) -> Description:
    """Describe a document as lying in the folders it came in, made inside the described one.

    Not for what only the own organisation may know of: everybody reads names of folders.
    """
    if not names or described.is_private or described.request_id is not None:
        return described
    return replace(described, folder_id=make_way(actor, workspace, parent=folder, names=names).id)


def rename_folder(
    actor: Actor, workspace: Workspace, folder: Folder, *, name: str, seen: str
) -> None:
    """Give a folder another name.

    Args:
        seen: the name on the screen.

    Raises:
        OutOfDate: somebody renamed it meanwhile.
        Refused: there is no name, or it is taken there.
    """
    with _arranging(actor, workspace, folder) as work:
        if folder.name != seen:
            raise OutOfDate(_("Somebody renamed this folder while you were reading."))
        clean = clean_line(name)
        if clean == folder.name:
            return
        others = [each for each in _folders(actor, workspace) if each.id != folder.id]
        _check_name(clean, parent_id=folder.parent_id, siblings=others)
        folder.name = clean
        work.record(DocumentAction.FOLDER_RENAMED, folder)


def move_folder(actor: Actor, workspace: Workspace, folder: Folder, *, parent: Folder) -> None:
    """Put a folder, with all that is in it, into another one.

    Raises:
        Refused: it would lie under itself or too deep, its name is taken there, or somebody has
            rules for a folder between the two places, so that others would see what is in it.
    """
    with _arranging(actor, workspace, folder) as work:
        before = folder.parent_id
        if parent.id == before:
            return
        below = queries.ids_below(folder)
        if parent.id in below:
            raise Refused(_("A folder cannot lie inside itself."), field="parent")
        rows = {each.id: each for each in queries.list_folders(actor, workspace)}
        height = max(rows[each].depth for each in below if each in rows) - rows[folder.id].depth
        if rows[parent.id].depth + 1 + height > DEEPEST:
            raise Refused(_("Folders cannot lie deeper than this."), field="parent")
        _check_name(
            folder.name, parent_id=parent.id, siblings=[each.folder for each in rows.values()]
        )
        asked = select(func.samenzicht_folder_may_move(folder.id, parent.id))
        if not work.session.execute(asked).scalar_one():
            raise Refused(
                _(
                    "There are rules on a folder between these two places. Moving would change who"
                    " sees the documents. Move the documents themselves, or take those rules away."
                ),
                field="parent",
            )
        folder.parent_id = parent.id
        work.record(DocumentAction.FOLDER_MOVED, folder, parent=parent.id, before=before)


def remove_folder(actor: Actor, workspace: Workspace, folder: Folder) -> None:
    """Take away a folder in which there is nothing.

    Raises:
        Refused: there is something in it, or somebody uses it.
    """
    with _arranging(actor, workspace, folder) as work:
        parent = queries.find_folder(workspace.id, known(folder.parent_id))
        if parent is None:
            raise NotFound
        folder_id = folder.id
        work.session.expunge(folder)
        asked = select(func.samenzicht_remove_folder(folder_id))
        if not work.session.execute(asked).scalar_one():
            raise Refused(
                _("This folder is in use. Only a folder without documents and rules can go.")
            )
        # The line is about where it was: about what is gone nobody could read one.
        work.record(DocumentAction.FOLDER_REMOVED, parent, folder=folder_id)


@contextmanager
def _arranging(actor: Actor, workspace: Workspace, folder: Folder) -> Iterator[Work]:
    """Open a work in which nobody else arranges these folders; the root stands for the place."""
    with begin_work(actor) as work:
        require(actor, DocumentPermission.ARRANGE, workspace)
        turns.wait_for(FOLDERS.of(workspace.id))
        if folder.parent_id is None:
            raise Refused(_("This is the workspace itself, no folder."))
        work.lock(folder)
        yield work


def _folders(actor: Actor, workspace: Workspace) -> list[Folder]:
    return [each.folder for each in queries.list_folders(actor, workspace)]


def _child(
    rows: Iterable[queries.FolderRow], parent: Folder, name: str
) -> queries.FolderRow | None:
    wanted = name.casefold()
    for each in rows:
        if each.folder.parent_id == parent.id and each.name.casefold() == wanted:
            return each
    return None


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


def _check_name(name: str, *, parent_id: UUID | None, siblings: list[Folder]) -> None:
    one_line(name, field="name", longest=LONGEST_NAME, missing=_("Give the folder a name."))
    taken = {each.name.casefold() for each in siblings if each.parent_id == parent_id}
    if name.casefold() in taken:
        raise Refused(_("There is a folder with this name already."), field="name")
