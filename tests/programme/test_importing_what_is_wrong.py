"""A programme in which something is wrong: every wrong cell is named, and nothing comes in."""

from datetime import date, datetime, timedelta

import pytest

from app.identity.models import Organisation
from app.importing.tables import table_in
from app.kernel import clock
from app.kernel.errors import Refused
from app.programme.models import InvestigationPhase
from app.programme.service.importing import LIMITS
from tests.programme.conftest import rows
from tests.support import files
from tests.support.bombs import LAUGHS
from tests.support.tables import csv_of, sent_as, xlsx_of

HEAD = ["Jaar", "Opgave", "Onderzoek", "Wijze", "Fase", "Eerste dag", "Laatste dag", "Partners"]
RIGHT = [2027, "veilig", "Politie", "regulier", "", date(2027, 4, 1), date(2027, 6, 30), "igj"]


def faults_of(page):
    """The cells that a page names: place and what is told of it."""
    found = page.tree.cssselect("table:not([hidden]) tbody tr")
    return [(_words(row[0]).removesuffix(" Kalender"), _words(row[3])) for row in found]


def _words(element):
    return " ".join(each.strip() for each in element.itertext() if each.strip())


def changed(**cells):
    """The right row with other cells, by the letter of their column."""
    return [cells.get(letter, value) for letter, value in zip("ABCDEFGH", RIGHT, strict=True)]


def test_every_wrong_cell_is_named_at_once_and_nothing_comes_in(look, transaction):
    page = look(
        "anna",
        [
            HEAD,
            RIGHT,
            changed(A="twintig", B="bakkerij", F="in het voorjaar"),
            changed(C="=1+1", D="zacht", H="igj weetniet"),
            changed(C="Ander", F=date(2027, 7, 1)),
            changed(C="Nog een", G=datetime(2027, 6, 30, 9, 30)),
            changed(C="En een", F=46000),
            changed(A=1900, C="x" * 201, E="klaar"),
        ],
    )

    assert page.status == 422
    assert "Er is niets bewaard." in page.text("#confirm-form")
    assert [place for place, _told in faults_of(page)[:12]] == [
        *("A3", "B3", "F3", "C4", "D4", "H4", "G5", "G6", "F7", "A8", "C8", "E8"),
    ]
    told = dict(faults_of(page))
    assert told["A3"] == "Schrijf het jaar in vier cijfers, zoals 2027."
    assert told["F3"] == "Dit is geen dag. Schrijf bijvoorbeeld 27-11-2026 of 2026-11-27."
    assert told["C4"] == "Hier staat een formule. Zet de uitkomst ervoor in de plaats."
    assert told["F7"].startswith("Hier staat een getal.")
    assert not page.has("#confirm-form button")
    assert rows(transaction) == []


@pytest.mark.parametrize(
    ("table", "place", "told"),
    [
        ([], "1", "Hier staat niets."),
        ([["Jaar", "Opgave"]], "1", "De kolom “Onderzoek” ontbreekt."),
        ([["Onderzoek"], ["x"]], "1", "De kolom “Jaar” ontbreekt."),
        ([[*HEAD, "Kosten"], RIGHT], "I1", "Deze kolom kennen we niet."),
        ([[*HEAD, "Fase"], RIGHT], "I1", "Deze kolom staat twee keer in de tabel."),
        ([HEAD, [*RIGHT, "wat is dit"]], "I1", "Deze kolom heeft geen kop."),
        ([[*HEAD, "Organisatie"], [*RIGHT, "bakker"]], "I2", "We kennen deze organisatie niet."),
        ([[*HEAD, "Te zien door"], [*RIGHT, "igj bakker"]], "I2", "We kennen deze organisatie"),
        ([[*HEAD, "Kenmerk"], [*RIGHT, "12"]], "I2", "Dit is geen kenmerk van ons."),
        ([[*HEAD, "Kwartaal"], [*changed(F=None, G=None), "lente"]], "I2", "Dit is geen kwartaal"),
        ([[*HEAD, "Kwartaal"], [*changed(F=None, G=None), "Q2 2031"]], "I2", "Geen dag van deze"),
        ([HEAD, changed(G=None)], "G2", "Kies ook de laatste dag."),
        ([HEAD, changed(F=date(2020, 1, 1), G=date(2020, 2, 1))], "F2", "Geen dag van deze"),
        ([HEAD, changed(B=None)], "B2", "Dit onderzoek is nieuw in je programma."),
        ([HEAD, changed(E="vervallen")], "E2", "Voer het eerst in"),
        ([HEAD, RIGHT, changed(C="POLITIE!")], "C3", "Dit onderzoek staat twee keer in de tabel."),
    ],
)
def test_what_is_wrong_is_told_by_its_cell(look, table, place, told, transaction):
    page = look("anna", table)

    found = faults_of(page)

    assert any(where == place and words.startswith(told) for where, words in found), found
    assert (page.status, rows(transaction)) == (422, [])


