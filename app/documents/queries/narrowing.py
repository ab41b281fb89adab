"""What a list of documents is narrowed to: a part of a title, an organisation, a folder."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import any_, func, literal, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.types import Uuid

from app.documents.models import Document
from app.identity import queries as identity
from app.kernel import db
from app.workspaces.models import Workspace

MOST_TITLED = 1_000
"""Above so many titles with a text in them, a page of them is found sooner by walking the list."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a list is narrowed to."""

    words: str = ""
    owner: str = ""
    """Code of the organisation that brought it."""
    folder_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Narrowing:
    """The same, as a statement takes it."""

    conditions: tuple[Any, ...] = ()
    owner_id: UUID | None = None
    """The organisation that brought it; None for all."""


def narrowing(workspace: Workspace, wanted: Wanted) -> Narrowing | None:
    """Return what narrows a list in a workspace; None when nothing can fit.

    One statement for the words of titles, and one for an organisation.
    """
    conditions: list[Any] = []
    owner_id = None
    if wanted.owner:
        owner = identity.find_organisation(wanted.owner)
        if owner is None:
            return None
        owner_id = owner.id
        conditions.append(Document.organisation_id == owner_id)
    if wanted.words:
        titled = _titled(workspace, wanted.words)
        if not titled:
            return None
        conditions.append(Document.title.icontains(wanted.words, autoescape=True))
        if len(titled) <= MOST_TITLED:
            conditions.append(Document.id == any_(literal(titled, ARRAY(Uuid()))))
    if wanted.folder_id is not None:
        conditions.append(Document.folder_id == wanted.folder_id)
    return Narrowing(tuple(conditions), owner_id)


def _titled(workspace: Workspace, words: str) -> list[UUID]:
    """Return documents the reader sees with this text in their titles, up to one too many.

    It only tells where to look: the list asks by its own condition, behind row security.
    """
    found = func.samenzicht_titled(words, workspace.id, MOST_TITLED + 1)
    ids: list[UUID] = db.session().execute(select(found)).scalar_one()
    return ids
