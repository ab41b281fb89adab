"""Reading what was said beside a document, and where somebody is named."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sqlalchemy import Delete, Select, delete, select
from sqlalchemy.orm import joinedload

from app.comments.models import Comment, CommentMention, CommentThread
from app.comments.policy import CommentPermission, Said, visible_to
from app.documents import queries as documents
from app.documents.models import Document, Level
from app.documents.policy import DocumentPermission, Sighted
from app.documents.queries import Seer
from app.identity.models import Organisation, Person
from app.kernel import clock, db
from app.kernel.access import Actor, abilities, require
from app.kernel.errors import NotFound
from app.workspaces.models import Workspace

ABILITIES = (CommentPermission.CHANGE, CommentPermission.WITHDRAW)
A_MONTH = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class CommentRow:
    """A comment as one reader sees it."""

    comment: Comment
    named: tuple[str, ...]
    may_change: bool
    may_withdraw: bool


@dataclass(frozen=True, slots=True)
class ThreadRow:
    """A thread with its comments, the oldest first."""

    thread: CommentThread
    comments: tuple[CommentRow, ...]


@dataclass(frozen=True, slots=True)
class MentionRow:
    """That somebody is named, for their Mijn werk."""

    comment_id: UUID
    document_id: UUID
    document_title: str
    author: Person
    organisation: Organisation
    workspace: Workspace


def get_place_for(
    actor: Actor,
    permission: CommentPermission,
    document_id: UUID,
    *,
    workspace: Workspace | None = None,
) -> Sighted:
    """Return a document beside which one reads or writes, and decide the permission."""
    sighted = documents.get_for(actor, DocumentPermission.VIEW, document_id, workspace=workspace)
    require(actor, permission, sighted)
    return sighted


def get_said_for(
    actor: Actor, permission: CommentPermission, comment_id: UUID, *, sighted: Sighted
) -> Said:
    """Return a comment beside a document, and decide the permission."""
    statement = select(Comment).where(
        Comment.id == comment_id, Comment.document_id == sighted.id, visible_to(actor)
    )
    found = db.session().execute(statement).scalar_one_or_none()
    if found is None:
        raise NotFound
    said = Said(found, sighted)
    require(actor, permission, said)
    return said


def get_thread(actor: Actor, thread_id: UUID, *, sighted: Sighted) -> CommentThread:
    """Return a thread beside a document that the actor reads."""
    statement = (
        select(CommentThread)
        .join(Comment, Comment.thread_id == CommentThread.id)
        .where(
            CommentThread.id == thread_id,
            CommentThread.document_id == sighted.id,
            visible_to(actor),
        )
        .distinct()
    )
    found = db.session().execute(statement).scalar_one_or_none()
    if found is None:
        raise NotFound
    return found


def list_threads(actor: Actor, sighted: Sighted) -> list[ThreadRow]:
    """Return what was said beside a document, in the order it began; two statements."""
    statement = (
        select(Comment, CommentThread)
        .options(
            joinedload(Comment.author, innerjoin=True),
            joinedload(Comment.organisation, innerjoin=True),
        )
        .join(CommentThread, CommentThread.id == Comment.thread_id)
        .where(Comment.document_id == sighted.id, visible_to(actor))
        .order_by(Comment.made_at, Comment.id)
    )
    named = _named(actor, sighted)
    threads: dict[UUID, tuple[CommentThread, list[CommentRow]]] = {}
    for comment, thread in db.session().execute(statement):
        may = abilities(actor, Said(comment, sighted), ABILITIES)
        row = CommentRow(comment, tuple(named.get(comment.id, ())), may.change, may.withdraw)
        threads.setdefault(thread.id, (thread, []))[1].append(row)
    return [ThreadRow(thread, tuple(rows)) for thread, rows in threads.values()]


def _named(actor: Actor, sighted: Sighted) -> dict[UUID, list[str]]:
    statement = (
        select(CommentMention.comment_id, Person.name)
        .join(Comment, Comment.id == CommentMention.comment_id)
        .join(Person, Person.id == CommentMention.person_id)
        .where(Comment.document_id == sighted.id, visible_to(actor))
        .order_by(Person.name)
    )
    named: dict[UUID, list[str]] = {}
    for comment_id, name in db.session().execute(statement):
        named.setdefault(comment_id, []).append(name)
    return named


def list_readers(document: Document) -> list[Seer]:
    """Return who reads the comments beside a document now; one statement."""
    return [each for each in documents.list_audience(document) if each.level >= Level.DOWNLOAD]


def list_mentions(actor: Actor, places: Sequence[Workspace], *, limit: int = 8) -> list[MentionRow]:
    """Return where the actor is named in what is not settled yet, the newest first.

    Args:
        places: workspaces that were loaded for this very actor.
    """
    here = {each.id: each for each in places}
    statement = _mentions(actor).where(
        Comment.workspace_id.in_(list(here)), Comment.made_at > clock.now() - A_MONTH
    )
    rows = db.session().execute(statement.limit(limit))
    return [
        MentionRow(
            comment.id, comment.document_id, title, author, owner, here[comment.workspace_id]
        )
        for comment, title, author, owner in rows
    ]


def _mentions(actor: Actor) -> Select[Comment, str, Person, Organisation]:
    return (
        select(Comment, Document.title, Person, Organisation)
        .join(CommentMention, CommentMention.comment_id == Comment.id)
        .join(CommentThread, CommentThread.id == Comment.thread_id)
        .join(Document, Document.id == Comment.document_id)
        .join(Person, Person.id == Comment.author_id)
        .join(Organisation, Organisation.id == Comment.organisation_id)
        .where(
            CommentMention.person_id == actor.person_id,
            Comment.withdrawn_at.is_(None),
            CommentThread.settled_at.is_(None),
            visible_to(actor),
        )
        .order_by(Comment.made_at.desc(), Comment.id)
    )


def forgetting_mentions(comment: Comment) -> Delete:
    """Return the statement that takes away who is named in a comment."""
    return delete(CommentMention).where(CommentMention.comment_id == comment.id)
