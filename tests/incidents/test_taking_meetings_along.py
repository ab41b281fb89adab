"""The meetings of the committee as a file: all of them, also those too long ago for the page.

Anna coordinates for IJenV (lead), Carla of IvhO reads, Dirk is elsewhere."""

from datetime import datetime

import pytest

from app.incidents import queries
from tests.incidents.conftest import CASES

MEETINGS = f"{CASES}/meetings"
DAYS = ("2026-11-24", "2026-12-01", "2026-12-08")


@pytest.fixture
def planned(browser_of, register, clock_at):
    clock_at("2026-11-24 10:00")
    for day in DAYS:
        done = browser_of("anna").visit(MEETINGS).submit("#meeting-form", held_on=day)
        assert done.status == 303


def test_each_is_there_with_its_cases_and_its_decision_list(planned, take_list):
    rows = take_list("carla", MEETINGS)

    assert [row["Dag"] for row in rows] == [datetime.fromisoformat(day) for day in DAYS[::-1]]
    assert {(row["Zaken op de agenda"], row["Besluitenlijst"]) for row in rows} == {(0, "Open")}
    assert {(each["list"], each["rows"]) for each in take_list.told("ivho")} == {("meetings", 3)}


def test_the_page_says_when_it_holds_the_newest_only(planned, take_list, browser_of, monkeypatch):
    said = "Dit zijn alleen de nieuwste 2"
    assert said not in browser_of("anna").visit(MEETINGS).text("main")

    monkeypatch.setattr(queries, "MOST_MEETINGS", 2)

    assert said in browser_of("anna").visit(MEETINGS).text("main")
    assert len(take_list("anna", MEETINGS)) == 3


def test_outside_the_workspace_there_are_none(planned, browser_of):
    assert browser_of("dirk").visit(f"{MEETINGS}/export").status == 404
