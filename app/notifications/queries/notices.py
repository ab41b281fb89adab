"""One's notices, as one may see them now."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, ScalarSelect, case, func, null, select, tuple_
from sqlalchemy.orm import aliased

from app.comments.models import Comment
from app.coordination.models import Activity
from app.documents.models import Document, OwnBasis
from app.findings.models import Finding, Observation, Scoring
from app.identity.models import Organisation
from app.incidents.models import Case
from app.kernel import db, sql
from app.kernel.access import Actor, require
from app.kernel.errors import NotFound
from app.notifications.models import ALWAYS, SELDOM, Notice, NoticeKind, Subject
from app.notifications.policy import NoticePermission, visible_to
from app.notifications.queries.notice_words import OF_WHO_DOES_IT, REASONS, TITLES
from app.reports.models import Report
from app.requests.models import DocumentRequest
from app.tasks.models import NamedTerm, Task
from app.workspaces.models import Workspace

PAGE = 50
MOST_COUNTED = 100
PAGES: Mapping[NoticeKind, str] = {
    NoticeKind.CLOSING: "closing",
    NoticeKind.CLOSING_DUE: "closing",
    NoticeKind.CLOSED: "closing",
    NoticeKind.REFUSED: "members",
    NoticeKind.MEET_MOVED: "cases/meetings",
    NoticeKind.MEET_OFF: "cases/meetings",
    NoticeKind.LET_IN: "",
    NoticeKind.SIGHT_ENDS: "documents",
    NoticeKind.NEW_SIGHT: "documents",
    NoticeKind.ROLE: "members",
}
"""Where a notice about a workspace itself leads, when not to its log."""
ELSEWHERE: Mapping[NoticeKind, str] = {
    NoticeKind.OVERLAP: "/coordination/overlaps",
    NoticeKind.OVERLAP_SAID: "/coordination/overlaps",
    NoticeKind.PUT_OUT: "/workspaces",
    NoticeKind.MARKED_AWAY: "/notices/settings",
    NoticeKind.SURGE: "/privacy-register/surges",
}
"""Where it leads, when not into the workspace."""
OUTSIDE = {
    "activity_id": "/coordination/activities",
    "breach_id": "/privacy-register/breaches",
    "erasure_id": "/privacy-register/erasures",
}
"""What has its page outside the workspace."""
PATHS = {
    "task_id": "tasks",
    "report_id": "reports",
    "scoring_id": "scorings",
    "request_id": "requests",
    "document_id": "documents",
    "case_id": "cases",
    "term_id": "tasks/terms",
}


BESIDE = ("documents", "findings", "observations", "tasks")
SPOKEN_OF = aliased(Task)
"""A task beside which somebody wrote; the notice is of the comment."""


@dataclass(frozen=True, slots=True)
class Place:
    """The workspace of a notice: who need not work there reads its number alone.

    Both are empty for what stands in no workspace.
    """

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
        for name, address in OUTSIDE.items():
            if (key := getattr(notice, name)) is not None:
                return f"{address}/{key}"
        if notice.kind is NoticeKind.BASIS_ASKED:
            return f"/basis-questions/{notice.basis_id}"
        if notice.kind in ELSEWHERE:
            return ELSEWHERE[notice.kind]
        if notice.comment_id is not None:
            return f"{place}{self.beside}/comments#comment-{notice.comment_id}"
        return f"{place}/{self._path}".rstrip("/")

    @property
    def _path(self) -> str:
        """Path below the workspace."""
        notice = self.notice
        if notice.basis_id is not None:
            return self.beside.lstrip("/")
        for name, path in PATHS.items():
            if (key := getattr(notice, name)) is not None:
                asked = "/access/requests" if notice.kind is NoticeKind.ACCESS_ASKED else ""
                return f"{path}/{key}{asked}"
        return PAGES.get(notice.kind, "log")


def get_for(actor: Actor, permission: NoticePermission, notice_id: UUID) -> NoticeRow:
    """Return one of one's own notices, about something that exists for one now."""
    among = _things_of(actor, Notice.id == notice_id)
    statement = _rows(actor, among).where(Notice.id == notice_id)
    found = db.session().execute(statement).first()
    if found is None:
        raise NotFound
    require(actor, permission, found[0])
    return _row(*found)


def list_notices(
    actor: Actor,
    *,
    limit: int = PAGE,
    before: tuple[datetime, UUID] | None = None,
    only_new: bool = False,
) -> list[NoticeRow]:
    """Return one's notices, the newest first; two statements.

    Args:
        before: where the page before ended.
        only_new: leave out what was read.
    """
    statement = (
        _rows(actor, _things_of(actor)).order_by(Notice.at.desc(), Notice.id.desc()).limit(limit)
    )
    if only_new:
        statement = statement.where(Notice.read_at.is_(None))
    if before is not None:
        at, key = before
        statement = statement.where(tuple_(Notice.at, Notice.id) < tuple_(at, key))
    return [_row(*each) for each in db.session().execute(statement)]


def before_of(at: str, key: str) -> tuple[datetime, UUID] | None:
    """Read where a page of notices ended, for `list_notices`; None for what is no such place.

    Args:
        at: a moment with its zone (ISO 8601).
    """
    try:
        moment, notice_id = datetime.fromisoformat(at), UUID(key)
    except ValueError:
        return None
    return (moment, notice_id) if moment.tzinfo is not None else None


