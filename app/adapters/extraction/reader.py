"""In the cage: the text of one file, as it comes."""

from __future__ import annotations

import io
import zipfile
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import IO
from xml.parsers import expat

from app.adapters.converting import mails
from app.adapters.converting.reading import Block
from app.adapters.extraction.recognising import Recogniser, words_of_pdf, words_of_picture

PARTS = (
    "word/document.xml",
    "word/footnotes.xml",
    "xl/sharedStrings.xml",
    "xl/worksheets/",
    "ppt/slides/",
    "content.xml",
)
BLOCKS = frozenset({"p", "h", "si", "row", "tr", "table-cell", "c"})
"""Elements after which a new word begins."""
PIECE = 1 << 16


@dataclass(frozen=True, slots=True)
class Asked:
    """How much is wanted of a file."""

    pages: int
    recogniser: Recogniser


def main(source: IO[bytes], target: IO[bytes], *args: str) -> None:
    """Write the text of a file, at most so many bytes of it."""
    kind, pages, most, command, scanned_pages, scanned_seconds = args
    recogniser = Recogniser(command, pages=int(scanned_pages), seconds=float(scanned_seconds))
    left = int(most)
    for piece in READERS[kind](source.read(), Asked(int(pages), recogniser)):
        written = piece.encode("utf-8", "replace")[:left]
        target.write(written)
        left -= len(written)
        if left <= 0:
            break


def read_pdf(content: bytes, asked: Asked) -> Iterator[str]:
    """Yield the text of each page."""
    return words_of_pdf(content, asked.recogniser, pages=asked.pages)


def read_picture(content: bytes, asked: Asked) -> Iterator[str]:
    """Yield the words in a picture."""
    return words_of_picture(content, asked.recogniser)


def read_text(content: bytes, _asked: Asked) -> Iterator[str]:
    """Yield a text as it is."""
    yield content.decode("utf-8-sig")


def read_message(content: bytes, _asked: Asked) -> Iterator[str]:
    """Yield what stands in a saved e-mail message: who, what about, and the text."""
    return _spoken(mails.of_message(content, defaultdict(str)))


def read_outlook(content: bytes, _asked: Asked) -> Iterator[str]:
    """Yield the same of a message that Outlook saved."""
    return _spoken(mails.of_outlook(content, defaultdict(str)))


def _spoken(blocks: Iterator[Block]) -> Iterator[str]:
    for block in blocks:
        yield block.get("text", "") + "\n"
        for _caption, said in block.get("rows", ()):
            yield f"{said}\n"


def read_office(content: bytes, _asked: Asked) -> Iterator[str]:
    """Yield the text in each part of an office file."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for name in sorted(archive.namelist()):
            if name.endswith(".xml") and name.startswith(PARTS):
                with archive.open(name) as part:
                    yield from _words_of(part)


def _words_of(part: IO[bytes]) -> Iterator[str]:
    """Yield the text of one part; a part that declares entities is not read."""
    found: list[str] = []
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.CharacterDataHandler = found.append
    parser.EndElementHandler = lambda name: found.append(
        "\n" if name.rpartition(" ")[2] in BLOCKS else ""
    )
    parser.EntityDeclHandler = _refuse_entities
    while piece := part.read(PIECE):
        parser.Parse(piece, False)  # noqa: FBT003 - signature of expat
        yield "".join(found)
        found.clear()
    parser.Parse(b"", True)  # noqa: FBT003 - signature of expat
    yield "".join(found) + "\n"


def _refuse_entities(*_declared: object) -> None:
    raise ValueError("entities")


READERS: dict[str, Callable[[bytes, Asked], Iterator[str]]] = {
    "pdf": read_pdf,
    "picture": read_picture,
    "text": read_text,
    "message": read_message,
    "outlook": read_outlook,
    "office": read_office,
}
