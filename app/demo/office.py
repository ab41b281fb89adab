"""Office files of the sample: Word and Excel, the same bytes for the same contents."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from docx import Document as WordDocument
from docx.document import Document as WordDocumentType
from docx.table import _Cell
from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from app.demo.contents import Content, Part
from app.kernel.lists import LONGEST_SHEET_NAME

ZIP_EPOCH = (1980, 1, 1, 0, 0, 0)
MODIFIED = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*")
HEAD_FILL = PatternFill("solid", fgColor="D9E6F2")
WIDEST = 46


@dataclass(frozen=True, slots=True)
class Heading:
    """What every file says about itself on top."""

    title: str
    kind: str
    organisation: str
    marking: str
    author: str
    made_at: datetime


def write_word(heading: Heading, content: Content) -> bytes:
    """Return a DOCX with a chapter per part."""
    document = WordDocument()
    properties = document.core_properties
    properties.title, properties.author = heading.title, heading.author
    properties.created = properties.modified = heading.made_at
    properties.language = "nl-NL"
    document.sections[0].header.paragraphs[0].text = heading.marking
    document.add_heading(heading.title, level=0)
    document.add_paragraph().add_run(f"{heading.kind}, {heading.organisation}").italic = True
    for part in content.parts:
        _add_chapter(document, part)
    raw = BytesIO()
    document.save(raw)
    return _same_bytes(raw.getvalue(), heading.made_at)


def write_excel(heading: Heading, content: Content) -> bytes:
    """Return an XLSX with a sheet per part."""
    workbook = Workbook()
    first = workbook.active
    if isinstance(first, Worksheet):
        workbook.remove(first)
    workbook.properties.title, workbook.properties.creator = heading.title, heading.author
    workbook.properties.created = heading.made_at.replace(tzinfo=None)
    for part in content.parts:
        sheet = workbook.create_sheet(part.heading[:LONGEST_SHEET_NAME])
        _fill_sheet(sheet, heading=heading, part=part)
    raw = BytesIO()
    workbook.save(raw)
    return _same_bytes(raw.getvalue(), heading.made_at)


def _add_chapter(document: WordDocumentType, part: Part) -> None:
    document.add_heading(part.heading, level=1)
    for line in part.text:
        document.add_paragraph(line)
    if not part.columns:
        return
    table = document.add_table(rows=1, cols=len(part.columns), style="Light Grid Accent 1")
    _put(table.rows[0].cells, part.columns)
    for row in part.rows:
        _put(table.add_row().cells, [str(cell) for cell in row])
    document.add_paragraph()


def _put(cells: Sequence[_Cell], texts: Sequence[str]) -> None:
    for cell, text in zip(cells, texts, strict=True):
        cell.text = text


def _fill_sheet(sheet: Worksheet, *, heading: Heading, part: Part) -> None:
    sheet.append([heading.title])
    sheet.append([f"{heading.marking} · {heading.organisation}"])
    for line in part.text:
        sheet.append([line])
    sheet.append([])
    sheet.append(list(part.columns))
    top = sheet.max_row
    sheet["A1"].font = Font(bold=True, size=14)
    for cell in sheet[top]:
        cell.font, cell.fill = Font(bold=True), HEAD_FILL
        cell.alignment = Alignment(wrap_text=True, vertical="top")
    for row in part.rows:
        sheet.append(list(row))
    sheet.freeze_panes = f"A{top + 1}"
    for number, column in enumerate(part.columns):
        widest = max([len(column), *(len(str(row[number])) for row in part.rows)])
        sheet.column_dimensions[get_column_letter(number + 1)].width = min(widest + 3, WIDEST)


def _same_bytes(archive: bytes, made_at: datetime) -> bytes:
    """Write a zip anew with fixed times: the libraries put the present moment in it."""
    moment = made_at.strftime("%Y-%m-%dT%H:%M:%SZ").encode()
    out = BytesIO()
    with ZipFile(BytesIO(archive)) as old, ZipFile(out, "w", ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "docProps/core.xml":
                content = MODIFIED.sub(rb"\g<1>" + moment, content)
            entry = ZipInfo(name, ZIP_EPOCH)
            entry.compress_type = ZIP_DEFLATED
            new.writestr(entry, content)
    return out.getvalue()