@sql.kept
def unread_count(actor: Actor) -> ScalarSelect[int]:
    """Return the statement that counts what is new, up to `MOST_COUNTED`.

    Below zero: something of what notices are `SELDOM` about is new, which has to be counted by
    itself (`count_unread`); it tells of what, a bit for each. That way a page of who has none does
    not pay for it.
    """
    bits = case(*((_is_about(each), 1 << bit) for bit, each in enumerate(SELDOM)), else_=0)
    seldom = (
        select(func.bit_or(bits).label("bits"))
        .where(Notice.person_id == actor.person_id, Notice.read_at.is_(None))
        .subquery()
    )
    among = select(case((seldom.c.bits > 0, -seldom.c.bits), else_=_new_among(actor, ALWAYS)))
    return among.scalar_subquery()


def count_unread(actor: Actor, counted: int | None = None) -> int:
    """Return how many notices are new, up to `MOST_COUNTED`; one statement, seldom two.

    Args:
        counted: what `unread_count` told, when that was asked already.
    """
    if counted is None:
        counted = db.session().execute(select(unread_count(actor))).scalar_one()
    if counted >= 0:
        return counted
    seldom = tuple(each for bit, each in enumerate(SELDOM) if -counted & 1 << bit)
    return db.session().execute(select(_new_among(actor, (*ALWAYS, *seldom)))).scalar_one()


@sql.kept
def _new_among(actor: Actor, among: tuple[Subject, ...]) -> ScalarSelect[int]:
    """Return the statement that counts what is new of some things, up to `MOST_COUNTED`."""
    new = (
        select(Notice.id)
        .where(visible_to(actor, among), Notice.read_at.is_(None))
        .limit(MOST_COUNTED)
        .subquery()
    )
    return select(func.count()).select_from(new).scalar_subquery()


def _is_about(subject: Subject) -> ColumnElement[bool]:
    if subject == "sight":
        return Notice.kind == NoticeKind.NEW_SIGHT
    column: ColumnElement[UUID | None] = getattr(Notice, f"{subject}_id")
    return column.is_not(None)


def _things_of(actor: Actor, *conditions: ColumnElement[bool]) -> tuple[Subject, ...]:
    """Return what some of one's notices are about; nothing of what they say."""
    found = select(*(func.bool_or(_is_about(each)) for each in SELDOM)).where(
        Notice.person_id == actor.person_id, *conditions
    )
    has = db.session().execute(found).one()
    return (*ALWAYS, *(each for each, is_there in zip(SELDOM, has, strict=True) if is_there))


def _rows(actor: Actor, among: Collection[Subject]) -> Any:
    """Select notices with what is told of them; what few are about is joined when some are."""
    titles: list[Any] = [Task.title, Report.title, Scoring.title]
    refs: list[Any] = [Workspace.ref, Notice.place_ref]
    beside: list[Any] = [null(), null(), null(), null()]
    has_seldom = any(each in SELDOM for each in among)
    if has_seldom:
        titles += [DocumentRequest.title, Document.title, Finding.title, Observation.title]
        titles += [SPOKEN_OF.title]
        titles += [OwnBasis.document_title, Activity.title, Case.ref, NamedTerm.name]
        refs.append(OwnBasis.workspace_ref)
        beside = [
            func.coalesce(Comment.document_id, OwnBasis.document_id),
            Comment.finding_id,
            Comment.observation_id,
            Comment.task_id,
        ]
    statement = (
        select(
            Notice,
            func.coalesce(*titles),
            func.coalesce(*refs, ""),
            Workspace.title,
            Organisation.short_name,
            Task.assignee_id,
            *beside,
        )
        .outerjoin(Task, Task.id == Notice.task_id)
        .outerjoin(Report, Report.id == Notice.report_id)
        .outerjoin(Scoring, Scoring.id == Notice.scoring_id)
        .outerjoin(Workspace, Workspace.id == Notice.workspace_id)
        .join(Organisation, Organisation.id == Notice.organisation_id)
        .where(visible_to(actor, among))
    )
    return _with_seldom(statement) if has_seldom else statement


def _with_seldom(statement: Any) -> Any:
    document_id = func.coalesce(Notice.document_id, Comment.document_id)
    return (
        statement.outerjoin(DocumentRequest, DocumentRequest.id == Notice.request_id)
        .outerjoin(Comment, Comment.id == Notice.comment_id)
        .outerjoin(OwnBasis, OwnBasis.id == Notice.basis_id)
        .outerjoin(Activity, Activity.id == Notice.activity_id)
        .outerjoin(Case, Case.id == Notice.case_id)
        .outerjoin(NamedTerm, NamedTerm.id == Notice.term_id)
        .outerjoin(Document, Document.id == document_id)
        .outerjoin(Finding, Finding.id == Comment.finding_id)
        .outerjoin(Observation, Observation.id == Comment.observation_id)
        .outerjoin(SPOKEN_OF, SPOKEN_OF.id == Comment.task_id)
    )


def _row(notice: Notice, title: str | None, *around: Any) -> NoticeRow:
    ref, place, organisation, assignee_id, *spoken_of = around
    told = title or str(TITLES.get(notice.kind, ""))
    kind = notice.kind
    if kind in OF_WHO_DOES_IT and assignee_id not in {None, notice.person_id}:
        kind = NoticeKind.RELIEVED
    reason = str(REASONS[kind]) % {"organisation": organisation}
    beside = zip(BESIDE, spoken_of, strict=True)
    path = next((f"/{name}/{key}" for name, key in beside if key is not None), "")
    return NoticeRow(notice, told, Place(ref, place or ref), reason, path)
