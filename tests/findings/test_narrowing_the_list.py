"""The list of findings: narrowed by words, state and organisation, page by page, and taken along.

Bram writes for IGJ, Anna for IJenV; what is for IGJ alone exists for nobody else.
"""

import csv
import io

import pytest

from app.findings.models import Audience
from tests.support.turning import addresses_of, turn

BACK = "Naar de eerste pagina"


@pytest.fixture
def written(desk):
    desk.finding("bram", title="Te weinig uren")
    desk.finding("bram", title="Uren niet geteld", is_final=False)
    desk.finding("anna", title="Goede UREN")
    desk.finding("anna", title="100% gemeten_b")
    desk.finding("bram", title="Uren alleen voor ons", audience=Audience.OWN)


def titles(page):
    return {each.text_content() for each in page.tree.cssselect("tbody .sz-table__title")}


NARROWED = {
    "words=uren": {"Te weinig uren", "Uren niet geteld", "Goede UREN"},
    "words=%20UREN%20%20": {"Te weinig uren", "Uren niet geteld", "Goede UREN"},
    "words=0%25": {"100% gemeten_b"},
    "words=n_b": {"100% gemeten_b"},
    "by=ijenv": {"Goede UREN", "100% gemeten_b"},
    "by=igj&status=concept": {"Uren niet geteld"},
    "status=final&words=uren": {"Te weinig uren", "Goede UREN"},
    "words=alleen voor ons": set(),
    "by=nvwa&status=x&norm=x&after=%00": {
        "Te weinig uren",
        "Uren niet geteld",
        "Goede UREN",
        "100% gemeten_b",
    },
}


@pytest.mark.parametrize("query", list(NARROWED))
def test_the_list_and_its_file_hold_what_was_asked_for(browser_of, place, written, query):
    page = browser_of("anna").visit(f"{place}?{query}")

    assert titles(page) == NARROWED[query]
    links = [each.get("href") for each in page.tree.cssselect("a[href*='format=csv']")]
    assert len(links) == bool(NARROWED[query])
    for link in links:
        taken = browser_of("anna").visit(link).body.lstrip("\ufeff")
        rows = csv.DictReader(io.StringIO(taken), delimiter=";")
        assert {row["Bevinding"] for row in rows} == NARROWED[query]


def test_the_number_and_the_norm_are_words_too(browser_of, place, written):
    row = browser_of("anna").visit(place).tree.cssselect("tbody tr")[0]
    told = row.cssselect(".sz-table__sub")[0].text_content()
    ref, norm = (each.strip() for each in told.split(","))

    assert len(titles(browser_of("anna").visit(f"{place}?words={ref}"))) == 1
    assert len(titles(browser_of("anna").visit(f"{place}?words={norm.lower()}"))) == 4


def test_what_was_typed_stays_and_can_be_cleared(browser_of, place, written):
    page = browser_of("anna").visit(f"{place}?words=niets&status=concept&by=igj")
    chosen = [each.get("value") for each in page.tree.cssselect("#findings-narrow [selected]")]

    assert "Geen bevinding past." in page.text("main")
    assert page.has("#findings-narrow input[value=niets]")
    assert chosen == ["concept", "igj"]
    assert all(
        each.get("href") == place
        for each in page.tree.cssselect("a")
        if "Filter wissen" in each.text_content()
    )


def test_pages_follow_each_other_narrowed_as_they_were(browser_of, desk, place, monkeypatch):
    monkeypatch.setattr("app.findings.queries.FINDINGS_PAGE", 2)
    for number in range(5):
        desk.finding("bram", title=f"Uren {number}")
    desk.finding("anna", title="Iets anders")
    first = browser_of("anna").visit(f"{place}?words=uren")
    second = turn(first, "Volgende")
    third = turn(second, "Volgende")

    seen = [titles(each) for each in (first, second, third)]
    assert [len(each) for each in seen] == [2, 2, 1]
    assert set().union(*seen) == {f"Uren {number}" for number in range(5)}
    assert not addresses_of(third, "Volgende")
    assert not addresses_of(first, BACK)
    assert titles(turn(third, BACK)) == seen[0]
    (link,) = [each.get("href") for each in third.tree.cssselect("a[href*='format=csv']")]
    assert len(browser_of("anna").visit(link).body.splitlines()) > 5


def test_a_workspace_without_findings_has_nothing_to_narrow(browser_of, place):
    page = browser_of("anna").visit(place)

    assert not page.has("#findings-narrow")
    assert "Nog geen bevindingen" in page.text("main")
