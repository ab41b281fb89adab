"""What must be there by a day in some workspaces, told by any feature, and the phases of planning.

A feature offers what it knows as a `Source`: a selection with the columns of `due_columns`, and the
words for one row of it. `app.wiring` puts the sources together as `Sources`, and a list of
deadlines above asks them all in one statement for what one actor may see.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Integer, Select, Text, Uuid, cast, literal, null, select, union_all

from app.identity import queries as identity
from app.identity.models import Organisation
from app.kernel import clock, db
from app.kernel.access import Actor
from app.kernel.text import _
from app.workspaces.models import Phase, Workspace
from app.workspaces.policy import is_place_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """How one row of a source is told."""

    kind: str
    """What kind of thing, in the reader's words."""
    url: str
    told: str = ""
    """How far it is, in a sentence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """Something that must be there by a day, as one actor may know it."""

    id: UUID
    title: str
    due_on: date
    place: Workspace
    organisation: Organisation | None
    """Of whom it is asked, where it is one."""
    words: Words


@dataclass(frozen=True, slots=True)
class Source:
    """Tells what must be there by a day."""

    key: str
    select: Callable[[Actor, Sequence[Workspace]], Select[Any]]
    """Of workspaces that were loaded for this very actor, with the columns of `due_columns`."""
    tell: Callable[[Any, Workspace], Words]


class Sources(tuple[Source, ...]):
    """Every source of days; a tool of the house."""

    __slots__ = ()

    def ask(self, actor: Actor, places: Sequence[Workspace]) -> list[Due]:
        """Return what every source knows; one statement."""
        if not self or not places:
            return []
        known = {each.id: each for each in places}
        told = {each.key: each.tell for each in self}
        found = union_all(*(_named(each, actor, places) for each in self)).subquery()
        owner = identity.organisations_to_join()
        statement = select(*found.c, owner).outerjoin(owner, owner.id == found.c.organisation_id)
        return [
            Due(
                id=row.id,
                title=row.title,
                due_on=row.due_on,
                place=known[row.workspace_id],
                organisation=row[-1],
                words=told[row.source](row, known[row.workspace_id]),
            )
            for row in db.session().execute(statement)
        ]


def _named(source: Source, actor: Actor, places: Sequence[Workspace]) -> Select[Any]:
    return source.select(actor, places).add_columns(literal(source.key).label("source"))


def due_columns(
    *,
    id: Any,  # noqa: A002 - what the column is called
    title: Any,
    workspace_id: Any,
    due_on: Any,
    organisation_id: Any = None,
    done: Any = None,
    asked: Any = None,
) -> list[Any]:
    """Return the columns of a source, in the order in which all have them.

    Args:
        done: how many of those asked are there, where it is a number of them.
    """
    nothing = null()
    return [
        id.label("id"),
        cast(title, Text).label("title"),
        workspace_id.label("workspace_id"),
        due_on.label("due_on"),
        cast(nothing if organisation_id is None else organisation_id, Uuid).label(
            "organisation_id"
        ),
        cast(nothing if done is None else done, Integer).label("done"),
        cast(nothing if asked is None else asked, Integer).label("asked"),
    ]


def _phases(actor: Actor, places: Sequence[Workspace]) -> Select[Any]:
    """Select the days on which phases that are not over end."""
    return select(
        *due_columns(
            # A phase has no id; its workspace and its place in it stand for one.
            id=Phase.workspace_id,
            title=Phase.name,
            workspace_id=Phase.workspace_id,
            due_on=Phase.ends_on,
            asked=Phase.position,
        )
    ).where(
        Phase.workspace_id.in_([each.id for each in places if each.is_open]),
        is_place_of(actor, Phase.workspace_id),
        Phase.ends_on >= clock.today(),
    )


PHASES = Source(
    "phase", _phases, lambda _row, place: Words(kind=_("Phase"), url=f"/workspaces/{place.ref}")
)
