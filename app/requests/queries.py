"""Reading document requests: one, those of a workspace, and what waits for a person."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Select, and_, bindparam, case, func, or_, select
from sqlalchemy.orm import joinedload

from app.documents import queries as documents
from app.documents.queries import DocumentRow
from app.kernel import clock, db, sql
from app.kernel.access import Actor, require
from app.kernel.errors import NotFound
from app.kernel.text import lazy
from app.requests.models import DocumentRequest, RequestFile, RequestStatus
from app.requests.policy import RequestPermission, visible_to
from app.tasks.models import TaskStatus
from app.tasks.queries import Deadline, deadline_of
from app.workspaces import queries as workspaces
from app.workspaces.models import Workspace
from app.workspaces.policy import WORKERS, WorkspacePermission

STATUS_WORDS = {
    RequestStatus.OPEN: lazy("Open"),
    RequestStatus.ANSWERED: lazy("Answered"),
    RequestStatus.REFUSED: lazy("Refused"),
    RequestStatus.WITHDRAWN: lazy("Withdrawn"),
    RequestStatus.CLOSED: lazy("Closed"),
}
STATUS_TONES = {
    RequestStatus.OPEN: "info",
    RequestStatus.ANSWERED: "ok",
    RequestStatus.REFUSED: "stop",
    RequestStatus.WITHDRAWN: "line",
    RequestStatus.CLOSED: "line",
}


@dataclass(frozen=True, slots=True)
class RequestRow:
    """A request as one reader sees it."""

    request: DocumentRequest
    is_ours: bool
    """True when the reader's organisation asks; else it is asked."""
    deadline: Deadline | None
    """How long still; None when nobody waits any more."""


def select_open_requests(actor: Actor, workspace: Workspace) -> Select[UUID, int]:
    """Select (organisation, number) of requests nobody answered yet, by who is asked."""
    return (
        select(DocumentRequest.partner_id, func.count())
        .where(
            DocumentRequest.workspace_id == sql.parameter(workspace.id),
            DocumentRequest.status == RequestStatus.OPEN,
            visible_to(actor),
        )
        .group_by(DocumentRequest.partner_id)
    )


def get_for(
    actor: Actor, permission: RequestPermission, *, request_id: UUID, workspace: Workspace
) -> DocumentRequest:
    """Return a request of a workspace that the actor has loaded, and decide the permission.

    Raises:
        NotFound: there is none, or it is between others.
    """
    statement = _whole(actor).where(
        DocumentRequest.id == request_id, DocumentRequest.workspace_id == workspace.id
    )
    fresh = statement.execution_options(populate_existing=True)
    found: DocumentRequest | None = db.session().execute(fresh).scalar_one_or_none()
    if found is None:
        raise NotFound
    found.workspace = workspace
    require(actor, permission, found)
    return found


def get_asked(actor: Actor, *, request_id: UUID, workspace_id: UUID) -> DocumentRequest:
    """Return a request that files are brought in for, and decide that.

    Raises:
        NotFound: there is none for this actor in that workspace.
    """
    workspace = workspaces.get_for(actor, WorkspacePermission.VIEW, workspace_id)
    permission = RequestPermission.BRING
    return get_for(actor, permission, request_id=request_id, workspace=workspace)


def list_of(actor: Actor, workspace: Workspace) -> list[RequestRow]:
    """Return the requests of a workspace that exist for the actor: open ones first, by day."""
    is_over = case((DocumentRequest.status == RequestStatus.OPEN, 0), else_=1)
    statement = (
        _whole(actor)
        .where(DocumentRequest.workspace_id == workspace.id)
        .order_by(is_over, DocumentRequest.due_on, DocumentRequest.id)
    )
    return [_row(actor, each, workspace) for each in db.session().execute(statement).scalars()]


