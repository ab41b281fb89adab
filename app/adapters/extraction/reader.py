"""The child that reads: file on standard input, text on standard output, and nothing of ours.

Run by its path, so it imports no part of the product. It first takes its own room to move away.
"""

from __future__ import annotations

import io
import resource
import sys
import zipfile
from collections.abc import Callable, Iterator
from email import message_from_bytes, policy
from typing import IO
from xml.parsers import expat

BROKEN = 3
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


def main() -> int:
    """Read one file."""
    kind, seconds, memory, pages, most = sys.argv[1], *map(int, sys.argv[2:6])
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    content = sys.stdin.buffer.read()
    left = most
    try:
        for piece in READERS[kind](content, pages):
            written = piece.encode("utf-8", "replace")[:left]
            sys.stdout.buffer.write(written)
            left -= len(written)
            if left <= 0:
                break
    except Exception:  # noqa: BLE001 - whatever a file does to its reader, it is not readable
        return BROKEN
    sys.stdout.buffer.flush()
    return 0


def read_pdf(content: bytes, pages: int) -> Iterator[str]:
    """Yield the text of each page."""
    import pypdfium2

    opened = pypdfium2.PdfDocument(content)
    for number in range(min(len(opened), pages)):
        page = opened[number]
        words = page.get_textpage()
        # A word cut off at the end of a line is one word.
        yield words.get_text_bounded().replace("\ufffe", "").replace("\u00ad", "") + "\n"
        words.close()
        page.close()


def read_text(content: bytes, _pages: int) -> Iterator[str]:
    """Yield a text as it is."""
    yield content.decode("utf-8-sig")


def read_message(content: bytes, _pages: int) -> Iterator[str]:
    """Yield subject and plain text of a saved e-mail message."""
    message = message_from_bytes(content, policy=policy.default)
    yield f"{message.get('Subject', '')}\n"
    body = message.get_body(preferencelist=("plain",))
    yield str(body.get_content()) if body is not None else ""


def read_office(content: bytes, _pages: int) -> Iterator[str]:
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


READERS: dict[str, Callable[[bytes, int], Iterator[str]]] = {
    "pdf": read_pdf,
    "text": read_text,
    "message": read_message,
    "office": read_office,
}

if __name__ == "__main__":
    sys.exit(main())
