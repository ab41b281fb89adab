"""Reading the folders of a workspace."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, ScalarSelect, bindparam, exists, func, select
from sqlalchemy.dialects.postgresql import aggregate_order_by

from app.documents.models import AccessPolicy, Document, Folder
from app.documents.policy import visible_to
from app.kernel import db, sql
from app.kernel.access import Actor, Permission, require
from app.kernel.errors import NotFound
from app.workspaces import policy as workspaces
from app.workspaces import queries as places
from app.workspaces.models import Workspace
from app.workspaces.policy import WorkspacePermission
from app.workspaces.queries import Along

_OWN_RULES = exists().where(
    AccessPolicy.folder_id == Folder.id,
    AccessPolicy.document_id.is_(None),
    AccessPolicy.organisation_id == bindparam("organisation_id"),
    AccessPolicy.governed_by_id == AccessPolicy.id,
)
_IN_ORDER = (Folder.position, Folder.name, Folder.id)
FOLDERS = (
    select(Folder, _OWN_RULES)
    .where(Folder.workspace_id == bindparam("workspace_id"))
    .order_by(*_IN_ORDER)
)


class FolderChoice(NamedTuple):
    """A folder to choose; path and name of the workspace itself are empty."""

    id: UUID
    path: str
    name: str


FolderChoices = tuple[FolderChoice, ...]


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

    @property
    def name(self) -> str:
        """Its own name; empty for the workspace itself."""
        return self.folder.name


def list_folders(actor: Actor, workspace: Workspace) -> list[FolderRow]:
    """Return the folders the actor may know of, as a tree read from the top; one statement.

    Lead and partners know all of them; observers and guests those in which they see a document.
    """
    values = {"organisation_id": actor.organisation_id, "workspace_id": workspace.id}
    asked = FOLDERS if _knows_all(actor, workspace) else FOLDERS.where(_holds_something_for(actor))
    found = {row[0].id: row for row in db.session().execute(asked, values)}
    return [
        FolderRow(found[each.id][0], each.depth, each.path, bool(found[each.id][1]))
        for each in _as_tree(row[0] for row in found.values())
    ]


def folder_choices(actor: Actor, workspace: Workspace) -> Along:
    """Return what asks the same folders along, as no more than what there is to choose from."""
    return Along(
        _choices(None if _knows_all(actor, workspace) else actor),
        {"folders_of": workspace.id},
        read=_read_choices,
    )


def choices_among(folders: Iterable[FolderRow | _Placed]) -> FolderChoices:
    """Return what there is to choose from among folders that were read already."""
    return tuple(FolderChoice(each.id, each.path, each.name) for each in folders)


@sql.kept
def _choices(actor: Actor | None) -> ScalarSelect[Any]:
    """Select id, parent and name of folders in their order, as JSON; all of them for nobody."""
    told = func.jsonb_build_array(Folder.id, Folder.parent_id, Folder.name)
    statement = select(func.jsonb_agg(aggregate_order_by(told, *_IN_ORDER))).where(
        Folder.workspace_id == bindparam("folders_of")
    )
    if actor is not None:
        statement = statement.where(_holds_something_for(actor))
    return statement.scalar_subquery()


def _read_choices(told: list[tuple[str, str | None, str]] | None) -> FolderChoices:
    known = [
        _Node(UUID(key), None if parent is None else UUID(parent), name)
        for key, parent, name in told or []
    ]
    return choices_among(_as_tree(known))


def _knows_all(actor: Actor, workspace: Workspace) -> bool:
    return (
        workspaces.is_standing_of(actor, workspace)
        and workspace.standing.participant_role in workspaces.SHARING_ROLES
    )


def _holds_something_for(actor: Actor) -> ColumnElement[bool]:
    return exists().where(Document.folder_id == Folder.id, visible_to(actor))


def find_folder(workspace_id: UUID, folder_id: UUID) -> Folder | None:
    """Find a folder the reader may know of in one workspace."""
    statement = select(Folder).where(Folder.id == folder_id, Folder.workspace_id == workspace_id)
    return db.session().execute(statement).scalar_one_or_none()


def get_folder_for(
    actor: Actor, permission: Permission, ref: str, *, folder_id: UUID
) -> tuple[Workspace, Folder]:
    """Return a workspace and a folder of it, and decide what is to be done with folders there.

    Raises:
        NotFound: it is not there for this actor, or is the root, with which nothing is done.
        NotAllowed: it is not for this actor to do.
    """
    workspace = places.get_for(actor, WorkspacePermission.VIEW, ref)
    found = find_folder(workspace.id, folder_id)
    if found is None or found.parent_id is None:
        raise NotFound
    require(actor, permission, workspace)
    return workspace, found


def find_folder_anywhere(folder_id: UUID) -> Folder | None:
    """Find a folder the reader may know of, in whichever workspace."""
    return db.session().execute(select(Folder).where(Folder.id == folder_id)).scalar_one_or_none()


def find_root(workspace_id: UUID) -> Folder | None:
    """Find the folder without a parent, which stands for the workspace itself."""
    statement = select(Folder).where(
        Folder.workspace_id == workspace_id, Folder.parent_id.is_(None)
    )
    return db.session().execute(statement).scalars().first()


def list_path(folder: Folder, *, is_anew: bool = False) -> list[Folder]:
    """Return the folders from the top down to this one, without the root; one statement.

    Args:
        is_anew: after waiting for who moves folders; also where this session read them before.
    """
    known = _all_of(folder.workspace_id, is_anew=is_anew)
    return path_among({each.id: each for each in known}, folder)


def path_among(by_id: Mapping[UUID, Folder], folder: Folder) -> list[Folder]:
    """Return the folders from the top down to this one, without the root, among known ones."""
    path: list[Folder] = []
    current: Folder | None = folder
    while current is not None and current.parent_id is not None:
        path.insert(0, current)
        current = by_id.get(current.parent_id)
    return path


def ids_below(folder: Folder) -> set[UUID]:
    """Return the ids of a folder and of all folders under it, as they lie now."""
    children: dict[UUID | None, list[UUID]] = {}
    for each in _all_of(folder.workspace_id, is_anew=True):
        children.setdefault(each.parent_id, []).append(each.id)
    found, waiting = set(), [folder.id]
    while waiting:
        current = waiting.pop()
        found.add(current)
        waiting += children.get(current, [])
    return found


def _all_of(workspace_id: UUID, *, is_anew: bool = False) -> list[Folder]:
    statement = select(Folder).where(Folder.workspace_id == workspace_id)
    if is_anew:
        statement = statement.execution_options(populate_existing=True)
    return list(db.session().execute(statement).scalars())


class _Node(NamedTuple):
    id: UUID
    parent_id: UUID | None
    name: str


class _Placed(NamedTuple):
    id: UUID
    name: str
    depth: int
    path: str


def _as_tree(found: Iterable[Folder | _Node]) -> list[_Placed]:
    """Read the folders from the top; one whose parent is hidden stands at the top itself."""
    nodes = list(found)
    known = {each.id for each in nodes}
    children: dict[UUID | None, list[Folder | _Node]] = {}
    for each in nodes:
        parent = each.parent_id if each.parent_id in known else None
        children.setdefault(parent, []).append(each)
    tree: list[_Placed] = []

    def walk(parent: UUID | None, depth: int, path: str) -> None:
        for each in children.get(parent, []):
            here = " / ".join(part for part in (path, each.name) if part)
            tree.append(_Placed(each.id, each.name, depth, here))
            walk(each.id, depth + 1, here)

    walk(None, 0, "")
    return tree
