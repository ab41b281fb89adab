"""Reading documents: one with its level, the list, versions."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    ScalarSelect,
    Select,
    and_,
    bindparam,
    exists,
    func,
    literal_column,
    select,
    true,
    tuple_,
    union_all,
)
from sqlalchemy.orm import joinedload

from app.documents.models import (
    AccessPolicy,
    AccessRequest,
    Document,
    DocumentStatus,
    DocumentVersion,
    Folder,
    Level,
    OwnBasis,
    RequestAnswer,
)
from app.documents.policy import (
    DocumentPermission,
    Seat,
    Sighted,
    matrix,
    policies_granting,
    sighted_by,
    visible_to,
)
from app.identity import queries as identity
from app.identity.models import Organisation
from app.kernel import db
from app.kernel.access import Actor, require
from app.kernel.errors import NotFound
from app.workspaces import queries as workspaces
from app.workspaces.models import Classification, Foothold, Marking, Workspace
from app.workspaces.policy import WorkspacePermission

PAGE = 50
MOST: ColumnElement[int] = literal_column(str(workspaces.MOST_COUNTED))
"""Where counting stops; written out, as a plan that knows the limit reads along an index."""
PLACE_IN_LIST = (Document.changed_at, Document.id)
"""What a list is sorted by, the newest first, within own documents and within those of others."""
PARTS = 3
"""Parts of a cursor in an address."""


ASKED_FOR = exists().where(
    AccessRequest.document_id == Document.id, AccessRequest.answered_at.is_(None)
)
"""Somebody's question for access waits; row security shows that to the owner only."""
HAS_OWN_BASES = exists().where(
    OwnBasis.document_id == Document.id, OwnBasis.answer == RequestAnswer.GRANTED
)
"""A basis in free text was approved for it; row security shows that to the owner only."""
FACTS = (
    DocumentVersion.number,
    DocumentVersion.media_type,
    DocumentVersion.file_name,
    DocumentVersion.size,
    DocumentVersion.sha256,
)
"""What a list tells of a document's current version."""


@dataclass(frozen=True, slots=True)
class DocumentRow:
    """A document in a list, as this reader sees it."""

    id: UUID
    title: str
    owner: Organisation
    classification: Classification
    marking: Marking
    is_special_category: bool
    is_criminal_data: bool
    is_police_data: bool
    status: DocumentStatus
    folder_id: UUID
    folder_name: str
    number: int
    media_type: str
    file_name: str
    size: int
    sha256: str
    changed_at: datetime
    withdrawn_at: datetime | None
    is_private: bool
    version: int
    level: Level
    sighted: Sighted
    """The same document, as rules and abilities are asked about it."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a list is narrowed to."""

    words: str = ""
    owner: str = ""
    """Code of the organisation that brought it."""
    folder_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Cursor:
    """The last row of the page before: own documents first, then the newest."""

    is_own: bool
    changed_at: datetime
    document_id: UUID

    def __str__(self) -> str:
        return f"{int(self.is_own)}~{self.changed_at.isoformat()}~{self.document_id.hex}"

    @classmethod
    def read(cls, text: str) -> Cursor | None:
        """Read a cursor from an address; None when it is none."""
        parts = text.split("~")
        if len(parts) != PARTS:
            return None
        try:
            at, document_id = datetime.fromisoformat(parts[1]), UUID(parts[2])
        except ValueError:
            return None
        return cls(parts[0] == "1", at, document_id) if at.tzinfo else None


@dataclass(frozen=True, slots=True)
class SightOfOrganisation:
    """What an organisation may with one document, in the matrix of a list."""

    level: Level
    people: int


def get_for(
    actor: Actor,
    permission: DocumentPermission,
    document_id: UUID,
    *,
    workspace: Workspace | None = None,
    is_locked: bool = False,
) -> Sighted:
    """Return a document with the actor's level, and decide the permission.

    Args:
        workspace: the one the address names; a document elsewhere does not exist there.
        is_locked: take its row for this transaction and read it anew.
    """
    columns = (Document, ASKED_FOR if is_locked else HAS_OWN_BASES)
    statement = (
        sighted_by(actor, *columns)
        .where(Document.id == document_id)
        .options(
            joinedload(Document.organisation, innerjoin=True),
            joinedload(Document.workspace, innerjoin=True),
        )
    )
    if workspace is not None:
        statement = statement.where(Document.workspace_id == workspace.id)
    if is_locked:
        statement = statement.with_for_update(of=Document).execution_options(populate_existing=True)
    row = db.session().execute(statement).one_or_none()
    if row is None:
        if is_locked:
            # Row security keeps from a lock what one may not change; who sees it hears why not.
            get_for(actor, permission, document_id, workspace=workspace)
        raise NotFound
    sighted = _sighted(actor, row[0], workspace=row[0].workspace, level=row[-1])
    sighted = replace(
        sighted, is_asked_for=is_locked and row[1], has_own_bases=not is_locked and row[1]
    )
    require(actor, permission, sighted)
    return sighted


