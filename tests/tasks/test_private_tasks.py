"""A task of one organisation for itself, in the shared workspace: nobody else knows of it.

Bram and Cora work for IGJ; Anna leads for IJenV, Carla reads for IvhO."""

import pytest
from sqlalchemy import text

from app.tasks.models import TaskStatus

PLACE = "/workspaces/WRK-2026-1001"
TASKS = f"{PLACE}/tasks"
SECRET = "Alleen voor ons"


@pytest.fixture
def ask(browser_of, world):
    """Fill in the form that asks a task."""

    def send(who="bram", *, of="igj", **more):
        organisation = world.organisations[of].id
        fields = {"title": SECRET, "assignee": f"{organisation}/", "is_private": "y"} | more
        return browser_of(who).visit(f"{TASKS}/new").submit("form#ask-task", **fields)

    return send


@pytest.fixture
def kept(ask, newest):
    """A private task of IGJ."""
    assert ask().status == 303
    return newest()


def test_the_own_organisation_sees_it_and_finishes_it_by_itself(browser_of, kept, stored):
    for who in ("bram", "cora"):
        assert SECRET in browser_of(who).visit(TASKS).text("main")
    page = browser_of("bram").visit(f"{TASKS}/{kept.id}")
    assert "Alleen je eigen organisatie ziet deze taak" in browser_of("bram").visit(TASKS).text()

    page.submit("form#accept")
    browser_of("bram").visit(f"{TASKS}/{kept.id}").submit("form#deliver", words="Gedaan.")
    browser_of("bram").visit(f"{TASKS}/{kept.id}").submit("form#confirm")

    assert stored(kept.id).status is TaskStatus.DONE


@pytest.mark.parametrize("who", ["anna", "carla", "dirk"])
def test_nobody_else_knows_of_it(browser_of, api_of, kept, who):
    browser = browser_of(who)
    assert browser.visit(f"{TASKS}/{kept.id}").status == 404
    for path in (f"{TASKS}?show=all", f"{TASKS}/board?show=all", PLACE, f"{PLACE}/log", "/"):
        page = browser.visit(path)
        assert SECRET not in page.text("body")
        assert kept.ref not in page.text("body")
    assert SECRET not in browser.visit(f"/search?q={SECRET.replace(' ', '+')}").text("main ul")
    assert api_of(who).ask("GET", f"/tasks/{kept.id}").status_code == 404


def test_the_second_wall_hides_it_without_the_first(house, world, kept):
    for who, number in (("bram", 1), ("cora", 1), ("anna", 0), ("carla", 0), ("dirk", 0)):
        with house.database.session_for(world.actor(who)) as session:
            found = text("select count(*) from task where id = :id")
            assert session.execute(found, {"id": kept.id}).scalar_one() == number


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ({"of": "ijenv"}, "kun je hem niet aan een andere vragen"),
        (
            {"every": "week", "due_on": "2030-12-02", "until": "2031-12-01"},
            "komt niet terug",
        ),
    ],
)
def test_it_is_asked_of_the_own_organisation_once(ask, more, told):
    answer = ask(**more)

    assert answer.status == 422
    assert told in answer.text("form#ask-task")


def test_it_does_not_follow_a_term_of_which_another_may_change_the_end(ask, put_term):
    answer = ask(term=str(put_term().id))

    assert answer.status == 422
    assert "volgt geen termijn" in answer.text("form#ask-task")


def test_it_stays_of_the_own_organisation_when_it_is_changed(browser_of, kept, world):
    page = browser_of("bram").visit(f"{TASKS}/{kept.id}/edit")

    answer = page.submit("form#change-task", assignee=f"{world.organisations['ijenv'].id}/")

    assert answer.status == 422
    assert "kun je hem niet aan een andere vragen" in answer.text("main")


def test_a_partners_system_asks_one_for_its_own_organisation(api_of):
    body = {"title": SECRET, "organisation": "igj", "is_private": True}

    made = api_of("bram").ask("POST", TASKS, json=body)
    wrong = api_of("bram").ask("POST", TASKS, json=body | {"organisation": "ijenv"})

    assert (made.status_code, made.json["is_private"], wrong.status_code) == (201, True, 422)
    assert api_of("anna").ask("GET", f"/tasks/{made.json['id']}").status_code == 404
