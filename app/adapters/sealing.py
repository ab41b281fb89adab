"""Encryption at rest: streams in segments of 1 MiB, a key per blob, keys wrapped by keys.

A blob is cut in segments; each is sealed with AES-256-GCM under a key that exists for this blob
alone. The nonce is the segment's number and the associated data binds blob id, segment number and
whether it is the last, so a segment cannot be moved, repeated, dropped or taken from another blob.
The key is wrapped by the key of a vault (one per group of readers, so that forgetting the vault's
key forgets the group's blobs), and that by the master key.

Why `cryptography` and not Tink: measured on the target, 1 MiB segments, one core, AESGCM seals and
opens at 15,600 MB/s against Tink's Python 980 and 690, needs 16 bytes a segment against 33, 6 µs to
make a key against 36, and saves a dependency with its protobuf. SHA-256 (1,770 MB/s) is then what
sealing costs. A counted nonce is safe because `SegmentSealer` makes its key itself, seals one
stream with it, and is used up after that.
"""

from __future__ import annotations

import hashlib
import secrets
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, Self

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from app.adapters.keys import KEY_BYTES, NONCE_BYTES, NotAuthentic

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import TracebackType

    from app.adapters.keys import Wrapping

SEGMENT_BYTES = 1 << 20
TAG_BYTES = 16


class Readable(Protocol):
    """What can be read to its end, once."""

    def read(self, count: int, /) -> bytes:
        """Return at most so many bytes; none at the end."""


class TooLarge(Exception):
    """The stream is longer than the caller allows."""


