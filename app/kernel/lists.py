"""A list as a table to take along: CSV for every program, XLSX with real days and numbers.

Text stays text in both, whatever it begins with: a spreadsheet would take some first signs for a
formula, and work that out on the machine of who opens it (CWE-1236).
"""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any, TypeAlias, TypeVar

from app.kernel.terms import AMSTERDAM
from app.kernel.words import NOT_IN_XML

Value = str | int | date | datetime | None
Row = TypeVar("Row")
Columns: TypeAlias = Sequence[tuple[object, Callable[[Row], Value]]]
"""Of each column its heading (`lazy`), and what it holds of one row."""
FIRST_SIGNS = frozenset("=+-@\t\r\n＝＋－＠")
"""With one of these a spreadsheet may begin to reckon."""
LONGEST_TEXT = 32_767
"""Characters in a cell of a spreadsheet."""
LONGEST_SHEET_NAME = 31
_NOT_IN_SHEET_NAME = re.compile(r"[\\/*?:\[\]]")
_WIDEST, _NARROWEST = 60, 12


class ListFormat(StrEnum):
    """What kind of file a list becomes."""

    CSV = "csv"
    XLSX = "xlsx"

    @property
    def media_type(self) -> str:
        """Return its media type."""
        if self == ListFormat.CSV:
            return "text/csv"
        return "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True, slots=True, kw_only=True)
class List:
    """A list with its headings; every row holds one value for each."""

    name: str
    """In the reader's language; it names the file and the sheet."""
    headings: Sequence[str]
    rows: Iterable[Sequence[Value]]

    def file_name(self, kind: ListFormat) -> str:
        """Return a name for the file that every system takes."""
        decomposed = unicodedata.normalize("NFKD", self.name).encode("ascii", "ignore").decode()
        words = re.findall(r"[a-z0-9]+", decomposed.lower())
        return f"{'-'.join(words) or 'list'}.{kind}"


def as_list(name: str, columns: Columns[Row], rows: Iterable[Row], *, about: str = "") -> List:
    """Return rows as a list in the language of who reads it.

    Args:
        about: what the list is of, for its name.
    """
    return List(
        name=f"{name} {about}".strip(),
        headings=[str(heading) for heading, _value in columns],
        rows=[[value(each) for _heading, value in columns] for each in rows],
    )


def write_list(found: List, kind: ListFormat) -> bytes:
    """Return a list as a file."""
    return _as_csv(found) if kind == ListFormat.CSV else _as_xlsx(found)


def safe_text(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula when it reads CSV.

    One mark more before a text that has such marks already: who takes one off has the text back.
    """
    return f"'{text}" if text.lstrip("'")[:1] in FIRST_SIGNS else text


def _as_csv(found: List) -> bytes:
    """Write UTF-8 with its mark, by which spreadsheets know it, and ``;`` between the cells."""
    written = io.StringIO(newline="")
    lines = csv.writer(written, delimiter=";")
    lines.writerow([safe_text(each) for each in found.headings])
    lines.writerows([_plain(each) for each in row] for row in found.rows)
    return written.getvalue().encode("utf-8-sig")


def _plain(value: Value) -> str | int:
    match value:
        case None:
            return ""
        case str():
            return safe_text(_clean(value))
        case datetime():
            return value.astimezone(AMSTERDAM).strftime("%Y-%m-%d %H:%M:%S")
        case date():
            return value.isoformat()
        case _:
            return value


def _as_xlsx(found: List) -> bytes:
    # Loading it takes a while, and few requests need it.
    from openpyxl import Workbook
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    book = Workbook(write_only=True)
    sheet = book.create_sheet(
        _NOT_IN_SHEET_NAME.sub(" ", found.name)[:LONGEST_SHEET_NAME].strip("' ") or "1"
    )
    sheet.freeze_panes = "A2"
    for index, heading in enumerate(found.headings, start=1):
        width = min(max(len(heading) + 4, _NARROWEST), _WIDEST)
        sheet.column_dimensions[get_column_letter(index)].width = width
    head = [_cell_of(sheet, each) for each in found.headings]
    for each in head:
        each.font = Font(bold=True)
    sheet.append(head)
    for row in found.rows:
        sheet.append([_cell_of(sheet, each) for each in row])
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def _cell_of(sheet: Any, value: Value) -> Any:
    from openpyxl.cell import WriteOnlyCell

    if isinstance(value, datetime):
        value = value.astimezone(AMSTERDAM).replace(tzinfo=None, microsecond=0)
    if not isinstance(value, str):
        return WriteOnlyCell(sheet, value)
    cell = WriteOnlyCell(sheet, _clean(value))
    # A text is written as text: never worked out, and it says so when somebody edits it.
    cell.data_type = "s"
    if value[:1] in FIRST_SIGNS:
        cell.quotePrefix = True
    return cell


def _clean(text: str) -> str:
    return NOT_IN_XML.sub(" ", text)[:LONGEST_TEXT]
