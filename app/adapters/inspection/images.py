"""PNG and JPEG by their headers: how many pixels would this become?"""

from __future__ import annotations

import os
import struct
from typing import IO

from app.adapters.inspection.types import Limits, Reason, UnacceptableFile

PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"
JPEG_SIGNATURE = b"\xff\xd8\xff"
_CHUNK_HEAD_BYTES = 8
_PNG_HEADER_BYTES = 13
_LENGTH_BYTES = 2
_FRAME_BYTES = 5
_START_OF_FRAME = {*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC}
_WITHOUT_LENGTH = {0x01, *range(0xD0, 0xD9)}


def check_png(file: IO[bytes], *, limits: Limits) -> None:
    """Walk the chunks of a PNG to its end.

    Raises:
        UnacceptableFile: it is cut off, has something behind its end, or is too large.
    """
    size = file.seek(0, os.SEEK_END)
    file.seek(len(PNG_SIGNATURE))
    first = True
    while True:
        head = file.read(_CHUNK_HEAD_BYTES)
        if len(head) < _CHUNK_HEAD_BYTES:
            raise UnacceptableFile(Reason.BROKEN, "PNG without an end")
        length, kind = struct.unpack(">I4s", head)
        if first:
            if kind != b"IHDR" or length != _PNG_HEADER_BYTES:
                raise UnacceptableFile(Reason.BROKEN, "PNG without a header")
            width, height = struct.unpack(">II", file.read(_PNG_HEADER_BYTES)[:8])
            check_pixels(width, height, limits=limits)
            file.seek(-_PNG_HEADER_BYTES, os.SEEK_CUR)
            first = False
        end = file.tell() + length + 4
        if end > size:
            raise UnacceptableFile(Reason.BROKEN, "PNG chunk beyond the end")
        file.seek(end)
        if kind == b"IEND":
            if end != size:
                raise UnacceptableFile(Reason.TWO_TYPES_AT_ONCE, "bytes behind the end of a PNG")
            return


def check_jpeg(file: IO[bytes], *, limits: Limits) -> None:
    """Walk the segments of a JPEG to its frame header.

    Raises:
        UnacceptableFile: there is no frame header, or the picture is too large.
    """
    file.seek(2)
    while True:
        marker = _next_marker(file)
        if marker in _WITHOUT_LENGTH:
            continue
        head = file.read(_LENGTH_BYTES)
        length = int.from_bytes(head, "big")
        if len(head) < _LENGTH_BYTES or length < _LENGTH_BYTES or marker in {0xD9, 0xDA}:
            raise UnacceptableFile(Reason.BROKEN, "JPEG without a frame")
        if marker in _START_OF_FRAME:
            frame = file.read(_FRAME_BYTES)
            if len(frame) < _FRAME_BYTES:
                raise UnacceptableFile(Reason.BROKEN, "JPEG cut off")
            height, width = struct.unpack(">HH", frame[1:])
            check_pixels(width, height, limits=limits)
            return
        file.seek(length - _LENGTH_BYTES, os.SEEK_CUR)


def _next_marker(file: IO[bytes]) -> int:
    byte = file.read(1)
    if byte != b"\xff":
        raise UnacceptableFile(Reason.BROKEN, "JPEG segment expected")
    while byte == b"\xff":
        byte = file.read(1)
    if not byte:
        raise UnacceptableFile(Reason.BROKEN, "JPEG cut off")
    return byte[0]


def check_pixels(width: int, height: int, *, limits: Limits) -> None:
    """Refuse a picture without pixels, or with too many.

    Raises:
        UnacceptableFile: it is one of these.
    """
    if width == 0 or height == 0:
        raise UnacceptableFile(Reason.BROKEN, "picture without pixels")
    if width * height > limits.pixels:
        raise UnacceptableFile(Reason.TOO_MANY_PIXELS, f"{width} x {height}")