def sealed_size(size: int) -> int:
    """Return how many bytes a stream of so many bytes has after sealing."""
    return size + max(1, -(-size // SEGMENT_BYTES)) * TAG_BYTES


@dataclass(frozen=True, slots=True)
class SealedFacts:
    """What is known after sealing, and the key as it may be stored."""

    sha256: str
    size: int
    wrapped_key: bytes
    sealed_size: int


class HashBeside:
    """SHA-256 of a stream, worked out in a thread of its own while its segments go on.

    `hashlib` lets other threads run meanwhile. Measured: of the 1.9 ms of processor time that 1 MiB
    of a form costs until it is on disk, 0.55 are the hash.
    """

    def __init__(self) -> None:
        self._hash = hashlib.sha256()
        self._stack = ExitStack()
        self._thread: ThreadPoolExecutor | None = None
        self._under_way: Future[None] | None = None

    def __enter__(self) -> Self:
        """Begin; the thread is there once there is more than one segment."""
        return self

    def __exit__(
        self,
        _type: type[BaseException] | None,
        _fault: BaseException | None,
        _at: TracebackType | None,
    ) -> None:
        """Let the thread end."""
        self._stack.close()

    def update(self, segment: bytes, *, is_last: bool) -> None:
        """Count a segment in; one at a time is under way."""
        if is_last and self._thread is None:
            self._hash.update(segment)
            return
        if self._thread is None:
            self._thread = self._stack.enter_context(ThreadPoolExecutor(1, "hash"))
        self._settle()
        self._under_way = self._thread.submit(self._hash.update, segment)

    def hexdigest(self) -> str:
        """Return the hash of all that was counted in."""
        self._settle()
        return self._hash.hexdigest()

    def _settle(self) -> None:
        if self._under_way is not None:
            self._under_way.result()
            self._under_way = None


class SegmentSealer:
    """Seals one stream, once. Iterate `segments`, then read `facts`."""

    def __init__(self, blob_id: str, *, wrapping: Wrapping, hashes: bool = True) -> None:
        key = secrets.token_bytes(KEY_BYTES)
        self._blob_id = blob_id
        self._hashes = hashes
        self._wrapped_key = wrapping.wrap(key, purpose=f"blob:{blob_id}")
        self._cipher: AESGCM | None = AESGCM(key)
        self._facts: SealedFacts | None = None

    def segments(
        self,
        source: Readable,
        *,
        max_bytes: int | None = None,
        looks: Callable[[bytes], None] | None = None,
    ) -> Iterator[bytes]:
        """Yield the sealed segments of a stream, reading it once from where it stands.

        Args:
            looks: is given each segment as it was before it was sealed.

        Raises:
            TooLarge: the stream is longer than `max_bytes`.
        """
        if self._cipher is None:
            raise RuntimeError("a sealer seals one stream")
        cipher, self._cipher = self._cipher, None
        size = sealed_size = number = 0
        with HashBeside() as plain_hash:
            segment = _read_full(source)
            while True:
                following = _read_full(source) if len(segment) == SEGMENT_BYTES else b""
                size += len(segment)
                if max_bytes is not None and size > max_bytes:
                    raise TooLarge(f"more than {max_bytes} bytes")
                if self._hashes:
                    plain_hash.update(segment, is_last=not following)
                if looks is not None:
                    looks(segment)
                bound = _bound_to(self._blob_id, number, is_last=not following)
                sealed = cipher.encrypt(_nonce(number), segment, bound)
                sealed_size += len(sealed)
                yield sealed
                if not following:
                    break
                segment, number = following, number + 1
            told = plain_hash.hexdigest() if self._hashes else ""
        self._facts = SealedFacts(
            sha256=told,
            size=size,
            wrapped_key=self._wrapped_key,
            sealed_size=sealed_size,
        )

    @property
    def wrapped_key(self) -> bytes:
        """The key as it may be stored; known before a byte is sealed."""
        return self._wrapped_key

    @property
    def facts(self) -> SealedFacts:
        """What was sealed; known once `segments` has run to its end."""
        if self._facts is None:
            raise RuntimeError("the stream has not been sealed to its end")
        return self._facts


@dataclass(frozen=True, slots=True)
class SealedReader:
    """Opens a sealed blob, whole or a range of it.

    Args:
        size: of the plain bytes, as stored when it was sealed; it decides which segment is the
        last. fetch: returns sealed bytes by (start, length); fewer when the blob ends there.
    """

    blob_id: str
    key: bytes
    size: int
    fetch: Callable[[int, int], bytes]

    def read(self, start: int = 0, length: int | None = None) -> Iterator[bytes]:
        """Yield the plain bytes of a range, fetching only the segments it touches.

        Raises:
            NotAuthentic: a segment was changed, swapped or is not there. What was yielded before is
                authentic.
        """
        end = self.size if length is None else min(self.size, start + length)
        if start < 0 or start > self.size or (start >= end and self.size):
            return
        cipher = AESGCM(self.key)
        last = max(0, -(-self.size // SEGMENT_BYTES) - 1)
        for number in range(start // SEGMENT_BYTES, max(0, end - 1) // SEGMENT_BYTES + 1):
            plain = self._open_segment(cipher, number, is_last=number == last)
            begins = number * SEGMENT_BYTES
            piece = plain[max(0, start - begins) : end - begins]
            if piece:
                yield piece

    def _open_segment(self, cipher: AESGCM, number: int, *, is_last: bool) -> bytes:
        plain_bytes = self.size - number * SEGMENT_BYTES if is_last else SEGMENT_BYTES
        # One byte more than the last segment has: anything that follows it must be noticed.
        wanted = plain_bytes + TAG_BYTES
        sealed = self.fetch(number * (SEGMENT_BYTES + TAG_BYTES), wanted + is_last)
        if len(sealed) != wanted:
            raise NotAuthentic(f"segment {number} has {len(sealed)} bytes, not {wanted}")
        try:
            return cipher.decrypt(
                _nonce(number), sealed, _bound_to(self.blob_id, number, is_last=is_last)
            )
        except InvalidTag as fault:
            raise NotAuthentic(f"segment {number} is not what was sealed") from fault


def _read_full(source: Readable) -> bytes:
    """Read one whole segment; a socket or pipe may give it in parts."""
    pieces = [source.read(SEGMENT_BYTES)]
    missing = SEGMENT_BYTES - len(pieces[0])
    while missing and pieces[-1]:
        pieces.append(source.read(missing))
        missing -= len(pieces[-1])
    return b"".join(pieces)


def _nonce(number: int) -> bytes:
    return number.to_bytes(NONCE_BYTES, "big")


def _bound_to(blob_id: str, number: int, *, is_last: bool) -> bytes:
    return f"segment:1|{blob_id}|{number}|{'last' if is_last else 'more'}".encode()
