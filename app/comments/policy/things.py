"""What people talk beside, and what they say there, as one actor sees it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeVar
from uuid import UUID

from app.comments.models import Comment
from app.documents.models import Document, Level
from app.documents.policy import Sighted
from app.documents.policy import permissions as documents
from app.findings import policy as findings
from app.findings.models import Finding, Observation
from app.findings.policy import observations
from app.kernel.access import Actor
from app.tasks import policy as tasks
from app.tasks.models import Task
from app.workspaces.models import Workspace

Shown = TypeVar("Shown", bound=Finding | Observation | Task)


@dataclass(frozen=True, slots=True)
class At:
    """Beside what people talk: a document, a finding, an observation or a task, by its id."""

    document_id: UUID | None = None
    finding_id: UUID | None = None
    observation_id: UUID | None = None
    task_id: UUID | None = None

    @property
    def id(self) -> UUID | None:
        """The id, of whatever it is."""
        return self.document_id or self.finding_id or self.observation_id or self.task_id

    @property
    def path(self) -> str:
        """Where its comments stand, below its workspace."""
        ids = {
            "documents": self.document_id,
            "findings": self.finding_id,
            "observations": self.observation_id,
            "tasks": self.task_id,
        }
        return next(f"/{name}/{key}/comments" for name, key in ids.items() if key is not None)

    @property
    def kind(self) -> str:
        """As the log calls it."""
        if self.document_id:
            return Document.__tablename__
        if self.task_id:
            return Task.__tablename__
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
class _BesideShown(Generic[Shown]):
    """Something that is shown whole or not at all, beside which people talk."""

    thing: Shown
    """What the log names."""

    @property
    def id(self) -> UUID:
        """Its id, for the ledger."""
        return self.thing.id

    @property
    def number(self) -> int:
        """Its newest version."""
        return self.thing.version

    @property
    def workspace(self) -> Workspace:
        """Where it is."""
        return self.thing.workspace

    @property
    def gives_words(self) -> bool:
        """Who sees it reads it."""
        return True


@dataclass(frozen=True, slots=True)
class BesideText(_BesideShown[Finding | Observation]):
    """A finding or an observation beside which people talk, as the actor sees it."""

    @property
    def at(self) -> At:
        """Its id, as what kind of thing."""
        is_finding = isinstance(self.thing, Finding)
        return At(finding_id=self.id) if is_finding else At(observation_id=self.id)

    def exists_for(self, actor: Actor) -> bool:
        """Tell whether it exists for this actor."""
        if isinstance(self.thing, Finding):
            return findings.is_visible.holds(actor, self.thing)
        return observations.is_visible.holds(actor, self.thing)

    @property
    def owner_id(self) -> UUID:
        """The organisation that wrote it."""
        return self.thing.organisation_id


@dataclass(frozen=True, slots=True)
class BesideTask(_BesideShown[Task]):
    """A task beside which people talk, as the actor sees it."""

    @property
    def at(self) -> At:
        """Its id, as what kind of thing."""
        return At(task_id=self.id)

    def exists_for(self, actor: Actor) -> bool:
        """Tell whether it exists for this actor."""
        return tasks.is_visible.holds(actor, self.thing)

    @property
    def owner_id(self) -> UUID:
        """The organisation that asks it: it alone decides of whom."""
        return self.thing.asking_organisation_id


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


Beside = BesideDocument | BesideText | BesideTask
"""What people talk beside: the thing of `READ`, `WRITE` and `SETTLE`."""


@dataclass(frozen=True, slots=True)
class Said:
    """A comment, beside its thing as the actor sees that."""

    comment: Comment
    beside: Beside | Unseen

    @property
    def id(self) -> UUID:
        """The comment's id, for the ledger."""
        return self.comment.id