def list_waiting(actor: Actor, places: Sequence[Workspace]) -> list[RequestRow]:
    """Return what waits for the actor's organisation: to answer, or to look at an answer.

    Args:
        places: workspaces that were loaded for this very actor; only where the actor may take the
            next step counts.
    """
    working = {each.id: each for each in places if each.is_open and each.standing.role in WORKERS}
    if not working:
        return []
    found = db.session().execute(_waiting(actor), {"place_ids": list(working)}).scalars()
    return [_row(actor, each, working[each.workspace_id]) for each in found]


@sql.kept
def _waiting(actor: Actor) -> Select[Any]:
    is_open = DocumentRequest.status == RequestStatus.OPEN
    waits_for_partner = and_(
        is_open,
        DocumentRequest.partner_id == actor.organisation_id,
        DocumentRequest.proposed_on.is_(None),
    )
    answered = DocumentRequest.status.in_((RequestStatus.ANSWERED, RequestStatus.REFUSED))
    waits_for_asker = and_(
        DocumentRequest.organisation_id == actor.organisation_id,
        or_(answered, and_(is_open, DocumentRequest.proposed_on.is_not(None))),
    )
    return (
        _whole(actor)
        .where(
            DocumentRequest.workspace_id.in_(bindparam("place_ids", expanding=True)),
            or_(waits_for_partner, waits_for_asker),
        )
        .order_by(DocumentRequest.due_on, DocumentRequest.id)
    )


def list_due(actor: Actor, *, until: date) -> list[DocumentRequest]:
    """Return what an organisation is asked for in one workspace up to a day, by that day.

    Args:
        actor: a job, acting for that organisation in that place.
    """
    statement = (
        select(DocumentRequest)
        .where(
            DocumentRequest.workspace_id == actor.place_id,
            DocumentRequest.partner_id == actor.organisation_id,
            DocumentRequest.status == RequestStatus.OPEN,
            DocumentRequest.due_on <= until,
            visible_to(actor),
        )
        .order_by(DocumentRequest.due_on, DocumentRequest.id)
    )
    return list(db.session().execute(statement).scalars())


class Files(NamedTuple):
    """What was brought in for a request, as far as it exists for the reader."""

    rows: list[DocumentRow]
    given: frozenset[UUID]
    """Those that were given to who asks."""


def list_files(actor: Actor, request: DocumentRequest) -> Files:
    """Return the documents brought in for a request that exist for the actor."""
    statement = select(RequestFile.document_id, RequestFile.given_at).where(
        RequestFile.request_id == request.id
    )
    found = {row[0]: row[1] for row in db.session().execute(statement)}
    rows = documents.list_by_id(actor, request.workspace, ids=found) if found else []
    return Files(rows, frozenset(each for each, moment in found.items() if moment))


def list_file_ids(request: DocumentRequest) -> list[UUID]:
    """Return the ids of what was brought in for a request, whoever may see it."""
    statement = select(RequestFile.document_id).where(RequestFile.request_id == request.id)
    return list(db.session().execute(statement).scalars())


def list_places(request: DocumentRequest, ids: Collection[UUID]) -> list[RequestFile]:
    """Return how some documents stand with a request, to be changed."""
    statement = (
        select(RequestFile)
        .where(RequestFile.request_id == request.id, RequestFile.document_id.in_(set(ids)))
        .order_by(RequestFile.document_id)
        .with_for_update()
    )
    return list(db.session().execute(statement).scalars())


def row_of(actor: Actor, request: DocumentRequest) -> RequestRow:
    """Return a request with how it reads today."""
    return _row(actor, request, request.workspace)


def _row(actor: Actor, request: DocumentRequest, workspace: Workspace) -> RequestRow:
    request.workspace = workspace
    deadline = None
    if request.is_open:
        deadline = deadline_of(status=TaskStatus.OPEN, due_on=request.due_on, today=clock.today())
    return RequestRow(request, request.organisation_id == actor.organisation_id, deadline)


def _whole(actor: Actor) -> Select[Any]:
    return (
        select(DocumentRequest)
        .options(
            joinedload(DocumentRequest.organisation),
            joinedload(DocumentRequest.partner),
            joinedload(DocumentRequest.asked_by),
        )
        .where(visible_to(actor))
    )
