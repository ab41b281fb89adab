"""PDF from the outside: how much comes out of its packed streams, how many pages and pixels.

Nothing of it is believed: the file is walked once for the word `stream`, and whatever then begins
as deflate does is unpacked into a counter, whatever is said of it. It is never held whole.
"""

from __future__ import annotations

import os
import re
import zlib
from collections.abc import Iterator
from itertools import chain
from typing import IO

from app.adapters.inspection.counting import inflated
from app.adapters.inspection.types import Limits, Reason, UnacceptableFile

SIGNATURE = b"%PDF-"
_PIECE = 1 << 20
_SAID_BEFORE = 2048
"""How far before its stream a description is looked for."""
_END_WITHIN = 2048
_WIDTH = re.compile(rb"/(?:Width|W)\s+(\d{1,10})")
_HEIGHT = re.compile(rb"/(?:Height|H)\s+(\d{1,10})")
_PAGES = re.compile(rb"/Count\s+(\d{1,12})")
_STREAM = re.compile(rb"(?<!end)stream\r?\n")
_HEADER_BYTES = 2
_DEFLATE = 8
_SMALLEST_READ = 1 << 10
_LARGEST_READ = 1 << 16
_SCANS_ARE_LARGER = 4
"""A sheet scanned has more pixels than a photograph; a page image is drawn at the screen's size."""


def check(file: IO[bytes], *, limits: Limits) -> None:
    """Walk a PDF from its beginning to its end.

    Raises:
        UnacceptableFile: it has no end, or more in it than the limits allow.
    """
    size = file.seek(0, os.SEEK_END)
    file.seek(max(0, size - _END_WITHIN))
    if b"%%EOF" not in file.read():
        raise UnacceptableFile(Reason.BROKEN, "PDF without an end")
    _Walk(file, size=size, limits=limits).go()


class _Walk:
    """One walk: finds streams, and measures what is in them."""

    def __init__(self, file: IO[bytes], *, size: int, limits: Limits) -> None:
        self._file = file
        self._size = size
        self._limits = limits
        self._unpacked = 0

    def go(self) -> None:
        self._file.seek(0)
        held, starts_at, searched = b"", 0, 0
        while piece := self._file.read(_PIECE):
            held += piece
            # A word may stand on the seam, so the last bytes are looked at again with the next.
            while found := _STREAM.search(held, searched):
                said = held[max(0, found.start() - _SAID_BEFORE) : found.start()]
                self._check_said(said[said.rfind(b"obj") + 1 :])
                self._measure(starts_at + found.end())
                searched = found.end()
            self._check_pages(held)
            keep = min(len(held), _SAID_BEFORE)
            starts_at += len(held) - keep
            searched = max(0, searched - (len(held) - keep))
            held = held[-keep:]
            self._file.seek(starts_at + keep)

    def _check_said(self, said: bytes) -> None:
        """Refuse a picture that says it is enormous."""
        width, height = _WIDTH.search(said), _HEIGHT.search(said)
        if width is None or height is None:
            return
        pixels = int(width[1]) * int(height[1])
        if pixels > self._limits.pixels * _SCANS_ARE_LARGER:
            raise UnacceptableFile(Reason.TOO_MANY_PIXELS, f"{pixels} pixels in a PDF")

    def _check_pages(self, held: bytes) -> None:
        for found in _PAGES.finditer(held):
            around = held[max(0, found.start() - _SAID_BEFORE) : found.end() + _SAID_BEFORE]
            if int(found[1]) > self._limits.pages and b"/Pages" in around:
                raise UnacceptableFile(Reason.TOO_MANY_PAGES, f"{int(found[1])} pages")

    def _measure(self, start: int) -> None:
        """Unpack one stream into the counter, and what is packed in it once more."""
        self._file.seek(start)
        for count in _sizes(_growing(self._file), layer=1, deepest=self._limits.depth):
            self._count(count)

    def _count(self, count: int) -> None:
        self._unpacked += count
        limits = self._limits
        bursts = (
            self._unpacked > limits.pdf_unpacked_bytes
            and self._unpacked > limits.ratio * self._size
        )
        if bursts or self._unpacked > limits.unpacked_bytes:
            raise UnacceptableFile(Reason.ARCHIVE_TOO_LARGE, f"{self._unpacked} bytes in a PDF")


def _growing(file: IO[bytes]) -> Iterator[bytes]:
    """Read on, a little first: most streams are small, and there may be very many."""
    length = _SMALLEST_READ
    while piece := file.read(length):
        yield piece
        length = min(length * 2, _LARGEST_READ)


def _sizes(packed: Iterator[bytes], *, layer: int, deepest: int) -> Iterator[int]:
    """Yield how much comes out of each layer, piece by piece; what is damaged ends there."""
    first = next(packed, b"")
    if not _begins_as_deflate(first):
        return
    if layer > deepest:
        raise UnacceptableFile(Reason.ARCHIVE_TOO_DEEP, "packed many times over in a PDF")
    unpacked = _unpacked(chain([first], packed))
    for part in unpacked:
        yield len(part)
        if _begins_as_deflate(part):
            own: list[int] = []
            rest = _noting(unpacked, own)
            for size in _sizes(chain([part], rest), layer=layer + 1, deepest=deepest):
                yield size + sum(own)
                own.clear()
            yield sum(own)
        break
    yield from (len(part) for part in unpacked)


def _unpacked(packed: Iterator[bytes]) -> Iterator[bytes]:
    unpacking = zlib.decompressobj()
    try:
        for piece in packed:
            yield from inflated(unpacking, piece)
            if unpacking.eof:
                return
    except zlib.error:
        # Damaged, or not packed at all: a reader of it stops where we do.
        return


def _noting(parts: Iterator[bytes], sizes: list[int]) -> Iterator[bytes]:
    """Pass parts on, and note how large each was."""
    for part in parts:
        sizes.append(len(part))
        yield part


def _begins_as_deflate(content: bytes) -> bool:
    """Tell whether this is the header of a zlib stream (RFC 1950, 2.2)."""
    if len(content) < _HEADER_BYTES:
        return False
    return content[0] & 0x0F == _DEFLATE and int.from_bytes(content[:2], "big") % 31 == 0
