"""Files made to hurt whoever opens them, made here by hand; none is kept.

Each is small to send and enormous, endless or forbidden to open.
"""

from __future__ import annotations

import base64
import bz2
import gzip
import io
import lzma
import os
import struct
import zipfile
import zlib
from collections.abc import Callable

from tests.support import files

MANY = 40 << 20
ZEROS = bytes(MANY)
LAUGHS = (
    "<?xml version='1.0'{code}?><!DOCTYPE l [<!ENTITY a 'ha'>"
    + "".join(f"<!ENTITY {chr(98 + n)} '{f'&{chr(97 + n)};' * 10}'>" for n in range(12))
    + "]><l>&m;</l>"
)


def nested(levels: int, inner: bytes = b"y" * 99) -> bytes:
    """An archive in an archive, so many times."""
    for level in range(levels):
        inner = files.archive({f"{level}.zip" if level else "a.txt": inner}, compress=False)
    return inner


def branching() -> bytes:
    """As the well-known one: each archive holds more of them, and at the bottom lie zeros."""
    inner = files.archive({"zeros.bin": bytes(4 << 20)})
    for _level in range(2):
        inner = files.archive({f"{n}.zip": inner for n in range(16)})
    return inner


def packed_by(method: int) -> bytes:
    """An office file with one part packed in a way that unpacks in one go."""
    target = io.BytesIO(files.office("docx"))
    with zipfile.ZipFile(target, "a") as written:
        written.writestr("word/media/a.bin", bytes(256 << 20), compress_type=method)
    return target.getvalue()


def lying() -> bytes:
    """An office file that says its large part is small."""
    bomb = files.office("docx", {"word/media/a.bin": ZEROS})
    return bomb.replace(struct.pack("<I", MANY), struct.pack("<I", 1000))


def overlapping() -> bytes:
    """An office file whose entries share their bytes."""
    content = bytearray(files.office("docx", {"one": b"1" * 500, "two": b"2" * 500}))
    end = content.rindex(b"PK\5\6")
    index = int.from_bytes(content[end + 16 : end + 20], "little")
    second = content.index(b"PK\1\2", index + 4)
    third = content.index(b"PK\1\2", second + 4)
    content[third + 42 : third + 46] = content[second + 42 : second + 46]
    return bytes(content)


def crowded(entries: int, *, says: int) -> bytes:
    """An archive with very many entries in its list, and a number that need not be true."""
    entry = b"PK\1\2" + bytes(42)
    index = entry * entries
    end = b"PK\5\6" + struct.pack("<HHHHIIH", 0, 0, says, says, len(index), 30, 0)
    return b"PK\3\4" + bytes(26) + index + end


def with_password(content: bytes) -> bytes:
    """The same archive, its first entry marked as encrypted."""
    marked = bytearray(content)
    for mark, flags in ((b"PK\3\4", 6), (b"PK\1\2", 8)):
        marked[marked.index(mark) + flags] |= 1
    return bytes(marked)


def pdf(stream: bytes, said: bytes = b"/Filter /FlateDecode") -> bytes:
    """A PDF with one stream."""
    head = b"1 0 obj <<" + said + b"/Length %d>>\nstream\n" % len(stream)
    return files.pdf(head + stream + b"\nendstream endobj")


def layers(count: int, content: bytes) -> bytes:
    """Packed so many times over."""
    for _layer in range(count):
        content = zlib.compress(content, 9)
    return content


def pdf_of_many_streams() -> bytes:
    """A PDF whose streams are each modest."""
    one = b"1 0 obj <</Filter /Fl>>\nstream\n" + zlib.compress(bytes(1 << 20), 9)
    return files.pdf((one + b"\nendstream endobj\n") * 400)


def gif(width: int, height: int, frames: int = 1) -> bytes:
    """A GIF of these sides."""
    head = b"GIF89a" + struct.pack("<HHBBB", width, height, 0, 0, 0)
    frame = b"," + struct.pack("<HHHHB", 0, 0, width, height, 0) + b"\x02\x02\x44\x01\0"
    return head + frame * frames + b";"


