"""Office files are archives: what kind is it, does it hold macros, and does it burst when opened?

Nothing the archive declares is believed: every entry is unpacked into a counter, one megabyte at a
time.
"""

from __future__ import annotations

import io
import lzma
import os
import re
import struct
import zipfile
import zlib
from itertools import chain, pairwise
from typing import IO

from app.adapters.inspection.counting import GZIP_SIGNATURE, Counter, count_gzip
from app.adapters.inspection.types import Limits, MediaType, Reason, UnacceptableFile

SIGNATURE = b"PK\x03\x04"
# What `zipfile` raises on archives that are damaged or made to hurt, found by fuzzing.
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    struct.error,
    EOFError,
    OSError,
    ValueError,
    KeyError,
    IndexError,
    RuntimeError,
    OverflowError,
)
_PIECE = 1 << 20
_IS_ENCRYPTED = 0x1
_LOCAL_HEADER_BYTES = 30
_END_RECORD_BYTES = 22
_LARGEST_INDEX = 1 << 20
_MOST_BYTES_PER_ENTRY = 512
"""In the list of contents; a real office file needs about eighty."""
_END_SEARCHED = 65_557
_PACKED_BY = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
_MOST_WORDS_DECLARED = 1 << 16
_ENTITIES = tuple("<!ENTITY".encode(code) for code in ("utf-8", "utf-16-le", "utf-16-be"))
_OOXML_MAIN = {
    "wordprocessingml.document.main+xml": MediaType.DOCX,
    "spreadsheetml.sheet.main+xml": MediaType.XLSX,
    "presentationml.presentation.main+xml": MediaType.PPTX,
    "presentationml.slideshow.main+xml": MediaType.PPTX,
}
_ODF_TYPES = {kind.media_type: kind for kind in (MediaType.ODT, MediaType.ODS)}
_MACRO_ENTRY = re.compile(
    r"(^|/)(vbaproject\.bin$|vbadata\.xml$|activex/|macrosheets/)|^(basic|scripts)/"
)


def identify(file: IO[bytes], *, limits: Limits) -> MediaType:
    """Return which office file this archive is, after unpacking all of it once.

    Raises:
        UnacceptableFile: a loose archive, macros, encryption, or more than the limits allow.
    """
    size = file.seek(0, os.SEEK_END)
    tally = Counter(size, limits)
    with _opened(file, limits) as archive:
        _check_declared(archive, tally)
        kind = _kind(archive)
        _unpack(archive, tally=tally, depth=1, limits=limits)
    return kind


def is_archive_to_the_byte(file: IO[bytes]) -> bool:
    """Tell whether the file would also open as an archive: a second face behind the first."""
    size = file.seek(0, os.SEEK_END)
    file.seek(max(0, size - _END_SEARCHED))
    tail = file.read()
    at = tail.rfind(b"PK\x05\x06")
    if at < 0 or len(tail) - at < _END_RECORD_BYTES:
        return False
    comment_bytes = int.from_bytes(tail[at + 20 : at + 22], "little")
    return at + _END_RECORD_BYTES + comment_bytes == len(tail)


def _opened(file: IO[bytes], limits: Limits) -> zipfile.ZipFile:
    """Open an archive whose list of contents is small enough to be read whole."""
    size = file.seek(0, os.SEEK_END)
    file.seek(max(0, size - _END_SEARCHED))
    tail = file.read()
    at = tail.rfind(b"PK\x05\x06")
    if 0 <= at <= len(tail) - _END_RECORD_BYTES:
        entries, index_bytes = struct.unpack_from("<HI", tail, at + 10)
        if entries > limits.entries or index_bytes > limits.entries * _MOST_BYTES_PER_ENTRY:
            raise UnacceptableFile(Reason.ARCHIVE_TOO_MANY, f"{index_bytes} bytes of index")
    try:
        file.seek(0)
        return zipfile.ZipFile(file)
    except _BROKEN as fault:
        raise UnacceptableFile(Reason.BROKEN, f"archive: {fault}") from fault


