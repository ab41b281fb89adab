"""Reading what was said beside a document, finding, observation or task, and who is named."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sqlalchemy import Exists, Select, any_, bindparam, delete, func, select
from sqlalchemy.orm import joinedload
from sqlalchemy.sql.dml import ReturningDelete

from app.comments.models import Comment, CommentMention, CommentThread, MentionDone
from app.comments.policy import (
    At,
    Beside,
    BesideDocument,
    BesideTask,
    BesideText,
    CommentPermission,
    Said,
    Unseen,
    is_meant_for,
    is_withdrawable_by,
    names,
    stands_beside,
    visible_to,
)
from app.documents import queries as documents
from app.documents.models import Document, Level
from app.documents.policy import DocumentPermission
from app.findings import queries as findings
from app.findings.models import Audience, Finding, Observation
from app.findings.policy import FindingPermission, ObservationPermission, is_read_by
from app.identity.models import Organisation, Person
from app.kernel import clock, db, sql
from app.kernel.access import Actor, abilities, require
from app.kernel.db import UtcMoment
from app.kernel.errors import NotFound
from app.tasks import queries as tasks
from app.tasks.models import Task
from app.tasks.policy import TaskPermission, is_seen_by
from app.workspaces import queries as workspaces
from app.workspaces.models import Foothold, Participation, Workspace

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
class Reader:
    """Somebody who reads what is said, and can be named in it."""

    person: Person
    organisation: Organisation


@dataclass(frozen=True, slots=True)
class MentionRow:
    """That somebody is named, for their Mijn werk."""

    comment_id: UUID
    at: At
    title: str
    """Of what it is beside."""
    author: Person
    organisation: Organisation
    workspace: Workspace

    @property
    def url(self) -> str:
        """Address of the comment."""
        return f"/workspaces/{self.workspace.ref}{self.at.path}#comment-{self.comment_id}"


def get_beside_for(
    actor: Actor, permission: CommentPermission, at: At, *, workspace: Workspace | None = None
) -> Beside:
    """Return what one reads or writes beside, and decide the permission.

    Args:
        workspace: where it must be, when that was loaded already.
    """
    beside = _beside(actor, at, workspace)
    require(actor, permission, beside)
    return beside


def _beside(actor: Actor, at: At, workspace: Workspace | None) -> Beside:
    if at.document_id is not None:
        permission = DocumentPermission.VIEW
        return BesideDocument(
            documents.get_for(actor, permission, at.document_id, workspace=workspace)
        )
    if at.task_id is not None:
        return BesideTask(_task(actor, at.task_id, workspace))
    if at.observation_id is not None:
        return BesideText(_observation(actor, at.observation_id, workspace))
    if at.finding_id is None:
        raise NotFound
    if workspace is None:
        found = findings.get_anywhere(actor, FindingPermission.VIEW, at.finding_id)
    else:
        found = findings.get_for(
            actor, FindingPermission.VIEW, finding_id=at.finding_id, workspace=workspace
        )
    return BesideText(found)


def _task(actor: Actor, task_id: UUID, workspace: Workspace | None) -> Task:
    if workspace is None:
        return tasks.get_anywhere(actor, TaskPermission.VIEW, task_id)
    return tasks.get_for(actor, TaskPermission.VIEW, task_id=task_id, workspace=workspace)


def _observation(actor: Actor, observation_id: UUID, workspace: Workspace | None) -> Observation:
    permission = ObservationPermission.VIEW
    if workspace is None:
        return findings.get_observation_anywhere(actor, permission, observation_id)
    return findings.get_observation_for(
        actor, permission, observation_id=observation_id, workspace=workspace
    )


def get_said_for(
    actor: Actor, permission: CommentPermission, comment_id: UUID, *, beside: Beside
) -> Said:
    """Return a comment beside a thing, and decide the permission."""
    statement = select(Comment).where(Comment.id == comment_id, stands_beside(actor, beside))
    found = db.session().execute(statement).scalar_one_or_none()
    if found is None:
        raise NotFound
    said = Said(found, beside)
    require(actor, permission, said)
    return said


def get_to_withdraw(
    actor: Actor, comment_id: UUID, *, beside: At, workspace: Workspace
) -> tuple[Said, bool]:
    """Return a comment to withdraw, and whether the actor reads what it is beside; nothing of that.

    Args:
        beside: where it stands; elsewhere there is no such comment.
        workspace: loaded for this very actor.
    """
    places = [workspace]
    statement = select(Comment, visible_to(actor, places)).where(
        Comment.id == comment_id,
        Comment.workspace_id == workspace.id,
        Comment.document_id.is_not_distinct_from(beside.document_id),
        Comment.finding_id.is_not_distinct_from(beside.finding_id),
        Comment.observation_id.is_not_distinct_from(beside.observation_id),
        Comment.task_id.is_not_distinct_from(beside.task_id),
        is_withdrawable_by(actor, places),
    )
    found = db.session().execute(statement).one_or_none()
    if found is None:
        raise NotFound
    said = Said(found[0], Unseen(beside, workspace))
    require(actor, CommentPermission.WITHDRAW, said)
    return said, bool(found[1])


def get_thread(actor: Actor, thread_id: UUID, *, beside: Beside) -> CommentThread:
    """Return a thread beside a thing that the actor reads."""
    statement = (
        select(CommentThread)
        .join(Comment, Comment.thread_id == CommentThread.id)
        .where(CommentThread.id == thread_id, stands_beside(actor, beside))
        .distinct()
    )
    found = db.session().execute(statement).scalar_one_or_none()
    if found is None:
        raise NotFound
    return found


def list_threads(actor: Actor, beside: Beside) -> list[ThreadRow]:
    """Return what was said beside something, in the order it began; two statements."""
    statement = (
        select(Comment, CommentThread)
        .options(
            joinedload(Comment.author, innerjoin=True),
            joinedload(Comment.organisation, innerjoin=True),
        )
        .join(CommentThread, CommentThread.id == Comment.thread_id)
        .where(stands_beside(actor, beside))
        .order_by(Comment.made_at, Comment.id)
    )
    named = _named(actor, beside)
    threads: dict[UUID, tuple[CommentThread, list[CommentRow]]] = {}
    for comment, thread in db.session().execute(statement):
        may = abilities(actor, Said(comment, beside), ABILITIES)
        row = CommentRow(comment, tuple(named.get(comment.id, ())), may.change, may.withdraw)
        threads.setdefault(thread.id, (thread, []))[1].append(row)
    return [ThreadRow(thread, tuple(rows)) for thread, rows in threads.values()]


def _named(actor: Actor, beside: Beside) -> dict[UUID, list[str]]:
    statement = (
        select(CommentMention.comment_id, Person.name)
        .join(Comment, Comment.id == CommentMention.comment_id)
        .join(Person, Person.id == CommentMention.person_id)
        .where(stands_beside(actor, beside))
        .order_by(Person.name)
    )
    named: dict[UUID, list[str]] = {}
    for comment_id, name in db.session().execute(statement):
        named.setdefault(comment_id, []).append(name)
    return named


def list_readers(beside: Beside, *, audience: Audience = Audience.WORKSPACE) -> list[Reader]:
    """Return who reads the comments of an audience now, in the fixed order; one statement."""
    return [
        each
        for each in _list_readers(beside)
        if is_meant_for(audience, beside, each.organisation.id)
    ]


def _list_readers(beside: Beside) -> list[Reader]:
    if isinstance(beside, BesideDocument):
        seers = documents.list_audience(beside.thing)
        return [
            Reader(each.person, each.organisation) for each in seers if each.level >= Level.DOWNLOAD
        ]
    return [
        Reader(each.person, part.organisation)
        for each, part in workspaces.list_team(beside.workspace)
        if _is_read_by(beside, part)
    ]


def _is_read_by(beside: BesideText | BesideTask, part: Participation) -> bool:
    """Tell whether the members of an organisation read a thing of the place it takes part in."""
    if isinstance(beside, BesideTask):
        return is_seen_by(beside.thing, part.organisation_id, role=part.role)
    return is_read_by(beside.thing, part.organisation_id, role=part.role)


def list_mentions(actor: Actor, places: Sequence[Workspace], *, limit: int = 8) -> list[MentionRow]:
    """Return where the actor is named in what is not settled yet, the newest first.

    Args:
        places: workspaces that were loaded for this very actor.
    """
    here = {each.id: each for each in places}
    footholds = workspaces.footholds_in(places)
    values = footholds.values | {"since": clock.now() - A_MONTH}
    rows = db.session().execute(_mentions(actor, footholds.kinds, limit), values)
    return [
        MentionRow(
            comment_id=comment.id,
            at=At(comment.document_id, comment.finding_id, comment.observation_id, comment.task_id),
            title=title,
            author=author,
            organisation=owner,
            workspace=here[comment.workspace_id],
        )
        for comment, title, author, owner in rows
    ]


@sql.kept
def _mentions(
    actor: Actor, places: tuple[Foothold, ...], limit: int
) -> Select[Comment, str, Person, Organisation]:
    title = func.coalesce(Document.title, Finding.title, Observation.title, Task.title)
    return (
        select(Comment, title, Person, Organisation)
        .join(CommentMention, CommentMention.comment_id == Comment.id)
        .join(CommentThread, CommentThread.id == Comment.thread_id)
        .outerjoin(Document, Document.id == Comment.document_id)
        .outerjoin(Finding, Finding.id == Comment.finding_id)
        .outerjoin(Observation, Observation.id == Comment.observation_id)
        .outerjoin(Task, Task.id == Comment.task_id)
        .join(Person, Person.id == Comment.author_id)
        .join(Organisation, Organisation.id == Comment.organisation_id)
        .where(
            CommentMention.person_id == actor.person_id,
            ~_is_ticked_off(),
            Comment.withdrawn_at.is_(None),
            CommentThread.settled_at.is_(None),
            Comment.workspace_id == any_(workspaces.PLACES),
            Comment.made_at > bindparam("since", type_=UtcMoment()),
            visible_to(actor, places),
        )
        .order_by(Comment.made_at.desc(), Comment.id)
        .limit(limit)
    )


def _is_ticked_off() -> Exists:
    return (
        select(MentionDone.comment_id)
        .where(
            MentionDone.comment_id == CommentMention.comment_id,
            MentionDone.person_id == CommentMention.person_id,
        )
        .correlate(CommentMention)
        .exists()
    )


def is_named_in(actor: Actor, comment_id: UUID, *, workspace: Workspace) -> bool:
    """Tell whether a comment in a workspace that was loaded for the actor names the actor now."""
    statement = select(Comment.id).where(
        Comment.id == comment_id, Comment.workspace_id == workspace.id, names(actor)
    )
    return db.session().execute(statement).first() is not None


def forgetting_mentions(comment: Comment) -> ReturningDelete[UUID]:
    """Return the statement that takes away who is named in a comment, and tells who was."""
    named = delete(CommentMention).where(CommentMention.comment_id == comment.id)
    return named.returning(CommentMention.person_id)
