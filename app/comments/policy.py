"""Who reads and writes beside a document, finding or observation: who may take its words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, and_, or_, select

from app.comments.models import Comment, CommentMention
from app.documents.models import Document, Level
from app.documents.policy import Sighted, brought_for, whose_words
from app.documents.policy import permissions as documents
from app.findings import policy as findings
from app.findings.models import Audience, Finding, Observation
from app.findings.policy import observations
from app.kernel import clock, sql
from app.kernel.access import Actor, Permission, grant, rule
from app.kernel.text import lazy
from app.workspaces.models import Foothold, Workspace

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
    """Beside what people talk: a document, a finding or an observation, by its id."""

    document_id: UUID | None = None
    finding_id: UUID | None = None
    observation_id: UUID | None = None

    @property
    def id(self) -> UUID | None:
        """The id, of whatever it is."""
        return self.document_id or self.finding_id or self.observation_id

    @property
    def kind(self) -> str:
        """As the log calls it."""
        if self.document_id:
            return Document.__tablename__
        return (Finding if self.finding_id else Observation).__tablename__


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
    def owner_id(self) -> UUID:
        """The organisation that brought it."""
        return self.sighted.document.organisation_id

    @property
    def gives_words(self) -> bool:
        """Level *download* or higher: who may only look gets no words of a document."""
        return self.sighted.level >= Level.DOWNLOAD


@dataclass(frozen=True, slots=True)
class BesideText:
    """A finding or an observation beside which people talk, as the actor sees it."""

    thing: Finding | Observation
    """What the log names."""

    @property
    def id(self) -> UUID:
        """Its id, for the ledger."""
        return self.thing.id

    @property
    def at(self) -> At:
        """Its id, as what kind of thing."""
        is_finding = isinstance(self.thing, Finding)
        return At(finding_id=self.id) if is_finding else At(observation_id=self.id)

    @property
    def number(self) -> int:
        """Its newest version."""
        return self.thing.version

    @property
    def workspace(self) -> Workspace:
        """Where it is."""
        return self.thing.workspace

    def exists_for(self, actor: Actor) -> bool:
        """Tell whether it exists for this actor."""
        if isinstance(self.thing, Finding):
            return findings.is_visible.holds(actor, self.thing)
        return observations.is_visible.holds(actor, self.thing)

    @property
    def owner_id(self) -> UUID:
        """The organisation that wrote it."""
        return self.thing.organisation_id

    @property
    def gives_words(self) -> bool:
        """Who sees such a text reads it."""
        return True


@dataclass(frozen=True, slots=True)
class Unseen:
    """A thing of which an author is shown nothing: only where their words stand."""

    at: At
    workspace: Workspace

    @property
    def id(self) -> UUID | None:
        """Its id, for the log."""
        return self.at.id

    @property
    def thing(self) -> Unseen:
        """What the log names: no more than kind and id."""
        return self

    @property
    def log_kind(self) -> str:
        """As the log calls it."""
        return self.at.kind

    @property
    def log_tree_id(self) -> UUID:
        """The workspace's log."""
        return self.workspace.id

    def exists_for(self, _actor: Actor) -> bool:
        """Nobody is shown it by this."""
        return False

    @property
    def gives_words(self) -> bool:
        """Nobody reads by this."""
        return False


Beside = BesideDocument | BesideText
"""What people talk beside: the thing of `READ`, `WRITE` and `SETTLE`."""


@dataclass(frozen=True, slots=True)
class Said:
    """A comment, beside its document or finding as the actor sees that."""

    comment: Comment
    beside: Beside | Unseen

    @property
    def id(self) -> UUID:
        """The comment's id, for the ledger."""
        return self.comment.id


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
        _beside_documents(actor), _beside_findings(actor, here), _beside_observations(actor, here)
    )


def names(actor: Actor) -> ColumnElement[bool]:
    """Return the condition under which a comment names the actor, who may read it now.

    In any workspace; said by the conditions for documents, findings and observations anywhere.
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
    )
    return and_(mention.exists(), Comment.withdrawn_at.is_(None), readable)


def stands_beside(actor: Actor, beside: Beside) -> ColumnElement[bool]:
    """Return the condition under which a comment beside one thing exists for this actor."""
    if isinstance(beside, BesideDocument):
        return and_(Comment.document_id == beside.id, _beside_documents(actor))
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
