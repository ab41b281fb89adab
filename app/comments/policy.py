"""Who reads and writes beside a document or a finding: who may take its words along."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, and_, or_

from app.comments.models import Comment
from app.documents.models import Document, Level
from app.documents.policy import Sighted, whose_words
from app.documents.policy import permissions as documents
from app.findings import policy as findings
from app.findings.models import Finding
from app.kernel import clock
from app.kernel.access import Actor, Permission, grant, rule
from app.kernel.text import lazy
from app.workspaces.models import Workspace

A_WHILE = timedelta(minutes=15)
"""How long one may change what one wrote."""


class CommentPermission(Permission):
    """What one may do beside a document or a finding."""

    READ = "comment:thread:read"
    WRITE = "comment:comment:add"
    SETTLE = "comment:thread:settle"
    CHANGE = "comment:comment:change"
    WITHDRAW = "comment:comment:withdraw"


@dataclass(frozen=True, slots=True)
class At:
    """Beside what people talk: a document or a finding, by its id."""

    document_id: UUID | None = None
    finding_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class BesideDocument:
    """A document beside which people talk, as the actor sees it."""

    sighted: Sighted

    @property
    def id(self) -> UUID:
        """The document's id, for the ledger."""
        return self.sighted.id

    @property
    def at(self) -> At:
        """Its id, as what kind of thing."""
        return At(document_id=self.id)

    @property
    def thing(self) -> Document:
        """What the log names."""
        return self.sighted.document

    @property
    def number(self) -> int:
        """Its newest version."""
        return self.sighted.document.current_number

    @property
    def workspace(self) -> Workspace:
        """Where it is."""
        return self.sighted.workspace

    def exists_for(self, actor: Actor) -> bool:
        """Tell whether it exists for this actor."""
        return documents.is_visible.holds(actor, self.sighted)

    @property
    def gives_words(self) -> bool:
        """Level *download* or higher: who may only look gets no words of a document."""
        return self.sighted.level >= Level.DOWNLOAD


@dataclass(frozen=True, slots=True)
class BesideFinding:
    """A finding beside which people talk, as the actor sees it."""

    finding: Finding

    @property
    def id(self) -> UUID:
        """The finding's id, for the ledger."""
        return self.finding.id

    @property
    def at(self) -> At:
        """Its id, as what kind of thing."""
        return At(finding_id=self.id)

    @property
    def thing(self) -> Finding:
        """What the log names."""
        return self.finding

    @property
    def number(self) -> int:
        """Its newest version."""
        return self.finding.version

    @property
    def workspace(self) -> Workspace:
        """Where it is."""
        return self.finding.workspace

    def exists_for(self, actor: Actor) -> bool:
        """Tell whether it exists for this actor."""
        return findings.is_visible.holds(actor, self.finding)

    @property
    def gives_words(self) -> bool:
        """Who sees a finding reads it."""
        return True


Beside = BesideDocument | BesideFinding
"""What people talk beside: the thing of `READ`, `WRITE` and `SETTLE`."""


@dataclass(frozen=True, slots=True)
class Said:
    """A comment, beside its document or finding as the actor sees that."""

    comment: Comment
    beside: Beside

    @property
    def id(self) -> UUID:
        """The comment's id, for the ledger."""
        return self.comment.id


@rule(lazy("This is not meant for you."), is_sight=True)
def is_there(actor: Actor, beside: Beside) -> bool:
    """Hold for whom the document or finding exists."""
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
grant(CommentPermission.WITHDRAW, is_within_sight, is_author, still_stands, is_in_open_workspace)


def visible_to(actor: Actor, places: Iterable[Workspace]) -> ColumnElement[bool]:
    """Return the condition under which a comment in some places exists for this actor.

    Args:
        places: workspaces that were loaded for this very actor.
    """
    return or_(
        Comment.document_id.in_(whose_words(actor)),
        Comment.finding_id.in_(findings.readable_in(actor, places)),
    )


def stands_beside(actor: Actor, beside: Beside) -> ColumnElement[bool]:
    """Return the condition under which a comment beside one thing exists for this actor."""
    if isinstance(beside, BesideDocument):
        return and_(Comment.document_id == beside.id, Comment.document_id.in_(whose_words(actor)))
    read = findings.readable_in(actor, [beside.workspace])
    return and_(Comment.finding_id == beside.id, Comment.finding_id.in_(read))
