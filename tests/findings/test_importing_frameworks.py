"""Importing a framework: looked at first, every wrong cell named, all of it or nothing."""

import pytest

from app.findings.service.frameworks.importing import LIMITS
from app.findings.views.importing import EXAMPLE
from app.importing.tables import table_in
from app.kernel.errors import Refused
from tests.support.judging import Frameworks
from tests.support.tables import counts_of, csv_of, rows_of, sent_as, xlsx_of

HEAD = ["Code", "Staat onder", "Wat wordt getoetst", "Wet of bron", "Aspect"]
TREE = [
    HEAD,
    ["1.1", "1", "Minstens 77 uur.", "", ""],
    ["1", "", "Er is een dagprogramma.", "Bjj", "toerusting"],
    ["1.1a", "1.1", "Het rooster, geteld.", "Rooster", "governance"],
]


@pytest.fixture
def frames(app, world):
    return Frameworks(app, world)


@pytest.fixture
def made(frames):
    """An empty framework of IGJ."""
    return frames.make("bram")


@pytest.fixture
def look(browser_of, world, made):
    """Send a file and return the page that shows what it would do."""

    def send(content, name="kader.csv"):
        page = browser_of("bram").visit(
            f"/workspaces/{world.workspace.ref}/frameworks/{made}/import"
        )
        return page.submit("#import-form", files=sent_as(content, name))

    return send


def told_of(page):
    """Return what is wrong: cell and sentence."""
    rows = page.tree.cssselect("section[aria-labelledby=faults-title] tbody tr")
    return {
        row.cssselect("th")[0].text_content().strip(): row.cssselect("td")[2].text_content().strip()
        for row in rows
    }


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_table_comes_in_after_it_was_looked_at(look, frames, made, transaction, kind):
    page = look({"csv": csv_of, "xlsx": xlsx_of}[kind](TREE), f"kader.{kind}")
    before = frames.lines(made)

    done = page.submit("#confirm-form").follow()

    assert (counts_of(page), before) == (["Nieuw 3"], [])
    assert frames.lines(made) == [
        ("1", "", "Er is een dagprogramma.", "Bjj", "resources", "norm"),
        ("1.1", "1", "Minstens 77 uur.", "Bjj", "resources", "criterion"),
        ("1.1a", "1.1", "Het rooster, geteld.", "Rooster", "governance", "indicator"),
    ]
    assert "Bewaard: 3 nieuw, 0 gewijzigd." in done.text()
    assert transaction.audited(made) == ["framework:page:add", "framework:lines:change"]


def test_the_example_in_toml_comes_in(look, frames, made):
    look(EXAMPLE.encode(), "kader.toml").submit("#confirm-form")

    assert [each[:2] + each[5:] for each in frames.lines(made)] == [
        ("1", "", "norm"),
        ("1.1", "1", "criterion"),
        ("1.1a", "1.1", "indicator"),
    ]


def test_what_we_send_comes_in_again_and_changes_nothing(look, browser_of, world, made):
    look(csv_of(TREE)).submit("#confirm-form")
    path = f"/workspaces/{world.workspace.ref}/frameworks/{made}/export?format=csv"

    sent = browser_of("anna").visit(path).response.data
    page = look(sent)

    assert rows_of(sent, "csv")[1] == ["1", "", "Er is een dagprogramma.", "Bjj", "Toerusting"]
    assert (counts_of(page), page.has("#confirm-form button")) == (["Ongewijzigd 3"], False)


def test_a_changed_line_is_another_line_and_the_rest_stays(look, frames, made):
    look(csv_of(TREE)).submit("#confirm-form")
    before = {code: frames.line(made, code) for code in ("1", "1.1", "1.1a")}

    page = look(csv_of([HEAD[:3], ["1.1", "1", "Minstens 80 uur."]]))
    page.submit("#confirm-form")

    after = {code: frames.line(made, code) for code in before}
    assert counts_of(page) == ["Gewijzigd 1"]
    assert [code for code in before if before[code] != after[code]] == ["1.1"]