def test_merged_cells_are_wrong(look):
    page = look("anna", [HEAD, RIGHT], make=lambda table: xlsx_of(table, merged=["A3:B4"]))

    assert ("A3", "Deze cellen zijn samengevoegd.") in [
        (where, told[:30]) for where, told in faults_of(page)
    ]


@pytest.mark.parametrize(
    ("content", "name", "told"),
    [
        (files.office("docx"), "p.docx", "Dit is geen XLSX of CSV."),
        (files.office("xlsx", {"xl/sharedStrings.xml": LAUGHS.format(code="").encode()}), "p.xlsx",
         "In dit bestand zit te veel."),
        (b"PK\x03\x04 and nothing more", "p.xlsx", "Dit bestand is beschadigd."),
        (b"", "p.csv", "Dit bestand is leeg."),
        (csv_of([HEAD, *[RIGHT] * 2001]), "p.csv", "Er staan meer dan 2000 rijen"),
        (csv_of([["Jaar"], *[["7"]] * 100_000]), "p.csv", "Er staan meer dan 2000 rijen"),
    ],
    ids=["word", "laughs", "broken", "empty", "rows", "100,000 rows"],
)  # fmt: skip
def test_what_is_no_table_is_refused_beside_the_file(browser_of, content, name, told, transaction):
    page = browser_of("anna").visit("/programme/import")

    answer = page.submit("#import-form", files=sent_as(content, name))

    assert (answer.status, rows(transaction)) == (422, [])
    assert told in answer.text("#file-error")


def test_a_workbook_of_100_000_rows_is_refused_before_it_is_looked_at():
    content = xlsx_of([["Jaar"], *[["7"]] * 100_000])

    with pytest.raises(Refused, match="more than 2000 rows"):
        table_in(content, "p.xlsx", limits=LIMITS)


def test_a_table_moves_no_phase_and_an_ended_partner_comes_in_nowhere(
    look, keeping, world, transaction
):
    key = keeping.add("anna", "Politie", year=2027, phase=InvestigationPhase.EXECUTION)
    with transaction.as_owner() as owner:
        nvwa = owner.get_one(Organisation, world.organisations["nvwa"].id)
        nvwa.valid_to = clock.today() - timedelta(days=1)

    told = dict(faults_of(look("anna", [HEAD, changed(E="rapportage", H="nvwa")])))

    assert told["E2"].startswith("Het staat in de fase “Uitvoering”.")
    assert told["H2"].startswith("NVWA bestaat niet meer.")
    assert keeping.get("anna", key).phase == InvestigationPhase.EXECUTION


def test_a_reference_of_another_is_none_of_ours_and_one_of_another_year_is_told(look, keeping):
    theirs = keeping.add("dirk", "Van NVWA", year=2027)
    older = keeping.add("anna", "Ouder", year=2026)
    head = [*HEAD, "Kenmerk"]

    told = dict(faults_of(look("anna", [head, [*RIGHT, str(theirs)], [*RIGHT, str(older)]])))

    assert told["I2"] == "Geen onderzoek van jullie heeft dit kenmerk."
    assert told["A3"].startswith("Dit kenmerk is van het programma van 2026.")


def test_where_two_could_be_meant_nothing_is_guessed(look, keeping):
    keeping.add("anna", "Politie", year=2027)
    keeping.add("anna", "politie", year=2027)

    place, told = faults_of(look("anna", [HEAD, RIGHT]))[0]

    assert place == "C2"
    assert told.startswith("Jullie hebben er meer met deze naam.")
