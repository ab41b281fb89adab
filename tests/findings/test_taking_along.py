"""The list of findings as a file: what its page shows this reader, whole, and nothing more.

Bram writes for IGJ; Anna of IJenV leads, Carla of IvhO is a partner, Dirk is in no part of it."""

import csv
import io
from datetime import date

import pytest
from openpyxl import load_workbook

from app.findings.models import Audience
from app.findings.service import Advice


@pytest.fixture
def table(browser_of, place):
    """The rows of the list as somebody takes it along, as CSV."""

    def taken(who):
        answer = browser_of(who).visit(f"{place}/export?format=csv")
        assert answer.status == 200
        return list(csv.DictReader(io.StringIO(answer.body.lstrip("\ufeff")), delimiter=";"))

    return taken


def test_each_finding_is_there_with_its_text_and_recommendations(desk, table):
    due = Advice("Haal **77 uur**.", "de directie", date(2027, 3, 1))
    desk.finding("bram", title="Te weinig uren", recommendations=(due, Advice("Tel.", "de OR")))

    [row] = table("carla")

    assert row["Bevinding"] == "Te weinig uren"
    assert row["Wat we zagen"] == "Wij telden **61 uur** per week."
    assert (row["Organisatie"], row["Oordeel"]) == ("igj", "Voldoet niet")
    assert row["Aanbevelingen"].replace("\r", "") == (
        "Haal **77 uur**.\nVoor de directie, uiterlijk 1 maart 2027\n\nTel.\nVoor de OR"
    )
    assert (row["Stand"], row["Versie"]) == ("Definitief", "2")


@pytest.mark.parametrize(("who", "titles"), [("bram", 2), ("cora", 2), ("anna", 1), ("carla", 1)])
def test_what_is_for_the_own_organisation_leaves_with_nobody_else(desk, table, who, titles):
    desk.finding("bram", title="Voor iedereen")
    desk.finding("bram", title="Alleen voor ons", audience=Audience.OWN)

    assert len(table(who)) == titles
    assert ("Alleen voor ons" in {row["Bevinding"] for row in table(who)}) is (titles == 2)


def test_it_does_not_exist_for_who_is_no_part_of_the_workspace(desk, browser_of, place):
    desk.finding("bram")

    assert browser_of("dirk").visit(f"{place}/export").status == 404


def test_what_a_program_would_reckon_with_stays_words(desk, browser_of, place):
    desk.finding("bram", title='=HYPERLINK("https://example.org")', text="@SOM(A1)")

    answer = browser_of("anna").visit(f"{place}/export?format=xlsx")
    sheet = load_workbook(io.BytesIO(answer.response.data)).active
    cells = [cell for row in sheet for cell in row]

    assert not [cell for cell in cells if cell.data_type == "f"]
    assert ";\"'=HYPERLINK(" in browser_of("anna").visit(f"{place}/export?format=csv").body


def test_the_list_leads_there(desk, browser_of, place):
    assert not browser_of("anna").visit(place).tree.cssselect("a[href*='/export']"), "nothing yet"
    desk.finding("bram")

    page = browser_of("anna").visit(place)

    links = [each.get("href") for each in page.tree.cssselect("a[href*='/findings/export']")]
    assert [each.rpartition("=")[2] for each in links] == ["xlsx", "csv"]
    assert all(browser_of("anna").visit(each).status == 200 for each in links)
