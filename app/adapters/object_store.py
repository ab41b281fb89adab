"""Blobs in a bucket of an object store (S3), by `obstore`.

A blob is one object, or several when it is large: pieces of `PART_BYTES` under one id. So a put
never holds more than one piece in memory, every object is made with create-if-absent (an upload
in parts, S3's own way, cannot do that and leaves parts behind that no listing shows), and what a
broken put leaves is listed like any blob, for the collector. Of each piece the store checks the
SHA-256 we send with it. The buckets may keep versions: nothing is ever overwritten, so all that
a version is good for is bringing back what was removed.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby
from typing import TYPE_CHECKING, TypeAlias, TypeVar

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
from app.adapters.sealing import SEGMENT_BYTES, TAG_BYTES

if TYPE_CHECKING:
    from obstore.store import S3Config, S3Store

log = structlog.get_logger()

PART_BYTES = 4 * (SEGMENT_BYTES + TAG_BYTES)
"""Whole sealed segments, so that opening one asks one object."""
ATTEMPTS = 3
PAUSE_SECONDS = 0.2
CONNECT_PATIENCE = "5s"
PATIENCE = "60s"
FULL = ("507 Insufficient Storage", "XMinioStorageFull", "QuotaExceeded", "InsufficientCapacity")
Answer = TypeVar("Answer")
Listed: TypeAlias = tuple[str, int, datetime]
"""Name of an object, its bytes, when it was made."""
BEYOND = "416 Range Not Satisfiable"


@dataclass(frozen=True, slots=True)
class Bucket:
    """Where the objects are, and who we are there.

    Args:
        prefix: of every object's name, without slashes at its ends.
        access_key: empty to take what the surroundings give (environment, role of the machine).
    """

    name: str
    prefix: str = ""
    endpoint: str | None = None
    region: str = "eu-west-1"
    access_key: str | None = None
    secret_key: str | None = field(default=None, repr=False)


class ObjectBlobs:
    """Blobs in one bucket, under one prefix."""

    def __init__(self, bucket: Bucket, *, area: str, pause: float = PAUSE_SECONDS) -> None:
        self._area = f"{bucket.prefix}/{area}".lstrip("/")
        self._pause = pause
        self._store = _connect(bucket)

    def put(self, blob_id: str, pieces: Iterable[bytes]) -> None:
        """Write each piece as an object that was not there yet."""
        self._prefix(blob_id)
        written = 0
        try:
            for part in _parts(pieces):
                self._create(blob_id, written, part)
                written += 1
        except BaseException:
            self._take_back(blob_id, written)
            raise

    def fetch(self, blob_id: str, *, start: int, length: int) -> bytes:
        """Return a range of a blob, of as many objects as it touches."""
        prefix, found, at, end = self._prefix(blob_id), bytearray(), start, start + length
        while at < end:
            number, begins = divmod(at, PART_BYTES)
            wanted = min(end - at, PART_BYTES - begins)
            piece = self._range(_name(prefix, number), begins, wanted)
            if piece is None and number == 0:
                raise NoSuchBlob(blob_id)
            found += piece or b""
            if not piece or len(piece) < wanted:
                break
            at += wanted
        return bytes(found)

    def size(self, blob_id: str) -> int:
        """Return how many bytes the objects of a blob have together."""
        prefix = self._prefix(blob_id)
        sizes = self._again(lambda: [size for _name, size, _at in self._listed(prefix)])
        if not sizes:
            raise NoSuchBlob(blob_id)
        return sum(sizes)

    def delete(self, blob_id: str) -> None:
        """Remove the objects of a blob, the first last: while it is there, so is the blob."""
        prefix = self._prefix(blob_id)
        names = self._again(lambda: [name for name, _size, _at in self._listed(prefix)])
        for name in sorted(names, reverse=True):
            self._remove(name)

    def entries(self) -> Iterator[BlobEntry]:
        """Yield every blob, also one of which only some objects are there."""
        # A listing is in the order of names, so the objects of a blob follow each other.
        for blob_id, objects in groupby(self._listed(self._area), key=self._blob_of):
            if BLOB_ID.fullmatch(blob_id):
                facts = [(size, changed_at) for _name, size, changed_at in objects]
                newest = max(changed_at for _size, changed_at in facts)
                yield BlobEntry(blob_id, sum(size for size, _at in facts), newest)

    def clear_drafts(self, *, before: datetime) -> int:  # noqa: ARG002 - the protocol's signature
        """Do nothing: what a broken put leaves is an entry."""
        return 0

    def is_there(self) -> bool:
        """Ask for an object that cannot be there."""
        import obstore

        try:
            with _telling():
                obstore.head(self._store, f"{self._area}/none")
        except StorageDown as told:
            return isinstance(told.__cause__, FileNotFoundError)
        return True

    def check(self) -> None:
        """Write, read, list and remove a blob."""
        probe(self)

    def _blob_of(self, listed: Listed) -> str:
        return listed[0].removeprefix(f"{self._area}/").partition("/")[0]

    def _prefix(self, blob_id: str) -> str:
        if not BLOB_ID.fullmatch(blob_id):
            raise NoSuchBlob(blob_id)
        return f"{self._area}/{blob_id}"

    def _create(self, blob_id: str, number: int, part: bytes | bytearray) -> None:
        """Make an object; when an answer got lost, find out whether it was made after all."""
        import obstore
        from obstore.exceptions import AlreadyExistsError

        name, is_doubtful, attempt = _name(self._prefix(blob_id), number), False, 0
        while True:
            attempt += 1
            try:
                with _telling():
                    obstore.put(self._store, name, part, mode="create", use_multipart=False)
            except AlreadyExistsError as fault:
                if is_doubtful and self._range(name, 0, len(part) + 1) == part:
                    return
                raise BlobExists(blob_id) from fault
            except StorageFull:
                raise
            except StorageDown:
                if attempt == ATTEMPTS:
                    raise
                is_doubtful = True
                time.sleep(self._pause * attempt)
            else:
                return

    def _range(self, name: str, start: int, length: int) -> bytes | None:
        import obstore

        def ask() -> bytes | None:
            try:
                return bytes(obstore.get_range(self._store, name, start=start, length=length))
            except FileNotFoundError:
                return None
            except obstore.exceptions.GenericError as fault:
                if BEYOND in str(fault):
                    return b""
                raise

        return self._again(ask)

    def _remove(self, name: str) -> None:
        import obstore

        def ask() -> None:
            try:
                obstore.delete(self._store, name)
            except FileNotFoundError:
                return

        self._again(ask)

    def _listed(self, prefix: str) -> Iterator[Listed]:
        import obstore

        with _telling():
            for chunk in obstore.list(self._store, prefix=prefix, chunk_size=1000):
                for each in chunk:
                    yield each["path"], each["size"], each["last_modified"]

    def _again(self, ask: Callable[[], Answer]) -> Answer:
        """Ask what can be asked twice, some times over."""
        for attempt in range(1, ATTEMPTS):
            try:
                with _telling():
                    return ask()
            except StorageDown:
                time.sleep(self._pause * attempt)
        with _telling():
            return ask()

    def _take_back(self, blob_id: str, written: int) -> None:
        """Remove what a put that broke off has written itself; else the collector does."""
        try:
            for number in reversed(range(written)):
                self._remove(_name(self._prefix(blob_id), number))
        except StorageDown:
            log.warning("blob left to the collector", blob=blob_id)


def _connect(bucket: Bucket) -> S3Store:
    from obstore.store import S3Store

    given: S3Config = {}
    if bucket.endpoint is not None:
        given["endpoint"] = bucket.endpoint
    if bucket.access_key is not None and bucket.secret_key is not None:
        given["access_key_id"] = bucket.access_key
        given["secret_access_key"] = bucket.secret_key
    return S3Store(
        bucket.name,
        config=given,
        region=bucket.region,
        checksum_algorithm="sha256",
        virtual_hosted_style_request=False,
        client_options={
            "allow_http": bool(bucket.endpoint and bucket.endpoint.startswith("http://")),
            "connect_timeout": CONNECT_PATIENCE,
            "timeout": PATIENCE,
        },
        # We try again ourselves: a repeated create must know that it is one.
        retry_config={"max_retries": 0},
    )


def _name(prefix: str, number: int) -> str:
    return f"{prefix}/{number:06d}"


def _parts(pieces: Iterable[bytes]) -> Iterator[bytes | bytearray]:
    """Put pieces together to parts of one length, the last one shorter; there is always one."""
    held, is_first = bytearray(), True
    for piece in pieces:
        at = 0
        while at < len(piece):
            taken = piece[at : at + PART_BYTES - len(held)]
            held += taken
            at += len(taken)
            if len(held) == PART_BYTES:
                yield held
                held, is_first = bytearray(), False
    if held or is_first:
        yield held


@contextmanager
def _telling() -> Iterator[None]:
    """Say of the store's fault whether it is full, or something else; never more than one line."""
    from obstore.exceptions import AlreadyExistsError, BaseError

    try:
        yield
    except AlreadyExistsError:
        raise
    except (BaseError, OSError, TimeoutError) as fault:
        told = str(fault).partition("\n")[0]
        raise (StorageFull if any(word in str(fault) for word in FULL) else StorageDown)(
            told
        ) from fault
