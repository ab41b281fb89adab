"""One's notices, as one may see them now."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ScalarSelect, func, select, tuple_

from app.comments.models import Comment
from app.documents.models import Document, OwnBasis
from app.findings.models import Finding, Observation, Scoring
from app.identity.models import Organisation
from app.kernel import db
from app.kernel.access import Actor, require
from app.kernel.errors import NotFound
from app.notifications.models import Notice, NoticeKind
from app.notifications.policy import NoticePermission, visible_to
from app.notifications.queries.notice_words import OF_WHO_DOES_IT, REASONS, TITLES
from app.reports.models import Report
from app.requests.models import DocumentRequest
from app.tasks.models import Task
from app.workspaces.models import Workspace

PAGE = 50
MOST_COUNTED = 100
PAGES: Mapping[NoticeKind, str] = {
    NoticeKind.CLOSING: "closing",
    NoticeKind.CLOSING_DUE: "closing",
    NoticeKind.CLOSED: "closing",
    NoticeKind.REFUSED: "members",
}
"""Where a notice about a workspace itself leads, when not to its log."""


PATHS = {
    "task_id": "tasks",
    "report_id": "reports",
    "scoring_id": "scorings",
    "request_id": "requests",
    "document_id": "documents",
}


@dataclass(frozen=True, slots=True)
class Place:
    """The workspace of a notice: who need not work there reads its number alone."""

    ref: str
    title: str


@dataclass(frozen=True, slots=True)
class NoticeRow:
    """A notice as its reader sees it now."""

    notice: Notice
    title: str
    place: Place
    reason: str
    beside: str = ""
    """Path below the workspace of the thing beside which somebody wrote."""

    @property
    def url(self) -> str:
        """Address of what it is about."""
        place, notice = f"/workspaces/{self.place.ref}", self.notice
        if notice.basis_id is not None:
            is_mine = notice.kind is NoticeKind.BASIS_ASKED
            return f"/basis-questions/{notice.basis_id}" if is_mine else f"{place}{self.beside}"
        if notice.comment_id is not None:
            return f"{place}{self.beside}/comments#comment-{notice.comment_id}"
        for name, path in PATHS.items():
            if (key := getattr(notice, name)) is not None:
                asked = "/access/requests" if notice.kind is NoticeKind.ACCESS_ASKED else ""
                return f"{place}/{path}/{key}{asked}"
        return f"{place}/{PAGES.get(notice.kind, 'log')}"


def get_for(actor: Actor, permission: NoticePermission, notice_id: UUID) -> NoticeRow:
    """Return one of one's own notices, about something that exists for one now."""
    statement = _rows(actor).where(Notice.id == notice_id)
    found = db.session().execute(statement).first()
    if found is None:
        raise NotFound
    require(actor, permission, found[0])
    return _row(*found)


def list_notices(
    actor: Actor, *, limit: int = PAGE, before: tuple[datetime, UUID] | None = None
) -> list[NoticeRow]:
    """Return one's notices, the newest first; one statement.

    Args:
        before: where the page before ended.
    """
    statement = _rows(actor).order_by(Notice.at.desc(), Notice.id.desc()).limit(limit)
    if before is not None:
        at, key = before
        statement = statement.where(tuple_(Notice.at, Notice.id) < tuple_(at, key))
    return [_row(*each) for each in db.session().execute(statement)]


@db.kept
def unread_count(actor: Actor) -> ScalarSelect[int]:
    """Return the statement that counts what is new, up to `MOST_COUNTED`."""
    new = (
        select(Notice.id)
        .where(visible_to(actor), Notice.read_at.is_(None))
        .limit(MOST_COUNTED)
        .subquery()
    )
    return select(func.count()).select_from(new).scalar_subquery()


def count_unread(actor: Actor) -> int:
    """Return how many notices are new, up to `MOST_COUNTED`; one statement."""
    return db.session().execute(select(unread_count(actor))).scalar_one()


def _rows(actor: Actor) -> Any:
    return (
        select(
            Notice,
            func.coalesce(
                Task.title,
                Report.title,
                Scoring.title,
                DocumentRequest.title,
                Document.title,
                Finding.title,
                Observation.title,
                OwnBasis.document_title,
            ),
            func.coalesce(Workspace.ref, OwnBasis.workspace_ref),
            Workspace.title,
            Organisation.short_name,
            Task.assignee_id,
            func.coalesce(Comment.document_id, OwnBasis.document_id),
            Comment.finding_id,
            Comment.observation_id,
        )
        .outerjoin(Task, Task.id == Notice.task_id)
        .outerjoin(Report, Report.id == Notice.report_id)
        .outerjoin(Scoring, Scoring.id == Notice.scoring_id)
        .outerjoin(DocumentRequest, DocumentRequest.id == Notice.request_id)
        .outerjoin(Comment, Comment.id == Notice.comment_id)
        .outerjoin(OwnBasis, OwnBasis.id == Notice.basis_id)
        .outerjoin(Document, Document.id == func.coalesce(Notice.document_id, Comment.document_id))
        .outerjoin(Finding, Finding.id == Comment.finding_id)
        .outerjoin(Observation, Observation.id == Comment.observation_id)
        .outerjoin(Workspace, Workspace.id == Notice.workspace_id)
        .join(Organisation, Organisation.id == Notice.organisation_id)
        .where(visible_to(actor))
    )


def _row(notice: Notice, title: str | None, *around: Any) -> NoticeRow:
    ref, place, organisation, assignee_id, document_id, finding_id, observation_id = around
    told = title or str(TITLES.get(notice.kind, ""))
    kind = notice.kind
    if kind in OF_WHO_DOES_IT and assignee_id not in {None, notice.person_id}:
        kind = NoticeKind.RELIEVED
    reason = str(REASONS[kind]) % {"organisation": organisation}
    beside = {"documents": document_id, "findings": finding_id, "observations": observation_id}
    path = next((f"/{name}/{key}" for name, key in beside.items() if key is not None), "")
    return NoticeRow(notice, told, Place(ref, place or ref), reason, path)
