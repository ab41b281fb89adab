"""GIF, WebP and TIFF by their headers: how many pixels and frames would this become?"""

from __future__ import annotations

import os
import struct
from typing import IO

from app.adapters.inspection.images import check_pixels
from app.adapters.inspection.types import Limits, Reason, UnacceptableFile

GIF_SIGNATURES = (b"GIF87a", b"GIF89a")
WEBP_SIGNATURE = b"RIFF"
TIFF_SIGNATURES = (b"II*\0", b"MM\0*")
_PHONE_BRANDS = {b"heic", b"heix", b"hevc", b"hevx", b"heim", b"heis", b"mif1", b"msf1"}
_HAS_COLOURS = 0x80
_COLOURS = 0x07
_GIF_EXTENSION, _GIF_PICTURE, _GIF_END = 0x21, 0x2C, 0x3B
_MOST_FRAMES = 5_000
_WIDTH_TAG, _LENGTH_TAG = 256, 257
_SHORT, _LONG = 3, 4
_LOSSLESS_MARK = 0x2F
_LOSSLESS_SIDE = 0x3FFF
_KEYFRAME = b"\x9d\x01\x2a"


def is_phone_photo(head: bytes) -> bool:
    """Tell whether this is HEIC, which we cannot read."""
    return head[4:8] == b"ftyp" and head[8:12] in _PHONE_BRANDS


def check_gif(file: IO[bytes], *, limits: Limits) -> None:
    """Walk the blocks of a GIF to its end.

    Raises:
        UnacceptableFile: it is cut off, has bytes behind its end, or is too large.
    """
    size = file.seek(0, os.SEEK_END)
    file.seek(6)
    width, height, flags, _background, _aspect = _taken(file, "<HHBBB")
    check_pixels(width, height, limits=limits)
    _skip_colours(file, flags)
    frames = 0
    while True:
        (kind,) = _taken(file, "<B")
        if kind == _GIF_END:
            break
        if kind == _GIF_PICTURE:
            frames += 1
            _check_frames(frames)
            _left, _top, width, height, flags = _taken(file, "<HHHHB")
            check_pixels(width, height, limits=limits)
            _skip_colours(file, flags)
        elif kind != _GIF_EXTENSION:
            raise UnacceptableFile(Reason.BROKEN, "GIF block of no known kind")
        file.seek(1, os.SEEK_CUR)
        _skip_pieces(file)
    if file.tell() != size:
        raise UnacceptableFile(Reason.TWO_TYPES_AT_ONCE, "bytes behind the end of a GIF")


def check_webp(file: IO[bytes], *, limits: Limits) -> None:
    """Read the first chunk of a WebP, and hold its length against that of the file.

    Raises:
        UnacceptableFile: it is no WebP, its length is another, or it is too large.
    """
    size = file.seek(0, os.SEEK_END)
    file.seek(4)
    head = file.read(16)
    length, kind, chunk = int.from_bytes(head[:4], "little"), head[4:8], head[8:12]
    if kind != b"WEBP":
        raise UnacceptableFile(Reason.UNKNOWN_TYPE, "RIFF of another kind")
    said = length + 8
    if said + said % 2 < size:
        raise UnacceptableFile(Reason.TWO_TYPES_AT_ONCE, "bytes behind the end of a WebP")
    if said > size:
        raise UnacceptableFile(Reason.BROKEN, "WebP cut off")
    check_pixels(*_webp_sides(chunk, file.read(10)), limits=limits)


def check_tiff(file: IO[bytes], *, limits: Limits) -> None:
    """Walk the pages of a TIFF.

    Raises:
        UnacceptableFile: a page is cut off or too large, there are too many, or they go round.
    """
    file.seek(0)
    order = "<" if file.read(4).startswith(b"II") else ">"
    seen: set[int] = set()
    (place,) = _taken(file, f"{order}I")
    while place:
        _check_frames(len(seen))
        if place in seen:
            raise UnacceptableFile(Reason.BROKEN, "TIFF pages go round")
        seen.add(place)
        file.seek(place)
        place = _check_page(file, order, limits=limits)
    if not seen:
        raise UnacceptableFile(Reason.BROKEN, "TIFF without a page")


def _check_page(file: IO[bytes], order: str, *, limits: Limits) -> int:
    """Look at one page of a TIFF; return where the next begins."""
    sides: dict[int, int] = {}
    (count,) = _taken(file, f"{order}H")
    for _entry in range(count):
        tag, kind, _values, short, rest = _taken(file, f"{order}HHIHH")
        if tag in {_WIDTH_TAG, _LENGTH_TAG} and kind in {_SHORT, _LONG}:
            sides[tag] = short if kind == _SHORT else _long(short, rest, order)
    check_pixels(sides.get(_WIDTH_TAG, 0), sides.get(_LENGTH_TAG, 0), limits=limits)
    (following,) = _taken(file, f"{order}I")
    return int(following)


def _long(first: int, second: int, order: str) -> int:
    return first | second << 16 if order == "<" else first << 16 | second


def _webp_sides(chunk: bytes, head: bytes) -> tuple[int, int]:
    if chunk == b"VP8X":
        return (
            int.from_bytes(head[4:7], "little") + 1,
            int.from_bytes(head[7:10], "little") + 1,
        )
    if chunk == b"VP8L" and head[:1] == bytes([_LOSSLESS_MARK]):
        bits = int.from_bytes(head[1:5], "little")
        return (bits & _LOSSLESS_SIDE) + 1, (bits >> 14 & _LOSSLESS_SIDE) + 1
    if chunk == b"VP8 " and head[3:6] == _KEYFRAME:
        width, height = struct.unpack_from("<HH", head, 6)
        return width & _LOSSLESS_SIDE, height & _LOSSLESS_SIDE
    raise UnacceptableFile(Reason.BROKEN, "WebP of no known kind")


def _check_frames(frames: int) -> None:
    if frames > _MOST_FRAMES:
        raise UnacceptableFile(Reason.TOO_MANY_PAGES, f"{frames} frames")


def _skip_colours(file: IO[bytes], flags: int) -> None:
    if flags & _HAS_COLOURS:
        file.seek(3 << ((flags & _COLOURS) + 1), os.SEEK_CUR)


def _skip_pieces(file: IO[bytes]) -> None:
    while length := _taken(file, "<B")[0]:
        file.seek(length, os.SEEK_CUR)


def _taken(file: IO[bytes], form: str) -> tuple[int, ...]:
    """Take the next bytes of a header apart."""
    head = file.read(struct.calcsize(form))
    try:
        return struct.unpack(form, head)
    except struct.error as fault:
        raise UnacceptableFile(Reason.BROKEN, "picture cut off") from fault
