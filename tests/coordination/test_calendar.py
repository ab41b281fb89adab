"""The year calendar: what each reader sees in it, drawn and as a table, from year to week."""

from datetime import date

import pytest

from app.coordination.models import Rest
from app.coordination.queries import Zoom, period_of, usual_period
from tests.coordination.conftest import window

MOST_TO_READ = 8


@pytest.fixture
def three(doing):
    """Three rows of IGJ: for itself, for IJenV, and one of which others know that it is planned."""
    clinic = doing.enter("bram", "Kliniek De Wissel", rest=Rest.EVERYTHING)
    doing.plan("bram", clinic, "Alleen voor ons")
    doing.plan("bram", clinic, "Ook voor IJenV", named=("ijenv",))
    bank = doing.enter("bram", "Bank De Waag")
    doing.plan(
        "bram", bank, "Stress test", rest=Rest.PLANNED, when=window("2027-04-01", "2027-06-30")
    )


def test_each_reader_sees_what_owners_decided_and_no_more(browser_of, three):
    tables = {
        who: browser_of(who).visit("/coordination?at=2027-01-01").text("main")
        for who in ("bram", "anna", "carla", "dirk")
    }
    titles = (
        "Alleen voor ons",
        "Ook voor IJenV",
        "Stress test",
        "Kliniek De Wissel",
        "Bank De Waag",
    )
    seen = {who: [each for each in titles if each in text] for who, text in tables.items()}

    assert seen["bram"] == list(titles)
    assert seen["anna"] == ["Ook voor IJenV", "Kliniek De Wissel", "Bank De Waag"]
    assert seen["carla"] == ["Bank De Waag"]
    assert seen["dirk"] == []
    assert "bel IGJ voordat je hier iets plant" in tables["carla"]


def test_who_takes_no_part_has_no_entry_and_is_told_why(browser_of):
    els = browser_of("els")
    page = els.visit("/coordination")

    assert (page.status, els.visit("/").has('a[href="/coordination"]')) == (403, False)
    assert "Alleen wie in een ruimte voor digitale weerbaarheid werkt" in page.text()


@pytest.mark.parametrize("path", ["/", "/settings", "/workspaces/WRK-2026-1001", "/coordination"])
def test_who_takes_part_finds_it_in_the_header(browser_of, path):
    assert browser_of("carla").visit(path).text('.sz-main a[href="/coordination"]') == "Coördinatie"


def test_each_line_of_the_drawing_is_of_one_authority(browser_of, doing):
    bank = doing.enter("bram", "Bank De Waag", rest=Rest.EVERYTHING)
    doing.plan("bram", bank, rest=Rest.EVERYTHING, when=window("2027-02-01", "2027-02-28"))
    doing.plan("anna", bank, rest=Rest.EVERYTHING, when=window("2027-06-01", "2027-06-30"))
    doing.plan("bram", bank, rest=Rest.EVERYTHING, when=window("2027-09-01", "2027-09-30"))
    drawing = browser_of("bram").visit("/coordination?at=2027-01-01").tree
    names = drawing.cssselect("svg.sz-line text[text-anchor=end]")

    assert sorted(each.text for each in names) == ["IGJ", "IJenV"]
    assert len({each.get("y") for each in names}) == 2


def test_the_drawing_says_what_the_table_says(browser_of, three):
    page = browser_of("anna").visit("/coordination?at=2027-01-01")
    names = [each.get("aria-label") for each in page.tree.cssselect("svg.sz-line [aria-label]")]

    assert names == [
        (
            "IGJ plant iets bij Bank De Waag, 1 april 2027 tot en met 30 juni 2027."
            " IGJ deelt niet wat."
        ),
        (
            "IGJ bij Kliniek De Wissel: Ook voor IJenV, 1 april 2027 tot en met 30 juni 2027,"
            " klaar uiterlijk op 14 mei 2027"
        ),
    ]
    assert len(page.tree.cssselect("tbody tr:not(.sz-table__group)")) == len(names)


@pytest.mark.parametrize("group", ["sector", "authority", "entity"])
@pytest.mark.parametrize("zoom", ["year", "quarter", "month", "week"])
def test_every_view_shows_what_is_in_its_days(browser_of, doing, zoom, group):
    entity = doing.enter("anna", "Meldkamer")
    doing.plan("anna", entity, "Erin", when=window("2027-05-12", "2027-05-14"))
    doing.plan("anna", entity, "Erna", when=window("2028-05-12", "2028-05-14"))

    page = browser_of("anna").visit(f"/coordination?zoom={zoom}&at=2027-05-13&group={group}")

    assert (page.status, "Erin" in page.text("tbody"), "Erna" in page.text()) == (200, True, False)
    assert page.text('.sz-seg [aria-current="true"]').count(" ") >= 1


@pytest.mark.parametrize(
    ("said", "first", "last"),
    [
        ("zoom=quarter&at=2028-02-29", "2028-01-01", "2028-03-31"),
        ("zoom=month&at=2028-02-29", "2028-02-01", "2028-02-29"),
        ("zoom=week&at=2027-01-01", "2026-12-28", "2027-01-03"),
        ("zoom=year&at=9999-12-31", "2099-01-01", "2099-12-31"),
        ("zoom=month&at=0001-01-01", "2020-01-01", "2020-01-31"),
    ],
)
def test_a_period_is_the_one_in_which_a_day_lies(said, first, last):
    values = dict(each.split("=") for each in said.split("&"))
    period = period_of(Zoom(values["zoom"]), date.fromisoformat(values["at"]))

    assert (period.first.isoformat(), period.last.isoformat()) == (first, last)
    assert period.after().before() == period or period.last == date(2099, 12, 31)


@pytest.mark.parametrize(("today", "year"), [("2026-09-30", 2026), ("2026-10-01", 2027)])
def test_from_october_on_people_plan_the_next_year(today, year):
    assert usual_period(date.fromisoformat(today)).first == date(year, 1, 1)


@pytest.mark.parametrize(
    "said",
    [
        "at=2027-02-31",
        "zoom=eeuw",
        "group=x&page=-1",
        "page=999999999999",
        "q=%00",
        "sector=x&owner=%27",
    ],
)
def test_an_odd_address_shows_the_usual_calendar(browser_of, three, said):
    assert browser_of("anna").visit(f"/coordination?{said}").status == 200


def test_lanes_are_narrowed_and_come_in_pages(browser_of, doing):
    for number in range(65):
        doing.plan("anna", doing.enter("anna", f"Gemeente {number:02}"), f"Steekproef {number:02}")
    anna = browser_of("anna")

    first = anna.visit("/coordination?at=2027-01-01")
    second = anna.visit(first.tree.cssselect("a[rel=next]")[-1].get("href"))
    found = anna.visit("/coordination?at=2027-01-01&q=gemeente+07")

    assert "1 tot en met 60 van 65 organisaties" in first.text()
    assert second.text("tbody a") == " ".join(f"Steekproef {number:02}" for number in range(60, 65))
    assert found.text("tbody a") == "Steekproef 07"


def test_the_calendar_costs_the_same_for_few_and_many(browser_of, doing, statements):
    anna, path = browser_of("anna"), "/coordination?at=2027-01-01"
    doing.plan("anna", doing.enter("anna", "Eerste"))
    statements.clear()
    anna.visit(path)
    few = len(statements)
    for number in range(30):
        doing.plan("anna", doing.enter("anna", f"Gemeente {number}"))
    statements.clear()
    page = anna.visit(path)

    assert (page.status, len(statements), few <= MOST_TO_READ) == (200, few, True), statements