def _check_declared(archive: zipfile.ZipFile, tally: Counter) -> None:
    """Refuse by what the index says, before anything is unpacked."""
    entries = archive.infolist()
    tally.add_entries(len(entries))
    tally.check(sum(entry.file_size for entry in entries))
    if any(entry.flag_bits & _IS_ENCRYPTED for entry in entries):
        raise UnacceptableFile(Reason.ENCRYPTED)
    for entry in entries:
        if entry.compress_type not in _PACKED_BY:
            # The others unpack in one go, however much comes out.
            raise UnacceptableFile(Reason.BROKEN, f"packed in way {entry.compress_type}")
        path = entry.filename.replace("\\", "/")
        if path.startswith("/") or ".." in path.split("/") or "\0" in path:
            raise UnacceptableFile(Reason.BROKEN, "archive entry outside the archive")
    _check_overlaps(entries)


def _check_overlaps(entries: list[zipfile.ZipInfo]) -> None:
    """Refuse entries that share bytes: the bomb that needs no nesting."""
    ordered = sorted(entries, key=lambda entry: entry.header_offset)
    for entry, following in pairwise(ordered):
        ends = entry.header_offset + _LOCAL_HEADER_BYTES + entry.compress_size
        if ends > following.header_offset:
            raise UnacceptableFile(Reason.ARCHIVE_TOO_LARGE, "entries overlap")


def _kind(archive: zipfile.ZipFile) -> MediaType:
    names = {entry.filename for entry in archive.infolist()}
    if any(_MACRO_ENTRY.search(name.lower()) for name in names):
        raise UnacceptableFile(Reason.MACROS)
    if "[Content_Types].xml" in names:
        return _ooxml_kind(_index(archive, "[Content_Types].xml"))
    if "mimetype" in names and "META-INF/manifest.xml" in names:
        if "encryption-data" in _index(archive, "META-INF/manifest.xml"):
            raise UnacceptableFile(Reason.ENCRYPTED)
        kind = _ODF_TYPES.get(_index(archive, "mimetype").strip())
        if kind is not None:
            return kind
    raise UnacceptableFile(Reason.LOOSE_ARCHIVE)


def _ooxml_kind(content_types: str) -> MediaType:
    if "macroenabled" in content_types.lower():
        raise UnacceptableFile(Reason.MACROS)
    for part, kind in _OOXML_MAIN.items():
        if part in content_types:
            return kind
    raise UnacceptableFile(Reason.UNKNOWN_TYPE, "office file of another kind")


def _index(archive: zipfile.ZipFile, name: str) -> str:
    """Read a small file of the archive that says what the archive is."""
    try:
        with archive.open(name) as entry:
            return entry.read(_LARGEST_INDEX).decode("utf-8", "replace")
    except _BROKEN as fault:
        raise UnacceptableFile(Reason.BROKEN, f"archive: {fault}") from fault


def _unpack(archive: zipfile.ZipFile, *, tally: Counter, depth: int, limits: Limits) -> None:
    for entry in archive.infolist():
        nested = _count(archive, entry, tally=tally)
        if nested is None:
            continue
        if depth >= limits.depth:
            raise UnacceptableFile(Reason.ARCHIVE_TOO_DEEP)
        with _opened(nested, limits) as inner:
            _check_declared(inner, tally)
            if any(_MACRO_ENTRY.search(name.lower()) for name in inner.namelist()):
                raise UnacceptableFile(Reason.MACROS)
            _unpack(inner, tally=tally, depth=depth + 1, limits=limits)
        tally.let_go(nested.getbuffer().nbytes)


def _count(
    archive: zipfile.ZipFile, entry: zipfile.ZipInfo, *, tally: Counter
) -> io.BytesIO | None:
    """Unpack an entry into the counter; return it when it is an archive itself."""
    kept: io.BytesIO | None = None
    try:
        with archive.open(entry) as unpacking:
            first = unpacking.read(_PIECE)
            if any(mark in first[:_MOST_WORDS_DECLARED] for mark in _ENTITIES):
                raise UnacceptableFile(Reason.ARCHIVE_TOO_LARGE, "words that stand for words")
            if first.startswith(GZIP_SIGNATURE):
                rest = iter(lambda: unpacking.read(_PIECE), b"")
                count_gzip(chain([first], rest), tally)
                return None
            piece = first
            while piece:
                tally.add_bytes(len(piece))
                if piece is first and piece.startswith(SIGNATURE):
                    kept = io.BytesIO()
                if kept is not None:
                    tally.hold(len(piece))
                    kept.write(piece)
                piece = unpacking.read(_PIECE)
    except _BROKEN as fault:
        raise UnacceptableFile(Reason.BROKEN, f"archive: {fault}") from fault
    return kept
