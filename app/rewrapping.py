"""A newer master key: every key that an older one wrapped is wrapped anew, some at a time.

The key file holds the newest key on its first line, and older ones below it. Nothing that lies in
the store of files is touched: files are sealed under keys of their own, and those under the key of
their workspace, which alone is wrapped by the master key. Each row is changed only when it is still
what was read, and what was done is committed every so many rows: a run that broke off is begun
again and goes on, and pages that hold both keys answer all the while.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import psycopg
from psycopg.sql import SQL, Identifier

from app.adapters.keys import MasterKey, NotAuthentic
from app.identity.service import signed_answers
from app.identity.service.providers import KEY_PURPOSE, SECRET_PURPOSE
from app.oversight.service import PURPOSE as LOG_PURPOSE

BATCH = 200
CREDENTIALS = ("root", "seal")
"""The parts of a key of the built-in authority that are wrapped."""

Renewal = Callable[[MasterKey, str, bytes], bytes]
"""Returns what is kept in the place of a value of a row, by its id; the same when it is current."""


@dataclass(slots=True)
class Rewrapped:
    """What was done, and what could not be."""

    renewed: int = 0
    current: int = 0
    unopened: list[str] = field(default_factory=list)
    """Rows whose key no master key in the file opens."""


@dataclass(frozen=True, slots=True)
class Place:
    """A column in which something lies that the master key wrapped."""

    table: str
    column: str
    renew: Renewal


def _for(purpose: Callable[[str], str]) -> Renewal:
    def renew(master: MasterKey, row_id: str, kept: bytes) -> bytes:
        if master.is_current(kept):
            return kept
        return master.wrap(master.unwrap(kept, purpose=purpose(row_id)), purpose=purpose(row_id))

    return renew


def _renew_material(master: MasterKey, _row_id: str, kept: bytes) -> bytes:
    """Wrap the private parts anew; certificates beside them stay as they are."""
    parts: dict[str, str] = json.loads(kept)
    for name in CREDENTIALS:
        if name in parts:
            wrapped = base64.b64decode(parts[name])
            renewed = _for("credential:{}".format)(master, name, wrapped)
            parts[name] = base64.b64encode(renewed).decode()
    renewed_all = json.dumps(parts, sort_keys=True).encode()
    return kept if json.loads(kept) == parts else renewed_all


PLACES = (
    Place("workspace", "vault_key", _for("vault:{}".format)),
    Place("identity_provider", "client_key", _for(lambda _id: KEY_PURPOSE)),
    Place("identity_provider", "client_secret", _for(lambda _id: SECRET_PURPOSE)),
    Place("provider_change", "client_key", _for(lambda _id: KEY_PURPOSE)),
    Place("fresh_sign_in", "answer", _for(signed_answers.purpose_of)),
    Place("signed_answer", "answer", _for(signed_answers.purpose_of)),
    Place("log_key", "wrapped_key", _for(lambda _id: LOG_PURPOSE)),
    Place("signing_key", "material", _renew_material),
)
"""All of them. Beside these the queue may hold codes of invitations, for some minutes."""


def rewrap(owner_url: str, *, master: MasterKey, batch: int = BATCH) -> Rewrapped:
    """Wrap every stored key that an older master key wrapped by the newest one."""
    found = Rewrapped()
    with psycopg.connect(owner_url, autocommit=True) as connection:
        for place in PLACES:
            for rows in _batches(connection, place, size=batch):
                with connection.transaction():
                    for row_id, kept in rows:
                        _renew(connection, place, found, master=master, row=(row_id, kept))
    return found


def _batches(
    connection: psycopg.Connection[Any], place: Place, *, size: int
) -> Iterator[list[tuple[Any, bytes]]]:
    names = {"table": Identifier(place.table), "column": Identifier(place.column)}
    ids = SQL("select id from {table} where {column} is not null order by id").format(**names)
    every = [row[0] for row in connection.execute(ids)]
    some = SQL("select id, {column} from {table} where id = any(%s) order by id").format(**names)
    for start in range(0, len(every), size):
        chosen = connection.execute(some, (every[start : start + size],)).fetchall()
        yield [(row_id, bytes(kept)) for row_id, kept in chosen if kept is not None]


def _renew(
    connection: psycopg.Connection[Any],
    place: Place,
    found: Rewrapped,
    *,
    master: MasterKey,
    row: tuple[Any, bytes],
) -> None:
    row_id, kept = row
    try:
        renewed = place.renew(master, str(row_id), kept)
    except NotAuthentic:
        found.unopened.append(f"{place.table} {row_id}")
        return
    if renewed == kept:
        found.current += 1
        return
    statement = SQL("update {table} set {column} = %s where id = %s and {column} = %s").format(
        table=Identifier(place.table), column=Identifier(place.column)
    )
    found.renewed += connection.execute(statement, (renewed, row_id, kept)).rowcount
