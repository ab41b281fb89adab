"""Reading documents: one with its level, the list, versions."""

from __future__ import annotations

from collections.abc import Collection, Iterable
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
from sqlalchemy.orm import aliased, joinedload
from sqlalchemy.types import Uuid

from app.documents.models import (
    AccessPolicy,
    AccessRequest,
    Document,
    DocumentStatus,
    DocumentVersion,
    Folder,
    Level,
    OwnBasis,
    Purpose,
    RequestAnswer,
)
from app.documents.policy import (
    DocumentPermission,
    Seat,
    Sighted,
    matrix,
    policies_granting,
    purpose_of,
    sighted_among,
    sighted_by,
    visible_to,
)
from app.documents.queries.narrowing import Narrowing, Wanted, narrowing
from app.documents.queries.rows import (
    FACTS,
    Alike,
    DocumentRow,
    SightOfOrganisation,
    alike_of,
)
from app.identity import queries as identity
from app.identity.models import Organisation
from app.kernel import db
from app.kernel.access import Actor, require
from app.kernel.errors import NotFound
from app.workspaces import queries as workspaces
from app.workspaces.models import Foothold, Workspace
from app.workspaces.policy import WorkspacePermission

PAGE = 50
MOST: ColumnElement[int] = literal_column(str(workspaces.MOST_COUNTED))
"""Where counting stops; written out, as a plan that knows the limit reads along an index."""
PLACE_IN_LIST = (Document.changed_at, Document.id)
"""What a list is sorted by, the newest first, within own documents and within those of others."""
WORKSPACE_ID: ColumnElement[UUID] = bindparam("workspace_id", type_=Uuid())
IS_HERE = Document.workspace_id == WORKSPACE_ID
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
    columns = (Document, ASKED_FOR if is_locked else HAS_OWN_BASES, purpose_of(actor))
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
        sighted,
        is_asked_for=is_locked and row[1],
        has_own_bases=not is_locked and row[1],
        purpose=row[2] and Purpose(row[2]),
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
    if after is None and wanted in (None, Wanted()):
        statement = _first_page(actor, limit)
    else:
        narrow = narrowing(workspace, wanted or Wanted())
        if narrow is None:
            return []
        statement = _listed(actor, limit, narrow, after=after)
    found = db.session().execute(statement, {"workspace_id": workspace.id})
    return rows_of(actor, found, workspace=workspace)


def select_own(actor: Actor, workspace: Workspace) -> Select[UUID]:
    """Select the ids of what the actor's organisation brought into a workspace."""
    return select(Document.id).where(
        Document.workspace_id == workspace.id,
        Document.organisation_id == actor.organisation_id,
        visible_to(actor),
    )


def list_by_id(actor: Actor, workspace: Workspace, *, ids: Collection[UUID]) -> list[DocumentRow]:
    """Return those of some documents of a workspace that the actor sees, by title."""
    statement = (
        _rows(actor)
        .where(Document.workspace_id == workspace.id, Document.id.in_(set(ids)))
        .order_by(Document.title, Document.id)
    )
    return rows_of(actor, db.session().execute(statement), workspace=workspace)


def may_download(actor: Actor, document_id: UUID) -> bool:
    """Tell whether the actor may still take along what was handed over; notes no decision.

    Of police data it was said for which purpose, when they were handed over.
    """
    row = db.session().execute(sighted_by(actor).where(Document.id == document_id)).one_or_none()
    if row is None:
        return False
    return bool(row[0].status == DocumentStatus.RELEASED and row[1] >= Level.DOWNLOAD)


def get_row_for(actor: Actor, permission: DocumentPermission, document_id: UUID) -> DocumentRow:
    """Return one document as a list shows it, and decide the permission."""
    sighted = get_for(actor, permission, document_id)
    found = db.session().execute(_rows(actor).where(Document.id == document_id))
    return rows_of(actor, found, workspace=sighted.workspace)[0]._replace(sighted=sighted)


def count_visible(
    actor: Actor, place: Foothold, *others: tuple[Actor, Foothold]
) -> ScalarSelect[int]:
    """Return the scalar subquery that counts what the actor sees in a workspace.

    It stops at `MOST`: a page does not cost more because more exists.

    Args:
        others: who must see it as well.
    """
    here = Document.workspace_id == db.parameter(place.id)
    also = [visible_to(each) for each, _place in others]
    own = _own(actor, here, *also).with_only_columns(Document.id).limit(MOST)
    brought = _brought_by_others(actor, here, *also).with_only_columns(Document.id).limit(MOST)
    both = union_all(own, brought).limit(MOST).subquery()
    return select(func.count()).select_from(both).scalar_subquery()


def matrix_of(rows: list[DocumentRow]) -> dict[Alike, dict[UUID, SightOfOrganisation]]:
    """Return what each organisation may with documents that are alike; one statement.

    It is asked about one document of each kind: where nothing differs that the rule looks at, the
    answer cannot.
    """
    one_of_each = {row.id: row.alike for row in rows}
    asked = {alike: document_id for document_id, alike in one_of_each.items()}
    levels: dict[Alike, dict[UUID, SightOfOrganisation]] = {alike: {} for alike in asked}
    if rows:
        found = db.session().execute(matrix(), {"document_ids": list(asked.values())})
        for document_id, organisation_id, level, people in found:
            seen = SightOfOrganisation(Level(level), people)
            levels[one_of_each[document_id]][organisation_id] = seen
    return levels


