"""Entries of the log told as sentences: who, did what, with what; made when they are read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from app.identity.models import Organisation, Person
from app.kernel.text import _
from app.workspaces.models import Workspace

OWN_PAGES = {
    "document": "/documents/{id}",
    "task": "/tasks/{id}",
    "named_term": "/tasks/terms/{id}",
    "document_request": "/requests/{id}",
    "finding": "/findings/{id}",
    "framework": "/frameworks/{id}",
    "scoring": "/scorings/{id}",
    "observation": "/observations/{id}",
    "report": "/reports/{id}",
    "rebuttal": "/rebuttals/{id}",
    "follow_up": "/follow-ups/{id}",
    "contribution_round": "/contributions/{id}",
    "incident_case": "/cases/{id}",
    "incident_meeting": "/cases/meetings/{id}",
    "folder": "/documents",
    "membership": "/members",
    "participation": "/members",
    "workspace": "",
}
"""Where a thing of a kind is seen, after the address of its workspace."""

PARTS = ("workspace", "closing_answer", "retention_choice", "legal_hold", "destruction")
"""Kinds of things that are told by the title of the workspace they are of."""


class Phrasebook(dict[str, Any]):
    """The verb phrase of every audit word, from all features; a tool of the house."""

    def verb(self, action: str) -> str:
        """Return the phrase in the reader's language; an unknown word is told as it is."""
        return str(self.get(action, action))


class Entry(Protocol):
    """What is needed of an entry of the log; a row of it has this, and so has a `Happening`."""

    @property
    def tree_id(self) -> UUID:
        """The workspace."""

    @property
    def at(self) -> datetime:
        """When."""

    @property
    def action(self) -> str:
        """The audit word."""

    @property
    def actor_id(self) -> UUID | None:
        """Who; None for the house itself."""

    @property
    def object_kind(self) -> str:
        """What kind of thing."""

    @property
    def object_id(self) -> UUID | None:
        """Which thing."""


@dataclass(frozen=True, slots=True)
class Told:
    """An entry as a sentence: ``person verb title``."""

    at: datetime
    person_name: str
    organisation: Organisation | None
    verb: str
    title: str
    url: str
    place: Workspace


def tell(
    entries: Iterable[tuple[Entry, str | None]],
    *,
    places: Mapping[UUID, Workspace],
    people: Mapping[UUID, Person],
    phrasebook: Phrasebook,
) -> list[Told]:
    """Make sentences of entries with the titles of their things.

    Args:
        places: the reader's workspaces; what happened elsewhere is left out.
    """
    return [
        _told(entry, title or "", place=places[entry.tree_id], people=people, phrasebook=phrasebook)
        for entry, title in entries
        if entry.tree_id in places
    ]


def _told(
    entry: Entry,
    title: str,
    *,
    place: Workspace,
    people: Mapping[UUID, Person],
    phrasebook: Phrasebook,
) -> Told:
    person = people.get(entry.actor_id) if entry.actor_id else None
    return Told(
        at=entry.at,
        person_name=_name_of(entry, person),
        organisation=person.organisation if person else None,
        verb=phrasebook.verb(entry.action),
        title=title or _place_title(entry, place),
        url=_address(entry, place),
        place=place,
    )


def _place_title(entry: Entry, place: Workspace) -> str:
    """Return the title of what has none of its own: that of its workspace, or a part of it."""
    if entry.object_kind in PARTS:
        return place.title
    if entry.object_kind == "access_policy":
        return _("documents in %(place)s", place=place.title)
    return ""


def _name_of(entry: Entry, person: Person | None) -> str:
    if person is not None:
        return person.name
    return _("Somebody") if entry.actor_id else "Samenzicht"


def _address(entry: Entry, place: Workspace) -> str:
    path = OWN_PAGES.get(entry.object_kind, "/log").format(id=entry.object_id)
    return f"/workspaces/{place.ref}{path}"
