"""A table in which something is wrong: every wrong cell is named, and nothing comes in."""

from datetime import date, datetime
from random import Random

import pytest

from app.coordination.models import Rest
from app.importing import tables
from tests.coordination.conftest import window
from tests.support import files
from tests.support.bombs import LAUGHS
from tests.support.tables import csv_of, sent_as, xlsx_of

HEAD = [
    "Organisatie",
    "Sector",
    "Wet",
    "Activiteit",
    "Eerste dag",
    "Laatste dag",
    "Uiterlijk klaar",
]
RIGHT = ["UMC", "Zorg", "Wwke", "Audit", date(2027, 4, 1), date(2027, 6, 30), date(2027, 5, 14)]

RANDOM = Random(7)
LONG_WINDED = [[f"{RANDOM.getrandbits(1600):x}" for _cell in HEAD] for _row in range(280)]


def faults_of(page):
    """The cells that a page names: place and what is told of it."""
    rows = page.tree.cssselect("table:not([hidden]) tbody tr")
    return [(_words(row[0]), _words(row[3])) for row in rows]


def _words(element):
    return " ".join(each.strip() for each in element.itertext() if each.strip())


def changed(**cells):
    """The right row with other cells, by the letter of their column."""
    return [cells.get(letter, value) for letter, value in zip("ABCDEFG", RIGHT, strict=True)]


def test_every_wrong_cell_is_named_at_once_and_nothing_comes_in(look, doing):
    rows = [
        HEAD,
        RIGHT,
        changed(A="", B="bakkerij", E="volgende week"),
        changed(C="AVG", D="=1+1", G=date(2027, 1, 1)),
        changed(E=date(2027, 7, 1)),
        changed(F=datetime(2027, 6, 30, 9, 30)),
        changed(G=46000),
    ]

    page = look("bram", rows)

    assert page.status == 422
    assert "Er is niets bewaard." in page.text("#confirm-form")
    assert [place for place, _told in faults_of(page)[:9]] == [
        *("A3 Kalender", "B3 Kalender", "E3 Kalender", "C4 Kalender", "D4 Kalender"),
        *("G4 Kalender", "F5 Kalender", "F6 Kalender", "G7 Kalender"),
    ]
    told = dict(faults_of(page))
    assert told["E3 Kalender"] == "Dit is geen dag. Schrijf bijvoorbeeld 27-11-2026 of 2026-11-27."
    assert told["D4 Kalender"] == "Hier staat een formule. Zet de uitkomst ervoor in de plaats."
    assert told["G7 Kalender"].startswith("Hier staat een getal.")
    assert not page.has("#confirm-form button")
    assert doing.everything() == ([], [])


@pytest.mark.parametrize(
    ("rows", "place", "told"),
    [
        ([], "1", "Hier staat niets."),
        ([["Organisatie", "Activiteit"]], "1", "De kolom “Kwartaal” ontbreekt."),
        ([["Activiteit", "Kwartaal"], ["x", "Q1 2027"]], "1", "De kolom “Organisatie” ontbreekt."),
        ([[*HEAD, "Toezichtouder"], RIGHT], "H1", "Deze kolom kennen we niet."),
        ([[*HEAD, "Wet"], RIGHT], "H1", "Deze kolom staat twee keer in de tabel."),
        ([HEAD, [*RIGHT, "wat is dit"]], "H1", "Deze kolom heeft geen kop."),
        ([[*HEAD, "Toezichthouder"], [*RIGHT, "rdi"]], "H2", "Hier doet geen toezichthouder"),
        ([[*HEAD, "Zichtbaar voor"], [*RIGHT, "ijenv rdi"]], "H2", "Hier doet geen toezich"),
        ([[*HEAD, "Kenmerk"], [*RIGHT, "12"]], "H2", "Dit is geen kenmerk van ons."),
        ([[*HEAD, "KvK-nummer"], [*RIGHT, 1234]], "H2", "Een nummer van het handelsregister"),
        ([HEAD, changed(B=None)], "B2", "Deze organisatie is nieuw in je register."),
        ([HEAD, RIGHT, changed(B="Energie")], "B3", "Een rij hierboven zegt er iets anders over."),
    ],
)
def test_what_is_wrong_is_told_by_its_cell(look, rows, place, told, doing):
    page = look("bram", rows)

    found = [(where.removesuffix(" Kalender"), words) for where, words in faults_of(page)]

    assert any(where == place and words.startswith(told) for where, words in found), found
    assert (page.status, doing.everything()[0]) == (422, [])


