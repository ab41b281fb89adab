"""The overlap page and its files: narrowed as the calendar is, and with no more than it shows."""

import csv
import io

import pytest

from app.coordination.models import Rest
from tests.coordination.conftest import window
from tests.support.tables import rows_of

RADAR = "/coordination/overlaps"
AT = "at=2027-01-01"


@pytest.fixture
def pairs(doing):
    """Two overlaps of IGJ with IJenV: at De Wissel in April, at De Waag in October."""
    for name, when in (
        ("Kliniek De Wissel", window("2027-04-01", "2027-04-30")),
        ("Bank De Waag", window("2027-10-01", "2027-10-31")),
    ):
        entity = doing.enter("bram", name, rest=Rest.EVERYTHING)
        doing.plan("bram", entity, f"Audit {name}", when=when, rest=Rest.EVERYTHING)
        doing.plan("anna", entity, f"Gesprek {name}", when=when, named=("igj",))


def cards(browser_of, who, address):
    page = browser_of(who).visit(f"{RADAR}?{address}")
    return [each.text_content().strip() for each in page.tree.cssselect(".sz-radar h3")]


def test_it_is_narrowed_as_the_calendar_is(browser_of, pairs):
    both = ["Kliniek De Wissel", "Bank De Waag"]

    assert cards(browser_of, "anna", AT) == both
    assert cards(browser_of, "anna", f"{AT}&q=wissel") == both[:1]
    assert cards(browser_of, "anna", f"{AT}&owner=igj") == both
    assert cards(browser_of, "anna", f"{AT}&owner=nvwa") == []
    assert cards(browser_of, "anna", f"{AT}&sector=energy") == []
    assert cards(browser_of, "anna", f"{AT}&sector=health") == both
    assert cards(browser_of, "anna", "zoom=quarter&at=2027-04-01") == both[:1]
    assert cards(browser_of, "anna", "zoom=month&at=2027-10-09") == both[1:]
    assert cards(browser_of, "anna", f"{AT}&show=ours") == both
    assert cards(browser_of, "carla", f"{AT}&show=ours") == []
    assert cards(browser_of, "anna", f"{AT}&show=open&q=Waag%00") == both[1:]
    assert cards(browser_of, "anna", f"{AT}&show=nonsense") == both


def test_every_way_on_keeps_what_was_chosen(browser_of, pairs):
    page = browser_of("anna").visit(f"{RADAR}?{AT}&q=wissel&show=open&owner=igj")
    links = [each.get("href") for each in page.tree.cssselect('a[rel="next"], main .sz-seg a')]
    export = page.tree.cssselect('a[href*="format=csv"]')[0].get("href")

    assert len(links) == 5
    for each in (*links, export):
        assert all(part in each for part in ("q=wissel", "show=open", "owner=igj")), each


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_the_file_of_overlaps_says_no_more_than_the_page(browser_of, doing, pairs, kind):
    hidden = doing.enter("bram", "Stil Huis", rest=Rest.EVERYTHING)
    doing.plan("bram", hidden, "Geheim plan", rest=Rest.PLANNED)
    doing.plan("anna", hidden, "Open plan", rest=Rest.EVERYTHING)
    doing.plan("bram", hidden, "Verborgen", rest=Rest.NOTHING)
    address = f"{RADAR}/export?{AT}&format={kind}"
    rows = {
        who: rows_of(browser_of(who).visit(address).response.data, kind)[1:]
        for who in ("anna", "bram", "carla", "dirk")
    }

    assert {who: len(found) for who, found in rows.items()} == {
        "anna": 3,
        "bram": 4,
        "carla": 1,
        "dirk": 0,
    }
    for who in ("anna", "carla"):
        told = " ".join(str(each) for row in rows[who] for each in row)
        assert "Geheim plan" not in told
        assert "Verborgen" not in told
    own = next(row for row in rows["anna"] if row[0] == "Stil Huis")
    assert (own[2], own[-1]) == ("Open plan", "Open")


def test_the_burden_lists_every_organisation_with_what_the_reader_may_know(browser_of, doing):
    for number in range(12):
        entity = doing.enter("bram", f"Huis {number:02}", rest=Rest.EVERYTHING)
        doing.plan("bram", entity, "Audit", rest=Rest.EVERYTHING)
        doing.plan("bram", entity, "Verborgen", rest=Rest.NOTHING)
    told = {}
    for who in ("bram", "anna", "dirk"):
        page = browser_of(who).visit(f"/coordination/burden?{AT}")
        file = browser_of(who).visit(f"/coordination/burden/export?{AT}&format=csv")
        text = file.response.get_data().decode("utf-8-sig")
        told[who] = (
            len(page.tree.cssselect("tbody tr")),
            sorted({row[1] for row in list(csv.reader(io.StringIO(text), delimiter=";"))[1:]}),
        )

    assert told == {"bram": (12, ["2"]), "anna": (12, ["1"]), "dirk": (0, [])}
    top = browser_of("bram").visit(f"{RADAR}?{AT}").tree.cssselect("[aria-labelledby=burden-title]")
    assert len(top[0].cssselect("tbody tr")) == 10
    narrowed = browser_of("bram").visit(f"/coordination/burden?{AT}&q=Huis 03&owner=igj")
    assert len(narrowed.tree.cssselect("tbody tr")) == 1
    assert not browser_of("bram").visit(f"/coordination/burden?{AT}&owner=nvwa").has("tbody")


@pytest.mark.parametrize("path", [RADAR, "/coordination/burden", "/coordination/deadlines"])
def test_the_pages_cost_the_same_for_few_and_many(browser_of, doing, statements, path):
    entity = doing.enter("bram", "Huis", rest=Rest.EVERYTHING)
    doing.plan("bram", entity, "Eerste", rest=Rest.EVERYTHING)
    doing.plan("anna", entity, "Tweede", rest=Rest.PLANNED)
    browser = browser_of("bram")
    browser.visit(f"{path}?{AT}")
    statements.clear()
    browser.visit(f"{path}?{AT}")
    few = len(statements)
    for number in range(20):
        doing.plan("bram", entity, f"Audit {number}", rest=Rest.EVERYTHING)
    statements.clear()

    assert browser.visit(f"{path}?{AT}").status == 200
    assert len(statements) == few <= 8, statements