def get_place_for(actor: Actor, permission: DocumentPermission, ref: str | UUID) -> Workspace:
    """Return a workspace, and decide a permission about the documents in it."""
    workspace = workspaces.get_for(actor, WorkspacePermission.VIEW, ref)
    require(actor, permission, workspace)
    return workspace


def list_visible(
    actor: Actor,
    workspace: Workspace,
    *,
    wanted: Wanted | None = None,
    after: Cursor | None = None,
    limit: int = PAGE,
) -> list[DocumentRow]:
    """Return what the actor sees in a workspace: own documents first, then the newest."""
    conditions = _narrowed(wanted) if wanted else []
    if conditions or after is not None:
        statement = _listed(actor, limit, *conditions, after=after)
    else:
        statement = _first_page(actor, limit)
    found = db.session().execute(statement, {"workspace_id": workspace.id})
    return [row_of(actor, each, workspace=workspace) for each in found]


def list_by_id(actor: Actor, workspace: Workspace, *, ids: Collection[UUID]) -> list[DocumentRow]:
    """Return those of some documents of a workspace that the actor sees, by title."""
    statement = (
        _rows(actor)
        .where(Document.workspace_id == workspace.id, Document.id.in_(set(ids)))
        .order_by(Document.title, Document.id)
    )
    return [row_of(actor, each, workspace=workspace) for each in db.session().execute(statement)]


def may_download(actor: Actor, document_id: UUID) -> bool:
    """Tell whether the actor may take a document along now; notes no decision."""
    row = db.session().execute(sighted_by(actor).where(Document.id == document_id)).one_or_none()
    if row is None:
        return False
    return bool(row[0].status == DocumentStatus.RELEASED and row[1] >= Level.DOWNLOAD)


def get_row_for(actor: Actor, permission: DocumentPermission, document_id: UUID) -> DocumentRow:
    """Return one document as a list shows it, and decide the permission."""
    sighted = get_for(actor, permission, document_id)
    found = db.session().execute(_rows(actor).where(Document.id == document_id)).one()
    return row_of(actor, found, workspace=sighted.workspace)


def count_visible(
    actor: Actor, place: Foothold, *others: tuple[Actor, Foothold]
) -> ScalarSelect[int]:
    """Return the scalar subquery that counts what the actor sees in a workspace.

    It stops at `MOST`: a page does not cost more because more exists.

    Args:
        others: who must see it as well.
    """
    here = Document.workspace_id == place.id
    also = [visible_to(each) for each, _place in others]
    own = _own(actor, here, *also).limit(MOST).subquery()
    brought = _brought_by_others(actor, here, *also).limit(MOST).subquery()
    both = union_all(select(own.c.id), select(brought.c.id)).limit(MOST).subquery()
    return select(func.count()).select_from(both).scalar_subquery()


def matrix_of(rows: list[DocumentRow]) -> dict[UUID, dict[UUID, SightOfOrganisation]]:
    """Return what each organisation may with each of these documents; one statement."""
    levels: dict[UUID, dict[UUID, SightOfOrganisation]] = {row.id: {} for row in rows}
    if rows:
        found = db.session().execute(matrix(), {"document_ids": list(levels)})
        for document_id, organisation_id, level, people in found:
            levels[document_id][organisation_id] = SightOfOrganisation(Level(level), people)
    return levels


@db.kept
def _first_page(actor: Actor, limit: int) -> Select[Any]:
    return _listed(actor, limit)


