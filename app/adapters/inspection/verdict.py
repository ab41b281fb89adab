"""The inspection itself: content first, then whether the name agrees."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import IO

from app.adapters.inspection import archives, compound, images, parts, pdfs, pictures, texts
from app.adapters.inspection.names import clean_name, declared_extension
from app.adapters.inspection.types import (
    Inspected,
    Limits,
    MediaType,
    Reason,
    UnacceptableFile,
)

_EXECUTABLE_SIGNATURES = (
    b"\x7fELF",
    b"\xfe\xed\xfa\xce",
    b"\xfe\xed\xfa\xcf",
    b"\xce\xfa\xed\xfe",
    b"\xcf\xfa\xed\xfe",
    b"\xca\xfe\xba\xbe",
    b"L\x00\x00\x00\x01\x14\x02\x00",
    b"!<arch>",
    b"dex\n",
    b"\x00asm",
)
_ARCHIVE_SIGNATURES = (
    b"PK\x05\x06",
    b"PK\x07\x08",
    b"\x1f\x8b",
    b"BZh",
    b"7z\xbc\xaf\x27\x1c",
    b"Rar!",
    b"\xfd7zXZ",
    b"\x28\xb5\x2f\xfd",
    b"MSCF",
)
_RUNS_BY_NAME = frozenset(
    {
        "app", "bat", "bin", "chm", "cmd", "com", "cpl", "dll", "exe",
        "gadget", "hta", "inf", "ins", "iso", "jar", "js", "jse", "lnk",
        "mjs", "msc", "msi", "msp", "mst", "pif", "ps1", "psm1", "py",
        "reg", "rgs", "scr", "sct", "sh", "sys", "url", "vb", "vbe",
        "vbs", "vhd", "vhdx", "wsc", "wsf", "wsh",
    }
)  # fmt: skip
_ACTIVE_BY_NAME = frozenset(
    {
        "htm", "html", "mht", "mhtml", "php", "shtml", "svg", "svgz", "swf",
        "xht", "xhtml", "xml", "xsl", "xslt",
    }
)  # fmt: skip
_MACROS_BY_NAME = frozenset(
    {
        "docm", "dotm", "potm", "ppam", "ppsm", "pptm", "sldm", "xlam", "xlsb",
        "xlsm", "xltm",
    }
)  # fmt: skip
_EVERY_NAME = frozenset(name for kind in MediaType for name in kind.names)
_HEAD_BYTES = 64
_PIECE = 1 << 18
_FACES_WITHIN = 1024
_OTHER_FACES = re.compile(rb"%PDF-|<(?:html|script|svg|iframe|body|!doctype)|<\?php", re.IGNORECASE)
"""What a browser or a reader of PDF would take for its own, though the file begins as another."""
_TAPE_MARK = (257, b"ustar")
_DISC_MARK = (32_769, b"CD001")


_CHECKS = (
    (pdfs.SIGNATURE, pdfs.check, MediaType.PDF),
    (images.PNG_SIGNATURE, images.check_png, MediaType.PNG),
    (images.JPEG_SIGNATURE, images.check_jpeg, MediaType.JPEG),
    (pictures.GIF_SIGNATURES, pictures.check_gif, MediaType.GIF),
    (pictures.WEBP_SIGNATURE, pictures.check_webp, MediaType.WEBP),
    (pictures.TIFF_SIGNATURES, pictures.check_tiff, MediaType.TIFF),
)


def inspect(
    source: Path | IO[bytes],
    declared_name: str,
    *,
    limits: Limits | None = None,
    fallback: str = "file",
    as_text: texts.PassingText | None = None,
) -> Inspected:
    """Find out what a file is and whether it may come in.

    Args:
        source: a path, or a seekable file; it is left where the inspection ended.
        fallback: the name it gets when nothing of the declared one is fit to keep.
        as_text: has seen all of it pass by; without it a text is read once more.

    Raises:
        UnacceptableFile: with the reason.
    """
    if isinstance(source, Path):
        with source.open("rb") as file:
            return inspect(file, declared_name, limits=limits, fallback=fallback, as_text=as_text)
    extension = declared_extension(clean_name(declared_name))
    _check_extension(extension)
    kind = _identify(source, extension, limits=limits or Limits(), as_text=as_text)
    if extension in _EVERY_NAME and extension not in kind.names:
        raise UnacceptableFile(Reason.NOT_WHAT_IT_SAYS, f"named {extension}, is {kind.extension}")
    ending = extension if extension in kind.names else kind.extension
    return Inspected(
        media_type=kind.media_type,
        extension=kind.extension,
        clean_name=clean_name(declared_name, extension=ending, fallback=fallback),
    )


def check_beginning(declared_name: str, head: bytes | None) -> None:
    """Refuse as early as can be what `inspect` would refuse in the end.

    Args:
        head: the first bytes; empty for an empty file, None when they are not there yet.

    Raises:
        UnacceptableFile: with the reason.
    """
    _check_extension(declared_extension(clean_name(declared_name)))
    if head is None:
        return
    if not head:
        raise UnacceptableFile(Reason.EMPTY)
    if head.startswith(_EXECUTABLE_SIGNATURES) or _is_windows_program(head[:_HEAD_BYTES]):
        raise UnacceptableFile(Reason.EXECUTABLE)
    if head.startswith(_ARCHIVE_SIGNATURES):
        raise UnacceptableFile(Reason.LOOSE_ARCHIVE)


def _check_extension(extension: str) -> None:
    """Refuse names that make a computer act on a double click, whatever the content is."""
    for names, reason in (
        (_RUNS_BY_NAME, Reason.EXECUTABLE),
        (_ACTIVE_BY_NAME, Reason.ACTIVE_CONTENT),
        (_MACROS_BY_NAME, Reason.MACROS),
    ):
        if extension in names:
            raise UnacceptableFile(reason, f"named {extension}")


def _identify(
    file: IO[bytes], extension: str, *, limits: Limits, as_text: texts.PassingText | None
) -> MediaType:
    if file.seek(0, os.SEEK_END) == 0:
        raise UnacceptableFile(Reason.EMPTY)
    file.seek(0)
    head = file.read(_HEAD_BYTES)
    if head.startswith(archives.SIGNATURE):
        return archives.identify(file, limits=limits)
    if head.startswith(compound.SIGNATURE):
        return compound.identify(file)
    kind = _by_signature(file, head, limits=limits)
    if kind is not None:
        _check_single(file)
        return kind
    return _as_text(file, extension, passed=as_text)


def _by_signature(file: IO[bytes], head: bytes, *, limits: Limits) -> MediaType | None:
    for signature, check, kind in _CHECKS:
        if head.startswith(signature):
            check(file, limits=limits)
            return kind
    if pictures.is_phone_photo(head):
        raise UnacceptableFile(Reason.PHONE_PHOTO)
    if head.startswith(_EXECUTABLE_SIGNATURES) or _is_windows_program(head):
        raise UnacceptableFile(Reason.EXECUTABLE)
    if head.startswith(_ARCHIVE_SIGNATURES):
        raise UnacceptableFile(Reason.LOOSE_ARCHIVE)
    return None


def _is_windows_program(head: bytes) -> bool:
    """Tell a program from a text that begins with the same two letters: its header holds zeros."""
    return head.startswith(b"MZ") and (b"\0" in head or len(head) < _HEAD_BYTES)


def _check_single(file: IO[bytes]) -> None:
    """Refuse a file that another program would open as something else."""
    file.seek(1)
    head = file.read(_FACES_WITHIN)
    if _OTHER_FACES.search(head) or archives.is_archive_to_the_byte(file):
        raise UnacceptableFile(Reason.TWO_TYPES_AT_ONCE)
    for place, mark in (_TAPE_MARK, _DISC_MARK):
        file.seek(place)
        if file.read(len(mark)) == mark:
            raise UnacceptableFile(Reason.TWO_TYPES_AT_ONCE, "disc or tape image")


def _as_text(file: IO[bytes], extension: str, *, passed: texts.PassingText | None) -> MediaType:
    kind = texts.kind_of_text(extension)
    if kind is MediaType.EML:
        texts.check_message(file)
        file.seek(0)
        parts.check_parts(iter(lambda: file.read(_PIECE), b""))
        return kind
    if extension in _EVERY_NAME and extension not in kind.names:
        raise UnacceptableFile(Reason.NOT_WHAT_IT_SAYS, f"named {extension}")
    if passed is None:
        texts.check_text(file)
    else:
        passed.judge()
    return kind
