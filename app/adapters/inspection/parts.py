"""What is packed in a file, taken out piece by piece so that each can be looked at for viruses.

A scanner unpacks too, but passes in silence over what is deeper or larger than its own settings
say. Here that is no pass. The unpacking happens in a cage; the parts come out of it one by one.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from email import message_from_bytes, policy
from typing import IO

from app.adapters.cage import Bounds, CageBroke, pieces_of
from app.adapters.inspection.counting import GZIP_SIGNATURE, Counter, inflated
from app.adapters.inspection.types import Limits, MediaType, Reason, UnacceptableFile

PACKED = frozenset(
    kind.media_type
    for kind in (
        MediaType.PDF,
        MediaType.DOCX,
        MediaType.XLSX,
        MediaType.PPTX,
        MediaType.ODT,
        MediaType.ODS,
        MediaType.EML,
    )
)
"""Types of file that hold others."""
_BOUNDS = Bounds(seconds=60, wall_seconds=1800)
"""The scanner may take its time over each part."""
_ZIP, _PDF = b"PK\x03\x04", b"%PDF-"
_IS_ENCRYPTED = 0x1
_STREAM = re.compile(rb"(?<!end)stream\r?\n")
_LENGTH_BYTES = 8
_END = bytes(_LENGTH_BYTES)
_LIMITS = Limits()
_LIMITS_OF_PDF = Limits(ratio_counts_from_bytes=_LIMITS.pdf_unpacked_bytes)
_LIMITS_OF_MESSAGES = Limits(ratio_counts_from_bytes=64 << 20)
"""What is attached may be a PDF."""
_LARGEST_MESSAGE = 64 << 20
_READ = 1 << 16


def parts_of(content: Iterable[bytes], media_type: str) -> Iterator[Iterator[bytes]]:
    """Yield what is packed in a file, each part as pieces to be used up before the next.

    Raises:
        UnacceptableFile: there is more in it than the limits allow, or it cannot be unpacked.
    """
    kind = "message" if media_type == MediaType.EML.media_type else "file"
    found = pieces_of(__name__, kind, content=content, bounds=_BOUNDS)
    yield from _apart(_Held(found))


def check_parts(content: Iterable[bytes]) -> None:
    """Unpack all that is in a saved message once.

    Raises:
        UnacceptableFile: there is more in it than the limits allow, or it cannot be unpacked.
    """
    for _part in _apart(_Held(pieces_of(__name__, "message", "quiet", content=content))):
        pass


def main(source: IO[bytes], target: IO[bytes], *args: str) -> None:
    """Write each part behind its length; the end is no length, and the reason why it is one."""
    content, kind, is_quiet = source.read(), args[0], "quiet" in args
    reason = ""
    try:
        counter = Counter(len(content), _limits_of(content, kind))
        for part in _walk(content, counter, depth=0, is_message=kind == "message"):
            if part and not is_quiet:
                target.write(len(part).to_bytes(_LENGTH_BYTES, "big"))
                target.write(part)
    except UnacceptableFile as fault:
        reason = fault.reason.value
    target.write(_END + reason.encode())


def _limits_of(content: bytes, kind: str) -> Limits:
    if kind == "message":
        if len(content) > _LARGEST_MESSAGE:
            raise UnacceptableFile(Reason.ARCHIVE_TOO_LARGE, "message too large to be unpacked")
        return _LIMITS_OF_MESSAGES
    return _LIMITS_OF_PDF if content.startswith(_PDF) else _LIMITS


class _Held:
    """Bytes that come in pieces, taken by length."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces = pieces
        self._rest = b""

    def take(self, most: int) -> bytes:
        """Return the next bytes, at most so many; nothing at the end."""
        if not self._rest:
            try:
                self._rest = next(self._pieces, b"")
            except CageBroke as fault:
                reason = Reason.ARCHIVE_TOO_LARGE if fault.is_slow else Reason.BROKEN
                raise UnacceptableFile(reason, "cannot be unpacked") from fault
        taken, self._rest = self._rest[:most], self._rest[most:]
        return taken

    def exactly(self, count: int) -> Iterator[bytes]:
        """Yield so many bytes in pieces."""
        while count:
            piece = self.take(count)
            if not piece:
                raise UnacceptableFile(Reason.BROKEN, "cannot be unpacked")
            count -= len(piece)
            yield piece


