"""One honest file of each kind that may come in, each holding the same word."""

from __future__ import annotations

import io
import struct
from email.message import EmailMessage
from functools import cache
from typing import Any

import docx
import openpyxl
import typst

from app.adapters.inspection import MediaType
from tests.support import files
from tests.support.documents import picture_of

WORD = "kanariegeel"
_SECTOR = 512
_FREE, _END, _TABLE = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD


def saved(made: Any) -> bytes:
    """What a document of python-docx or openpyxl becomes on disk."""
    target = io.BytesIO()
    made.save(target)
    return target.getvalue()


def mail_of(text: str, *, subtype: str = "plain") -> bytes:
    """A saved message with something attached."""
    message = EmailMessage()
    message["From"], message["To"] = "Anna <a@ijenv.example>", "Bram <b@igj.example>"
    message["Date"], message["Subject"] = "Mon, 02 Nov 2026 09:30:00 +0100", "Vraag"
    message.set_content(text, subtype=subtype)
    message.add_attachment(b"%PDF-", maintype="application", subtype="pdf", filename="plan.pdf")
    return bytes(message)


MAIL = mail_of(f"Beste Bram, {WORD}.\n")


@cache
def of(kind: MediaType) -> bytes:
    """The file of this kind."""
    if kind in _PICTURES:
        return picture_of(_PICTURES[kind])
    if kind in {MediaType.ODT, MediaType.ODS}:
        return _open_document(kind)
    return {
        MediaType.PDF: _pdf,
        MediaType.DOCX: _word,
        MediaType.XLSX: _sheet,
        MediaType.PPTX: _slides,
        MediaType.TXT: f"Regel met {WORD}.\n".encode,
        MediaType.CSV: f"naam;kleur\nkamer;{WORD}\n".encode,
        MediaType.EML: lambda: MAIL,
        MediaType.MSG: outlook,
    }[kind]()


_PICTURES = {
    MediaType.PNG: "PNG",
    MediaType.JPEG: "JPEG",
    MediaType.GIF: "GIF",
    MediaType.WEBP: "WEBP",
    MediaType.TIFF: "TIFF",
}


def _pdf() -> bytes:
    made = typst.compile(WORD.encode())
    assert isinstance(made, bytes)
    return made


def _word() -> bytes:
    document = docx.Document()
    document.add_paragraph(WORD)
    return saved(document)


def _sheet() -> bytes:
    book = openpyxl.Workbook()
    book.active.append(["kleur", WORD])
    return saved(book)


def _slides() -> bytes:
    slide = f"<p:sld xmlns:p='p' xmlns:a='a'><a:p><a:r><a:t>{WORD}</a:t></a:r></a:p></p:sld>"
    return files.office("pptx", {"ppt/slides/slide1.xml": slide.encode()})


def _open_document(kind: MediaType) -> bytes:
    name = "urn:oasis:names:tc:opendocument:xmlns"
    open_text = f"<t:p>{WORD}</t:p>"
    row = f"<b:table b:name='Blad'><b:table-row><b:table-cell>{open_text}</b:table-cell>"
    row += "</b:table-row></b:table>"
    part, inner = ("text", open_text) if kind is MediaType.ODT else ("spreadsheet", row)
    content = (
        f"<o:document-content xmlns:o='{name}:office:1.0' xmlns:t='{name}:text:1.0'"
        f" xmlns:b='{name}:table:1.0'><o:body><o:{part}>{inner}</o:{part}></o:body>"
        "</o:document-content>"
    )
    return files.open_document(part, {"content.xml": content.encode()})


def outlook() -> bytes:
    """A message as Outlook saves it: properties as streams in a compound file."""
    streams = {
        "__properties_version1.0": bytes(32),
        "__substg1.0_0037001F": "Vraag".encode("utf-16-le"),
        "__substg1.0_0C1A001F": "Anna".encode("utf-16-le"),
        "__substg1.0_1000001F": f"Beste Bram, {WORD}.".encode("utf-16-le"),
    }
    sectors, starts, table = b"", [], []
    for content in streams.values():
        # Of at least 4096 bytes, so that each stands in sectors of its own.
        padded = content.ljust(4096, b" " if not content.strip(b"\0") else b"\0")
        starts.append(len(table))
        sectors += padded
        table += [*range(len(table) + 1, len(table) + 8), _END]
    directory_at = len(table)
    entries = [_entry("Root Entry", kind=5, child=1)]
    for number, name in enumerate(streams, start=1):
        right = number + 1 if number < len(streams) else _FREE
        entries.append(_entry(name, kind=2, right=right, start=starts[number - 1], size=4096))
    while len(entries) % 4:
        entries.append(bytes(128))
    directory = b"".join(entries)
    count = len(directory) // _SECTOR
    table += [*range(directory_at + 1, directory_at + count), _END]
    table_at = len(table)
    table += [_TABLE]
    table += [_FREE] * (128 - len(table))
    header = bytearray(_SECTOR)
    header[:8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    struct.pack_into("<HHHHH", header, 24, 0x3E, 3, 0xFFFE, 9, 6)
    struct.pack_into("<III", header, 44, 1, directory_at, 0)
    struct.pack_into("<IIIII", header, 56, 4096, _END, 0, _END, 0)
    struct.pack_into("<109I", header, 76, table_at, *([_FREE] * 108))
    return bytes(header) + sectors + directory + struct.pack("<128I", *table)


def _entry(
    name: str,
    *,
    kind: int,
    right: int = _FREE,
    child: int = _FREE,
    start: int = _END,
    size: int = 0,
) -> bytes:
    entry = bytearray(128)
    encoded = name.encode("utf-16-le") + b"\0\0"
    entry[: len(encoded)] = encoded
    struct.pack_into("<HBB", entry, 64, len(encoded), kind, 1)
    struct.pack_into("<III", entry, 68, _FREE, right, child)
    struct.pack_into("<IQ", entry, 116, start, size)
    return bytes(entry)
