"""Making entries and appending them under the head lock."""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum, StrEnum
from typing import Any
from typing import cast as typed
from uuid import UUID

from sqlalchemy import Table, bindparam, insert, text, update
from sqlalchemy.orm import Session

from app.kernel.access import Actor
from app.kernel.audit.models import PLATFORM_TREE, LogEntry, LogTree
from app.kernel.errors import HouseFault

SALT_BYTES = 16
FORMAT = 1
_TREES = typed("Table", LogTree.__table__)
_ADVANCE = (
    update(_TREES)
    .where(_TREES.c.id == bindparam("tree"))
    .values(size=_TREES.c.size + bindparam("by"))
    .returning(_TREES.c.size)
)
_WRITE = insert(typed("Table", LogEntry.__table__))


class Action(StrEnum):
    """Base of every feature's audit words; values have the grammar ``thing:part:verb``."""


@dataclass(frozen=True, slots=True)
class Draft:
    """An entry before it has its index."""

    action: Action
    object_kind: str
    object_id: UUID | None
    tree_id: UUID
    facts: Mapping[str, Any]


def draft_of(action: Action, thing: Any, facts: Mapping[str, Any]) -> Draft:
    """Describe what happened to a thing; facts are data, never content or free text."""
    return Draft(
        action=action,
        object_kind=getattr(thing, "log_kind", None) or type(thing).__tablename__,
        object_id=thing.id,
        tree_id=getattr(thing, "log_tree_id", PLATFORM_TREE),
        facts={name: plain(value) for name, value in facts.items()},
    )


def plain(value: Any) -> Any:
    """Turn a fact into what canonical JSON may hold."""
    match value:
        case Enum():
            return value.value
        case None | bool() | int() | str():
            return value
        case UUID() | date():
            return value.isoformat() if isinstance(value, date) else str(value)
        case list() | tuple() | set() | frozenset():
            return [plain(each) for each in value]
        case dict():
            return {str(key): plain(each) for key, each in value.items()}
        case _:
            raise HouseFault(f"A log fact may not be a {type(value).__name__}.")


def canonical(content: Mapping[str, Any]) -> bytes:
    """Write an entry as its exact bytes: sorted keys, no spaces, UTF-8."""
    return json.dumps(
        content, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
    ).encode()


def leaf_hash(salt: bytes, entry: bytes) -> bytes:
    """Hash a leaf.

    Source: RFC 6962, section 2.1 (leaf prefix 0x00), with a salt before the entry.
    """
    return hashlib.sha256(b"\x00" + salt + entry).digest()


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What all entries of one transaction share."""

    actor: Actor
    permissions: Sequence[str]
    request_id: str
    at: datetime


def append(session: Session, drafts: Sequence[Draft], circumstances: Circumstances) -> None:
    """Give the drafts their indexes and write them; the last step of a transaction.

    Trees are locked in the order of their id, so that two transactions can never wait for each
    other.
    """
    for tree_id in sorted({draft.tree_id for draft in drafts}, key=lambda each: each.int):
        mine = [draft for draft in drafts if draft.tree_id == tree_id]
        first = _advance(session, tree_id, len(mine))
        rows = [_row(draft, first + n, circumstances) for n, draft in enumerate(mine)]
        session.connection().execute(_WRITE, rows)


def _advance(session: Session, tree_id: UUID, by: int) -> int:
    """Lock the head, move it on, and return the first free index."""
    told = {"tree": tree_id, "by": by}
    size = session.connection().execute(_ADVANCE, told).scalar_one_or_none()
    if size is None:
        raise HouseFault(f"There is no log tree {tree_id}.")
    return size - by


def _row(draft: Draft, index: int, circumstances: Circumstances) -> dict[str, Any]:
    actor = circumstances.actor
    content = {
        "v": FORMAT,
        "tree": str(draft.tree_id),
        "index": index,
        "at": circumstances.at.isoformat(timespec="milliseconds"),
        "actor": str(actor.person_id) if actor.person_id else actor.name,
        "organisation": str(actor.organisation_id) if actor.organisation_id else None,
        "action": str(draft.action),
        "object": [draft.object_kind, str(draft.object_id) if draft.object_id else None],
        "permissions": list(circumstances.permissions),
        "facts": dict(draft.facts),
        "request": circumstances.request_id,
    }
    entry, salt = canonical(content), secrets.token_bytes(SALT_BYTES)
    return {
        "tree_id": draft.tree_id,
        "index": index,
        "at": circumstances.at,
        "action": str(draft.action),
        "actor_id": actor.person_id,
        "organisation_id": actor.organisation_id,
        "object_kind": draft.object_kind,
        "object_id": draft.object_id,
        "entry": entry,
        "salt": salt,
        "leaf_hash": leaf_hash(salt, entry),
    }


def plant_tree(session: Session, tree_id: UUID) -> None:
    """Start the tree of a new place."""
    session.execute(text("insert into log_tree (id, size) values (:id, 0)"), {"id": tree_id})
