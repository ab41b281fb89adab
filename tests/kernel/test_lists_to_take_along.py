"""Lists as CSV and XLSX: text stays text whatever it begins with, days stay days."""

import io
from datetime import UTC, date, datetime

import pytest
from openpyxl import load_workbook

from app.kernel.lists import List, ListFormat, safe_text, write_list
from tests.support.tables import rows_of

DANGEROUS = [
    *(
        "=1+1",
        "+31701234567",
        "-5 graden",
        "@naam",
        "\tx",
        "\rx",
        "＝1",
        "'=1",
        "=cmd|'/c calc'!A1",
    ),
    *("'", "''=x", "gewoon", "50% = de helft", ""),
]


def list_of(*rows):
    return List(name="Lijst: 1/2?", headings=["Wat", "=Kop"], rows=rows)


@pytest.mark.parametrize("text", DANGEROUS)
def test_no_program_takes_a_text_for_a_formula(text):
    [_head, [in_csv, _]] = rows_of(write_list(list_of([text, 1]), ListFormat.CSV), "csv")
    sheet = load_workbook(io.BytesIO(write_list(list_of([text, 1]), ListFormat.XLSX))).active
    cell = sheet["A2"]

    assert in_csv[:1] not in set("=+-@\t\r＝")
    assert in_csv == safe_text(text)
    assert cell.data_type != "f"
    assert (cell.value or "").strip() == text.strip()
    assert cell.quotePrefix is (text[:1] in set("=+-@\t\r＝"))


def test_days_numbers_and_moments_are_what_they_are():
    moment = datetime(2026, 10, 25, 1, 30, tzinfo=UTC)
    found = list_of([date(2027, 5, 14), 12], [moment, None])

    as_csv = rows_of(write_list(found, ListFormat.CSV), "csv")
    as_xlsx = rows_of(write_list(found, ListFormat.XLSX), "xlsx")

    assert as_csv[1:] == [["2027-05-14", "12"], ["2026-10-25 02:30:00", ""]]
    assert as_xlsx[1:] == [
        [datetime(2027, 5, 14), 12],
        [datetime(2026, 10, 25, 2, 30), None],
    ]
    assert as_csv[0] == ["Wat", "'=Kop"]


def test_what_a_spreadsheet_cannot_hold_is_left_out():
    found = list_of(["a\x00b\ud800c" + "x" * 40_000, 1])

    [_head, [text, _one]] = rows_of(write_list(found, ListFormat.XLSX), "xlsx")

    assert text.startswith("a b c")
    assert len(text) == 32_767


@pytest.mark.parametrize(
    ("name", "file"),
    [("Jaarkalender 2027", "jaarkalender-2027.csv"), ("…/../", "list.csv"), ("Één", "een.csv")],
)
def test_a_file_has_a_name_that_every_system_takes(name, file):
    assert List(name=name, headings=[], rows=[]).file_name(ListFormat.CSV) == file
