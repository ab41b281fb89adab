"""Both days stay to be read: the first by which a task was asked, and the one it has now."""

from datetime import date, timedelta

import pytest

TASKS = "/workspaces/WRK-2026-1001/tasks"
FIRST = date(2030, 12, 2)
NEW = date(2030, 12, 9)


@pytest.fixture
def told(browser_of):
    """What Carla reads on the page of a task."""
    return lambda task: browser_of("carla").visit(f"{TASKS}/{task.id}").text("main")


def test_a_changed_day_leaves_the_first_to_be_read(browser_of, put_task, stored, told):
    task = put_task("bram", due_on=FIRST)
    assert "Eerst gevraagd" not in told(task)
    for day in (NEW, NEW + timedelta(days=7)):
        page = browser_of("anna").visit(f"{TASKS}/{task.id}/edit")
        page.submit("form#change-task", due_on=day.isoformat())

    assert stored(task.id).first_due_on == FIRST
    assert "Eerst gevraagd voor 2 december 2030" in told(task)


def test_more_time_leaves_it_too(browser_of, put_task, stored):
    task = put_task("bram", due_on=FIRST)
    page = browser_of("anna").visit(f"{TASKS}/{task.id}")

    page.submit("form#extension", due_on=NEW.isoformat())

    assert (stored(task.id).first_due_on, stored(task.id).due_on) == (FIRST, NEW)


def test_a_term_that_moves_leaves_it_too(browser_of, put_term, put_task, stored, told):
    term = put_term(start=date(2030, 11, 4))
    task = put_task("bram", due_on=date(2030, 11, 25), term_id=term.id)
    page = browser_of("anna").visit(f"{TASKS}/terms/{term.id}")

    page.submit("#start-form", starts_on="2030-11-11").submit("#foreseen-form")

    assert stored(task.id).first_due_on == date(2030, 11, 25)
    assert "Eerst gevraagd voor 25 november 2030" in told(task)


def test_other_changes_touch_no_day_and_the_api_tells_both(browser_of, put_task, api_of):
    task = put_task("bram", due_on=FIRST)
    page = browser_of("anna").visit(f"{TASKS}/{task.id}/edit")
    page.submit("form#change-task", title="Anders")
    assert api_of("bram").ask("GET", f"/tasks/{task.id}").json["first_due_on"] is None

    page = browser_of("anna").visit(f"{TASKS}/{task.id}/edit")
    page.submit("form#change-task", due_on="")

    read = api_of("bram").ask("GET", f"/tasks/{task.id}").json
    assert (read["first_due_on"], read["due_on"]) == (FIRST.isoformat(), None)
