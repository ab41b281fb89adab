"""Where bytes are kept: a store of blobs under random ids, and the sealed store on top of it.

A blob is written once and never changed. It is safely on disk before `put` returns (file, then
folder), so that a row written afterwards always has its blob; a blob whose row was never committed
is an orphan for the collector. `FileBlobs` (file_store.py) is a folder, `ObjectBlobs`
(object_store.py) a bucket; one contract holds for both.
"""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Protocol
from uuid import UUID

import structlog

from app.adapters.sealing import Readable, SealedReader, SegmentSealer, sealed_size
from app.kernel.errors import OutOfOrder, OutOfRoom

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from app.adapters.keys import Vault

log = structlog.get_logger()

BLOB_ID = re.compile(r"[0-9a-f]{32}")


class NoSuchBlob(Exception):
    """There is no blob with this id, or this is no id."""


class BlobExists(Exception):
    """There is a blob with this id already; blobs are never overwritten."""


@dataclass(frozen=True, slots=True)
class BlobEntry:
    """One blob in a listing. The sweeper looks at `changed_at` before it deletes an orphan."""

    id: str
    size: int
    changed_at: datetime


class StorageDown(OutOfOrder):
    """The store does not answer, or refuses; whether it did what was asked is not known."""


class StorageFull(OutOfRoom, StorageDown):
    """The store has no room left; nothing was kept."""


class BlobStore(Protocol):
    """What every store of blobs can do; each of these raises StorageDown when the store fails."""

    def put(self, blob_id: str, pieces: Iterable[bytes]) -> None:
        """Write a new blob and return when it will survive a power cut.

        Raises:
            BlobExists: the id is taken; what is there is untouched.
            StorageFull: there is no room; nothing is there.
        """

    def fetch(self, blob_id: str, *, start: int, length: int) -> bytes:
        """Return a range of a blob, shorter when the blob ends in it."""

    def size(self, blob_id: str) -> int:
        """Return how many bytes a blob has."""

    def delete(self, blob_id: str) -> None:
        """Remove a blob; one that is not there is no error."""

    def entries(self) -> Iterator[BlobEntry]:
        """Yield every blob, in no promised order; of one that was broken off, what is there."""

    def clear_drafts(self, *, before: datetime) -> int:
        """Remove what broken writes left behind that is no entry; return how many."""

    def is_there(self) -> bool:
        """Tell quickly whether the store answers, without writing in it."""

    def check(self) -> None:
        """Find out whether blobs can be written, read and removed here."""


def new_blob_id() -> str:
    """Return a fresh random id; it tells nothing about what it names."""
    return secrets.token_hex(16)


@dataclass(frozen=True, slots=True)
class StoredBlob:
    """What a row keeps of a sealed blob; without it the blob cannot be opened."""

    id: str
    sha256: str
    size: int
    wrapped_key: bytes
    sealed_sha256: str
    sealed_size: int


@dataclass(frozen=True, slots=True)
class NamedBlob:
    """A blob with the row that names it, for who looks whether all are there."""

    kind: str
    """Of the row, in plain words."""
    row_id: UUID
    vault_id: UUID
    stored: StoredBlob
    """Without a hash where the row keeps none."""


class SealedBlobs:
    """A store of blobs whose content only a vault can open."""

    hashes = True
    """Whether rows keep the hash of what is stored here; it is what sealing costs."""

    def __init__(self, store: BlobStore) -> None:
        self._store = store

    @property
    def store(self) -> BlobStore:
        """The store itself, for who looks after it."""
        return self._store

    def put(
        self,
        source: Readable,
        *,
        vault: Vault,
        max_bytes: int | None = None,
        looks: Callable[[bytes], None] | None = None,
    ) -> StoredBlob:
        """Seal a stream into a new blob, hashing on the way.

        Args:
            looks: is given each stretch of up to 1 MiB before it is sealed.

        Raises:
            TooLarge: the stream is longer than `max_bytes`; nothing is kept.
        """
        blob_id = new_blob_id()
        sealer = SegmentSealer(blob_id, wrapping=vault, hashes=self.hashes)
        self._store.put(blob_id, sealer.segments(source, max_bytes=max_bytes, looks=looks))
        facts = sealer.facts
        return StoredBlob(
            id=blob_id,
            sha256=facts.sha256,
            size=facts.size,
            wrapped_key=facts.wrapped_key,
            sealed_sha256="",
            sealed_size=facts.sealed_size,
        )

    def read(self, stored: StoredBlob, *, vault: Vault) -> Iterator[bytes]:
        """Yield the whole content in pieces of at most 1 MiB.

        Raises:
            NotAuthentic: the blob, the key or the row is not what was sealed together.
            NoSuchBlob: the store has lost it.
        """
        return self.read_range(stored, vault=vault, start=0, length=stored.size)

    def read_range(
        self, stored: StoredBlob, *, vault: Vault, start: int, length: int
    ) -> Iterator[bytes]:
        """Yield a range of the content, fetching only the segments it touches."""
        key = vault.unwrap(stored.wrapped_key, purpose=f"blob:{stored.id}")

        def fetch(begin: int, count: int) -> bytes:
            return self._store.fetch(stored.id, start=begin, length=count)

        return SealedReader(stored.id, key, stored.size, fetch).read(start, length)

    def fault_of(self, stored: StoredBlob) -> str:
        """Say what is wrong with a blob by its size alone; nothing when all seems well.

        Raises:
            StorageDown: the store does not answer; that says nothing of the blob.
        """
        wanted = sealed_size(stored.size)
        try:
            found = self._store.size(stored.id)
        except NoSuchBlob:
            return "it is not there"
        return "" if found == wanted else f"it has {found} bytes, not {wanted}"

    def delete(self, stored: StoredBlob) -> None:
        """Remove a blob for good; call it only after the row is gone."""
        self._store.delete(stored.id)

    def discard(self, stored: StoredBlob) -> None:
        """Remove a blob that nothing names; when that fails, it is left to the collector."""
        try:
            self._store.delete(stored.id)
        except StorageDown:
            log.warning("blob left to the collector", blob=stored.id)


def probe(store: BlobStore) -> None:
    """Write, read and remove a blob.

    Raises:
        StorageDown: one of these did not work.
    """
    blob_id, content = new_blob_id(), b"samenzicht looks whether this store works"
    store.put(blob_id, [content])
    try:
        if store.fetch(blob_id, start=0, length=len(content)) != content:
            raise StorageDown("it gives back something else than it was given")
    finally:
        store.delete(blob_id)