def _listed(actor: Actor, limit: int, *conditions: Any, after: Cursor | None = None) -> Select[Any]:
    """Select a page of the list; it is cut before what stands beside a document is joined.

    Own documents are read along one index; what others brought along another, per policy that
    grants something, each no further than a page: the cost is that of the page.
    """
    most: ColumnElement[int] = literal_column(str(int(limit)))
    here = Document.workspace_id == bindparam("workspace_id")
    parts: list[Select[Any]] = []
    if after is None or after.is_own:
        behind = [] if after is None else [_is_behind(after)]
        parts.append(_newest(_own(actor, here, *conditions, *behind), most))
    behind = [] if after is None or after.is_own else [_is_behind(after)]
    policy = policies_granting(actor).where(AccessPolicy.workspace_id == here.right).subquery()
    of_policy = _brought_by_others(actor, here, *conditions, *behind).where(
        Document.policy_id == policy.c.id
    )
    newest = _newest(of_policy, most).lateral()
    parts.append(_newest(select(*newest.c).join_from(policy, newest, true()), most, newest.c))
    found = union_all(*(each.subquery().select() for each in parts)).subquery()
    order = [found.c.is_own.desc(), found.c.changed_at.desc(), found.c.id.desc()]
    page = select(found).order_by(*order).limit(most).cte("page")
    cut = [page.c.is_own.desc(), page.c.changed_at.desc(), page.c.id.desc()]
    return _rows(actor).join(page, page.c.id == Document.id).order_by(*cut)


def _own(actor: Actor, *conditions: Any) -> Select[Any]:
    """Select the places in the order of the list of what the own organisation brought."""
    is_own = Document.organisation_id == actor.organisation_id
    return _placed(is_own=True).where(is_own, visible_to(actor), *conditions)


def _brought_by_others(actor: Actor, *conditions: Any) -> Select[Any]:
    is_own = Document.organisation_id == actor.organisation_id
    return _placed(is_own=False).where(~is_own, visible_to(actor), *conditions)


def _placed(*, is_own: bool) -> Select[Any]:
    own: ColumnElement[bool] = literal_column(str(is_own).lower())
    columns: list[Any] = [own.label("is_own"), *PLACE_IN_LIST]
    return select(*columns)


def _newest(
    statement: Select[Any], most: ColumnElement[int], columns: Any = Document
) -> Select[Any]:
    return statement.order_by(columns.changed_at.desc(), columns.id.desc()).limit(most)


def _is_behind(after: Cursor) -> Any:
    return tuple_(*PLACE_IN_LIST) < tuple_(after.changed_at, after.document_id)


@db.kept
def _rows(actor: Actor) -> Select[Any]:
    return with_facts(sighted_by(actor, Document, Folder.name, *FACTS))


def with_facts(statement: Select[Any]) -> Select[Any]:
    """Join what stands beside a document in a list: its current version and its folder."""
    version = DocumentVersion
    return statement.join(
        version,
        and_(version.document_id == Document.id, version.number == Document.current_number),
    ).outerjoin(Folder, Folder.id == Document.folder_id)


def _sighted(
    actor: Actor | Seat, document: Document, *, workspace: Workspace, level: int
) -> Sighted:
    return Sighted(document, workspace, Level(level), actor.person_id, actor.organisation_id)


def row_of(actor: Actor | Seat, found: Any, *, workspace: Workspace) -> DocumentRow:
    """Make a row of a list: of a document, its folder's name, `FACTS` and the reader's level."""
    document, folder_name, number, media_type, file_name, size, sha256, level = found
    return DocumentRow(
        id=document.id,
        title=document.title,
        owner=identity.get_known_organisation(document.organisation_id),
        classification=document.class_of_secrecy,
        marking=document.marking,
        is_special_category=document.is_special_category,
        is_criminal_data=document.is_criminal_data,
        is_police_data=document.is_police_data,
        status=document.status,
        folder_id=document.folder_id,
        folder_name=folder_name or "",
        number=number,
        media_type=media_type,
        file_name=file_name,
        size=size,
        sha256=sha256.hex(),
        changed_at=document.changed_at,
        withdrawn_at=document.withdrawn_at,
        is_private=document.is_private,
        version=document.version,
        level=Level(level),
        sighted=_sighted(actor, document, workspace=workspace, level=level),
    )


def _narrowed(wanted: Wanted) -> list[Any]:
    conditions: list[Any] = []
    if wanted.words:
        conditions.append(Document.title.icontains(wanted.words, autoescape=True))
    if wanted.owner:
        conditions.append(Document.organisation.has(Organisation.code == wanted.owner))
    if wanted.folder_id is not None:
        conditions.append(Document.folder_id == wanted.folder_id)
    return conditions
