"""Documents a task is delivered with: this feature knows their ids, another knows who sees them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from app.kernel.access import Actor
from app.tasks.models import Task
from app.workspaces.models import Workspace


class Enclosure(Protocol):
    """A document, as the page of a task names it."""

    @property
    def id(self) -> UUID:
        """Its id."""

    @property
    def title(self) -> str:
        """What it is called."""

    @property
    def owner(self) -> str:
        """Short name of who brought it."""

    @property
    def url(self) -> str:
        """Where it is read."""


class Offer(Protocol):
    """What somebody may send along, as far as it is shown."""

    @property
    def documents(self) -> Sequence[Enclosure]:
        """What is chosen first."""

    @property
    def left_out(self) -> int:
        """How many more there are like this."""


@dataclass(frozen=True, slots=True)
class Enclosures:
    """Who knows the documents of a workspace; a tool of the house."""

    offer: Callable[..., Offer]
    """What somebody may send along: ``(actor, workspace, *, words, chosen)``, with the words in
    the title, or chosen already."""
    find: Callable[[Actor, Workspace, Collection[UUID]], Sequence[Enclosure]]
    """Those of some documents that somebody sees."""
    unseen_by: Callable[..., frozenset[UUID]]
    """Which of some documents an organisation does not see: ``(actor, workspace, ids, *,
    organisation_id)``."""


@dataclass(frozen=True, slots=True)
class Brought:
    """What a task was delivered with, as far as the reader sees it."""

    documents: Sequence[Enclosure] = ()
    unseen: frozenset[UUID] = frozenset()
    """Those that who asked it does not see yet; only told to who delivers."""


def brought_with(actor: Actor, task: Task, enclosures: Enclosures) -> Brought:
    """Return the documents a task was delivered with; nothing is asked when there are none."""
    if not task.brought:
        return Brought()
    found = enclosures.find(actor, task.workspace, task.brought)
    if not found or task.organisation_id != actor.organisation_id:
        return Brought(found)
    asking = task.asking_organisation_id
    ids = [each.id for each in found]
    unseen = enclosures.unseen_by(actor, task.workspace, ids, organisation_id=asking)
    return Brought(found, unseen)
