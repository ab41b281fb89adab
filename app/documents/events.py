"""News for the features above us; `app.wiring` connects it in plain sight."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class DocumentWithdrawn:
    """An organisation withdrew a document; told inside the transaction that does it."""

    document_id: UUID
    workspace_id: UUID


@dataclass(frozen=True, slots=True)
class DocumentBroughtFor:
    """A private document came in to answer a request; told inside the transaction that makes it."""

    document_id: UUID
    workspace_id: UUID
    request_id: UUID
    """What it is for, as whoever brought it said."""


@dataclass(frozen=True, slots=True)
class ContentToRead:
    """A document has content that nobody read before, or that may now be read after all."""

    document_id: UUID
    workspace_id: UUID
    organisation_id: UUID
    """The bronhouder."""


@dataclass(frozen=True, slots=True)
class WhatStaysChosen:
    """An organisation chose what others keep of what it brought, after it leaves."""

    workspace_id: UUID
    lead_id: UUID
    """The organisation that leads there."""


@dataclass(frozen=True, slots=True)
class AccessAsked:
    """Somebody asked for access to what may not be there; told the same way when it is not."""

    request_id: UUID
    workspace_id: UUID


@dataclass(frozen=True, slots=True)
class AccessGiven:
    """Who asked for access to a document got it."""

    document_id: UUID
    workspace_id: UUID
    organisation_id: UUID
    """Of who asked."""
    person_id: UUID


@dataclass(frozen=True, slots=True)
class BasisAsked:
    """An organisation asks its privacy officer about a legal basis in free text."""

    basis_id: UUID
    workspace_id: UUID
    owner_id: UUID


@dataclass(frozen=True, slots=True)
class BasisAnswered:
    """The privacy officer answered."""

    basis_id: UUID
    workspace_id: UUID
    owner_id: UUID
    person_id: UUID
    """Who asked."""


@dataclass(frozen=True, slots=True)
class VirusFound:
    """A virus was found in what somebody brought in."""

    document_id: UUID
    workspace_id: UUID
    organisation_id: UUID
    """The bronhouder."""
    person_id: UUID
    """Who brought it in."""


@dataclass(frozen=True, slots=True)
class Blind:
    """People of one organisation who did not see something before it was given to anybody."""

    organisation_id: UUID
    people: tuple[UUID, ...]
    given: tuple[UUID, ...]
    """Documents, or policies of places of which the documents are meant."""


@dataclass(frozen=True, slots=True)
class RulesChanged:
    """Rules changed, or a document was released: who did not see it may see it from now on."""

    workspace_id: UUID
    blind: tuple[Blind, ...]
