"""In the cage: the text of a file as blocks, in order: headings, lines, items, tables.

What is said around it (that the make-up may differ, who sent a mail) comes with the question, in
the reader's language.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Iterable, Iterator
from typing import IO, Any

Block = dict[str, Any]
Words = dict[str, str]

NEEDED = ("note", "cut", "nothing", "from", "to", "copy", "date", "subject", "attached", "slide")
"""The words a question brings."""
MOST_CHARACTERS = 200_000
MOST_BLOCKS = 8_000
MOST_ROWS = 1_500
MOST_CELLS = 16
LONGEST_CELL = 500
WIDE_FROM = 7
_CONTROLS = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]"
)
_HEADING = re.compile(r"(#{1,6})\s+(.*)")
_ITEM = re.compile(r"\s*(?:[-*+]|\d{1,3}[.)])\s+(.*)")
_LINES_TOGETHER = 60


def main(source: IO[bytes], target: IO[bytes], *args: str) -> None:
    """Write the blocks of a file."""
    kind, said = args
    words = json.loads(said)
    blocks, is_cut = _bounded(_reader_of(kind)(source.read(), words))
    rows = (row for block in blocks for row in block.get("rows", ()) if block["kind"] == "table")
    told = {
        **{name: words.get(name, "") for name in ("note", "cut", "nothing")},
        "blocks": blocks,
        "is_cut": is_cut,
        "is_wide": any(len(row) >= WIDE_FROM for row in rows),
    }
    target.write(json.dumps(told).encode())


def table(rows: Iterable[Iterable[object]]) -> Iterator[Block]:
    """Yield a table with as many rows and cells as can be read; `cut` where there are more."""
    kept: list[list[str]] = []
    is_cut = False
    for row in rows:
        cells = [str("" if cell is None else cell)[:LONGEST_CELL] for cell in row]
        while cells and not cells[-1]:
            cells.pop()
        if cells:
            is_cut = is_cut or len(cells) > MOST_CELLS
            kept.append(cells[:MOST_CELLS])
        if len(kept) >= MOST_ROWS:
            is_cut = True
            break
    if kept:
        yield {"kind": "table", "rows": kept}
    if is_cut:
        yield {"kind": "cut"}


def lines(text: str) -> Iterator[Block]:
    """Yield a text as it is, some lines at a time."""
    found = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    for at in range(0, len(found), _LINES_TOGETHER):
        yield {"kind": "lines", "text": "\n".join(found[at : at + _LINES_TOGETHER])}


def _reader_of(kind: str) -> Callable[[bytes, Words], Iterable[Block]]:
    from app.adapters.converting import mails, office

    return {
        "text": lambda content, _words: lines(_decoded(content)),
        "markdown": lambda content, _words: _markdown(_decoded(content)),
        "table": lambda content, _words: table(_separated(_decoded(content))),
        "message": mails.of_message,
        "outlook": mails.of_outlook,
        "docx": office.of_docx,
        "xlsx": office.of_xlsx,
        "pptx": office.of_pptx,
        "odt": office.of_odf,
    }[kind]


def _decoded(content: bytes) -> str:
    return content.decode("utf-8-sig", "replace")


def _separated(text: str) -> Iterable[list[str]]:
    head = text[:10_000]
    delimiter = max(";\t,|", key=head.count)
    csv.field_size_limit(MOST_CHARACTERS)
    return csv.reader(io.StringIO(text), delimiter=delimiter)


def _markdown(text: str) -> Iterator[Block]:
    waiting: list[str] = []
    for line in [*text.splitlines(), ""]:
        heading, item = _HEADING.match(line), _ITEM.match(line)
        if waiting and (heading or item or not line.strip()):
            yield {"kind": "text", "text": " ".join(waiting)}
            waiting = []
        if heading:
            yield {"kind": "heading", "level": len(heading[1]), "text": heading[2]}
        elif item:
            yield {"kind": "item", "text": item[1]}
        elif line.strip():
            waiting.append(line.strip())


def _bounded(blocks: Iterable[Block]) -> tuple[list[Block], bool]:
    """Return as many blocks as can be set in little time, and whether there were more."""
    kept: list[Block] = []
    left = MOST_CHARACTERS
    is_cut = False
    for block in blocks:
        if block["kind"] == "cut":
            is_cut = True
            continue
        clean = {name: _clean(value) for name, value in block.items()}
        left -= _length(clean)
        if left < 0 or len(kept) >= MOST_BLOCKS:
            return kept, True
        kept.append(clean)
    return kept, is_cut


def _clean(value: Any) -> Any:
    if isinstance(value, str):
        return _CONTROLS.sub("", value.replace("\t", "    "))[:MOST_CHARACTERS]
    if isinstance(value, list):
        return [_clean(each) for each in value]
    return value


def _length(value: Any) -> int:
    if isinstance(value, dict):
        return sum(map(_length, value.values()))
    return sum(map(_length, value)) if isinstance(value, list) else len(str(value)) + 4