@db.kept
def _first_page(actor: Actor, limit: int) -> Select[Any]:
    return _listed(actor, limit, Narrowing())


def _listed(
    actor: Actor, limit: int, narrow: Narrowing, *, after: Cursor | None = None
) -> Select[Any]:
    """Select a page of the list; it is cut before what stands beside a document is joined.

    Own documents are read along one index. Only when they do not fill the page, what others brought
    is read along another, per policy that grants something, each no further than a page: the cost
    is that of the page.
    """
    most: ColumnElement[int] = literal_column(str(int(limit)))
    behind = () if after is None else (_is_behind(after),)
    is_past_own = after is not None and not after.is_own
    if narrow.owner_id not in (None, actor.organisation_id) or is_past_own:
        behind = behind if is_past_own else ()
        page = _newest_of_others(actor, most, narrow, *behind).subquery("page")
    else:
        own = _newest(_own(actor, IS_HERE, *narrow.conditions, *behind), most).cte("own")
        has_room = select(func.count()).select_from(own).scalar_subquery() < most
        rest = _newest_of_others(actor, most, narrow).where(has_room)
        both = union_all(own.select(), rest)
        order = [both.selected_columns[name].desc() for name in ("is_own", "changed_at", "id")]
        page = both.order_by(*order).limit(most).subquery("page")
    cut = [page.c.is_own.desc(), page.c.changed_at.desc(), page.c.id.desc()]
    document = aliased(Document, page)
    return with_facts(
        sighted_among(actor, document, document, Folder.name, *FACTS), document
    ).order_by(*cut)


def _newest_of_others(
    actor: Actor, most: ColumnElement[int], narrow: Narrowing, *conditions: Any
) -> Select[Any]:
    """Select the newest that others brought: of each policy, and then of all of them."""
    granting = policies_granting(actor).where(AccessPolicy.workspace_id == WORKSPACE_ID)
    if narrow.owner_id is not None:
        granting = granting.where(AccessPolicy.organisation_id == narrow.owner_id)
    policy = granting.subquery()
    of_policy = _brought_by_others(actor, IS_HERE, *narrow.conditions, *conditions).where(
        Document.policy_id == policy.c.id
    )
    newest = _newest(of_policy, most).lateral()
    return _newest(select(*newest.c).join_from(policy, newest, true()), most, newest.c)


def _own(actor: Actor, *conditions: Any) -> Select[Any]:
    """Select the places in the order of the list of what the own organisation brought."""
    is_own = Document.organisation_id == db.parameter(actor.organisation_id)
    return _placed(is_own=True).where(is_own, visible_to(actor), *conditions)


def _brought_by_others(actor: Actor, *conditions: Any) -> Select[Any]:
    is_own = Document.organisation_id == db.parameter(actor.organisation_id)
    return _placed(is_own=False).where(~is_own, visible_to(actor), *conditions)


def _placed(*, is_own: bool) -> Select[Any]:
    own: ColumnElement[bool] = literal_column(str(is_own).lower())
    return select(own.label("is_own"), *Document.__table__.columns)


def _newest(
    statement: Select[Any], most: ColumnElement[int], columns: Any = Document
) -> Select[Any]:
    return statement.order_by(columns.changed_at.desc(), columns.id.desc()).limit(most)


def _is_behind(after: Cursor) -> Any:
    return tuple_(*PLACE_IN_LIST) < tuple_(after.changed_at, after.document_id)


@db.kept
def _rows(actor: Actor) -> Select[Any]:
    return with_facts(sighted_by(actor, Document, Folder.name, *FACTS))


def with_facts(statement: Select[Any], document: Any = Document) -> Select[Any]:
    """Join what stands beside a document in a list: its current version and its folder."""
    version = DocumentVersion
    return statement.join(
        version,
        and_(version.document_id == document.id, version.number == document.current_number),
    ).outerjoin(Folder, Folder.id == document.folder_id)


def _sighted(
    actor: Actor | Seat, document: Document, *, workspace: Workspace, level: int
) -> Sighted:
    return Sighted(document, workspace, Level(level), actor.person_id, actor.organisation_id)


def rows_of(
    actor: Actor | Seat, found: Iterable[Any], *, workspace: Workspace
) -> list[DocumentRow]:
    """Make the rows of a list: of a document, its folder's name, `FACTS` and the reader's level."""
    owners: dict[UUID, Organisation] = {}
    rows = []
    for document, folder_name, *facts, level in found:
        owner_id = document.organisation_id
        if owner_id not in owners:
            owners[owner_id] = identity.get_known_organisation(owner_id)
        sighted = _sighted(actor, document, workspace=workspace, level=level)
        alike = alike_of(document)
        rows.append(DocumentRow(sighted, owners[owner_id], alike, folder_name or "", *facts))
    return rows
