"""Reading an excerpt the way somebody would who wants to know what was hidden."""

from __future__ import annotations

import io
import re
import zlib
from collections.abc import Iterator

import pypdf
import pypdfium2
import typst
from PIL import Image

from app.adapters.converting import Source

PDF = "application/pdf"


def typeset(*pages: str, width: int = 300, height: int = 200) -> bytes:
    """A real PDF with real text; each page is a piece of Typst."""
    head = f"#set page(width: {width}pt, height: {height}pt, margin: 20pt)\n"
    return bytes(typst.compile((head + "\n#pagebreak()\n".join(pages)).encode()))


def source_of(content: bytes, media_type: str = PDF, name: str = "stuk.pdf") -> Source:
    words = dict.fromkeys(
        ("note", "cut", "nothing", "from", "to", "copy", "date", "subject", "attached", "slide"),
        "",
    )
    return Source(content, media_type, name, words)


def everything_in(pdf: bytes) -> Iterator[bytes]:
    """Yield the file as it is, and each of its streams unpacked, whoever calls it a stream."""
    yield pdf
    for found in re.finditer(rb"stream\r?\n(.*?)\r?\nendstream", pdf, re.DOTALL):
        yield found[1]
        try:
            yield zlib.decompress(found[1])
        except zlib.error:
            continue


def spellings(word: str) -> set[bytes]:
    """The ways a word may stand in a file."""
    plain = word.encode()
    wide = word.encode("utf-16-be")
    return {plain, wide, word.encode("utf-16-le"), plain.hex().encode(), wide.hex().encode()} | {
        plain.hex().upper().encode(),
        wide.hex().upper().encode(),
        plain[::-1],
    }


def holds(pdf: bytes, word: str) -> bool:
    """Tell whether a word stands anywhere in a file, in any spelling, also for a reader of PDF."""
    pieces = [piece.lower() for piece in everything_in(pdf)]
    if any(each.lower() in piece for each in spellings(word) for piece in pieces):
        return True
    return word.casefold() in text_of(pdf).casefold()


def text_of(pdf: bytes) -> str:
    """All text that two independent programs find in a PDF."""
    opened = pypdfium2.PdfDocument(pdf)
    by_pdfium = [page.get_textpage().get_text_bounded() for page in opened]
    by_pypdf = [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages]
    return "\n".join(by_pdfium + by_pypdf)


def pictures_in(pdf: bytes) -> list[Image.Image]:
    """The pictures in a PDF, as they are stored."""
    reader = pypdf.PdfReader(io.BytesIO(pdf), strict=True)
    return [image.image.convert("RGB") for page in reader.pages for image in page.images]
