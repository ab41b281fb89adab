"""Looking over what is kept, as the keeper: nothing is changed, and nothing is told of content."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from app.adapters.blobs import BlobEntry, NamedBlob, NoSuchBlob, SealedBlobs
from app.adapters.keys import MasterKey, NotAuthentic, open_vault
from app.adapters.sealing import sealed_size
from app.kernel import clock
from app.storage import queries
from app.storage.service.collecting import AT_A_TIME, OLD_ENOUGH, SECOND_LOOK

NEGLECTED = OLD_ENOUGH + 2 * SECOND_LOOK
"""An orphan of this age should have been marked and removed by the collector."""


@dataclass(frozen=True, slots=True)
class Fault:
    """A row whose blob is not as it should be, or an orphan that is still there."""

    thing: str
    id: str
    told: str


@dataclass(slots=True)
class Overview:
    """What was looked at, and what is wrong."""

    rows: int = 0
    blobs: int = 0
    bytes_read: int = 0
    logs: int = 0
    """How many were computed anew; who calls does that, and the next."""
    reports: int = 0
    """How many signed ones were judged."""
    waiting: list[str] = field(default_factory=list)
    """Ids of orphans within their grace period."""
    faults: list[Fault] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Shelf:
    """One store with the rows that name what is on it."""

    name: str
    blobs: SealedBlobs
    rows: Iterable[NamedBlob]
    """Read after the blobs were listed."""


def look_over(
    shelves: Iterable[Shelf], *, vaults: dict[UUID, bytes], master: MasterKey, is_deep: bool
) -> Overview:
    """Compare rows and blobs, in one session of the keeper.

    Args:
        vaults: the wrapped key of each vault by its id.
        is_deep: read every blob, unseal it and hash it.

    Raises:
        StorageDown: a store does not answer.
    """
    found = Overview()
    for shelf in shelves:
        entries = {each.id: each for each in shelf.blobs.store.entries()}
        found.blobs += len(entries)
        for row in shelf.rows:
            found.rows += 1
            told = _fault_of(shelf, row, entries.get(row.stored.id))
            if not told and is_deep:
                told = _reading_fault(shelf, row, vaults=vaults, master=master)
                found.bytes_read += row.stored.size
            # Uploads under way end while we look: then the row is gone too.
            if told and not queries.list_unnamed([row.stored.id]):
                found.faults.append(Fault(row.kind, str(row.row_id), told))
        _note_orphans(found, shelf, entries)
    return found


def _fault_of(shelf: Shelf, row: NamedBlob, entry: BlobEntry | None) -> str:
    if entry is not None and entry.size == sealed_size(row.stored.size):
        return ""
    # It may have been written after the listing began: ask for this one.
    told = shelf.blobs.fault_of(row.stored)
    return f"its file {row.stored.id} is not right: {told}" if told else ""


def _reading_fault(
    shelf: Shelf, row: NamedBlob, *, vaults: dict[UUID, bytes], master: MasterKey
) -> str:
    digest = hashlib.sha256()
    try:
        vault = open_vault(str(row.vault_id), vaults[row.vault_id], master=master)
        for piece in shelf.blobs.read(row.stored, vault=vault):
            digest.update(piece)
    except (NotAuthentic, NoSuchBlob, KeyError) as fault:
        return f"its file {row.stored.id} cannot be opened: {fault}"
    if row.stored.sha256 and digest.hexdigest() != row.stored.sha256:
        return f"its file {row.stored.id} has another hash than the row"
    return ""


def _note_orphans(found: Overview, shelf: Shelf, entries: dict[str, BlobEntry]) -> None:
    limit = clock.now() - NEGLECTED
    for orphan in _orphans(list(entries)):
        changed_at: datetime = entries[orphan].changed_at
        if changed_at < limit:
            told = f"no row names it, and the collector left it since {changed_at:%Y-%m-%d}"
            found.faults.append(Fault(f"file in {shelf.name}", orphan, told))
        else:
            found.waiting.append(orphan)


def _orphans(ids: list[str]) -> Iterator[str]:
    for start in range(0, len(ids), AT_A_TIME):
        yield from sorted(queries.list_unnamed(ids[start : start + AT_A_TIME]))