def webp(width: int, height: int) -> bytes:
    """The beginning of a WebP of these sides."""
    sides = (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    body = b"WEBPVP8X" + struct.pack("<I", 10) + bytes(4) + sides
    return b"RIFF" + struct.pack("<I", len(body)) + body


def tiff(width: int, height: int, *, pages: int = 1, is_round: bool = False) -> bytes:
    """A TIFF of these sides and so many pages."""
    made = b"II*\0" + struct.pack("<I", 8)
    for page in range(pages):
        sides = struct.pack("<HHIIHHII", 256, 4, 1, width, 257, 4, 1, height)
        following = 8 if is_round else (8 + 30 * (page + 1) if page + 1 < pages else 0)
        made += struct.pack("<H", 2) + sides + struct.pack("<I", following)
    return made


def message(*attached: bytes) -> bytes:
    """A saved message with these files attached."""
    head = (
        b"From: a@igj.example\r\nDate: Mon, 2 Nov 2026 09:30:00 +0100\r\nMIME-Version: 1.0\r\n"
        b'Content-Type: multipart/mixed; boundary="grens"\r\n\r\n'
    )
    part = b"--grens\r\nContent-Type: application/octet-stream\r\n"
    part += b"Content-Transfer-Encoding: base64\r\n\r\n"
    parts = [part + base64.encodebytes(each) for each in attached]
    return head + b"\r\n".join(parts) + b"\r\n--grens--\r\n"


def messages_within(count: int) -> bytes:
    """A message in a message, so many times."""
    head = b"From: a@b\r\nDate: x\r\nContent-Type: message/rfc822\r\n\r\n"
    return head * count + b"From: a@b\r\n\r\nhallo"


def docx_with(part: bytes, name: str = "word/media/a.bin") -> bytes:
    return files.office("docx", {name: part})


def _png_in_pdf() -> bytes:
    return pdf(b"x", b"/Subtype /Image /Width 100000 /Height 100000")


BOMBS: dict[str, tuple[str, Callable[[], bytes]]] = {
    "docx of zeros": ("a.docx", lambda: docx_with(ZEROS)),
    "xlsx of zeros": ("a.xlsx", lambda: files.office("xlsx", {"xl/x.xml": ZEROS})),
    "pptx of zeros": ("a.pptx", lambda: files.office("pptx", {"ppt/x.xml": ZEROS})),
    "odt of zeros": ("a.odt", lambda: files.open_document("text", {"x.xml": ZEROS})),
    "ods of zeros": ("a.ods", lambda: files.open_document("spreadsheet", {"x": ZEROS})),
    "many modest parts": (
        "a.docx",
        lambda: files.office("docx", {f"w/{n}": bytes(1 << 20) for n in range(60)}),
    ),
    "lies about its size": ("a.docx", lying),
    "parts that overlap": ("a.docx", overlapping),
    "42": ("a.docx", lambda: docx_with(branching(), "word/embeddings/42.zip")),
    "packed ten times over": ("a.docx", lambda: docx_with(nested(10))),
    "packed six times over": ("a.xlsx", lambda: files.office("xlsx", {"e.zip": nested(6)})),
    "large archive inside": (
        "a.docx",
        lambda: docx_with(files.archive({"r": os.urandom(30 << 20)}, compress=False)),
    ),
    "ten thousand parts": (
        "a.docx",
        lambda: files.office("docx", {f"{n}": b"" for n in range(10_100)}),
    ),
    "a million parts": ("a.docx", lambda: crowded(1_000_000, says=65_535)),
    "a million parts, says one": ("a.docx", lambda: crowded(1_000_000, says=1)),
    "packed by bzip2": ("a.docx", lambda: packed_by(zipfile.ZIP_BZIP2)),
    "packed by lzma": ("a.docx", lambda: packed_by(zipfile.ZIP_LZMA)),
    "gzip inside": ("a.docx", lambda: docx_with(gzip.compress(ZEROS), "word/media/a.emz")),
    "gzip in gzip inside": ("a.docx", lambda: docx_with(gzip.compress(gzip.compress(ZEROS)))),
    "a billion laughs": (
        "a.docx",
        lambda: docx_with(LAUGHS.format(code="").encode(), "word/l.xml"),
    ),
    "laughs in UTF-16": (
        "a.docx",
        lambda: docx_with(LAUGHS.format(code=" encoding='UTF-16'").encode("utf-16"), "word/l.xml"),
    ),
    "laughs in odt": (
        "a.odt",
        lambda: files.open_document("text", {"styles.xml": LAUGHS.format(code="").encode()}),
    ),
    "laughs in a drawing": ("a.svg", lambda: LAUGHS.format(code="").encode()),
    "laughs as text": ("a.txt", lambda: LAUGHS.format(code="").encode()),
    "password": ("a.docx", lambda: with_password(files.office("docx"))),
    "password inside": ("a.docx", lambda: docx_with(with_password(files.archive({"a": b"x"})))),
    "climbs out": ("a.docx", lambda: docx_with(b"x", "../../../etc/cron.d/x")),
    "starts at the root": ("a.docx", lambda: docx_with(b"x", "/etc/cron.d/x")),
    "climbs out backwards": ("a.docx", lambda: docx_with(b"x", "..\\..\\x.dll")),
    "climbs out inside": ("a.docx", lambda: docx_with(files.archive({"../x": b"x"}))),
    "pdf of zeros": ("a.pdf", lambda: pdf(layers(1, bytes(300 << 20)))),
    "pdf packed twice": ("a.pdf", lambda: pdf(layers(2, bytes(300 << 20)))),
    "pdf packed five times": ("a.pdf", lambda: pdf(layers(5, b"x" * 99))),
    "pdf that hides its packing": (
        "a.pdf",
        lambda: pdf(layers(1, bytes(300 << 20)), b"/Filter /Fl#61teDecode"),
    ),
    "pdf of many streams": ("a.pdf", pdf_of_many_streams),
    "pdf with an enormous picture": ("a.pdf", _png_in_pdf),
    "pdf of a million pages": (
        "a.pdf",
        lambda: files.pdf(b"2 0 obj <</Type /Pages /Kids [3 0 R] /Count 1000000>> endobj"),
    ),
    "png flood": ("a.png", lambda: files.png(50_000, 50_000)),
    "jpeg flood": ("a.jpg", lambda: files.jpeg(60_000, 60_000)),
    "gif flood": ("a.gif", lambda: gif(60_000, 60_000)),
    "gif without end": ("a.gif", lambda: gif(9, 9, frames=6_000)),
    "webp flood": ("a.webp", lambda: webp(16_000, 16_000)),
    "tiff flood": ("a.tif", lambda: tiff(60_000, 60_000)),
    "tiff that goes round": ("a.tif", lambda: tiff(9, 9, is_round=True)),
    "tiff without end": ("a.tif", lambda: tiff(9, 9, pages=6_000)),
    "gzip": ("a.gz", lambda: gzip.compress(ZEROS)),
    "zip": ("a.zip", lambda: files.archive({"a": ZEROS})),
    "bzip2": ("a.bz2", lambda: bz2.compress(ZEROS)),
    "xz": ("a.xz", lambda: lzma.compress(ZEROS[: 1 << 20])),
    "7z": ("a.7z", lambda: b"7z\xbc\xaf\x27\x1c" + bytes(60)),
    "rar": ("a.rar", lambda: b"Rar!\x1a\x07\x01\0" + bytes(60)),
    "archive named as a mail": ("a.eml", lambda: files.archive({"a": ZEROS})),
    "message with zeros": (
        "a.eml",
        lambda: message(*[files.archive({"a": bytes(60 << 20)})] * 2),
    ),
    "message with archives in archives": ("a.eml", lambda: message(nested(6))),
    "message with a password": ("a.eml", lambda: message(with_password(files.office("docx")))),
    "messages in messages": ("a.eml", lambda: messages_within(3_000)),
    "message of many parts": ("a.eml", lambda: message(*[b"x"] * 11_000)),
    "message with gzip": ("a.eml", lambda: message(gzip.compress(bytes(100 << 20)))),
}


LIES: dict[str, tuple[str, bytes]] = {
    "pdf and archive": ("a.pdf", files.pdf() + files.archive({"a": b"x"})),
    "picture and page": ("a.gif", gif(9, 9)[:-1] + b"!\xfe\x0e<script>1</sc\0;"),
    "picture and pdf": ("a.jpg", files.jpeg()[:20] + b"\xff\xfe\0\x0a%PDF-1.7" + files.jpeg()[20:]),
    "picture and tail": ("a.png", files.png(behind=b"<html>")),
    "moving picture and tail": ("a.gif", gif(9, 9) + b"<html>"),
    "webp and tail": ("a.webp", webp(9, 9) + b"<html></html>"),
    "pdf and tape": ("a.pdf", b"%PDF-1.7\n".ljust(257, b" ") + b"ustar\0" + files.pdf()),
    "pdf and disc": ("a.pdf", b"%PDF-1.7\n".ljust(32_769, b" ") + b"CD001" + files.pdf()),
    "pdf and page": ("a.pdf", b"%PDF-1.7\n<html><script>1</script>" + files.pdf()),
    "program as pdf": ("a.pdf", b"MZ\x90\0\3" + bytes(80)),
    "page as csv": ("a.csv", b" <svg onload=alert(1)>"),
    "script as text": ("a.txt", b"#!/bin/sh\n"),
    "picture as pdf": ("a.pdf", files.png()),
    "pdf as picture": ("a.png", files.pdf()),
    "text as message": ("a.eml", b"hallo"),
    "phone photo": ("a.jpg", b"\0\0\0\x18ftypheic" + bytes(60)),
    "page by name": ("a.html", b"hallo"),
    "drawing by name": ("a.svg", b"hallo"),
    "program by name": ("a.pdf.exe", files.pdf()),
    "macros": ("a.docx", files.office("docx", {"word/vbaProject.bin": b"x"})),
}
"""Files of two kinds at once, or named as what they are not."""
