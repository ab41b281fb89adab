"""Reading documents: one with its level, the list, versions."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace
from typing import Any
from uuid import UUID

from sqlalchemy import (
    Integer,
    Select,
    Uuid,
    and_,
    bindparam,
    column,
    exists,
    func,
    select,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import joinedload

from app.documents.models import (
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
    purpose_of,
    sighted_by,
    visible_to,
)
from app.documents.queries.rows import (
    FACTS,
    DocumentRow,
)
from app.emergencies import queries as emergencies
from app.identity import queries as identity
from app.identity.models import Organisation
from app.kernel import db, sql
from app.kernel.access import Actor, require
from app.kernel.errors import NotFound
from app.workspaces.models import Workspace

ASKED_FOR = exists().where(
    AccessRequest.document_id == Document.id, AccessRequest.answered_at.is_(None)
)
"""Somebody's question for access waits; row security shows that to the owner only."""
IS_TO_TAKE = and_(
    DocumentVersion.status == DocumentStatus.RELEASED, DocumentVersion.closed_at.is_(None)
)
"""A version that is released and not closed, as an ordinary download asks."""
HAS_OWN_BASES = exists().where(
    OwnBasis.document_id == Document.id, OwnBasis.answer == RequestAnswer.GRANTED
)
"""A basis in free text was approved for it; row security shows that to the owner only."""


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
    place_id = None if workspace is None else workspace.id
    values = {"document_id": document_id, "workspace_id": place_id}
    row = db.session().execute(_one(actor, is_locked=is_locked), values).one_or_none()
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
        emergency_id=emergencies.find_under(actor),
    )
    require(actor, permission, sighted)
    return sighted


@sql.kept
def _one(actor: Actor, *, is_locked: bool) -> Select[Any]:
    """Select the document ``document_id`` in the place ``workspace_id``, or wherever it is."""
    columns = (Document, ASKED_FOR if is_locked else HAS_OWN_BASES, purpose_of(actor))
    place_id = bindparam("workspace_id", type_=Uuid())
    statement = (
        sighted_by(actor, *columns)
        .where(
            Document.id == bindparam("document_id"),
            Document.workspace_id == func.coalesce(place_id, Document.workspace_id),
        )
        .options(
            joinedload(Document.organisation, innerjoin=True),
            joinedload(Document.brought_by),
            joinedload(Document.workspace, innerjoin=True),
        )
    )
    if not is_locked:
        return statement
    return statement.with_for_update(of=Document).execution_options(populate_existing=True)


def seen_among(actor: Actor, workspace: Workspace, ids: Collection[UUID]) -> Select[UUID]:
    """Select those of some documents of a workspace that the actor sees now."""
    return _seen(actor, workspace).where(Document.id.in_(set(ids)))


def list_ids(actor: Actor, workspace: Workspace) -> list[UUID]:
    """Return the ids of all the actor sees in a workspace at one moment, as the list has them."""
    is_own = Document.organisation_id == actor.organisation_id
    order = is_own.desc(), Document.changed_at.desc(), Document.id.desc()
    return list(db.session().execute(_seen(actor, workspace).order_by(*order)).scalars())


def select_own(actor: Actor, workspace: Workspace) -> Select[UUID]:
    """Select the ids of what the actor's organisation brought into a workspace."""
    return _seen(actor, workspace).where(Document.organisation_id == actor.organisation_id)


def _seen(actor: Actor, workspace: Workspace) -> Select[UUID]:
    return select(Document.id).where(Document.workspace_id == workspace.id, visible_to(actor))


def list_by_id(actor: Actor, workspace: Workspace, *, ids: Collection[UUID]) -> list[DocumentRow]:
    """Return those of some documents of a workspace that the actor sees, by title."""
    statement = (
        _rows(actor)
        .where(Document.workspace_id == workspace.id, Document.id.in_(set(ids)))
        .order_by(Document.title, Document.id)
    )
    return rows_of(actor, db.session().execute(statement), workspace=workspace)


def may_download(actor: Actor, document_id: UUID, *, number: int) -> bool:
    """Tell whether the actor may still take along the version handed over; notes no decision.

    Of police data it was said for which purpose, when they were handed over.
    """
    its_own = exists().where(
        DocumentVersion.document_id == Document.id,
        DocumentVersion.number == number,
        IS_TO_TAKE,
    )
    statement = sighted_by(actor).where(Document.id == document_id, its_own)
    row = db.session().execute(statement).one_or_none()
    if row is None:
        return False
    return bool(row[0].status == DocumentStatus.RELEASED and row[1] >= Level.DOWNLOAD)


def may_download_all(
    actor: Actor, workspace: Workspace, versions: Collection[tuple[UUID, int]]
) -> bool:
    """Tell whether the actor may take along each of these versions now; notes no decision.

    As `may_download` of each, in one statement. Police data are taken one by one, for a purpose, so
    no set that holds them is.
    """
    told = {
        "document_ids": [document_id for document_id, _number in versions],
        "numbers": [number for _document_id, number in versions],
        "workspace_id": workspace.id,
    }
    return bool(db.session().execute(_counting(actor), told).scalar_one() == len(versions))


@sql.kept
def _counting(actor: Actor) -> Select[int]:
    """Count those of some versions that an actor may take along."""
    wanted = (
        func.unnest(
            bindparam("document_ids", type_=ARRAY(Uuid)), bindparam("numbers", type_=ARRAY(Integer))
        )
        .table_valued(column("id", Uuid), column("number", Integer))
        .render_derived("wanted")
    )
    found = (
        sighted_by(actor, Document.id)
        .join(wanted, wanted.c.id == Document.id)
        .join(
            DocumentVersion,
            and_(
                DocumentVersion.document_id == Document.id,
                DocumentVersion.number == wanted.c.number,
            ),
        )
        .where(
            Document.workspace_id == bindparam("workspace_id", type_=Uuid()),
            Document.status == DocumentStatus.RELEASED,
            Document.is_police_data.is_(False),
            IS_TO_TAKE,
        )
        .subquery()
    )
    return select(func.count()).select_from(found).where(found.c.level >= Level.DOWNLOAD)


def get_row_for(actor: Actor, permission: DocumentPermission, document_id: UUID) -> DocumentRow:
    """Return one document as a list shows it, and decide the permission.

    Raises:
        NotFound: not there for the actor, or no more since it was decided.
    """
    sighted = get_for(actor, permission, document_id)
    found = db.session().execute(_rows(actor).where(Document.id == document_id))
    rows = rows_of(actor, found, workspace=sighted.workspace)
    if not rows:
        raise NotFound
    return rows[0]._replace(sighted=sighted)


@sql.kept
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
        rows.append(DocumentRow(sighted, owners[owner_id], folder_name or "", *facts))
    return rows
