"""In the cage: the text of office files as blocks."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Iterator
from xml.etree import ElementTree as ET

from app.adapters.converting.reading import LONGEST_CELL, MOST_ROWS, Block, Words, table

_LARGEST_PART = 48 << 20
_SLIDE = re.compile(r"ppt/slides/slide(\d{1,5})\.xml")
_HEADING = re.compile(r"(?:heading|kop|title)\s*(\d?)", re.IGNORECASE)
_MOST_REPEATED = 8
"""Empty cells and rows are written once with how often; a million is no table."""
_FIRST_LEVEL, _LAST_LEVEL = 1, 6

_SPACES = frozenset({"tab", "br", "line-break", "s", "cr"})
_APART = frozenset({"p", "tc", "list-item"})
_UNSEEN = frozenset({"delText", "instrText", "annotation", "txbxContent", "desc", "title"})
_ODF_UNSEEN = frozenset({"tracked-changes", "forms", "sequence-decls"})
_ODF_KINDS: dict[str, Block] = {
    "h": {"kind": "heading", "level": 2},
    "p": {"kind": "text"},
    "list-item": {"kind": "item"},
}

Element = ET.Element


def of_docx(content: bytes, _words: Words) -> Iterator[Block]:
    """Yield headings, paragraphs, items and tables of a Word file."""
    body = _part(content, "word/document.xml")
    for element in body if _name(body) == "body" else next(iter(body), body):
        yield from _of_word(element)


def of_xlsx(content: bytes, _words: Words) -> Iterator[Block]:
    """Yield the cells of each sheet that is not hidden."""
    import openpyxl

    book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
    for sheet in book.worksheets:
        if sheet.sheet_state != "visible":
            continue
        yield {"kind": "heading", "level": 2, "text": sheet.title}
        yield from table(sheet.iter_rows(values_only=True, max_row=MOST_ROWS * 4, max_col=60))


def of_pptx(content: bytes, words: Words) -> Iterator[Block]:
    """Yield the text of each slide."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        found = [each for name in archive.namelist() if (each := _SLIDE.fullmatch(name))]
    for number, slide in enumerate(sorted(found, key=lambda each: int(each[1])), start=1):
        if number > 1:
            yield {"kind": "break"}
        yield {"kind": "heading", "level": 2, "text": f"{words['slide']} {number}"}
        for element in _part(content, slide[0]).iter():
            if _name(element) == "p" and (text := _text(element)).strip():
                yield {"kind": "text", "text": text}


def of_odf(content: bytes, _words: Words) -> Iterator[Block]:
    """Yield headings, paragraphs, items and tables of an open document."""
    root = _part(content, "content.xml")
    for body in (each for each in root.iter() if _name(each) in {"text", "spreadsheet"}):
        for element in body:
            yield from _of_odf(element)


def _of_word(element: Element) -> Iterator[Block]:
    if _name(element) == "p":
        text = _text(element)
        style = next((_said(each, "val") for each in element.iter() if _name(each) == "pStyle"), "")
        heading = _HEADING.match(style)
        if not text.strip():
            return
        if heading:
            level = min(max(int(heading[1] or _FIRST_LEVEL), _FIRST_LEVEL), _LAST_LEVEL)
            yield {"kind": "heading", "level": level, "text": text}
        elif any(_name(each) == "numPr" for each in element.iter()):
            yield {"kind": "item", "text": text}
        else:
            yield {"kind": "text", "text": text}
    elif _name(element) == "tbl":
        rows = (each for each in element if _name(each) == "tr")
        yield from table([_text(cell) for cell in row if _name(cell) == "tc"] for row in rows)
    else:
        for inner in element:
            yield from _of_word(inner)


def _of_odf(element: Element) -> Iterator[Block]:
    name = _name(element)
    if name == "table":
        yield from _of_odf_table(element)
    elif name in _ODF_KINDS:
        if (text := _text(element)).strip():
            yield {**_ODF_KINDS[name], "text": text}
    elif name not in _ODF_UNSEEN:
        for inner in element:
            yield from _of_odf(inner)


def _of_odf_table(element: Element) -> Iterator[Block]:
    if title := _said(element, "name"):
        yield {"kind": "heading", "level": 3, "text": title}
    rows = (each for each in element.iter() if _name(each) == "table-row")
    yield from table(_cells_of(row) for row in rows)


def _cells_of(row: Element) -> Iterable[str]:
    cells: list[str] = []
    for cell in row:
        if _name(cell) in {"table-cell", "covered-table-cell"}:
            times = _said(cell, "number-columns-repeated")
            repeated = int(times) if times.isdecimal() and len(times) < 6 else 1  # noqa: PLR2004 - digits
            cells += [_text(cell)] * min(repeated, _MOST_REPEATED)
    while cells and not cells[-1]:
        cells.pop()
    return cells


def _text(element: Element) -> str:
    """Return the text in an element; deleted text, notes and what only describes stay out."""
    found: list[str] = []
    _gather(element, found)
    return " ".join("".join(found).split(" ")).strip()[: LONGEST_CELL * 40]


def _gather(element: Element, found: list[str]) -> None:
    name = _name(element)
    if name in _UNSEEN:
        return
    if name in _SPACES or (name in _APART and found):
        found.append(" ")
    is_text = name == "t" or "opendocument" in str(element.tag)
    if is_text and element.text:
        found.append(element.text)
    for inner in element:
        _gather(inner, found)
        if is_text and inner.tail:
            found.append(inner.tail)


def _part(content: bytes, name: str) -> Element:
    with zipfile.ZipFile(io.BytesIO(content)) as archive, archive.open(name) as part:
        # Entities were refused when it came in, and nothing outside is ever fetched.
        return ET.fromstring(part.read(_LARGEST_PART))  # noqa: S314 - in a cage  # nosec B314


def _name(element: Element) -> str:
    return str(element.tag).rpartition("}")[2]


def _said(element: Element, attribute: str) -> str:
    for name, value in element.attrib.items():
        if name.rpartition("}")[2] == attribute:
            return value
    return ""
