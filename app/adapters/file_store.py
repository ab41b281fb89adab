"""Blobs in a folder: written beside, synced, linked under their id, and the folder synced."""

from __future__ import annotations

import errno
import os
import secrets
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import IO, TYPE_CHECKING

import structlog

from app.adapters.blobs import (
    BLOB_ID,
    BlobEntry,
    BlobExists,
    NoSuchBlob,
    StorageDown,
    StorageFull,
    probe,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

log = structlog.get_logger()

DRAFT = ".draft"
FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


class FileBlobs:
    """Blobs in a folder; the path of each is made of its checked id alone."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lasting: set[Path] = set()
        """Folders whose names this process knows to survive a power cut."""

    def put(self, blob_id: str, pieces: Iterable[bytes]) -> None:
        """Write, sync the file, link it under its id if that is free, sync the folder."""
        path = self._path(blob_id)
        draft = path.with_name(f"{secrets.token_hex(8)}{DRAFT}")
        try:
            with _telling():
                self._make_lasting(path.parent)
                handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(handle, "wb", buffering=0) as file:
                for piece in pieces:
                    with _telling():
                        _write(file, piece)
                with _telling():
                    os.fsync(file.fileno())
            with _telling():
                _link(draft, path, blob_id)
        finally:
            _unlink_quietly(draft)
        with _telling():
            sync_folder(path.parent)

    def fetch(self, blob_id: str, *, start: int, length: int) -> bytes:
        """Return a range of a blob."""
        with self.open(blob_id) as file, _telling():
            return os.pread(file.fileno(), length, start)

    def open(self, blob_id: str) -> IO[bytes]:
        """Open a blob for reading.

        Raises:
            NoSuchBlob: it is not there.
        """
        with _telling(blob_id):
            return self._path(blob_id).open("rb")

    def size(self, blob_id: str) -> int:
        """Return how many bytes a blob has."""
        with _telling(blob_id):
            return self._path(blob_id).stat().st_size

    def delete(self, blob_id: str) -> None:
        """Remove a blob for good."""
        path = self._path(blob_id)
        with _telling():
            path.unlink(missing_ok=True)
            if path.parent.is_dir():
                sync_folder(path.parent)

    def entries(self) -> Iterator[BlobEntry]:
        """Yield every blob; drafts of uploads under way are not blobs."""
        for path, changed_at, size in self._files():
            if BLOB_ID.fullmatch(path.name):
                yield BlobEntry(path.name, size, changed_at)

    def clear_drafts(self, *, before: datetime) -> int:
        """Remove drafts that nobody writes any more."""
        count = 0
        for path, changed_at, _size in self._files():
            if path.suffix == DRAFT and changed_at < before:
                with _telling():
                    path.unlink(missing_ok=True)
                count += 1
        return count

    def is_there(self) -> bool:
        """Tell whether the folder is there."""
        return self._folder.is_dir()

    def check(self) -> None:
        """Write, read and remove a blob."""
        probe(self)

    def _files(self) -> Iterator[tuple[Path, datetime, int]]:
        with _telling():
            found = sorted(self._folder.glob("??/*"))
        for path in found:
            try:
                facts = path.stat()
            except FileNotFoundError:
                continue
            yield path, datetime.fromtimestamp(facts.st_mtime, tz=UTC), facts.st_size

    def _make_lasting(self, folder: Path) -> None:
        """Make a folder, and sync its name also when somebody else made it: they may not have."""
        if folder in self._lasting and folder.is_dir():
            return
        _make_folder(folder.parent)
        folder.mkdir(mode=0o700, exist_ok=True)
        sync_folder(folder.parent)
        self._lasting.add(folder)

    def _path(self, blob_id: str) -> Path:
        if not BLOB_ID.fullmatch(blob_id):
            raise NoSuchBlob(blob_id)
        return self._folder / blob_id[:2] / blob_id


@contextmanager
def _telling(blob_id: str | None = None) -> Iterator[None]:
    """Say of a disk's fault whether the blob is missing, the disk is full, or something else."""
    try:
        yield
    except FileNotFoundError as fault:
        if blob_id is None:
            raise StorageDown(str(fault.strerror)) from fault
        raise NoSuchBlob(blob_id) from fault
    except OSError as fault:
        kind = StorageFull if fault.errno in FULL else StorageDown
        raise kind(str(fault.strerror or fault)) from fault


def _write(file: IO[bytes], piece: bytes) -> None:
    """Write all of a piece; one call may take less, as on a disk that is almost full."""
    written = file.write(piece)
    while written < len(piece):
        written += file.write(memoryview(piece)[written:])


def _link(draft: Path, path: Path, blob_id: str) -> None:
    try:
        path.hardlink_to(draft)
    except FileExistsError as fault:
        raise BlobExists(blob_id) from fault


def _unlink_quietly(draft: Path) -> None:
    """Remove a draft; one that cannot be removed now is cleared away later."""
    try:
        draft.unlink(missing_ok=True)
    except OSError:
        log.warning("draft left to the collector")


def _make_folder(folder: Path) -> None:
    if folder.is_dir():
        return
    _make_folder(folder.parent)
    folder.mkdir(mode=0o700, exist_ok=True)
    sync_folder(folder.parent)


def sync_folder(folder: Path) -> None:
    """Sync the names in a folder, so that a new one survives a power cut."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
