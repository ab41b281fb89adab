"""The policies of an owner, from the workspace down to the document.

Each place an owner uses has a row; a row without rules of its own names the one above that governs
it. So a document points at one row, and changing the rules of a folder changes no document.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar
from uuid import UUID

from app.documents import queries
from app.documents.models import AccessPolicy, AccessRule, Document, Folder
from app.kernel import ids, turns
from app.kernel.access import Actor
from app.kernel.errors import HouseFault
from app.kernel.turns import Turn
from app.kernel.work import Work

Found = TypeVar("Found")

FOLDERS = Turn("folders of {}")
POLICIES = Turn("policies of {} in {}")


def place_policy(
    work: Work,
    *,
    workspace_id: UUID,
    organisation_id: UUID,
    folder: Folder | None,
    path: Sequence[Folder] | None = None,
) -> AccessPolicy:
    """Return what an organisation laid down for a folder, making the rows that are missing.

    Args:
        folder: None, or the root, for the workspace itself.
        path: the folders from the top down to it, when the caller knows them.
    """
    return policies_along(
        work,
        workspace_id=workspace_id,
        organisation_id=organisation_id,
        folder=folder,
        path=path,
        takes_turn=False,
    )[-1]


def policies_along(
    work: Work,
    *,
    workspace_id: UUID,
    organisation_id: UUID,
    folder: Folder | None,
    path: Sequence[Folder] | None,
    takes_turn: bool,
) -> list[AccessPolicy]:
    """Return what an organisation laid down from the workspace down to a folder, in that order.

    Rows that are missing are made. Who makes a row and who changes what governs go one after the
    other: a row that is made while the place above it gets rules of its own would follow the old
    ones for ever. So do who changes what governs and who moves a folder.

    Args:
        folder: None, or the root, for the workspace itself.
        path: the folders from the top down to it, when the caller knows them.
        takes_turn: to change what governs here or below; else the turn is taken to make rows only.
    """
    if path is None:
        path = _path_to(folder)
    turn = POLICIES.of(organisation_id, workspace_id)
    if takes_turn:
        turns.wait_for(FOLDERS.of(workspace_id), turn)
        found, is_same = queries.list_policies_anew(workspace_id, organisation_id, path=path)
        known = {each.folder_id: each for each in found}
        path = path if is_same else _path_to(folder, is_anew=True)
        places: list[UUID | None] = [None, *(each.id for each in path)]
    else:
        known = _policies_by_folder(workspace_id, organisation_id)
        places = [None, *(each.id for each in path)]
        if not known.keys() >= set(places):
            turns.wait_for(turn)
            known = _policies_by_folder(workspace_id, organisation_id, is_anew=True)
    along: list[AccessPolicy] = []
    for place in places:
        policy = known.get(place)
        if policy is None:
            above = along[-1] if along else None
            policy = _new_policy(workspace_id, organisation_id, above=above, folder_id=place)
            work.add(policy)
            work.settle()
        along.append(policy)
    return along


def _path_to(folder: Folder | None, *, is_anew: bool = False) -> Sequence[Folder]:
    if folder is None or folder.parent_id is None:
        return []
    return queries.list_path(folder, is_anew=is_anew)


def _policies_by_folder(
    workspace_id: UUID, organisation_id: UUID, *, is_anew: bool = False
) -> dict[UUID | None, AccessPolicy]:
    found = queries.list_policies_of(workspace_id, organisation_id, is_anew=is_anew)
    return {each.folder_id: each for each in found}


def organisation_of(actor: Actor) -> UUID:
    """Return the organisation the actor works for.

    Raises:
        HouseFault: it works for none, so it cannot be an owner.
    """
    return _found(actor.organisation_id)


def person_of(actor: Actor) -> UUID:
    """Return who the actor is.

    Raises:
        HouseFault: a job; only people bring documents.
    """
    return _found(actor.person_id)


def own_policy(
    work: Work, document: Document, *, rulebook: queries.Rulebook, is_copy: bool
) -> AccessPolicy:
    """Give a document rules of its own, from then on apart from its folder's.

    Args:
        rulebook: what governs it now.
        is_copy: begin with the rules that govern it now; else with none.
    """
    if rulebook.policy.document_id == document.id:
        return rulebook.policy
    made = bare_policy(work, document, version=1 if is_copy else 2)
    if is_copy:
        work.add(*(copy_of(rule, policy_id=made.id) for rule in rulebook.rules))
    document.policy_id = made.id
    work.settle()
    return made


def bare_policy(work: Work, document: Document, *, version: int = 1) -> AccessPolicy:
    """Make a policy for one document, without any rule: only its owner sees it."""
    made = _new_policy(document.workspace_id, document.organisation_id)
    made.document_id, made.version = document.id, version
    work.add(made)
    work.settle()
    return made


def stand_apart(work: Work, documents: Sequence[Document]) -> dict[UUID, AccessPolicy]:
    """Make a policy for each of some documents, without any rule yet; by document."""
    made = {}
    for document in documents:
        policy = _new_policy(document.workspace_id, document.organisation_id)
        policy.document_id = document.id
        made[document.id] = policy
    work.add(*made.values())
    work.settle()
    for document in documents:
        document.policy_id = made[document.id].id
    work.settle()
    return made


def copy_of(rule: AccessRule, *, policy_id: UUID) -> AccessRule:
    """Copy a rule into another policy of the same owner."""
    return AccessRule(
        id=ids.new_id(),
        policy_id=policy_id,
        workspace_id=rule.workspace_id,
        owner_id=rule.owner_id,
        organisation_id=rule.organisation_id,
        level=rule.level,
        until=rule.until,
        legal_basis=rule.legal_basis,
        purpose=rule.purpose,
        people=list(rule.people),
        special_data=list(rule.special_data),
    )


def govern_below(
    work: Work, policy: AccessPolicy, *, was: UUID, now: UUID, below: set[UUID]
) -> None:
    """Let another policy govern the folders of the same owner that followed along until now.

    Args:
        was: the policy that governed here.
        below: ids of the folder and of those under it.
    """
    for each in queries.list_policies_of(policy.workspace_id, policy.organisation_id):
        is_below = each.folder_id in below
        if is_below and each.governed_by_id == was and each.id != was:
            each.governed_by_id = now
            each.version += 1
    work.settle()


def _found(thing: Found | None) -> Found:
    if thing is None:
        raise HouseFault("Only a person of an organisation owns documents.")
    return thing


def _new_policy(
    workspace_id: UUID,
    organisation_id: UUID,
    *,
    above: AccessPolicy | None = None,
    folder_id: UUID | None = None,
) -> AccessPolicy:
    policy_id = ids.new_id()
    return AccessPolicy(
        id=policy_id,
        workspace_id=workspace_id,
        organisation_id=organisation_id,
        folder_id=folder_id,
        document_id=None,
        governed_by_id=policy_id if above is None else above.governed_by_id,
        version=1,
    )
