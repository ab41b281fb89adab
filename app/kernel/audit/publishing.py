"""Letting the tree grow over what was appended, having its root signed, and proving by it.

Entries are appended under the head lock alone; the nodes above them follow with the checkpoint
that first needs them, some seconds later. So a writer waits for no tree, and what is proved is
always what was signed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from app.kernel.audit.models import LogCheckpoint, LogKey
from app.kernel.audit.tree import Node, Stretch, grown, hash_of, nodes_of
from app.kernel.errors import HouseFault

BATCH = 5_000
"""Leaves at a time; a tree that is far behind gets several checkpoints one after another."""
MOST_TREES = 200

_UNSIGNED = text("select tree, size, signed from samenzicht_log_unsigned(:most)")
_LEAVES = text("select at_index, hash from samenzicht_log_leaves(:tree, :first, :past)")
_NODES = text(
    "select at_level, at_index, hash from samenzicht_log_nodes("
    ":tree, cast(:levels as integer[]), cast(:places as bigint[]))"
)
_SIGN = text(
    "select samenzicht_log_sign(:tree, :signed, cast(:levels as integer[]),"
    " cast(:places as bigint[]), cast(:hashes as bytea[]), :newer, :top, :moment, :written)"
)
_SIGNED = text("select samenzicht_log_signed(:tree)")


@dataclass(frozen=True, slots=True)
class Unsigned:
    """A tree that holds more than its newest checkpoint says."""

    tree_id: UUID
    size: int
    signed: int


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A signed size and root."""

    size: int
    root: bytes
    at: datetime
    note: str


def list_unsigned(session: Session) -> list[Unsigned]:
    """Return the trees that wait for a checkpoint; only for the house itself."""
    return [Unsigned(*row) for row in session.execute(_UNSIGNED, {"most": MOST_TREES})]


def sign_next(
    session: Session, tree: Unsigned, *, sign: Callable[[int, bytes], str], moment: datetime
) -> bool:
    """Take the next leaves into the tree and keep its checkpoint.

    Args:
        sign: makes the note of a size and root.

    Raises:
        HouseFault: leaves are missing; such a log is signed no further.
    """
    past = min(tree.size, tree.signed + BATCH)
    range_of = {"tree": tree.tree_id, "first": tree.signed, "past": past}
    leaves = [bytes(row.hash) for row in session.execute(_LEAVES, range_of)]
    if len(leaves) != past - tree.signed:
        raise HouseFault(f"The log {tree.tree_id} misses entries before {past}.")
    known = _nodes_at(session, tree.tree_id, nodes_of((0, tree.signed)))
    new = dict(grown(leaves, first=tree.signed, known=known))
    root = hash_of((0, past), known | new)
    given = {
        "tree": tree.tree_id,
        "signed": tree.signed,
        "levels": [level for level, _index in new],
        "places": [index for _level, index in new],
        "hashes": list(new.values()),
        "newer": past,
        "top": root,
        "moment": moment,
        "written": sign(past, root),
    }
    return bool(session.execute(_SIGN, given).scalar_one())


def newest_checkpoint(session: Session, tree_id: UUID) -> Checkpoint | None:
    """Return the newest checkpoint of a tree that the reader may see; None before the first."""
    statement = (
        select(LogCheckpoint)
        .where(LogCheckpoint.tree_id == tree_id)
        .order_by(LogCheckpoint.size.desc())
        .limit(1)
    )
    row = session.execute(statement).scalar_one_or_none()
    return Checkpoint(row.size, row.root, row.at, row.note) if row else None


def list_checkpoints(session: Session, tree_id: UUID) -> list[Checkpoint]:
    """Return all checkpoints of a tree, the smallest first."""
    statement = (
        select(LogCheckpoint).where(LogCheckpoint.tree_id == tree_id).order_by(LogCheckpoint.size)
    )
    return [Checkpoint(x.size, x.root, x.at, x.note) for x in session.execute(statement).scalars()]


def newest_signed(session: Session, tree_id: UUID) -> int:
    """Return the size of the newest checkpoint of any tree; only for the house itself."""
    return int(session.execute(_SIGNED, {"tree": tree_id}).scalar_one())


def find_key(session: Session) -> LogKey | None:
    """Return the key that signs checkpoints, still wrapped; None before the first."""
    return session.execute(select(LogKey)).scalar_one_or_none()


def keep_key(session: Session, *, public_key: bytes, wrapped_key: bytes, moment: datetime) -> None:
    """Keep the key that signs checkpoints; when there is one already, that stays."""
    session.execute(
        text(
            "insert into log_key (id, public_key, wrapped_key, made_at)"
            " values (1, :public_key, :wrapped_key, :moment) on conflict do nothing"
        ),
        {"public_key": public_key, "wrapped_key": wrapped_key, "moment": moment},
    )


def hashes_over(session: Session, tree_id: UUID, stretches: Sequence[Stretch]) -> list[bytes]:
    """Return the hash over each stretch of signed leaves; one statement.

    Raises:
        HouseFault: a node is not there.
    """
    wanted = {node for stretch in stretches for node in nodes_of(stretch)}
    known = _nodes_at(session, tree_id, wanted)
    return [hash_of(stretch, known) for stretch in stretches]


def _nodes_at(session: Session, tree_id: UUID, nodes: Iterable[Node]) -> dict[Node, bytes]:
    wanted = list(nodes)
    given = {
        "tree": tree_id,
        "levels": [level for level, _index in wanted],
        "places": [index for _level, index in wanted],
    }
    found = {(row[0], row[1]): bytes(row[2]) for row in session.execute(_NODES, given)}
    if len(found) != len(wanted):
        raise HouseFault(f"The log {tree_id} misses nodes.")
    return found
