"""Who reads and writes beside a document, finding, observation or task: who may take its words.

What people talk beside is in `things`.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, and_, or_, select

from app.comments.models import Comment, CommentMention
from app.comments.policy.things import (
    At,
    Beside,
    BesideDocument,
    BesideTask,
    BesideText,
    Said,
    Unseen,
)
from app.documents.policy import brought_for, whose_words
from app.findings import policy as findings
from app.findings.models import Audience
from app.kernel import clock, sql
from app.kernel.access import Actor, Permission, grant, rule
from app.kernel.text import lazy
from app.tasks import policy as tasks
from app.workspaces.models import Foothold, Workspace

__all__ = [
    "At",
    "Beside",
    "BesideDocument",
    "BesideTask",
    "BesideText",
    "CommentPermission",
    "Said",
    "Unseen",
    "audience_for",
    "is_meant_for",
    "is_withdrawable_by",
    "names",
    "stands_beside",
    "visible_to",
]

A_WHILE = timedelta(minutes=15)
"""How long one may change what one wrote."""


class CommentPermission(Permission):
    """What one may do beside a document, finding, observation or task."""

    READ = "comment:thread:read"
    WRITE = "comment:comment:add"
    SETTLE = "comment:thread:settle"
    CHANGE = "comment:comment:change"
    WITHDRAW = "comment:comment:withdraw"


@rule(lazy("This is not meant for you."), is_sight=True)
def is_there(actor: Actor, beside: Beside) -> bool:
    """Hold for whom the thing exists."""
    return beside.exists_for(actor)


@rule(lazy("Comments are for who may download this document: they may quote it."))
def reads_words(_actor: Actor, beside: Beside) -> bool:
    """Comments may quote: they are for who may take the words along."""
    return beside.gives_words


@rule(lazy("This workspace is closed. Nothing can be changed in it any more."))
def is_around_open(_actor: Actor, beside: Beside) -> bool:
    """Work may still be done around it."""
    return beside.workspace.is_open


@rule(lazy("This comment is not meant for you."), is_sight=True)
def is_within_sight(actor: Actor, said: Said) -> bool:
    """Read by this very actor."""
    return said.beside.exists_for(actor) and said.beside.gives_words


@rule(lazy("Only who wrote this comment may change it."))
def is_author(actor: Actor, said: Said) -> bool:
    """Written by this person, for this organisation."""
    return (said.comment.author_id, said.comment.organisation_id) == (
        actor.person_id,
        actor.organisation_id,
    )


@rule(lazy("This comment was withdrawn."))
def still_stands(_actor: Actor, said: Said) -> bool:
    """Its words are there."""
    return said.comment.withdrawn_at is None


@rule(lazy("You can change a comment for a quarter of an hour. Withdraw it, and write a new one."))
def is_fresh(_actor: Actor, said: Said) -> bool:
    """Written a moment ago."""
    return clock.now() - said.comment.made_at < A_WHILE


@rule(lazy("This workspace is closed. Nothing can be changed in it any more."))
def is_in_open_workspace(_actor: Actor, said: Said) -> bool:
    """Work may still be done around it."""
    return said.beside.workspace.is_open


grant(CommentPermission.READ, is_there, reads_words)
grant(CommentPermission.WRITE, is_there, reads_words, is_around_open)
grant(CommentPermission.SETTLE, is_there, reads_words, is_around_open)
grant(
    CommentPermission.CHANGE,
    is_within_sight,
    is_author,
    still_stands,
    is_in_open_workspace,
    is_fresh,
)
# Without sight of the thing: who lost it may still take back what others read.
grant(CommentPermission.WITHDRAW, is_author, still_stands, is_in_open_workspace)


def visible_to(actor: Actor, places: Iterable[Workspace | Foothold]) -> ColumnElement[bool]:
    """Return the condition under which a comment in some places exists for this actor.

    Args:
        places: workspaces that were loaded for this very actor.
    """
    here = list(places)
    return or_(
        _beside_documents(actor),
        _beside_findings(actor, here),
        _beside_observations(actor, here),
        _beside_tasks(actor),
    )


def names(actor: Actor) -> ColumnElement[bool]:
    """Return the condition under which a comment names the actor, who may read it now.

    In any workspace; said by the conditions for what it may stand beside, anywhere.
    """
    mention = select(CommentMention.comment_id).where(
        CommentMention.comment_id == Comment.id,
        CommentMention.person_id == sql.parameter(actor.person_id),
    )
    readable = or_(
        _beside_documents(actor),
        and_(
            Comment.finding_id.in_(findings.readable_anywhere(actor)),
            or_(_is_for_all(), Comment.finding_id.in_(findings.written_for(actor))),
        ),
        and_(
            Comment.observation_id.in_(findings.observations_readable_anywhere(actor)),
            or_(_is_for_all(), Comment.observation_id.in_(findings.observed_for(actor))),
        ),
        _beside_tasks(actor),
    )
    return and_(mention.exists(), Comment.withdrawn_at.is_(None), readable)


def stands_beside(actor: Actor, beside: Beside) -> ColumnElement[bool]:
    """Return the condition under which a comment beside one thing exists for this actor."""
    if isinstance(beside, BesideDocument):
        return and_(Comment.document_id == beside.id, _beside_documents(actor))
    if isinstance(beside, BesideTask):
        return and_(Comment.task_id == beside.id, _beside_tasks(actor))
    if beside.at.observation_id:
        here = _beside_observations(actor, [beside.workspace])
        return and_(Comment.observation_id == beside.id, here)
    return and_(Comment.finding_id == beside.id, _beside_findings(actor, [beside.workspace]))


def _beside_documents(actor: Actor) -> ColumnElement[bool]:
    is_mine = Comment.document_id.in_(brought_for(actor))
    return and_(Comment.document_id.in_(whose_words(actor)), or_(_is_for_all(), is_mine))


def _beside_findings(actor: Actor, places: Iterable[Workspace | Foothold]) -> ColumnElement[bool]:
    is_mine = Comment.finding_id.in_(findings.written_for(actor))
    read = findings.readable_in(actor, places)
    return and_(Comment.finding_id.in_(read), or_(_is_for_all(), is_mine))


def _beside_observations(
    actor: Actor, places: Iterable[Workspace | Foothold]
) -> ColumnElement[bool]:
    is_mine = Comment.observation_id.in_(findings.observed_for(actor))
    read = findings.observations_readable_in(actor, places)
    return and_(Comment.observation_id.in_(read), or_(_is_for_all(), is_mine))


def _beside_tasks(actor: Actor) -> ColumnElement[bool]:
    is_mine = tasks.is_own(actor, Comment.task_id)
    return and_(tasks.is_seen(actor, Comment.task_id), or_(_is_for_all(), is_mine))


def _is_for_all() -> ColumnElement[bool]:
    """Written for whoever reads the thing; anything else is for the thing's organisation."""
    return Comment.audience == sql.constant(Audience.WORKSPACE)


def is_withdrawable_by(actor: Actor, places: Iterable[Workspace]) -> ColumnElement[bool]:
    """Return the condition under which a comment may be asked for to withdraw it.

    One's own, whatever became of the thing; of others those one reads, to be told why not.
    """
    own = and_(
        Comment.author_id == sql.parameter(actor.person_id),
        Comment.organisation_id == sql.parameter(actor.organisation_id),
    )
    return or_(own, visible_to(actor, places))


def audience_for(beside: Beside, organisations: Iterable[UUID]) -> Audience:
    """Return for whom something is written now: for the owner alone when nobody else reads it.

    Args:
        organisations: of whom reads the thing.
    """
    if isinstance(beside, BesideText):
        return Audience(beside.thing.audience)
    is_shared = any(each != beside.owner_id for each in organisations)
    return Audience.WORKSPACE if is_shared else Audience.OWN


def is_meant_for(audience: Audience, beside: Beside, organisation_id: UUID | None) -> bool:
    """Tell whether what was written for an audience is for people of this organisation.

    Args:
        organisation_id: of somebody who reads the thing.
    """
    return audience == Audience.WORKSPACE or organisation_id == beside.owner_id
