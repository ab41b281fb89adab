"""Reading rules: which policy governs a place, what stands in it, and who sees what by it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Select, bindparam, func, select, tuple_
from sqlalchemy.orm import aliased

from app.documents.models import AccessPolicy, AccessRule, Document, Folder, Level
from app.documents.policy import audience, place_audience
from app.documents.policy.giving import audience_of_new
from app.documents.queries.folders import find_folder, list_path
from app.identity.models import Organisation, Person
from app.kernel import clock, db, sql
from app.kernel.errors import NotFound
from app.workspaces.models import Participation, Workspace

NO_RULES = "none"
"""Token of a place for which nothing was ever laid down."""


@dataclass(frozen=True, slots=True)
class Rulebook:
    """The policy of a place, and the policy that governs it, with its rules."""

    policy: AccessPolicy
    governing: AccessPolicy
    rules: tuple[AccessRule, ...]

    @property
    def token(self) -> str:
        """Which rules somebody read: changes when they change, or when others begin to count."""
        if self.governing.version == 1 and not self.rules:
            return NO_RULES
        return f"{self.governing.id.hex}.{self.governing.version}"

    def about(self, organisation_id: UUID) -> list[AccessRule]:
        """Return the rules about one organisation that have not ended."""
        today = clock.today()
        return [
            rule
            for rule in self.rules
            if rule.organisation_id == organisation_id
            and (rule.until is None or rule.until >= today)
        ]


@dataclass(frozen=True, slots=True)
class Seer:
    """A member of the workspace, and what they may."""

    person: Person
    participation: Participation
    level: Level

    @property
    def organisation(self) -> Organisation:
        """The organisation they work for here."""
        return self.participation.organisation


def get_rulebook(policy_id: UUID) -> Rulebook:
    """Return a policy with the one that governs it and its rules; one statement."""
    rows = db.session().execute(_RULEBOOK, {"policy_id": policy_id}).all()
    if not rows:
        raise NotFound
    rules: list[AccessRule | None] = [row[2] for row in rows]
    return Rulebook(rows[0][0], rows[0][1], tuple(rule for rule in rules if rule is not None))


_GOVERNING = aliased(AccessPolicy)
_RULEBOOK = (
    select(AccessPolicy, _GOVERNING, AccessRule)
    .join(_GOVERNING, _GOVERNING.id == AccessPolicy.governed_by_id)
    .outerjoin(AccessRule, AccessRule.policy_id == _GOVERNING.id)
    .where(AccessPolicy.id == bindparam("policy_id"))
    .order_by(AccessRule.level.desc(), AccessRule.id)
    .execution_options(populate_existing=True)
)


def find_policy(
    workspace: Workspace, organisation_id: UUID | None, folder: Folder | None
) -> AccessPolicy | None:
    """Find what an organisation laid down for a folder, or for the workspace itself."""
    folder_id = None if folder is None or folder.parent_id is None else folder.id
    statement = select(AccessPolicy).where(
        AccessPolicy.workspace_id == workspace.id,
        AccessPolicy.organisation_id == organisation_id,
        AccessPolicy.folder_id.is_not_distinct_from(folder_id),
        AccessPolicy.document_id.is_(None),
    )
    return db.session().execute(statement).scalar_one_or_none()


def find_nearest_policy(
    workspace: Workspace, organisation_id: UUID | None, folder: Folder | None
) -> AccessPolicy | None:
    """Find what an organisation laid down for a folder or for the nearest place above it."""
    places: list[UUID | None] = [None]
    if folder is not None:
        places += [each.id for each in list_path(folder)]
    if organisation_id is None:
        return None
    known = {each.folder_id: each for each in list_policies_of(workspace.id, organisation_id)}
    return next((known[place] for place in reversed(places) if place in known), None)


def list_policies_of(
    workspace_id: UUID, organisation_id: UUID, *, is_anew: bool = False
) -> list[AccessPolicy]:
    """Return the policies of an organisation for the workspace and its folders.

    Args:
        is_anew: after waiting; also what this session read before is read again.
    """
    statement = select(AccessPolicy).where(
        AccessPolicy.workspace_id == workspace_id,
        AccessPolicy.organisation_id == organisation_id,
        AccessPolicy.document_id.is_(None),
    )
    if is_anew:
        statement = statement.execution_options(populate_existing=True)
    return list(db.session().execute(statement).scalars())


def get_policy(policy_id: UUID) -> AccessPolicy:
    """Return what was laid down for one place; no statement when it was read already."""
    return db.session().get_one(AccessPolicy, policy_id)


def list_policies_anew(
    workspace_id: UUID, organisation_id: UUID, *, path: Sequence[Folder]
) -> tuple[list[AccessPolicy], bool]:
    """Return the policies of an organisation, read anew, and whether a way to a folder still holds.

    Args:
        path: the folders from the top down, as they were read before waiting.
    """
    steps = [(each.id, each.parent_id) for each in path]
    holding = select(func.count()).where(tuple_(Folder.id, Folder.parent_id).in_(steps))
    statement = (
        select(AccessPolicy, holding.scalar_subquery())
        .where(
            AccessPolicy.workspace_id == workspace_id,
            AccessPolicy.organisation_id == organisation_id,
            AccessPolicy.document_id.is_(None),
        )
        .execution_options(populate_existing=True)
    )
    rows = db.session().execute(statement).all()
    return [row[0] for row in rows], not steps or any(row[1] == len(steps) for row in rows)


def list_audience(document: Document) -> list[Seer]:
    """Return what every member may with a document, in the fixed order; one statement."""
    return list_audience_of(document.id)


def list_audience_of(document_id: UUID) -> list[Seer]:
    """Return what every member may with the document of this id."""
    found = db.session().execute(_audience_of(), {"document_id": document_id})
    return [Seer(person, part, Level(level)) for _id, level, person, part in found]


@sql.kept
def _audience_of() -> Select[Any]:
    return (
        audience()
        .where(Document.id == bindparam("document_id"))
        .order_by(Participation.position, Person.name, Person.id)
    )


def list_place_audience(
    workspace_id: UUID, owner_id: UUID, *, policy_id: UUID | None
) -> list[Seer]:
    """Return what every member may with what an owner brings to a place, in the fixed order."""
    statement = place_audience(workspace_id, owner_id, policy_id=policy_id).order_by(
        Participation.position, Person.name, Person.id
    )
    return [
        Seer(person, part, Level(level)) for level, person, part in db.session().execute(statement)
    ]


@dataclass(frozen=True, slots=True)
class NewDocument:
    """What decides who sees a document that is about to be brought in."""

    folder_id: UUID | None
    classification: int
    """Its order."""
    is_private: bool
    is_sensitive: bool
    """It follows no folder: until its owner shares it, only the owner sees it."""


def list_audience_of_new(workspace: Workspace, owner_id: UUID, new: NewDocument) -> list[Seer]:
    """Return who will see a document once its owner brought it and it was checked, in order."""
    policy = None
    if not new.is_sensitive:
        folder = find_folder(workspace.id, new.folder_id) if new.folder_id else None
        policy = find_nearest_policy(workspace, owner_id, folder)
    statement = audience_of_new(
        workspace.id,
        owner_id,
        policy_id=None if policy is None else policy.id,
        classification=new.classification,
        is_private=new.is_private,
    ).order_by(Participation.position, Person.name, Person.id)
    seers = [
        Seer(person, part, Level(level)) for level, person, part in db.session().execute(statement)
    ]
    return [each for each in seers if each.level >= Level.VIEW]
