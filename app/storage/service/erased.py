"""What was erased from the logs stays erased when an older backup is restored.

As with what was destroyed: a backup of before an erasure still says what was erased, so which lines
those are is kept beside the backups, and given along when one is restored. A line is known by its
hash too: of a log that went another way since, nothing is erased.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Self
from uuid import UUID

import psycopg

from app.kernel import ids, tables

_LIST = (
    "select tree_id, index, leaf_hash, at, ground, asked_by_id, approved_by_id"
    " from log_erasure order by tree_id, index"
)
_NOTE = (
    "insert into log_erasure (id, tree_id, index, leaf_hash, at, ground, asked_by_id,"
    " approved_by_id) select %(id)s, e.tree_id, e.index, e.leaf_hash, %(at)s, %(ground)s,"
    " %(asker)s, %(approver)s from log_entry e where e.tree_id = %(tree)s and e.index = %(index)s"
    " and e.leaf_hash = %(leaf_hash)s and e.entry is not null returning id"
)
_EMPTY = (
    "update log_entry set entry = null, salt = null, actor_id = null, organisation_id = null,"
    " object_id = null, object_kind = 'erased' where tree_id = %(tree)s and index = %(index)s"
)
_PARTNER = (
    "select organisation_id from participation where workspace_id = %(tree)s and ended_at is null"
    " order by position limit 1"
)
MARK = "log"
"""Begins a line that names a line of a log; others hold the id of a document alone."""


@dataclass(frozen=True, slots=True)
class ErasedLine:
    """A line of a log of which only the hash is left, and why."""

    tree_id: UUID
    index: int
    leaf_hash: bytes
    at: datetime
    ground: str
    asked_by_id: UUID
    approved_by_id: UUID

    @property
    def written(self) -> str:
        """As it is kept beside the backups."""
        told = (self.tree_id, self.index, self.leaf_hash.hex(), self.at.isoformat(), self.ground)
        return " ".join(map(str, (MARK, *told, self.asked_by_id, self.approved_by_id)))

    @classmethod
    def read(cls, written: str) -> Self:
        """Read what was written.

        Raises:
            ValueError: it is something else.
        """
        mark, tree, index, leaf, at, ground, asker, approver = written.split()
        if mark != MARK:
            raise ValueError(written)
        return cls(
            UUID(tree),
            int(index),
            bytes.fromhex(leaf),
            datetime.fromisoformat(at),
            ground,
            UUID(asker),
            UUID(approver),
        )


@dataclass(frozen=True, slots=True)
class Gone:
    """What must not come back: documents that were destroyed, lines that were erased."""

    documents: list[UUID] = field(default_factory=list)
    lines: list[ErasedLine] = field(default_factory=list)

    @property
    def written(self) -> list[str]:
        """As it is kept beside the backups, a thing in each line."""
        return [*map(str, self.documents), *(each.written for each in self.lines)]

    @classmethod
    def read(cls, written: str) -> Self:
        """Read what was written.

        Raises:
            ValueError: something of it is neither.
        """
        found = [each for each in written.splitlines() if each.strip()]
        return cls(
            [UUID(each.strip()) for each in found if not each.startswith(f"{MARK} ")],
            [ErasedLine.read(each) for each in found if each.startswith(f"{MARK} ")],
        )


@dataclass(frozen=True, slots=True)
class ErasedAgain:
    """A line that was taken out of a restored log, and what can say so there."""

    id: UUID
    line: ErasedLine
    organisation_id: UUID | None
    """One that takes part in that place; None for the installation's log."""


def list_erased(keeper_url: str) -> list[ErasedLine]:
    """Return every line of every log that was erased."""
    with tables.one_moment(keeper_url) as connection:
        return [ErasedLine(*row) for row in connection.execute(_LIST)]


def erase_again(owner_url: str, lines: Iterable[ErasedLine]) -> list[ErasedAgain]:
    """Take out of the restored logs what was erased since their backup, in one transaction.

    Return those that were there: the log of each is still to say so.
    """
    found = []
    with psycopg.connect(owner_url) as connection:
        for each in lines:
            new_id = ids.new_id()
            told = {
                "id": new_id,
                "tree": each.tree_id,
                "index": each.index,
                "leaf_hash": each.leaf_hash,
                "at": each.at,
                "ground": each.ground,
                "asker": each.asked_by_id,
                "approver": each.approved_by_id,
            }
            if connection.execute(_NOTE, told).fetchone() is None:
                continue
            connection.execute(_EMPTY, told)
            partner = connection.execute(_PARTNER, told).fetchone()
            found.append(ErasedAgain(new_id, each, partner[0] if partner else None))
    return found