WRONG = {
    "a formula": ([["1", "", "=1+1", "", "governance"]], {"C2": "Hier staat een formule."}),
    "no code and no text": (
        [["", "", "", "Bjj", "governance"]],
        {"A2": "Hier staat niets.", "C2": "Hier staat niets."},
    ),
    "no such aspect": ([["1", "", "Tekst", "", "zorg"]], {"E2": "Dit is geen aspect."}),
    "no aspect": ([["1", "", "Tekst", "", ""]], {"E2": "Kies het aspect van deze norm."}),
    "too long": (
        [["1" * 41, "", "x" * 1001, "", "governance"]],
        {"A2": "te lang", "C2": "te lang"},
    ),
    "twice": (
        [["1", "", "A", "", "governance"], ["1", "", "B", "", "governance"]],
        {"A3": "Deze code staat ook in rij 2."},
    ),
    "under nothing": ([["2", "1", "A", "", "governance"]], {"B2": "geen regel met de code “1”"}),
    "under itself": ([["1", "1", "A", "", "governance"]], {"B2": "onder zichzelf"}),
    "in a circle": (
        [["1", "2", "A", "", "governance"], ["2", "1", "B", "", "governance"]],
        {"B2": "onder zichzelf", "B3": "onder zichzelf"},
    ),
    "too deep": (
        [["1", "", "A", "", "governance"], *([str(n), str(n - 1), "B", "", ""] for n in (2, 3, 4))],
        {"B5": "Onder een indicator kan niets staan."},
    ),
}


@pytest.mark.parametrize("kind", WRONG)
def test_every_wrong_cell_is_named_and_nothing_is_stored(look, frames, made, kind):
    rows, expected = WRONG[kind]

    page = look(csv_of([HEAD, *rows]))

    told = told_of(page)
    assert (page.status, list(told)) == (422, list(expected))
    for cell, words in expected.items():
        assert words in told[cell]
    assert (page.has("#confirm-form button"), frames.lines(made)) == (False, [])


def test_a_row_under_a_wrong_row_is_not_wrong_for_that(look):
    rows = [["1", "", "=A", "", "governance"], ["1.1", "1", "Goed.", "", ""]]

    assert list(told_of(look(csv_of([HEAD, *rows])))) == ["C2"]


@pytest.mark.parametrize(
    ("head", "cell", "words"),
    [
        (["Code", "Soep", "Tekst"], "B1", "Deze kolom kennen we niet."),
        (["Code", "Code", "Tekst"], "B1", "staat twee keer"),
        (["Code", "Onder"], "–", "De kolom “Wat wordt getoetst” ontbreekt."),
    ],
)
def test_wrong_columns_are_named(look, head, cell, words):
    told = told_of(look(csv_of([head, ["1", "2", "3"][: len(head)]])))

    assert words in told[cell]


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (b"[[norm]\ncode = ", "stuk.toml", "Dit bestand is niet te lezen"),
        (b"norm = 3", "getal.toml", "Dit bestand is niet te lezen"),
        (b"a=" + b"[" * 100_000, "diep.toml", "Dit bestand is niet te lezen"),
        (b"%PDF-1.7\n", "kader.pdf", ""),
        (
            csv_of([HEAD, *([str(n), "", "T", "", "governance"] for n in range(501))]),
            "v.csv",
            "500",
        ),
    ],
)
def test_what_is_no_table_is_told_beside_the_file(look, frames, made, content, name, words):
    page = look(content, name)

    assert (page.status, frames.lines(made)) == (422, [])
    assert words in page.text("#import-form")
    assert page.has("#import-form .utrecht-form-field-error-message")


@pytest.mark.parametrize("name", ["groot.csv", "groot.toml", "groot.xlsx"])
def test_ten_megabytes_are_not_even_looked_at(name):
    with pytest.raises(Refused) as refusal:
        table_in(bytes(10 << 20), name, limits=LIMITS)

    assert refusal.value.field == "file"


def test_what_is_wrong_in_toml_is_named_by_its_entry(look):
    content = b'[[norm]]\ncode = 1\ntext = ["x"]\nsoep = "a"\n'
    told = told_of(look(content, "kader.toml"))
    assert "Deze kolom kennen we niet." in told["–"]

    told = told_of(look(content.replace(b"soep", b"law"), "kader.toml"))
    assert "Hier staat geen tekst." in told["regel 1"]


def test_what_changed_since_the_preview_is_looked_at_again(look, frames, made):
    page = look(csv_of(TREE))
    frames.put("bram", made, ("9", "", "Ondertussen."))

    again = page.submit("#confirm-form")

    assert (again.status, len(frames.lines(made))) == (409, 1)
    assert again.submit("#confirm-form").status == 303


@pytest.mark.parametrize("table", ["", "[]", '{"rows": [[1, [["x", "y"]]]]}', "[" * 9999])
def test_what_comes_back_is_believed_no_more_than_a_file(look, frames, made, table):
    answer = look(csv_of(TREE)).submit("#confirm-form", table=table)

    assert (answer.status, frames.lines(made)) == (422, [])
