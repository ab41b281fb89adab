"""Importing the own programme: looked at first, stored as it was seen, all of it or nothing."""

from datetime import date

import pytest

from app.coordination.models import Rest
from app.coordination.service import Opening
from app.programme import service
from app.programme.models import InvestigationPhase, Mode, SocietalTask
from tests.programme.conftest import rows
from tests.support.counting import counting
from tests.support.programme import entry
from tests.support.tables import counts_of, csv_of, rows_of, xlsx_of

HEAD = [
    *("Nr", "Jaar", "Organisatie", "Maatschappelijke opgave", "Onderzoek", "Omschrijving"),
    *("Wijze van toezicht", "Fase", "Kwartaal", "Partners", "Te zien door"),
]
PROGRAMME = [
    HEAD,
    [1, 2027, "IJenV", "Een weerbare samenleving", "Crisisbeheersing", "Wat ging goed?",
     "Verdiepend toezicht", "Voorbereiding", "Q2", "igj, nvwa", "igj"],
    [2, 2027, "ijenv", "veilig", "Specialistische politiefuncties", "", "regulier", "uitvoering",
     "Q1-Q3 2027", "", "alle"],
    [3, "2027", "", "bescherming en perspectief", "Jeugd in detentie", None, "", "", "heel jaar",
     "", "eigen"],
    [4, 2027, "igj", "weerbaar", "Van een ander", "", "=1+1", "", "volgend jaar", "", ""],
]  # fmt: skip
AS_FILES = {
    "xlsx": ("programma.xlsx", xlsx_of),
    "csv with ;": ("programma.csv", csv_of),
    "csv with ,": ("programma.csv", lambda rows: csv_of(rows, separator=",", mark=False)),
}


@pytest.mark.parametrize("kind", AS_FILES)
def test_a_programme_comes_in_after_it_was_looked_at(look, transaction, world, kind):
    name, make = AS_FILES[kind]
    page = look("anna", PROGRAMME, name=name, make=make)
    before = rows(transaction)

    done = page.submit("#confirm-form").follow()

    found = {each.title: each for each in rows(transaction)}
    crisis, police = found["Crisisbeheersing"], found["Specialistische politiefuncties"]
    assert (page.status, counts_of(page), before) == (200, ["Nieuw 3", "Van een ander 1"], [])
    assert "Bewaard: 3 nieuw, 0 gewijzigd." in done.text()
    assert "Crisisbeheersing" in done.text("main")
    assert (crisis.task, crisis.mode) == (SocietalTask.RESILIENT, Mode.IN_DEPTH)
    assert crisis.partners == [world.organisations[each].id for each in ("igj", "nvwa")]
    assert (crisis.named, crisis.rest) == ([world.organisations["igj"].id], Rest.NOTHING)
    assert (police.phase, police.rest) == (InvestigationPhase.EXECUTION, Rest.EVERYTHING)
    assert (police.starts_on, police.ends_on) == (date(2027, 1, 1), date(2027, 9, 30))
    assert found["Jeugd in detentie"].ends_on == date(2027, 12, 31)
    assert {each.organisation_id for each in found.values()} == {world.organisations["ijenv"].id}


def test_every_row_is_in_the_log(look, transaction):
    look("anna", PROGRAMME).submit("#confirm-form")

    for each in rows(transaction):
        assert transaction.audited(each.id) == ["investigation:entry:add"]


def test_the_same_file_again_changes_nothing(look):
    look("anna", PROGRAMME).submit("#confirm-form")

    page = look("anna", PROGRAMME)

    assert counts_of(page)[0] == "Ongewijzigd 3"
    assert not page.has("#confirm-form button")


