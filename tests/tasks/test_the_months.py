"""The calendar of tasks: a month of days with what must be done on each, as the list shows it."""

from datetime import date

import pytest

from app.tasks.models import TaskStatus
from tests.support.counting import counting

LIST = "/workspaces/WRK-2026-1001/tasks"
MONTHS = f"{LIST}/calendar"
NOVEMBER = f"{MONTHS}?month=2026-11"


@pytest.fixture
def filled(put_task):
    put_task("bram", title="Gewone dag", due_on=date(2026, 11, 27))
    put_task("bram", title="Zaterdag", due_on=date(2026, 11, 28))
    put_task("carla", title="Zondag in oktober", due_on=date(2026, 10, 31))
    put_task("carla", title="December", due_on=date(2026, 12, 1))
    put_task("bram", title="Zonder dag", due_on=None)
    put_task("bram", title="Klaar", due_on=date(2026, 11, 2), status=TaskStatus.DONE)


def days(page):
    """The titles on each day of the grid."""
    return {
        each.cssselect("time")[0].get("datetime"): [
            a.text_content() for a in each.cssselect("li a")
        ]
        for each in page.tree.cssselect(".sz-month td")
        if each.cssselect("li")
    }


def test_each_task_stands_on_the_day_by_which_it_must_be_done(browser_of, filled):
    anna = browser_of("anna")

    assert days(anna.visit(NOVEMBER)) == {
        "2026-11-02": ["Zondag in oktober"],
        "2026-11-27": ["Gewone dag"],
        "2026-11-30": ["Zaterdag"],
    }
    assert days(anna.visit(f"{MONTHS}?month=2026-12")) == {"2026-12-01": ["December"]}
    assert "Klaar" in days(anna.visit(f"{NOVEMBER}&show=all"))["2026-11-02"]


def test_the_grid_is_a_table_of_whole_weeks(browser_of):
    page = browser_of("anna").visit(NOVEMBER)
    rows = page.tree.cssselect(".sz-month tbody tr")

    assert [each.text_content() for each in page.tree.cssselect(".sz-month th")][:2] == [
        "maandag",
        "dinsdag",
    ]
    assert {len(each.cssselect("td")) for each in rows} == {7}
    assert len(rows) == 6
    assert page.text("h2#month-title") == "Taken in november 2026"
    assert "In deze maand hoeft niets af." in page.text("main")


def test_one_goes_to_other_months_and_to_today(browser_of, clock_at):
    clock_at("2027-03-09 09:00")
    anna = browser_of("anna")
    page = anna.visit(MONTHS)
    links = [each.get("href") for each in page.tree.cssselect(".sz-box__head > .sz-row > a")]

    assert len(page.tree.cssselect('td[aria-current="date"]')) == 1
    assert [each.rpartition("=")[2] for each in links[:3]] == ["2027-02", "2027-03", "2027-04"]
    assert all("show=open" in each for each in links[:3])
    assert anna.visit(f"{LIST}").has(f'a[href^="{MONTHS}"]')


@pytest.mark.parametrize("month", ["", "x", "2026-13", "9999-12", "0001-01", "2026-11-02"])
def test_a_month_there_is_not_is_another(browser_of, month):
    assert browser_of("anna").visit(f"{MONTHS}?month={month}").status == 200


@pytest.mark.parametrize("who", ["anna", "bram", "carla"])
@pytest.mark.parametrize("show", ["open", "mine", "all"])
def test_it_holds_what_the_list_holds(browser_of, filled, who, show):
    browser = browser_of(who)
    listed = browser.visit(f"{LIST}?show={show}").tree.cssselect(".sz-tasks__title")
    titles = {each.text_content() for each in listed} - {"Zonder dag", "December"}

    shown = days(browser.visit(f"{NOVEMBER}&show={show}")).values()
    assert {title for each in shown for title in each} == titles


def test_it_costs_the_same_for_few_and_many(browser_of, put_task, owner_engine):
    browser, costs = browser_of("anna"), []
    browser.visit(NOVEMBER)
    for number in (0, 25):
        for each in range(number):
            put_task("bram", due_on=date(2026, 11, 1 + each))
        with counting(owner_engine) as statements:
            assert browser.visit(NOVEMBER).status == 200
        costs.append(len(statements))

    assert costs[0] == costs[1] <= 8


def test_it_keeps_what_the_list_was_narrowed_to(browser_of, filled, put_task, world):
    put_task("carla", title="Gewone dag van een ander", due_on=date(2026, 11, 26))
    igj = world.organisations["igj"].id
    listed = browser_of("anna").visit(f"{LIST}?words=gewone&of={igj}&sort=title")
    (address,) = {each.get("href") for each in listed.tree.cssselect(f'main a[href^="{MONTHS}"]')}

    page = browser_of("anna").visit(f"{address}&month=2026-11")

    assert days(page) == {"2026-11-27": ["Gewone dag"]}
    links = [each.get("href") for each in page.tree.cssselect("#month-title + div a")]
    assert len(links) == 8
    assert all(f"words=gewone&of={igj}&sort=title" in each for each in links), links


def test_one_searches_in_a_month_and_stays_there(browser_of, filled):
    page = browser_of("anna").visit(f"{NOVEMBER}&show=all&words=zat")
    fields = {
        each.get("name"): each.get("value") for each in page.tree.cssselect("#narrow-form input")
    }
    empty = browser_of("anna").visit(f"{NOVEMBER}&words=onzin")

    assert fields == {"show": "all", "month": "2026-11", "words": "zat"}
    assert "Geen taak van deze maand is zo." in empty.text("main")
    (less,) = empty.tree.cssselect("#narrow-form a")
    assert days(browser_of("anna").visit(less.get("href"))).keys() >= {"2026-11-27"}
