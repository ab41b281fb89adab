"""In the cage: the cells of one sheet, row after row, until there are more than were asked for.

A text stands once in a workbook and in as many cells as somebody likes, so what comes out is
counted here: who asked reads no more than that.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from datetime import date, datetime, time
from typing import IO, Any

MOST_COLUMNS = 60
LONGEST_CELL = 1_000
"""What is longer is cut; no column of ours takes that much, so it is told as too long."""
MOST_EMPTY = 20_000
"""Rows without anything in a row: a sheet with formatting to its very end."""
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_SEPARATORS = ";,\t"
_FIRST_SIGNS = frozenset("=+-@\t\r＝＋－＠")

_NOTHING, _AROUND = len("null,"), len('["s",""],')
"""What a cell takes in writing: without anything in it, and around its text."""

Said = list[str] | None


class _TooMuch(Exception):
    """There is more in the cells than was asked for."""


def main(stdin: IO[bytes], stdout: IO[bytes], *how: str) -> None:
    """Write the table as JSON; `how` is the kind of file, and how many rows and characters."""
    kind, most_rows, most_characters = how
    read = {"xlsx": of_xlsx, "csv": of_csv}[kind]
    try:
        said = read(stdin.read(), int(most_rows), left=_Left(int(most_characters)))
    except _TooMuch:
        said = {"fault": "too_much"}
    stdout.write(json.dumps(said).encode())


class _Left:
    """How many characters may still come, all cells together."""

    def __init__(self, characters: int) -> None:
        self._characters = characters

    def take(self, characters: int) -> None:
        self._characters -= characters
        if self._characters < 0:
            raise _TooMuch


def of_csv(content: bytes, most: int, *, left: _Left) -> dict[str, Any]:
    """Return the rows of a CSV file; the separator is what its first line holds most of."""
    text = content.decode("utf-8-sig")
    csv.field_size_limit(len(text) + 1)
    first = next((line for line in text.splitlines() if line.strip()), "")
    separator = max(_SEPARATORS, key=first.count)
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    rows = ([_of_plain(cell) for cell in line] for line in lines)
    return {"sheet": "", **_taken(enumerate(rows, start=1), most, left=left)}


def of_xlsx(content: bytes, most: int, *, left: _Left) -> dict[str, Any]:
    """Return the rows of the first sheet that is not hidden."""
    import openpyxl

    book = openpyxl.load_workbook(io.BytesIO(content), read_only=True)
    sheet = next(each for each in book.worksheets if each.sheet_state == "visible")
    # What a sheet says of its own size is not believed.
    sheet.reset_dimensions()
    rows = ([_of_cell(cell) for cell in row] for row in sheet.iter_rows())
    found = _taken(enumerate(rows, start=1), most, left=left)
    merged = [] if found["is_cut"] else _merged(content, sheet, left=left)
    return {"sheet": _clean(sheet.title), "merged": merged, **found}


def _taken(rows: Iterator[tuple[int, list[Said]]], most: int, *, left: _Left) -> dict[str, Any]:
    """Keep the rows that hold something; stop after one more than was asked for."""
    kept: list[tuple[int, list[Said]]] = []
    last = 0
    for number, row in rows:
        if number - last > MOST_EMPTY:
            break
        while row and row[-1] is None:
            row.pop()
        if not row:
            continue
        last = number
        if len(kept) == most:
            return {"rows": kept, "is_cut": True}
        if len(row) > MOST_COLUMNS:
            raise ValueError("wider than any table of ours")
        left.take(sum(_NOTHING if cell is None else _AROUND + len(cell[1]) for cell in row))
        kept.append((number, row))
    return {"rows": kept, "is_cut": False}


def _of_cell(cell: Any) -> Said:
    value = cell.value
    if value is None:
        return None
    if cell.data_type == "f" or not isinstance(value, str | int | float | date | time):
        return ["f", _clean(str(getattr(value, "text", value)))]
    if isinstance(value, date | time):
        return _of_moment(value)
    if isinstance(value, str):
        return ["e", _clean(value)] if cell.data_type == "e" else _of_text(value)
    return ["s", str(value)] if isinstance(value, bool) else ["n", _number(value)]


def _of_moment(value: date | time) -> Said:
    """Write a day; midnight is how spreadsheets keep one."""
    if isinstance(value, datetime) and value.time() == time():
        value = value.date()
    is_day = isinstance(value, date) and not isinstance(value, datetime)
    return ["d" if is_day else "m", value.isoformat()]


def _of_plain(value: str) -> Said:
    """Read a cell of a CSV file, in which only its first sign tells a formula from a text.

    A quotation mark before such a sign is how programs, ours too, write that it is text.
    """
    if value.startswith("'") and value.lstrip("'")[:1] in _FIRST_SIGNS:
        return _of_text(value[1:])
    return ["f", _clean(value)] if value.startswith("=") else _of_text(value)


def _of_text(value: str) -> Said:
    text = _clean(value)
    return ["s", text] if text else None


def _number(value: float) -> str:
    """Write a whole number without a point, as numbers of a register are kept."""
    return str(int(value)) if float(value).is_integer() else str(value)


def _clean(text: str) -> str:
    """Return a text in one line, cut where no cell of ours goes on."""
    return " ".join(_CONTROLS.sub(" ", text[: LONGEST_CELL + 1]).split())


def _merged(content: bytes, sheet: Any, *, left: _Left) -> list[str]:
    """Return the stretches of merged cells, which reading row by row passes over."""
    import zipfile
    from xml.parsers import expat

    found: list[str] = []

    def note(name: str, said: dict[str, str]) -> None:
        if name.rpartition(" ")[2] == "mergeCell":
            found.append(_clean(said.get("ref", "")))
            left.take(len(found[-1]) + len('"",'))

    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartElementHandler = note
    parser.EntityDeclHandler = _refuse_entities
    path = sheet._worksheet_path  # noqa: SLF001 - the library says nowhere else which part it is
    with zipfile.ZipFile(io.BytesIO(content)) as archive, archive.open(path) as part:
        parser.ParseFile(part)
    return found


def _refuse_entities(*_declared: object) -> None:
    raise ValueError("entities")