def test_what_is_exported_comes_in_as_it_is(look, keeping, browser_of, transaction):
    said = {"partners": ("igj", "nvwa"), "opening": Opening(named=("igj",), rest=Rest.EVERYTHING)}
    days = {"starts_on": date(2026, 11, 3), "ends_on": date(2027, 2, 1)}
    keeping.add("anna", "Eerste", year=2027, summary="Zin.\nNog een.", **said, **days)
    keeping.add("anna", "Tweede", year=2027, mode=Mode.INTENSIVE)
    keeping.add("dirk", "Van NVWA", year=2027, opening=Opening(rest=Rest.EVERYTHING))
    for kind in ("xlsx", "csv"):
        sent = browser_of("anna").visit(f"/programme/export?year=2027&format={kind}").response.data

        page = look("anna", [], name=f"p.{kind}", make=lambda _rows, sent=sent: sent)

        assert counts_of(page) == ["Ongewijzigd 2", "Van een ander 1"], page.text("main")
    assert len(rows_of(sent, "csv")) == 4


def test_what_differs_is_named_changed_and_can_be_undone(look, keeping, transaction):
    key = keeping.add("anna", "Oud", year=2027, summary="Blijft", partners=("igj",))
    head = ["Kenmerk", "Jaar", "Onderzoek", "Opgave", "Met", "Wanneer"]

    page = look("anna", [head, [str(key), 2027, "Nieuw", "veilig", "nvwa", "K1"]])
    page.submit("#confirm-form")

    it = keeping.get("anna", key)
    assert "wat er wordt onderzocht, wanneer, partners" in page.text("tbody")
    assert (it.title, it.summary, it.starts_on) == ("Nieuw", "Blijft", date(2027, 1, 1))
    assert transaction.audited(key) == ["investigation:entry:add", "investigation:entry:change"]
    keeping.act("anna", service.undo_change, key)
    assert keeping.get("anna", key).title == "Oud"


def test_what_changed_since_the_preview_is_looked_at_again(look, keeping, transaction):
    key = keeping.add("anna", "Crisisbeheersing", year=2027)
    page = look("anna", PROGRAMME)
    said = entry("Crisisbeheersing", summary="Intussen")
    keeping.act("anna", service.change_investigation, key, entry=said)

    again = page.submit("#confirm-form")

    assert (again.status, len(rows(transaction))) == (409, 1)
    assert "Je programma is intussen veranderd." in again.text("#confirm-form")


def test_sent_twice_it_is_stored_once(look, transaction):
    page = look("anna", PROGRAMME)

    page.submit("#confirm-form")
    page.submit("#confirm-form")

    assert len(rows(transaction)) == 3


@pytest.mark.parametrize(
    ("table", "status"),
    [("", 422), ("[]", 422), ('{"rows": [[1, [["x", "y"]]]]}', 422), ("[" * 9999, 422)],
)
def test_what_comes_back_is_believed_no_more_than_a_file(look, transaction, table, status):
    page = look("anna", PROGRAMME)

    answer = page.submit("#confirm-form", table=table)

    assert (answer.status, rows(transaction)) == (status, [])


def test_nobody_stores_rows_of_another_by_sending_them_back_changed(look, transaction, world):
    page = look("anna", PROGRAMME)
    [table] = page.tree.cssselect("input[name=table]")

    page.submit("#confirm-form", table=table.get("value").replace('"igj"', '"ijenv"'))

    owners = {each.organisation_id for each in rows(transaction)}
    assert owners <= {world.organisations["ijenv"].id}


@pytest.mark.parametrize(("who", "status"), [("anna", 200), ("wim", 403), ("bram", 403)])
def test_who_may_import(browser_of, who, status):
    assert browser_of(who).visit("/programme/import").status == status


def test_the_template_is_a_table_we_know(browser_of, look):
    answer = browser_of("anna").visit("/programme/import/template?format=xlsx")

    page = look("anna", [], make=lambda _rows: answer.response.data)

    assert answer.response.headers["Content-Disposition"].endswith("sjabloon-werkprogramma.xlsx")
    assert (page.status, page.has("#faults-title")) == (200, False)


def test_storing_costs_as_many_statements_for_sixty_rows_as_for_six(look, owner_engine):
    head = ["Jaar", "Opgave", "Onderzoek", "Met"]
    counts = []
    for count in (6, 60):
        lines = [[2027, "veilig", f"{count} van {n}", "igj nvwa"] for n in range(count)]
        with counting(owner_engine) as statements:
            page = look("anna", [head, *lines])
            looked = len(statements)
            page.submit("#confirm-form")
            counts.append((looked, len(statements) - looked))

    assert counts[0] == counts[1]
