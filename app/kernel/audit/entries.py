"""Making entries and appending them under the head lock."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum, StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.kernel.access import Actor
from app.kernel.audit.models import PLATFORM_TREE
from app.kernel.errors import HouseFault

SALT_BYTES = 16
FORMAT = 1
_APPEND = text("""
with head as (
  update log_tree set size = size + :by where id = :tree returning size - :by as first
), leaf as (
  select draft.*, index,
      draft.before || convert_to(index::text, 'UTF8') || draft.after as entry
    from unnest(
      cast(:actions as text[]), cast(:kinds as text[]), cast(:things as uuid[]),
      cast(:before as bytea[]), cast(:after as bytea[]), cast(:salts as bytea[])
    ) with ordinality as draft (action, kind, thing, before, after, salt, turn)
    left join head on true,
    lateral (select head.first + draft.turn - 1 as index) as place
)
insert into log_entry (tree_id, index, at, action, actor_id, organisation_id, object_kind,
    object_id, entry, salt, leaf_hash)
  select :tree, index, :at, action, :actor, :organisation, kind,
      thing, entry, salt, sha256(decode('00', 'hex') || salt || entry)
    from leaf
""")
"""Move the head on, and write the leaves under the indexes that gives, with their hashes.

In one statement, so that nobody waits for the head while we compute; its answer comes with that of
the commit, so that nobody waits for the head while we wait for our turn. Where there is no head,
the index that it would give is missing, and no entry may be without.

Source: RFC 6962, section 2.1 (leaf prefix 0x00), with a salt before the entry.
"""


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
        session.connection().execute(_APPEND, _told(tree_id, mine, circumstances))


def _told(tree_id: UUID, drafts: Sequence[Draft], circumstances: Circumstances) -> dict[str, Any]:
    around = [_around_index(draft, circumstances) for draft in drafts]
    return {
        "tree": tree_id,
        "by": len(drafts),
        "at": circumstances.at,
        "actor": circumstances.actor.person_id,
        "organisation": circumstances.actor.organisation_id,
        "actions": [str(each.action) for each in drafts],
        "kinds": [each.object_kind for each in drafts],
        "things": [each.object_id for each in drafts],
        "before": [before for before, _after in around],
        "after": [after for _before, after in around],
        "salts": [secrets.token_bytes(SALT_BYTES) for _draft in drafts],
    }


def _around_index(draft: Draft, circumstances: Circumstances) -> tuple[bytes, bytes]:
    """Return the exact bytes of an entry before its index and after it: the head gives that.

    Canonical is sorted by key: what stands before sorts under ``index``, what follows above it.
    """
    actor = circumstances.actor
    before = {
        "at": circumstances.at.isoformat(timespec="milliseconds"),
        "actor": str(actor.person_id) if actor.person_id else actor.name,
        "action": str(draft.action),
        "facts": dict(draft.facts),
    }
    after = {
        "object": [draft.object_kind, str(draft.object_id) if draft.object_id else None],
        "organisation": str(actor.organisation_id) if actor.organisation_id else None,
        "permissions": list(circumstances.permissions),
        "request": circumstances.request_id,
        "tree": str(draft.tree_id),
        "v": FORMAT,
    }
    return canonical(before)[:-1] + b',"index":', b"," + canonical(after)[1:]


def plant_tree(session: Session, tree_id: UUID) -> None:
    """Start the tree of a new place."""
    session.execute(text("insert into log_tree (id, size) values (:id, 0)"), {"id": tree_id})
