"""Who reads and writes beside a document: who may take its words along."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sqlalchemy import ColumnElement

from app.comments.models import Comment
from app.documents.models import Level
from app.documents.policy import Sighted, whose_words
from app.documents.policy.permissions import is_visible, workspace_is_open
from app.kernel import clock
from app.kernel.access import Actor, Permission, grant, rule
from app.kernel.text import lazy

A_WHILE = timedelta(minutes=15)
"""How long one may change what one wrote."""


class CommentPermission(Permission):
    """What one may do beside a document."""

    READ = "comment:thread:read"
    WRITE = "comment:comment:add"
    SETTLE = "comment:thread:settle"
    CHANGE = "comment:comment:change"
    WITHDRAW = "comment:comment:withdraw"


@dataclass(frozen=True, slots=True)
class Said:
    """A comment, beside its document as the actor sees that."""

    comment: Comment
    sighted: Sighted

    @property
    def id(self) -> UUID:
        """The comment's id, for the ledger."""
        return self.comment.id


@rule(lazy("Comments are for who may download this document: they may quote it."))
def reads_words(_actor: Actor, sighted: Sighted) -> bool:
    """Level *download* or higher: who may only look gets no words of a document."""
    return sighted.level >= Level.DOWNLOAD


@rule(lazy("This comment is not meant for you."), is_sight=True)
def is_within_sight(actor: Actor, said: Said) -> bool:
    """Read by this very actor."""
    return is_visible.holds(actor, said.sighted) and said.sighted.level >= Level.DOWNLOAD


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
    return said.sighted.workspace.is_open


grant(CommentPermission.READ, is_visible, reads_words)
grant(CommentPermission.WRITE, is_visible, reads_words, workspace_is_open)
grant(CommentPermission.SETTLE, is_visible, reads_words, workspace_is_open)
grant(
    CommentPermission.CHANGE,
    is_within_sight,
    is_author,
    still_stands,
    is_in_open_workspace,
    is_fresh,
)
grant(CommentPermission.WITHDRAW, is_within_sight, is_author, still_stands, is_in_open_workspace)


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """Return the condition under which a comment exists for this actor."""
    return Comment.document_id.in_(whose_words(actor))