def _apart(held: _Held) -> Iterator[Iterator[bytes]]:
    while length := int.from_bytes(b"".join(held.exactly(_LENGTH_BYTES)), "big"):
        part = held.exactly(length)
        yield part
        for _unused in part:
            pass
    reason = b"".join(iter(lambda: held.take(64), b"")).decode()
    if reason:
        raise UnacceptableFile(Reason(reason), "in a part")


def _walk(
    content: bytes, counter: Counter, *, depth: int, is_message: bool = False
) -> Iterator[bytes]:
    """Yield all parts of a file, and theirs."""
    if is_message:
        parts = _of_message(content)
    elif content.startswith(_ZIP):
        parts = _of_archive(content, counter)
    elif content.startswith(GZIP_SIGNATURE):
        parts = iter([_unpacked(content, 0, counter, window=16 + zlib.MAX_WBITS)])
    elif content.startswith(_PDF):
        parts = _of_pdf(content, counter)
    else:
        return
    if depth >= _LIMITS.depth:
        raise UnacceptableFile(Reason.ARCHIVE_TOO_DEEP)
    for part in parts:
        yield part
        yield from _walk(part, counter, depth=depth + 1)


def _of_message(content: bytes) -> Iterator[bytes]:
    try:
        message = message_from_bytes(content, policy=policy.default)
        for number, part in enumerate(message.walk()):
            if number > _LIMITS.entries:
                raise UnacceptableFile(Reason.ARCHIVE_TOO_MANY)
            if not part.is_multipart():
                payload = part.get_payload(decode=True)
                yield payload if isinstance(payload, bytes) else b""
    except RecursionError as fault:
        raise UnacceptableFile(Reason.ARCHIVE_TOO_DEEP) from fault


def _of_archive(content: bytes, counter: Counter) -> Iterator[bytes]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = archive.infolist()
            counter.add_entries(len(entries))
            counter.check(sum(entry.file_size for entry in entries))
            for entry in entries:
                if entry.flag_bits & _IS_ENCRYPTED:
                    raise UnacceptableFile(Reason.ENCRYPTED)
                if entry.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
                    raise UnacceptableFile(Reason.BROKEN, f"packed in way {entry.compress_type}")
                with archive.open(entry) as unpacking:
                    yield _collected(iter(lambda: unpacking.read(1 << 20), b""), counter)
    except (zipfile.BadZipFile, zlib.error, EOFError, ValueError, KeyError, OSError) as fault:
        raise UnacceptableFile(Reason.BROKEN, f"archive: {fault}") from fault


def _of_pdf(content: bytes, counter: Counter) -> Iterator[bytes]:
    for found in _STREAM.finditer(content):
        yield _unpacked(content, found.end(), counter, window=zlib.MAX_WBITS)


def _unpacked(packed: bytes, start: int, counter: Counter, *, window: int) -> bytes:
    """Return what comes out of a packed stream; damaged, as much as came."""
    unpacking = zlib.decompressobj(window)
    out = io.BytesIO()
    try:
        for at in range(start, len(packed), _READ):
            for part in inflated(unpacking, packed[at : at + _READ]):
                counter.add_bytes(len(part))
                out.write(part)
            if unpacking.eof:
                break
    except zlib.error:
        return out.getvalue()
    return out.getvalue()


def _collected(pieces: Iterator[bytes], counter: Counter) -> bytes:
    out = io.BytesIO()
    for piece in pieces:
        counter.add_bytes(len(piece))
        out.write(piece)
    return out.getvalue()