def test_merged_cells_are_wrong(look):
    page = look("bram", [HEAD, RIGHT], make=lambda rows: xlsx_of(rows, merged=["A3:B4"]))

    assert ("A3 Kalender", "Deze cellen zijn samengevoegd.") in [
        (where, told[:30]) for where, told in faults_of(page)
    ]


def test_a_formula_is_one_in_csv_too_and_text_with_our_mark_is_text(look, doing):
    rows = [HEAD, changed(D="=cmd|'/c calc'!A1"), changed(A="Ander", D="'=gelijk")]
    page = look("bram", rows, name="k.csv", make=csv_of)
    second = look("bram", [HEAD, changed(D="'=gelijk")], name="k.csv", make=csv_of)

    second.submit("#confirm-form")

    assert [place for place, _told in faults_of(page)][:1] == ["D2"]
    assert [each.title for _name, each in doing.everything()[0]] == ["=gelijk"]


@pytest.mark.parametrize(
    ("content", "name", "told"),
    [
        (files.office("docx"), "k.docx", "Dit is geen XLSX of CSV."),
        (files.office("xlsx", {"xl/sharedStrings.xml": LAUGHS.format(code="").encode()}), "k.xlsx",
         "In dit bestand zit te veel."),
        (files.office("xlsx", {"xl/media/a.bin": bytes(40 << 20)}), "k.xlsx",
         "In dit bestand zit te veel."),
        (b"PK\x03\x04 and nothing more", "k.xlsx", "Dit bestand is beschadigd."),
        ("a;b\nZuivelco\xf6peratie;x".encode("latin-1"), "k.csv", "We kunnen de letters"),
        (b"", "k.csv", "Dit bestand is leeg."),
        (csv_of([HEAD, *[RIGHT] * 2001]), "k.csv", "Er staan meer dan 2000 rijen"),
        (xlsx_of([HEAD, *LONG_WINDED]), "k.xlsx", "Er staat te veel tekst"),
    ],
    ids=["word", "laughs", "bomb", "broken", "latin", "empty", "rows", "text"],
)  # fmt: skip
def test_what_is_no_table_is_refused_beside_the_file(browser_of, content, name, told):
    page = browser_of("bram").visit("/coordination/import")

    answer = page.submit("#import-form", files=sent_as(content, name))

    assert answer.status == 422
    assert told in answer.text("#file-error")


def test_a_calendar_does_not_change_the_register(look, doing):
    doing.enter("bram", "UMC", number="12345678")

    page = look("bram", [HEAD, changed(B="Energie", C="DORA")])

    assert dict(faults_of(page)) == {
        "B2 Kalender": "In je register staat “Zorg”. Wijzig het eerst daar, of verbeter het hier.",
        "C2 Kalender": "In je register staat “Cbw, essentieel”. Wijzig het eerst daar, of verbeter"
        " het hier.",
    }


def test_a_reference_of_another_authority_is_none_of_ours(look, doing):
    theirs = doing.plan("anna", doing.enter("anna", "UMC"), rest=Rest.EVERYTHING)
    gone = doing.plan("bram", doing.enter("bram", "GGZ"))
    rows = [[*HEAD, "Kenmerk"], [*RIGHT, str(theirs.id)], [*changed(A="UMC 2"), str(gone.id)]]

    told = dict(faults_of(look("bram", rows)))

    assert told["H2 Kalender"] == "Geen activiteit van jullie heeft dit kenmerk."
    assert told["A3 Kalender"].startswith("Dit kenmerk is van een activiteit bij GGZ.")


def test_where_two_could_be_meant_nothing_is_guessed(look, doing):
    entity = doing.enter("bram", "UMC")
    for first, last in (("2027-01-01", "2027-02-01"), ("2027-09-01", "2027-10-01")):
        doing.plan("bram", entity, "Audit", when=window(first, last))
    rows = [HEAD[:1] + HEAD[3:], [RIGHT[0], *RIGHT[3:]]]

    page = look("bram", rows)

    place, told = faults_of(page)[0]
    assert place == "B2 Kalender"
    assert told.startswith("Jullie hebben er meer gepland die hierop lijken.")


def test_a_file_is_no_larger_than_we_say(browser_of, monkeypatch):
    monkeypatch.setattr(tables, "LARGEST_FILE", 1000)
    page = browser_of("bram").visit("/coordination/import")

    answer = page.submit("#import-form", files=sent_as(b"a;b\n" * 400, "k.csv"))

    assert (answer.status, "groter dan 1 kB" in answer.text("#file-error")) == (422, True)
