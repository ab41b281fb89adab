"""The meetings of the committee page by page, and as a file: all of them.

Anna coordinates for IJenV (lead), Carla of IvhO reads, Dirk is elsewhere."""

from datetime import datetime

import pytest

from app.incidents import queries
from app.kernel.web.json_api import make_cursor
from tests.incidents.conftest import CASES, PLACE
from tests.support.turning import addresses_of, turn

MEETINGS = f"{CASES}/meetings"
HERE = f"{PLACE}/cases"
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


def test_the_earliest_are_on_a_later_page(planned, take_list, browser_of, monkeypatch):
    assert not addresses_of(browser_of("anna").visit(MEETINGS), "Volgende")
    monkeypatch.setattr(queries, "MOST_MEETINGS", 2)
    first = browser_of("anna").visit(MEETINGS)

    second = turn(first, "Volgende")

    assert (days(first), days(second)) == (["8 december", "1 december"], ["24 november"])
    assert days(turn(second, "Vorige")) == days(first)
    assert not addresses_of(second, "Volgende")
    assert addresses_of(browser_of("anna").visit(f"{MEETINGS}?page=2"), "Vorige")
    assert len(take_list("anna", MEETINGS)) == 3


def test_the_api_gives_the_earliest_too(planned, api_of):
    api, found, cursor = api_of("anna"), [], ""
    for _page in range(2):
        page = api.ask("GET", f"{HERE}/meetings?limit=2&cursor={cursor}").json
        found += [each["held_on"] for each in page["items"]]
        cursor = page["next"]

    assert (found, cursor) == (list(DAYS[::-1]), None)
    assert api.ask("GET", f"{HERE}/meetings?cursor=x").status_code == 422
    wrong = make_cursor("-1")
    assert api.ask("GET", f"{HERE}/meetings?cursor={wrong}").status_code == 422


def test_outside_the_workspace_there_are_none(planned, browser_of):
    assert browser_of("dirk").visit(f"{MEETINGS}/export").status == 404


def days(page):
    """The days on a page, without the name of the day and the year."""
    told = (each.text_content() for each in page.tree.cssselect("tbody .sz-table__title"))
    return [" ".join(each.split()[1:3]) for each in told]
