"""Where bytes are kept: a store of blobs under random ids, and the sealed store on top of it.

A blob is written once and never changed. It is safely on disk before `put` returns (file, then
folder), so that a row written afterwards always has its blob; a blob whose row was never committed
is an orphan for the sweeper. The store is a protocol fit for an object store (create-if-absent,
ranges, listing by time); `FileBlobs` is a folder.
"""

from __future__ import annotations

import os
import re
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import IO, TYPE_CHECKING, Protocol

from app.adapters.sealing import Readable, SealedReader, SegmentSealer

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from app.adapters.keys import Vault

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


class BlobStore(Protocol):
    """What every store of blobs can do."""

    def put(self, blob_id: str, pieces: Iterable[bytes]) -> None:
        """Write a new blob and return when it will survive a power cut.

        Raises:
            BlobExists: the id is taken; what is there is untouched.
        """

    def fetch(self, blob_id: str, *, start: int, length: int) -> bytes:
        """Return a range of a blob, shorter when the blob ends in it."""

    def size(self, blob_id: str) -> int:
        """Return how many bytes a blob has."""

    def delete(self, blob_id: str) -> None:
        """Remove a blob; one that is not there is no error."""

    def entries(self) -> Iterator[BlobEntry]:
        """Yield every blob, in no promised order."""


def new_blob_id() -> str:
    """Return a fresh random id; it tells nothing about what it names."""
    return secrets.token_hex(16)


class FileBlobs:
    """Blobs in a folder; the path of each is made of its checked id alone."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def put(self, blob_id: str, pieces: Iterable[bytes]) -> None:
        """Write, sync the file, link it under its id if that is free, sync the folder."""
        path = self._path(blob_id)
        _make_folder(path.parent)
        draft = path.with_name(f"{secrets.token_hex(8)}.draft")
        try:
            handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(handle, "wb") as file:
                for piece in pieces:
                    file.write(piece)
                file.flush()
                os.fsync(file.fileno())
            try:
                path.hardlink_to(draft)
            except FileExistsError as fault:
                raise BlobExists(blob_id) from fault
        finally:
            draft.unlink(missing_ok=True)
        _sync_folder(path.parent)

    def fetch(self, blob_id: str, *, start: int, length: int) -> bytes:
        """Return a range of a blob."""
        with self.open(blob_id) as file:
            return os.pread(file.fileno(), length, start)

    def open(self, blob_id: str) -> IO[bytes]:
        """Open a blob for reading.

        Raises:
            NoSuchBlob: it is not there.
        """
        try:
            return self._path(blob_id).open("rb")
        except FileNotFoundError as fault:
            raise NoSuchBlob(blob_id) from fault

    def size(self, blob_id: str) -> int:
        """Return how many bytes a blob has."""
        try:
            return self._path(blob_id).stat().st_size
        except FileNotFoundError as fault:
            raise NoSuchBlob(blob_id) from fault

    def delete(self, blob_id: str) -> None:
        """Remove a blob for good."""
        path = self._path(blob_id)
        try:
            path.unlink()
        except FileNotFoundError:
            return
        _sync_folder(path.parent)

    def entries(self) -> Iterator[BlobEntry]:
        """Yield every blob; drafts of uploads under way are not blobs."""
        if not self._folder.is_dir():
            return
        for folder in self._folder.iterdir():
            for path in folder.iterdir() if folder.is_dir() else ():
                if BLOB_ID.fullmatch(path.name):
                    facts = path.stat()
                    changed_at = datetime.fromtimestamp(facts.st_mtime, tz=UTC)
                    yield BlobEntry(path.name, facts.st_size, changed_at)

    def _path(self, blob_id: str) -> Path:
        if not BLOB_ID.fullmatch(blob_id):
            raise NoSuchBlob(blob_id)
        return self._folder / blob_id[:2] / blob_id


@dataclass(frozen=True, slots=True)
class StoredBlob:
    """What a row keeps of a sealed blob; without it the blob cannot be opened."""

    id: str
    sha256: str
    size: int
    wrapped_key: bytes
    sealed_sha256: str
    sealed_size: int


class SealedBlobs:
    """A store of blobs whose content only a vault can open."""

    def __init__(self, store: BlobStore) -> None:
        self._store = store

    def put(self, source: Readable, *, vault: Vault, max_bytes: int | None = None) -> StoredBlob:
        """Seal a stream into a new blob, hashing on the way.

        Raises:
            TooLarge: the stream is longer than `max_bytes`; nothing is kept.
        """
        blob_id = new_blob_id()
        sealer = SegmentSealer(blob_id, wrapping=vault)
        self._store.put(blob_id, sealer.segments(source, max_bytes=max_bytes))
        facts = sealer.facts
        return StoredBlob(
            id=blob_id,
            sha256=facts.sha256,
            size=facts.size,
            wrapped_key=facts.wrapped_key,
            sealed_sha256=facts.sealed_sha256,
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

    def delete(self, stored: StoredBlob) -> None:
        """Remove a blob for good; call it only after the row is gone."""
        self._store.delete(stored.id)


def _make_folder(folder: Path) -> None:
    if folder.is_dir():
        return
    _make_folder(folder.parent)
    folder.mkdir(mode=0o700, exist_ok=True)
    _sync_folder(folder.parent)


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
