"""The order of a list of tasks: chosen in the address, kept by pages, file and board."""

from datetime import date

import pytest

from app.tasks import queries
from app.tasks.models import TaskStatus
from app.tasks.queries import Narrowing, Sort, Wanted
from tests.support.counting import counting
from tests.support.tables import rows_of
from tests.support.turning import addresses_of, turn

BACK = "Naar de eerste pagina"
LIST = "/workspaces/WRK-2026-1001/tasks"
STAGES = list(TaskStatus)
KEYS = {
    Sort.DAY: lambda task: (task.status.is_over, task.due_on or date.max, task.ref),
    Sort.TITLE: lambda task: (task.title.lower(), task.ref),
    Sort.WHO: lambda task: (task.organisation.short_name, task.due_on or date.max, task.ref),
    Sort.STATUS: lambda task: (STAGES.index(task.status), task.due_on or date.max, task.ref),
}
"""What each order means, told once more."""


@pytest.fixture
def many(put_task):
    """Tasks of every status, of two organisations, some alike."""
    days = (None, date(2030, 1, 7), date(2030, 1, 8))
    for number in range(24):
        put_task(
            ("bram", "carla")[number % 2],
            title=("verslag", "Rooster", "afspraak", "Rooster")[number % 4],
            due_on=days[number % 3],
            status=STAGES[number % len(STAGES)],
        )


def titles(page):
    return [each.text_content() for each in page.tree.cssselect(".sz-tasks__title")]


def refs(page):
    """Return the references of tasks, in the order of the list."""
    return [
        each.text_content().split("·")[0].strip() for each in page.tree.cssselect(".sz-tasks__meta")
    ]


@pytest.mark.parametrize("sort", list(Sort))
@pytest.mark.parametrize("wanted", list(Wanted))
def test_a_list_stands_as_was_asked_and_page_by_page_the_same(in_work, many, sort, wanted):
    narrowing = Narrowing(sort=sort)
    with in_work("bram") as (actor, place):
        whole = [
            each.task
            for each in queries.list_of(actor, place, wanted, limit=99, narrowing=narrowing)
        ]
        pages, after = [], None
        while True:
            page = queries.list_of(actor, place, wanted, limit=5, after=after, narrowing=narrowing)
            pages += [each.task.ref for each in page]
            if len(page) < 5:
                break
            after = queries.place_of(page[-1])

    assert [each.ref for each in whole] == [each.ref for each in sorted(whole, key=KEYS[sort])]
    assert pages == [each.ref for each in whole]
    assert len(whole) >= 6


def test_the_place_of_a_task_one_does_not_see_tells_nothing(put_task, in_work):
    put_task("bram", title="B")
    put_task("carla", title="A geheim", is_apart=True, by="anna", number=77)
    narrowing = Narrowing(sort=Sort.TITLE)
    with in_work("bram") as (actor, place):
        after = queries.Place(False, date.max, f"{place.ref}-T77")
        assert queries.list_of(actor, place, Wanted.ALL, after=after, narrowing=narrowing) == []


def test_headings_lead_to_each_order_and_the_rest_keeps_it(browser_of, many):
    anna = browser_of("anna")
    page = anna.visit(f"{LIST}?show=all&words=oost")
    [link] = [
        each for each in page.tree.cssselect(".sz-seg a") if "sort=status" in each.get("href")
    ]

    sorted_page = anna.visit(link.get("href"))

    wanted = f"{LIST}?show=all&words=oost&sort=status"
    assert titles(sorted_page) == titles(anna.visit(wanted)) == ["Rooster"] * 12
    assert sorted_page.has(".sz-seg a[aria-current][href*='sort=status']")
    links = [each.get("href") for each in sorted_page.tree.cssselect("main a[href*='sort=status']")]
    assert any("/board" in each for each in links)
    [file] = [each for each in links if "format=csv" in each]
    taken = [row[0] for row in rows_of(anna.visit(file).response.data, "csv")[1:]]
    assert taken == refs(sorted_page)
    assert sorted_page.has("#narrow-form input[name=sort][value=status]")


def test_the_next_page_keeps_the_order(browser_of, put_task, monkeypatch):
    monkeypatch.setattr(queries, "PAGE", 2)
    for title in ("d", "b", "c", "a"):
        put_task("bram", title=title)
    anna = browser_of("anna")

    first = anna.visit(f"{LIST}?sort=title")
    second = turn(first, "Volgende")

    assert titles(first) == ["a", "b"]
    assert titles(second) == ["c", "d"]


def test_a_later_page_leads_back_to_the_first_in_the_same_order(browser_of, put_task, monkeypatch):
    monkeypatch.setattr(queries, "PAGE", 2)
    for title in ("d", "b", "c", "a", "e"):
        put_task("bram", title=title)
    first = browser_of("anna").visit(f"{LIST}?sort=title")
    second = turn(first, "Volgende")

    assert not addresses_of(first, BACK)
    assert titles(turn(second, BACK)) == ["a", "b"]
    assert titles(turn(turn(second, "Volgende"), BACK)) == ["a", "b"]


@pytest.mark.parametrize("sort", ["", "onzin", "%00", "day"])
def test_an_order_without_sense_is_by_day(browser_of, put_task, sort):
    put_task("bram", title="later", due_on=date(2030, 1, 8))
    put_task("bram", title="eerst", due_on=date(2030, 1, 7))

    assert titles(browser_of("anna").visit(f"{LIST}?sort={sort}")) == ["eerst", "later"]


@pytest.mark.parametrize("sort", list(Sort))
def test_each_order_costs_as_many_statements(browser_of, many, owner_engine, sort):
    browser = browser_of("anna")
    browser.visit(LIST)
    with counting(owner_engine) as statements:
        browser.visit(f"{LIST}?sort={sort}")

    assert len(statements) <= 5


def test_a_partners_system_looks_for_a_word(api_of, many):
    anna = api_of("anna")

    found = anna.get("/workspaces/WRK-2026-1001/tasks?q=ROOST&limit=7").json
    rest = anna.get(f"/workspaces/WRK-2026-1001/tasks?q=ROOST&limit=7&cursor={found['next']}").json

    both = [*found["items"], *rest["items"]]
    assert {each["title"] for each in both} == {"Rooster"}
    assert len({each["id"] for each in both}) == 12
    assert rest["next"] is None
    assert anna.get("/workspaces/WRK-2026-1001/tasks?q=%25").json["items"] == []
    wrong = anna.get(f"/workspaces/WRK-2026-1001/tasks?q={'x' * 101}")
    assert (wrong.status_code, wrong.json["errors"][0]["field"]) == (422, "q")
