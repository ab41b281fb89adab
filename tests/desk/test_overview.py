"""The overview of a workspace: what must be done first, findings, and what happened last."""

from datetime import timedelta

import pytest

from app.kernel import clock
from app.tasks.models import TaskStatus
from tests.support.counting import counting

PATH = "/workspaces/WRK-2026-1001"

READERS = [
    ("anna", 200),
    ("wim", 200),
    ("bram", 200),
    ("cora", 200),
    ("carla", 200),
    ("dirk", 404),
    ("els", 404),
]


@pytest.mark.parametrize(("who", "status"), READERS)
def test_who_opens_the_overview(browser_of, who, status):
    page = browser_of(who).visit(PATH)

    assert page.status == status
    assert ("Vaststellen of het veilig is." in page.text()) is (status == 200)


def test_what_must_be_done_first_stands_on_top(browser_of, put_task):
    today = clock.today()
    before = put_task("bram", title="Laatste", due_on=today - timedelta(days=40))
    put_task("carla", title="Wacht", predecessor_id=before.id, due_on=today - timedelta(days=50))
    put_task("carla", title="Straks", due_on=today + timedelta(days=2))
    put_task("carla", title="Gedaan", status=TaskStatus.DONE)

    page = browser_of("anna").visit(PATH)

    titles = [each.text_content() for each in page.tree.cssselect(".sz-tasks__title")]
    assert titles == ["Laatste", "Straks"]


def test_it_shows_findings_and_what_happened(browser_of, desk):
    desk.finding()

    page = browser_of("bram").visit(PATH)

    assert "Dagprogramma haalt het minimum niet" in page.text("section[aria-labelledby=found]")
    assert "Anna" in page.text("section[aria-labelledby=last]")
    assert "3 organisaties, 5 mensen" in page.text(".sz-facts")


def test_the_tab_is_the_current_page(browser_of):
    page = browser_of("anna").visit(PATH)

    assert page.text(".sz-tabs [aria-current=page]") == "Overzicht"


@pytest.mark.parametrize("who", ["anna", "bram", "carla", "wim"])
def test_it_costs_the_same_with_many_rows(browser_of, put_task, desk, owner_engine, who):
    desk.finding()
    browser = browser_of(who)
    with counting(owner_engine) as few:
        browser.visit(PATH)

    for _number in range(20):
        put_task("bram")
    desk.finding(title="Nog een bevinding")
    with counting(owner_engine) as many:
        browser.visit(PATH)

    assert len(few) <= 8, str(few)
    assert len(many) == len(few)
