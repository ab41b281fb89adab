"""Files as people send them, honest and otherwise, made by hand."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Mapping

OOXML = "application/vnd.openxmlformats-officedocument"
MAIN_PARTS = {
    "docx": f"{OOXML}.wordprocessingml.document.main+xml",
    "xlsx": f"{OOXML}.spreadsheetml.sheet.main+xml",
    "pptx": f"{OOXML}.presentationml.presentation.main+xml",
    "docm": "application/vnd.ms-word.document.macroEnabled.main+xml",
    "vsdx": "application/vnd.ms-visio.drawing.main+xml",
}


def archive(entries: Mapping[str, bytes], *, compress: bool = True) -> bytes:
    target = io.BytesIO()
    method = zipfile.ZIP_DEFLATED if compress else zipfile.ZIP_STORED
    with zipfile.ZipFile(target, "w", method) as written:
        for name, content in entries.items():
            written.writestr(name, content)
    return target.getvalue()


def office(kind: str, more: Mapping[str, bytes] | None = None) -> bytes:
    types = f'<Types><Override PartName="/main.xml" ContentType="{MAIN_PARTS[kind]}"/></Types>'
    return archive({"[Content_Types].xml": types.encode(), "main.xml": b"<x/>", **(more or {})})


def open_document(kind: str, more: Mapping[str, bytes] | None = None) -> bytes:
    media_type = f"application/vnd.oasis.opendocument.{kind}".encode()
    manifest = {"META-INF/manifest.xml": b"<manifest/>"}
    return archive({"mimetype": media_type, **manifest, "content.xml": b"<x/>", **(more or {})})


def png(width: int = 2, height: int = 2, *, behind: bytes = b"") -> bytes:
    def chunk(kind: bytes, content: bytes) -> bytes:
        check = struct.pack(">I", zlib.crc32(kind + content))
        return struct.pack(">I", len(content)) + kind + content + check

    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    rows = b"".join(b"\0" + b"\x7f" * width for _ in range(min(height, 4)))
    parts = (chunk(b"IHDR", header), chunk(b"IDAT", zlib.compress(rows)), chunk(b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts) + behind


def jpeg(width: int = 2, height: int = 2) -> bytes:
    app = b"\xff\xe0\x00\x10JFIF\0\x01\x01\0\0\x01\0\x01\0\0"
    frame = b"\xff\xc0" + struct.pack(">HBHHB", 11, 8, height, width, 1) + b"\x01\x11\0"
    return b"\xff\xd8" + app + frame + b"\xff\xd9"


def pdf(content: bytes = b"1 0 obj <<>> endobj") -> bytes:
    return b"%PDF-1.7\n" + content + b"\nstartxref\n0\n%%EOF\n"


def compound(*names: str) -> bytes:
    """Make an OLE compound file with these names under its root."""
    free, end, table_mark = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
    entries = [_entry("Root Entry", kind=5, child=1)]
    for number, name in enumerate(names, start=1):
        right = number + 1 if number < len(names) else free
        entries.append(_entry(name, kind=2, right=right))
    while len(entries) % 4:
        entries.append(bytes(128))
    directory = b"".join(entries)
    sectors = len(directory) // 512
    table = [table_mark, *(number + 2 for number in range(sectors - 1)), end]
    table += [free] * (128 - len(table))
    header = bytearray(512)
    header[:8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    struct.pack_into("<HHHHH", header, 24, 0x3E, 3, 0xFFFE, 9, 6)
    struct.pack_into("<III", header, 44, 1, 1, 0)
    struct.pack_into("<II", header, 68, end, 0)
    struct.pack_into("<109I", header, 76, 0, *([free] * 108))
    return bytes(header) + struct.pack("<128I", *table) + directory


def _entry(name: str, *, kind: int, right: int = 0xFFFFFFFF, child: int = 0xFFFFFFFF) -> bytes:
    entry = bytearray(128)
    encoded = name.encode("utf-16-le") + b"\0\0"
    entry[: len(encoded)] = encoded
    struct.pack_into("<HBB", entry, 64, len(encoded), kind, 1)
    struct.pack_into("<III", entry, 68, 0xFFFFFFFF, right, child)
    return bytes(entry)


EML = (
    b"From: a@igj.example\r\nTo: b@ijenv.example\r\nDate: Mon, 2 Nov 2026 09:30:00 +0100\r\n"
    b"Subject: vraag\r\n\r\nGeachte collega, \xe9\xe9n vraag.\r\n"
)
