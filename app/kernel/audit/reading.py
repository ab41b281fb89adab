"""Reading the log: every line of a tree, with its content only where row security shows it."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, and_, column, func, literal, select
from sqlalchemy.dialects.postgresql import INT8MULTIRANGE
from sqlalchemy.dialects.postgresql.ranges import MultiRange
from sqlalchemy.orm import Session

from app.kernel.audit.models import LogEntry, LogErasure, LogTree
from app.kernel.errors import HouseFault

_AN_ID = re.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


@dataclass(frozen=True, slots=True)
class Happening:
    """An entry that the reader may see."""

    tree_id: UUID
    index: int
    at: datetime
    action: str
    actor_id: UUID | None
    organisation_id: UUID | None
    object_kind: str
    object_id: UUID | None
    actor_name: str
    """Name of a system actor; empty for a person, who is named from the person's row."""
    facts: dict[str, Any]
    entry: str
    """The exact text of which the leaf's hash was taken, after its salt."""
    salt: bytes


@dataclass(frozen=True, slots=True)
class Line:
    """One leaf of a tree: always its number and fingerprint, content only when it may be seen."""

    index: int
    leaf_hash: bytes
    happening: Happening | None
    erased: LogErasure | None = None
    """That what it said was erased; only its hash is left then, for everybody."""


@dataclass(frozen=True, slots=True)
class Leaf:
    """A leaf as it is stored."""

    index: int
    entry: bytes | None
    """None, as the salt: it was erased."""
    salt: bytes | None
    leaf_hash: bytes
    found_by: FoundBy


@dataclass(frozen=True, slots=True)
class FoundBy:
    """What stands beside a line so that it is found, and that says nothing else than it."""

    at: datetime
    action: str
    actor_id: UUID | None
    organisation_id: UUID | None
    object_kind: str
    object_id: UUID | None

    def is_told_by(self, entry: Mapping[str, Any]) -> bool:
        """Tell whether a line says the same; the house itself stands there by name, without id."""
        who = str(entry.get("actor"))
        actor, about = who if _AN_ID.fullmatch(who) else None, entry.get("object")
        told = (entry.get("at"), entry.get("action"), actor, entry.get("organisation"), about)
        moment = self.at.astimezone(UTC).isoformat(timespec="milliseconds")
        ids = (self.actor_id, self.organisation_id, self.object_id)
        actor_id, organisation_id, object_id = (str(each) if each else None for each in ids)
        about_this = [self.object_kind, object_id]
        return told == (moment, self.action, actor_id, organisation_id, about_this)


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """What to leave out; a choice shows only lines whose content may be seen."""

    actor_id: UUID | None = None
    organisation_id: UUID | None = None
    actions: Sequence[str] = ()
    object_id: UUID | None = None
    objects: Select[UUID] | None = None
    """Only about things among these."""
    since: datetime | None = None
    until: datetime | None = None
    """The first moment that is too late."""

    @property
    def is_made(self) -> bool:
        """True when something is left out."""
        narrowed = (self.actor_id, self.organisation_id, self.actions, self.object_id)
        given = (self.objects, self.since, self.until)
        return any(narrowed) or any(each is not None for each in given)


def size_of(session: Session, tree_id: UUID) -> int:
    """Return how many lines a tree has; 0 when the reader may not see the place."""
    size = session.execute(select(LogTree.size).where(LogTree.id == tree_id)).scalar_one_or_none()
    return size or 0


def count_told(session: Session, tree_id: UUID, lines: MultiRange[int]) -> int:
    """Count the lines of some of a tree of which the reader sees now what they say."""
    among = literal(lines, INT8MULTIRANGE).contains(LogEntry.index)
    statement = (
        select(func.count())
        .select_from(LogEntry)
        .where(LogEntry.tree_id == tree_id, LogEntry.entry.is_not(None), among)
    )
    return session.execute(statement).scalar_one()


