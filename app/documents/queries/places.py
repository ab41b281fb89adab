"""The rules of one organisation for what it brings to a folder, or to the workspace itself."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import any_, func, literal, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.types import Uuid

from app.documents.models import AccessPolicy, Document
from app.documents.queries.access import (
    NO_RULES,
    Rulebook,
    Seer,
    get_rulebook,
    list_place_audience,
    list_policies_of,
)
from app.documents.queries.folders import FolderRow, list_folders
from app.kernel import db
from app.kernel.access import Actor
from app.kernel.errors import NotFound
from app.workspaces.models import Workspace


@dataclass(frozen=True, slots=True)
class PlaceRules:
    """What the reader's own organisation laid down for one place, and what that does there."""

    workspace: Workspace
    row: FolderRow | None
    """The folder; None for the workspace itself."""
    owner_id: UUID
    rulebook: Rulebook | None
    """The rules that count here; None when the organisation never laid any down."""
    governing: FolderRow | None
    """The folder whose rules count; None for the workspace's."""
    is_own: bool
    """True when the rules are the place's own, apart from those above it."""
    seers: list[Seer]
    following: int
    """Documents of the organisation here that these rules hold for."""
    apart: int
    """Documents of the organisation here with other rules: their own, or those of a folder."""

    @property
    def token(self) -> str:
        """Which rules somebody read."""
        return NO_RULES if self.rulebook is None else self.rulebook.token


def get_place_rules(
    actor: Actor, workspace: Workspace, folder_id: UUID | None, *, is_counted: bool = True
) -> PlaceRules:
    """Return the rules of the actor's organisation for a folder, or for the workspace itself.

    Args:
        folder_id: None, or the root's, for the workspace.
        is_counted: count the documents the rules hold for.

    Raises:
        NotFound: there is no such folder here, or the actor may not know of it.
    """
    if actor.organisation_id is None:
        raise NotFound
    tree = list_folders(actor, workspace)
    row = _row_of(tree, folder_id)
    policies = {
        each.folder_id: each for each in list_policies_of(workspace.id, actor.organisation_id)
    }
    nearest = _nearest(tree, row, policies)
    rulebook = None if nearest is None else get_rulebook(nearest.id)
    policy_id = None if nearest is None else nearest.id
    governing = None if rulebook is None else rulebook.governing
    following, apart = (
        _count(actor.organisation_id, governing, among=_at_or_below(tree, row))
        if is_counted
        else (0, 0)
    )
    here = None if row is None else row.id
    return PlaceRules(
        workspace=workspace,
        row=row,
        owner_id=actor.organisation_id,
        rulebook=rulebook,
        governing=next(
            (each for each in tree if governing is not None and each.id == governing.folder_id),
            None,
        ),
        is_own=governing is not None and governing.folder_id == here,
        seers=list_place_audience(workspace.id, actor.organisation_id, policy_id=policy_id),
        following=following,
        apart=apart,
    )


def _row_of(tree: list[FolderRow], folder_id: UUID | None) -> FolderRow | None:
    """Return the folder that is asked for; None for the workspace itself."""
    if folder_id is None:
        return None
    row = next((each for each in tree if each.id == folder_id), None)
    if row is None:
        raise NotFound
    return row if row.folder.parent_id is not None else None


def _nearest(
    tree: list[FolderRow], row: FolderRow | None, policies: dict[UUID | None, AccessPolicy]
) -> AccessPolicy | None:
    by_id = {each.id: each for each in tree}
    current = row
    while current is not None and current.folder.parent_id is not None:
        if current.id in policies:
            return policies[current.id]
        current = by_id.get(current.folder.parent_id)
    return policies.get(None)


def _at_or_below(tree: list[FolderRow], row: FolderRow | None) -> list[UUID]:
    """Return the ids of a folder and of all under it; of all folders for the workspace."""
    if row is None:
        return [each.id for each in tree]
    at = tree.index(row)
    found = [row.id]
    for each in tree[at + 1 :]:
        if each.depth <= row.depth:
            break
        found.append(each.id)
    return found


def _count(owner_id: UUID, governing: AccessPolicy | None, *, among: list[UUID]) -> tuple[int, int]:
    """Count an organisation's documents under one policy, and those under any other."""
    is_governed = AccessPolicy.governed_by_id == (None if governing is None else governing.id)
    has_no_own = Document.policy_id == AccessPolicy.id
    statement = (
        select(
            func.count().filter(is_governed),
            func.count(),
        )
        .select_from(Document)
        .join(AccessPolicy, has_no_own)
        .where(
            Document.organisation_id == owner_id,
            Document.withdrawn_at.is_(None),
            ~Document.is_private,
            Document.folder_id == any_(literal(among, ARRAY(Uuid()))),
        )
    )
    following, everything = db.session().execute(statement).one()
    return following, everything - following
