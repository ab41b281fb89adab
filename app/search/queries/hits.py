"""A page of hits, the best first: cursors, and what came back from the database."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from app.kernel import db
from app.kernel.access import Actor
from app.search.queries.asking import Kind, Wanted
from app.search.queries.counting import Counts, moments, read_counts
from app.search.queries.looking import CLOSES, OPENS, statement_for
from app.workspaces.models import Classification, Marking, Workspace
from app.workspaces.queries import footholds_in

PAGE = 25
MOST = 200
"""Of each kind, the newest that match: ranking reads the words of every one of them."""
PARTS = 2
"""Parts of a cursor in an address."""
_FOUND = re.compile(f"{OPENS}([^{OPENS}{CLOSES}]*){CLOSES}")
_STRAY = re.compile(f"[{OPENS}{CLOSES}]")

Pieces = tuple[tuple[str, bool], ...]
"""A text in pieces, each with whether it is a found word."""


@dataclass(frozen=True, slots=True)
class Cursor:
    """The last hit of the page before: the best first, then the newest."""

    rank: int
    id: UUID

    def __str__(self) -> str:
        return f"{self.rank}~{self.id.hex}"

    @classmethod
    def read(cls, text: str) -> Cursor | None:
        """Read a cursor from an address; None when it is none."""
        rank, _sign, key = text.partition("~")
        if not re.fullmatch(r"[0-9]{1,9}", rank):
            return None
        try:
            return cls(int(rank), UUID(key))
        except ValueError:
            return None


@dataclass(frozen=True, slots=True)
class Hit:
    """One thing that was found, as this reader sees it."""

    kind: Kind
    id: UUID
    ref: str
    """Its reference, empty for a document."""
    title: Pieces
    snippet: Pieces
    workspace: Workspace
    organisation_id: UUID
    changed_at: datetime
    classification: Classification | None
    """Of a document."""
    marking: Marking | None
    is_special_category: bool
    is_criminal_data: bool
    is_police_data: bool

    @property
    def is_title_only(self) -> bool:
        """True when its text is not searched."""
        return self.is_special_category or self.is_criminal_data or self.is_police_data

    @property
    def path(self) -> str:
        """Where it is on screen."""
        return f"/workspaces/{self.workspace.ref}/{self.kind}s/{self.id}"


@dataclass(frozen=True, slots=True)
class Found:
    """A page of hits."""

    hits: tuple[Hit, ...]
    following: Cursor | None
    counts: Counts
    """How many there are, when that was asked."""


def find(
    actor: Actor,
    places: Sequence[Workspace],
    wanted: Wanted,
    *,
    after: Cursor | None = None,
    limit: int = PAGE,
    is_counted: bool = False,
) -> Found:
    """Return what is found, the best first; one statement.

    Args:
        places: every workspace of this very actor.
        is_counted: count along, by each way to narrow it, all that is found.
    """
    by_id = {each.id: each for each in places}
    if not wanted.meaning.stems or not by_id:
        return Found((), None, Counts())
    here = footholds_in(places)
    statement = statement_for(actor, here.kinds, is_counted=is_counted)
    values = {
        **here.values,
        **values_of(wanted),
        "after_rank": after.rank if after else None,
        "after_id": after.id if after else None,
        "limit": limit + 1,
        **(moments() if is_counted else {}),
    }
    rows = db.session().execute(statement, values).all()
    # What is ranked is no more than this reader sees; a place that was left meanwhile is left out.
    hits = tuple(_hit(row, by_id[row.workspace_id]) for row in rows if row.workspace_id in by_id)
    has_more = len(rows) > limit
    last = rows[limit - 1] if has_more else None
    counts = read_counts(rows[0].counts if rows else None)
    return Found(hits[:limit], Cursor(last.rank, last.id) if last is not None else None, counts)


def values_of(wanted: Wanted) -> dict[str, Any]:
    """Return what a statement over the hits is asked with."""
    has_classification = wanted.classification is not None
    kinds = [wanted.kind] if wanted.kind else list(Kind)
    return {
        "query": wanted.meaning.query,
        "stems": list(wanted.meaning.stems),
        "kinds": [str(each) for each in kinds if not has_classification or each is Kind.DOCUMENT],
        "place": wanted.workspace_id,
        "owner": wanted.organisation_id,
        "classified": wanted.classification,
        "since": wanted.since,
        "past": wanted.until,
        "most": MOST,
    }


def _hit(row: Any, workspace: Workspace) -> Hit:
    return Hit(
        kind=Kind(row.kind),
        id=row.id,
        ref=row.ref,
        title=pieces_of(row.title),
        snippet=pieces_of(" ".join(row.snippet.split())),
        workspace=workspace,
        organisation_id=row.organisation_id,
        changed_at=row.changed_at,
        classification=(
            None if row.classification is None else list(Classification)[row.classification]
        ),
        marking=Marking(row.marking) if row.marking else None,
        is_special_category=row.is_special_category,
        is_criminal_data=row.is_criminal_data,
        is_police_data=row.is_police_data,
    )


def pieces_of(text: str) -> Pieces:
    """Cut a text at the signs around found words; the signs themselves do not stay."""
    parts = _FOUND.split(text)
    return tuple(
        (_STRAY.sub("", part), number % 2 == 1) for number, part in enumerate(parts) if part
    )
