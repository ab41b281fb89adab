"""Reading the folders of a workspace."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ColumnElement, bindparam, exists, select

from app.documents.models import AccessPolicy, Document, Folder
from app.documents.policy import visible_to
from app.kernel import db
from app.kernel.access import Actor
from app.workspaces import policy as workspaces
from app.workspaces.models import Workspace

_OWN_RULES = exists().where(
    AccessPolicy.folder_id == Folder.id,
    AccessPolicy.document_id.is_(None),
    AccessPolicy.organisation_id == bindparam("organisation_id"),
    AccessPolicy.governed_by_id == AccessPolicy.id,
)
FOLDERS = (
    select(Folder, _OWN_RULES)
    .where(Folder.workspace_id == bindparam("workspace_id"))
    .order_by(Folder.position, Folder.name, Folder.id)
)


@dataclass(frozen=True, slots=True)
class FolderRow:
    """A folder in the tree of a workspace."""

    folder: Folder
    depth: int
    """0 for the workspace itself."""
    path: str
    """Names from the top: ``Bezoek / Gesprekken``; empty for the workspace itself."""
    has_own_rules: bool
    """True when the reader's own organisation has rules of its own here."""

    @property
    def id(self) -> UUID:
        """The folder's id."""
        return self.folder.id


def list_folders(actor: Actor, workspace: Workspace) -> list[FolderRow]:
    """Return the folders the actor may know of, as a tree read from the top; one statement.

    Lead and partners know all of them; observers and guests those in which they see a document.
    """
    values = {"organisation_id": actor.organisation_id, "workspace_id": workspace.id}
    knows_all = (
        workspaces.is_standing_of(actor, workspace)
        and workspace.standing.participant_role in workspaces.SHARING_ROLES
    )
    asked = FOLDERS if knows_all else FOLDERS.where(_holds_something_for(actor))
    return _as_tree([(row[0], bool(row[1])) for row in db.session().execute(asked, values)])


def _holds_something_for(actor: Actor) -> ColumnElement[bool]:
    return exists().where(Document.folder_id == Folder.id, visible_to(actor))


def find_folder(workspace_id: UUID, folder_id: UUID) -> Folder | None:
    """Find a folder the reader may know of in one workspace."""
    statement = select(Folder).where(Folder.id == folder_id, Folder.workspace_id == workspace_id)
    return db.session().execute(statement).scalar_one_or_none()


def find_folder_anywhere(folder_id: UUID) -> Folder | None:
    """Find a folder the reader may know of, in whichever workspace."""
    return db.session().execute(select(Folder).where(Folder.id == folder_id)).scalar_one_or_none()


def find_root(workspace_id: UUID) -> Folder | None:
    """Find the folder without a parent, which stands for the workspace itself."""
    statement = select(Folder).where(
        Folder.workspace_id == workspace_id, Folder.parent_id.is_(None)
    )
    return db.session().execute(statement).scalars().first()


def list_path(folder: Folder) -> list[Folder]:
    """Return the folders from the top down to this one, without the root; one statement."""
    return path_among({each.id: each for each in _all_of(folder.workspace_id)}, folder)


def path_among(by_id: Mapping[UUID, Folder], folder: Folder) -> list[Folder]:
    """Return the folders from the top down to this one, without the root, among known ones."""
    path: list[Folder] = []
    current: Folder | None = folder
    while current is not None and current.parent_id is not None:
        path.insert(0, current)
        current = by_id.get(current.parent_id)
    return path


def ids_below(folder: Folder) -> set[UUID]:
    """Return the ids of a folder and of all folders under it."""
    children: dict[UUID | None, list[UUID]] = {}
    for each in _all_of(folder.workspace_id):
        children.setdefault(each.parent_id, []).append(each.id)
    found, waiting = set(), [folder.id]
    while waiting:
        current = waiting.pop()
        found.add(current)
        waiting += children.get(current, [])
    return found


def _all_of(workspace_id: UUID) -> list[Folder]:
    statement = select(Folder).where(Folder.workspace_id == workspace_id)
    return list(db.session().execute(statement).scalars())


def _as_tree(found: Iterable[tuple[Folder, bool]]) -> list[FolderRow]:
    """Read the folders from the top; one whose parent is hidden stands at the top itself."""
    rows = list(found)
    known = {folder.id for folder, _own in rows}
    children: dict[UUID | None, list[tuple[Folder, bool]]] = {}
    for folder, own in rows:
        parent = folder.parent_id if folder.parent_id in known else None
        children.setdefault(parent, []).append((folder, own))
    tree: list[FolderRow] = []

    def walk(parent: UUID | None, depth: int, path: str) -> None:
        for folder, own in children.get(parent, []):
            here = " / ".join(part for part in (path, folder.name) if part)
            tree.append(FolderRow(folder, depth, here, own))
            walk(folder.id, depth + 1, here)

    walk(None, 0, "")
    return tree
