"""Tables from outside: read cell by cell in a cage, never worked out, never beyond our limits."""

import io
import zipfile
from datetime import date, datetime
from random import Random

import pytest

from app.adapters.inspection import UnacceptableFile
from app.adapters.spreadsheets import (
    CannotRead,
    Cell,
    CellKind,
    column_letters,
    read_table,
    said_of,
    table_of,
)
from tests.support.bombs import BOMBS
from tests.support.tables import csv_of, xlsx_of


def cells_of(content, name, most_rows=10):
    """Every cell that holds something, as pairs of its kind and its text."""
    table = read_table(content, name, most_rows=most_rows)
    return [[(c.kind, c.text) if c else None for c in row.cells] for row in table.rows]


def test_each_kind_of_cell_is_told_apart():
    row = ["tekst", date(2027, 5, 14), datetime(2027, 5, 14, 9, 30), 3, 2.5, "=1+1", "#REF!", None]

    assert cells_of(xlsx_of([row]), "a.xlsx") == [
        [
            (CellKind.TEXT, "tekst"),
            (CellKind.DAY, "2027-05-14"),
            (CellKind.MOMENT, "2027-05-14T09:30:00"),
            (CellKind.NUMBER, "3"),
            (CellKind.NUMBER, "2.5"),
            (CellKind.FORMULA, "=1+1"),
            (CellKind.ERROR, "#REF!"),
        ]
    ]


@pytest.mark.parametrize("separator", [";", ",", "\t"])
@pytest.mark.parametrize("mark", [True, False])
def test_csv_is_read_by_the_separator_it_has(separator, mark):
    content = csv_of([["a", "b", "c"], ["x;,", "", "'=x"]], separator=separator, mark=mark)

    assert cells_of(content, "a.csv") == [
        [(CellKind.TEXT, "a"), (CellKind.TEXT, "b"), (CellKind.TEXT, "c")],
        [(CellKind.TEXT, "x;,"), None, (CellKind.TEXT, "=x")],
    ]


def test_rows_keep_their_numbers_and_merged_cells_are_named():
    table = read_table(xlsx_of([["a"], [], ["b"]], merged=["A5:B6"]), "a.xlsx", most_rows=10)

    assert ([each.number for each in table.rows], table.merged) == ([1, 3], ("A5:B6",))


def test_a_hundred_thousand_rows_are_not_read_to_their_end():
    random = Random(1)
    rows = [[f"{random.getrandbits(64):x}", number] for number in range(100_000)]

    tables = [
        read_table(csv_of(rows), "a.csv", most_rows=5),
        read_table(xlsx_of(rows[:20_000]), "a.xlsx", most_rows=5),
    ]

    assert [(len(each.rows), each.is_cut) for each in tables] == [(5, True)] * 2


@pytest.mark.parametrize("label", [each for each in BOMBS if BOMBS[each][0].endswith("xlsx")])
def test_a_bomb_is_refused_before_it_is_opened(label):
    name, make = BOMBS[label]

    with pytest.raises(UnacceptableFile):
        read_table(make(), name, most_rows=10)


def test_what_breaks_its_reader_breaks_nothing_else():
    content = xlsx_of([["x"] * 61])

    with pytest.raises(CannotRead) as told:
        read_table(content, "a.xlsx", most_rows=10)

    assert told.value.code == "broken"


NAMES = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"

TEXTS = (
    '<Override PartName="/xl/sharedStrings.xml" ContentType="application/'
    'vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"/>'
)


def repeated(text, *, rows):
    """A workbook in which one text stands in sixty cells of each row, and in its file once."""
    written, cell = io.BytesIO(), '<c t="s"><v>0</v></c>' * 60
    lines = "".join(f'<row r="{each}">{cell}</row>' for each in range(1, rows + 1))
    with (
        zipfile.ZipFile(io.BytesIO(xlsx_of([[text]]))) as one,
        zipfile.ZipFile(written, "w") as made,
    ):
        for name in one.namelist():
            part = one.read(name).decode()
            if name.endswith("sheet1.xml"):
                head, _, rest = part.partition("<sheetData>")
                part = f"{head}<sheetData>{lines}{rest[rest.index('</sheetData>') :]}"
            made.writestr(name, part.replace("</Types>", f"{TEXTS}</Types>"))
        made.writestr("xl/sharedStrings.xml", f'<sst xmlns="{NAMES}"><si><t>{text}</t></si></sst>')
    return written.getvalue()


def test_what_is_small_in_its_file_and_large_in_its_cells_stays_in_the_cage():
    content = repeated("x" * 1_000, rows=100)

    with pytest.raises(CannotRead) as told:
        read_table(content, "a.xlsx", most_rows=200)
    fits = read_table(repeated("xy", rows=100), "a.xlsx", most_rows=200)

    assert (len(content) < 200_000, told.value.code) == (True, "too_much")
    assert len(fits.rows) == 100


def test_merged_cells_are_counted_along():
    merged = [f"A{each}:B{each}" for each in range(1, 200)]

    with pytest.raises(CannotRead) as told:
        read_table(xlsx_of([["x"]], merged=merged), "a.xlsx", most_rows=200, most_characters=900)

    assert told.value.code == "too_much"


def test_a_table_in_writing_is_the_same_table():
    table = read_table(xlsx_of([["a", None, 3]], merged=["A1:A2"]), "a.xlsx", most_rows=10)

    assert table_of(said_of(table)) == table
    assert table.rows[0].cells == (Cell(CellKind.TEXT, "a"), None, Cell(CellKind.NUMBER, "3"))


@pytest.mark.parametrize(
    "said", [None, [], {"rows": 3}, {"sheet": "", "rows": [[0, []]]}, {"sheet": "", "rows": [[1]]}]
)
def test_what_is_no_table_in_writing_is_none(said):
    with pytest.raises(ValueError, match="no "):
        table_of(said)


def test_columns_are_called_as_programs_call_them():
    names = [column_letters(index) for index in (0, 25, 26, 51, 52, 701, 702)]

    assert names == ["A", "Z", "AA", "AZ", "BA", "ZZ", "AAA"]
