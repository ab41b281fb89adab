"""Tables as people send them: XLSX and CSV made here, right and wrong."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from typing import Any

from openpyxl import Workbook, load_workbook

from tests.support.browser import Page

Rows = Sequence[Sequence[Any]]
HEAD = [
    *("number", "entity", "sector", "legal_regime", "supervisor", "also_planned_by"),
    *("activity", "window", "due_on", "visible_to"),
]
SAMPLE = [
    HEAD,
    [1, "Drinkwater Noordpolder", "drinkwater", "Wwke", "igj", "", "herinspectie",
     "Q1", "2027-02-26", "own ijenv"],
    [2, "Waterschap De Linge-Oost", "overheid-ws", "Cbw-E", "igj", "ivho", "zorgplichtaudit", "Q1",
     "2027-03-31", "own ijenv ivho"],
    [7, "UMC Middenland", "zorg", "Cbw-B", "ijenv", "", "zelfevaluatie", "Q2", "2027-05-14", "own"],
    [9, "Kliniek De Wissel", "zorg/jenv", "Cbw-B", "igj", "ijenv", "zelfevaluatie", "Q2",
     "2027-06-11", "planned"],
    [25, "Samenhangend beeld", "alle", "-", "igj", "all", "bijdragen", "Q1-Q2",
     "2027-05-28", "all"],
]  # fmt: skip
"""A calendar as authorities keep it themselves, with words and columns of their own."""


def xlsx_of(rows: Rows, *, merged: Sequence[str] = (), sheet: str = "Kalender") -> bytes:
    """Write rows as a workbook of one sheet."""
    book = Workbook()
    active = book.active
    active.title = sheet
    for row in rows:
        active.append(list(row))
    for stretch in merged:
        active.merge_cells(stretch)
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def csv_of(rows: Rows, *, separator: str = ";", mark: bool = True) -> bytes:
    """Write rows as CSV, with or without the mark of UTF-8."""
    written = io.StringIO(newline="")
    csv.writer(written, delimiter=separator).writerows(rows)
    return written.getvalue().encode("utf-8-sig" if mark else "utf-8")


def rows_of(content: bytes, kind: str) -> list[list[Any]]:
    """Read a table we sent, as another program would."""
    if kind == "csv":
        text = content.decode("utf-8-sig")
        return [list(each) for each in csv.reader(io.StringIO(text, newline=""), delimiter=";")]
    sheet = load_workbook(io.BytesIO(content)).active
    return [list(row) for row in sheet.iter_rows(values_only=True)]


def sent_as(content: bytes, name: str) -> dict[str, Any]:
    """Return a file as a form sends it."""
    return {"file": (io.BytesIO(content), name)}


def counts_of(page: Page) -> list[str]:
    """Return what a preview counts: ``["Nieuw 4"]``."""
    found = page.tree.cssselect("#import-counts li")
    return [" ".join(each.text_content().split()) for each in found]
