"""Seeing: lead and partners see every task, a guest those asked of it, anybody else nothing."""

import pytest

from app.tasks import queries
from app.tasks.views import board
from app.workspaces.models import ParticipantRole

LIST = "/workspaces/WRK-2026-1001/tasks"

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
def test_who_opens_the_list_and_a_task(browser_of, put_task, who, status):
    task = put_task("bram", title="Rooster sturen")
    browser = browser_of(who)

    assert browser.visit(LIST).status == status
    page = browser.visit(f"{LIST}/{task.id}")
    assert page.status == status
    assert ("Rooster sturen" in page.body) is (status == 200)


PATHS = ["", "/edit"]
VERBS = [
    "accept",
    "take-over",
    "deliver",
    "confirm",
    "withdraw",
    "return",
    "send-back",
    "extension",
    "edit",
]


def test_dirk_finds_nothing_by_any_address(browser_of, put_task):
    task, dirk = put_task("bram"), browser_of("dirk")
    token = dirk.visit("/settings").tree.cssselect("input[name=csrf_token]")[0].get("value")

    for place in ("WRK-2026-1001", "ELD-2026-1002"):
        at = f"/workspaces/{place}/tasks/{task.id}"
        assert [dirk.visit(at + path).status for path in PATHS] == [404, 404]
        for verb in VERBS:
            sent = {"csrf_token": token, "seen_version": "1", "reason": "x", "title": "x"}
            assert dirk.send(f"{at}/{verb}", sent).status == 404


def test_a_task_is_not_found_under_another_workspace(browser_of, world, put_task):
    elsewhere = put_task("dirk", by="dirk", place=world.elsewhere)

    assert browser_of("anna").visit(f"{LIST}/{elsewhere.id}").status == 404


GUESTS = [ParticipantRole.GUEST, ParticipantRole.OBSERVER]


@pytest.mark.parametrize("role", GUESTS)
def test_a_guest_sees_only_what_is_asked_of_it(browser_of, put_task, as_guest, role):
    own, other = put_task("carla", title="Van IvhO"), put_task("bram", title="Van IGJ")
    as_guest("ivho", role)
    carla = browser_of("carla")

    page = carla.visit(f"{LIST}?show=all")

    assert "Van IvhO" in page.text(".sz-tasks")
    assert "Van IGJ" not in page.body
    assert page.text(".sz-tabs [aria-current] .sz-count") == "1"
    assert carla.visit(f"{LIST}/{own.id}").status == 200
    assert carla.visit(f"{LIST}/{other.id}").status == 404


def test_a_guest_can_answer(browser_of, put_task, as_guest, stored):
    task = put_task("carla")
    as_guest("ivho")

    answer = browser_of("carla").visit(f"{LIST}/{task.id}").submit("form#deliver")

    assert answer.status == 303
    assert stored(task.id).status == "delivered"


def test_the_facts_bar_names_who_sees_this_task(browser_of, put_task, as_guest):
    task = put_task("bram")
    as_guest("ivho")

    page = browser_of("anna").visit(f"{LIST}/{task.id}")

    assert "2 organisaties, 4 mensen" in page.text(".sz-facts")
    assert "IvhO" not in page.text(".sz-facts")


def test_the_list_shows_what_is_wanted(browser_of, put_task):
    put_task("bram", title="Mijn taak")
    put_task("carla", title="Van een ander")
    put_task("bram", title="Al klaar", status="done")
    put_task(None, organisation="igj", title="Van niemand")
    bram = browser_of("bram")

    shown = {
        each: bram.visit(f"{LIST}?show={each}").text(".sz-tasks")
        for each in ("open", "mine", "all", "onzin")
    }

    titles = ["Mijn taak", "Van een ander", "Al klaar", "Van niemand"]
    assert {key: [t for t in titles if t in text] for key, text in shown.items()} == {
        "open": ["Mijn taak", "Van een ander", "Van niemand"],
        "mine": ["Mijn taak", "Van niemand"],
        "all": titles,
        "onzin": ["Mijn taak", "Van een ander", "Van niemand"],
    }


def test_without_the_condition_row_security_still_hides(app, world, put_task, as_guest):
    from sqlalchemy import select

    from app.kernel import db
    from app.tasks.models import Task
    from tests.support.acting import acting

    own, other = put_task("carla"), put_task("bram")
    as_guest("ivho")
    seen = {}
    for who in ("anna", "bram", "carla", "dirk", "els"):
        with acting(app, world.actor(who)):
            seen[who] = set(db.session().execute(select(Task.id)).scalars())

    both = {own.id, other.id}
    assert seen == {"anna": both, "bram": both, "carla": {own.id}, "dirk": set(), "els": set()}


def test_older_tasks_are_on_the_next_page(browser_of, put_task):
    for number in range(60):
        put_task("bram", number=100 + number)

    page = browser_of("anna").visit(LIST)
    older = page.tree.cssselect("a[rel=next]")[0].get("href")

    assert len(page.tree.cssselect(".sz-tasks > li")) == 50
    assert len(browser_of("anna").visit(older).tree.cssselect(".sz-tasks > li")) == 10
    assert browser_of("anna").visit(f"{LIST}?day=onzin").status == 200


def test_a_long_list_can_stand_on_one_page(browser_of, put_task, monkeypatch):
    monkeypatch.setattr(queries, "PAGE", 3)
    monkeypatch.setattr(queries, "LONG_PAGE", 5)
    monkeypatch.setattr(board, "LONG", "5")
    for number in range(6):
        put_task("bram", number=100 + number)
    anna = browser_of("anna")

    def sizes(page):
        other = page.tree.cssselect(".sz-box__foot a:not([rel])")[0].get("href")
        return len(page.tree.cssselect(".sz-tasks > li")), other

    short, long_address = sizes(anna.visit(LIST))
    page = anna.visit(long_address)
    long, short_address = sizes(page)
    rest, _other = sizes(anna.visit(page.tree.cssselect("a[rel=next]")[0].get("href")))

    assert (short, long, rest) == (3, 5, 1)
    assert sizes(anna.visit(short_address))[0] == 3


def test_a_list_that_fits_offers_no_other_size(browser_of, put_task):
    put_task("bram")

    assert "op een pagina" not in browser_of("anna").visit(LIST).body