def list_lines(session: Session, tree_id: UUID, *, past: int, limit: int) -> list[Line]:
    """Return the lines before an index, newest first; one statement.

    Args:
        past: index after the newest line wanted.
    """
    past = max(0, past)
    first = max(0, past - limit)
    hashes = (
        func.samenzicht_log_hashes(tree_id, first, past)
        .table_valued(column("at_index"), column("hash"))
        .alias("hashes")
    )
    same_leaf = and_(
        LogEntry.tree_id == tree_id,
        LogEntry.index == hashes.c.at_index,
        LogEntry.entry.is_not(None),
    )
    same_erased = and_(LogErasure.tree_id == tree_id, LogErasure.index == hashes.c.at_index)
    statement = (
        select(hashes.c.at_index, hashes.c.hash, LogEntry, LogErasure)
        .select_from(hashes)
        .outerjoin(LogEntry, same_leaf)
        .outerjoin(LogErasure, same_erased)
        .order_by(hashes.c.at_index.desc())
    )
    return [
        Line(row[0], bytes(row[1]), _happening(row[2]) if row[2] is not None else None, row[3])
        for row in session.execute(statement)
    ]


def list_trees(session: Session) -> list[tuple[UUID, int]]:
    """Return every tree in sight with its size, by id."""
    statement = select(LogTree.id, LogTree.size).order_by(LogTree.id)
    return [(row.id, row.size) for row in session.execute(statement)]


def list_leaves(session: Session, tree_id: UUID, *, first: int, limit: int) -> list[Leaf]:
    """Return leaves from an index on, oldest first; for who may see all of them."""
    columns: tuple[Any, ...] = (LogEntry.index, LogEntry.entry, LogEntry.salt, LogEntry.leaf_hash)
    beside: tuple[Any, ...] = (
        *(LogEntry.at, LogEntry.action, LogEntry.actor_id, LogEntry.organisation_id),
        *(LogEntry.object_kind, LogEntry.object_id),
    )
    statement = (
        select(*columns, *beside)
        .where(LogEntry.tree_id == tree_id, LogEntry.index >= first)
        .order_by(LogEntry.index)
        .limit(limit)
    )
    return [
        Leaf(index, entry, salt, leaf_hash, FoundBy(*beside))
        for index, entry, salt, leaf_hash, *beside in session.execute(statement)
    ]


def list_chosen(
    session: Session, tree_id: UUID, *, choice: Choice, past: int, limit: int
) -> list[Line]:
    """Return chosen lines before an index, newest first; only lines whose content may be seen."""
    statement = (
        _chosen(choice)
        .where(LogEntry.tree_id == tree_id, LogEntry.index < past)
        .order_by(LogEntry.index.desc())
        .limit(limit)
    )
    rows = session.execute(statement).scalars()
    return [Line(row.index, row.leaf_hash, _happening(row)) for row in rows]


def _chosen(choice: Choice) -> Select[LogEntry]:
    statement = select(LogEntry).where(LogEntry.entry.is_not(None))
    if choice.actor_id is not None:
        statement = statement.where(LogEntry.actor_id == choice.actor_id)
    if choice.organisation_id is not None:
        statement = statement.where(LogEntry.organisation_id == choice.organisation_id)
    if choice.actions:
        statement = statement.where(LogEntry.action.in_(choice.actions))
    if choice.object_id is not None:
        statement = statement.where(LogEntry.object_id == choice.object_id)
    if choice.objects is not None:
        statement = statement.where(LogEntry.object_id.in_(choice.objects))
    return _within(statement, choice)


def _within(statement: Select[LogEntry], choice: Choice) -> Select[LogEntry]:
    if choice.since is not None:
        statement = statement.where(LogEntry.at >= choice.since)
    if choice.until is not None:
        statement = statement.where(LogEntry.at < choice.until)
    return statement


def _happening(row: LogEntry) -> Happening:
    if row.entry is None or row.salt is None:
        raise HouseFault("Of a line that was erased nothing is told.")
    content: dict[str, Any] = json.loads(row.entry)
    return Happening(
        tree_id=row.tree_id,
        index=row.index,
        at=row.at,
        action=row.action,
        actor_id=row.actor_id,
        organisation_id=row.organisation_id,
        object_kind=row.object_kind,
        object_id=row.object_id,
        actor_name="" if row.actor_id else str(content["actor"]),
        facts=content["facts"],
        entry=row.entry.decode(),
        salt=row.salt,
    )
