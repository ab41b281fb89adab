"""Counting what comes out of what is packed, and stopping before it is too much."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator

from app.adapters.inspection.types import Limits, Reason, UnacceptableFile

GZIP_SIGNATURE = b"\x1f\x8b"
_MOST_AT_ONCE = 1 << 20
_WITH_GZIP_HEADER = 16 + zlib.MAX_WBITS


class Counter:
    """Counts over a file and all that is packed in it."""

    def __init__(self, file_bytes: int, limits: Limits) -> None:
        self._file_bytes = file_bytes
        self._limits = limits
        self._entries = 0
        self._unpacked = 0
        self._held = 0

    def add_entries(self, count: int) -> None:
        """Count entries of one archive."""
        self._entries += count
        if self._entries > self._limits.entries:
            raise UnacceptableFile(Reason.ARCHIVE_TOO_MANY, f"{self._entries} entries")

    def add_bytes(self, count: int) -> None:
        """Count bytes that came out."""
        self._unpacked += count
        self.check(self._unpacked)

    def hold(self, count: int) -> None:
        """Count bytes that stay in memory for a while."""
        self._held += count
        if self._held > self._limits.held_bytes:
            raise UnacceptableFile(Reason.ARCHIVE_TOO_LARGE, "archives inside are too large")

    def let_go(self, count: int) -> None:
        """Take back what `hold` counted."""
        self._held -= count

    def check(self, unpacked: int) -> None:
        """Refuse this much unpacked, counted or declared."""
        limits = self._limits
        bursts = (
            unpacked > limits.ratio_counts_from_bytes and unpacked > limits.ratio * self._file_bytes
        )
        if bursts or unpacked > limits.unpacked_bytes:
            raise UnacceptableFile(Reason.ARCHIVE_TOO_LARGE, f"{unpacked} bytes unpacked")


def count_gzip(pieces: Iterable[bytes], counter: Counter) -> None:
    """Unpack a gzip file into a counter.

    Raises:
        UnacceptableFile: more comes out than may, or it holds a gzip file itself.
    """
    unpacking = zlib.decompressobj(_WITH_GZIP_HEADER)
    is_first = True
    for piece in pieces:
        for part in inflated(unpacking, piece):
            if is_first and part.startswith(GZIP_SIGNATURE):
                raise UnacceptableFile(Reason.ARCHIVE_TOO_DEEP, "gzip in gzip")
            is_first = False
            counter.add_bytes(len(part))


def inflated(unpacking: zlib._Decompress, piece: bytes) -> Iterator[bytes]:
    """Yield what comes out of a piece, at most one megabyte at a time."""
    waiting = piece
    while waiting and not unpacking.eof:
        yield unpacking.decompress(waiting, _MOST_AT_ONCE)
        waiting = unpacking.unconsumed_tail
