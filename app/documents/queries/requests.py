"""Questions for access, as the owner of the document reads them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, and_, bindparam, func, select

from app.documents.actions import DocumentAction
from app.documents.models import AccessRequest, Document
from app.documents.policy import is_blind, visible_to
from app.documents.policy.sight import WORKERS
from app.identity.models import Organisation, Person
from app.kernel import db, sql
from app.kernel.access import Actor
from app.kernel.audit.models import LogEntry
from app.workspaces.models import Membership, Participation, Workspace


@dataclass(frozen=True, slots=True)
class RequestRow:
    """An open question of somebody who does not see the document."""

    request: AccessRequest
    document_title: str
    asker: Person
    organisation: Organisation
    workspace: Workspace

    @property
    def id(self) -> UUID:
        """The question's id."""
        return self.request.id


def list_requests(
    actor: Actor, places: Sequence[Workspace], *, document_id: UUID | None = None
) -> list[RequestRow]:
    """Return the open questions about what the actor decides on, the oldest first; one statement.

    Who asked and sees the document by now, or left the workspace, asks nothing any more.

    Args:
        places: workspaces that were loaded for this very actor; only where the actor decides for
            the own organisation counts.
        document_id: leave out what is about other documents.
    """
    deciding = {each.id: each for each in places if each.is_open and each.standing.role in WORKERS}
    if not deciding:
        return []
    values: dict[str, Any] = {"place_ids": list(deciding)}
    if document_id is not None:
        values["document_id"] = document_id
    statement = _requests(actor, is_about_one=document_id is not None)
    return [
        RequestRow(request, title, asker, organisation, deciding[request.workspace_id])
        for request, title, asker, organisation in db.session().execute(statement, values)
    ]


@sql.kept
def _requests(
    actor: Actor, *, is_about_one: bool
) -> Select[AccessRequest, str, Person, Organisation]:
    works_there = and_(
        Membership.workspace_id == AccessRequest.workspace_id,
        Membership.person_id == AccessRequest.asker_id,
        Membership.organisation_id == AccessRequest.organisation_id,
        Membership.is_living(),
    )
    takes_part = and_(
        Participation.workspace_id == AccessRequest.workspace_id,
        Participation.organisation_id == AccessRequest.organisation_id,
        Participation.ended_at.is_(None),
    )
    statement = (
        select(AccessRequest, Document.title, Person, Organisation)
        .join(Document, Document.id == AccessRequest.document_id)
        .join(Membership, works_there)
        .join(Participation, takes_part)
        .join(Organisation, Organisation.id == AccessRequest.organisation_id)
        .join(Person, Person.id == AccessRequest.asker_id)
        .where(
            AccessRequest.owner_id == actor.organisation_id,
            AccessRequest.workspace_id.in_(bindparam("place_ids", expanding=True)),
            AccessRequest.answered_at.is_(None),
            visible_to(actor),
            is_blind(),
        )
        .order_by(AccessRequest.asked_at, AccessRequest.id)
    )
    if is_about_one:
        statement = statement.where(AccessRequest.document_id == bindparam("document_id"))
    return statement


def list_open_requests(document_id: UUID) -> list[AccessRequest]:
    """Return the unanswered questions about a document, as far as row security shows them."""
    statement = (
        select(AccessRequest)
        .where(AccessRequest.document_id == document_id, AccessRequest.answered_at.is_(None))
        .order_by(AccessRequest.id)
    )
    return list(db.session().execute(statement).scalars())


def find_open_request(document: Document, request_id: UUID) -> AccessRequest | None:
    """Find an unanswered question about a document."""
    statement = select(AccessRequest).where(
        AccessRequest.id == request_id,
        AccessRequest.document_id == document.id,
        AccessRequest.owner_id == document.organisation_id,
        AccessRequest.answered_at.is_(None),
    )
    return db.session().execute(statement).scalar_one_or_none()


def count_asked(actor: Actor, workspace: Workspace, *, since: datetime) -> int:
    """Count how often somebody asked in a workspace, whether or not there was something."""
    statement = select(func.count()).where(
        LogEntry.tree_id == workspace.id,
        LogEntry.actor_id == actor.person_id,
        LogEntry.action == str(DocumentAction.ASKED),
        LogEntry.at >= since,
    )
    return db.session().execute(statement).scalar_one()
