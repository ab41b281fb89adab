"""Following: a task is due at the end of a named term, and moves along when the term moves.

Anna of IJenV keeps the terms; Bram of IGJ does the tasks; IvhO is a guest and sees no terms."""

from datetime import date

import pytest

from app.kernel.terms import LegalSystem
from app.tasks.models import TaskStatus
from tests.support.counting import counting

TASKS = "/workspaces/WRK-2026-1001/tasks"


@pytest.fixture(autouse=True)
def today(clock_at):
    clock_at("2026-11-02 09:00")


@pytest.fixture
def visit(put_term):
    """A term that started: eight weeks after 2 November 2026, so 28 December."""
    return put_term("Concept na bezoek", length=8, start=date(2026, 11, 2))


def follow(browser_of, world, term, **more):
    igj = world.organisations["igj"]
    page = browser_of("anna").visit(f"{TASKS}/new")
    return page.submit(
        "form#ask-task", title="Concept schrijven", assignee=f"{igj.id}/", term=str(term.id), **more
    )


def test_a_task_gets_the_last_day_of_its_term(browser_of, world, visit, newest):
    assert follow(browser_of, world, visit).status == 303

    task = newest()
    assert (task.due_on, task.term_id) == (date(2026, 12, 28), visit.id)
    page = browser_of("bram").visit(f"{TASKS}/{task.id}")
    assert "Het einde van de termijn Concept na bezoek" in page.text("#tasks-task")
    at_term = browser_of("bram").visit(f"{TASKS}/terms/{visit.id}")
    assert "Concept schrijven" in at_term.text("section[aria-labelledby=tasks-title]")


def test_a_change_of_start_shows_the_tasks_that_move_before_it_is_saved(
    browser_of, visit, put_term, put_task, stored, transaction
):
    after = put_term("Wederhoor", length=3, after_id=visit.id)
    mine = put_task("bram", title="Concept", due_on=date(2026, 12, 28), term_id=visit.id)
    next_one = put_task("carla", title="Reactie", due_on=date(2027, 1, 18), term_id=after.id)
    done = put_task("bram", title="Al klaar", term_id=visit.id, status=TaskStatus.DONE)
    page = browser_of("anna").visit(f"{TASKS}/terms/{visit.id}")

    seen = page.submit("#start-form", starts_on="2026-11-09")

    told = seen.text("#foreseen-form")
    assert "Concept Het was: maandag 28 december 2026" in " ".join(told.split())
    assert "Het wordt: maandag 4 januari 2027" in told
    assert "Reactie" in told
    assert "Al klaar" not in told
    assert stored(mine.id).due_on == date(2026, 12, 28)
    assert seen.submit("#foreseen-form").status == 303
    assert stored(mine.id).due_on == date(2027, 1, 4)
    assert stored(next_one.id).due_on == date(2027, 1, 25)
    assert stored(done.id).due_on is None
    assert transaction.audited(mine.id) == ["task:term:move"]


def test_a_task_that_came_to_follow_meanwhile_is_shown_anew(browser_of, visit, put_task, stored):
    page = browser_of("anna").visit(f"{TASKS}/terms/{visit.id}")
    seen = page.submit("#start-form", starts_on="2026-11-09")
    late = put_task("bram", title="Ineens", due_on=date(2026, 12, 28), term_id=visit.id)

    again = seen.submit("#foreseen-form")

    assert again.status == 200
    assert "Ineens" in again.text("#foreseen-form")
    assert stored(late.id).due_on == date(2026, 12, 28)


def test_before_the_term_starts_there_is_no_day(browser_of, world, put_term, newest):
    term = put_term("Wederhoor")

    follow(browser_of, world, term)

    assert (newest().due_on, newest().term_id) == (None, term.id)


WRONG = [({"due_on": "2026-12-01"}, "niet allebei"), ({"term": "onzin"}, "er niet meer")]


@pytest.mark.parametrize(("more", "sentence"), WRONG)
def test_what_makes_no_sense_is_refused(browser_of, world, visit, more, sentence):
    igj = world.organisations["igj"]
    wish = {"title": "x", "assignee": f"{igj.id}/", "term": str(visit.id)} | more

    answer = browser_of("anna").visit(f"{TASKS}/new").submit("form#ask-task", **wish)

    assert answer.status == 422
    assert sentence in answer.text("form#ask-task")


def test_more_time_sets_the_task_free(browser_of, visit, put_task, stored):
    task = put_task("bram", due_on=date(2026, 12, 28), term_id=visit.id)
    page = browser_of("anna").visit(f"{TASKS}/{task.id}")

    page.submit("form#extension", due_on="2027-02-01")

    assert (stored(task.id).due_on, stored(task.id).term_id) == (date(2027, 2, 1), None)


def test_a_day_counted_by_the_term_runs_on_no_further(browser_of, put_term, put_task):
    term = put_term("Vooraf", length=3, start=date(2026, 12, 12), law=LegalSystem.AGREED)
    task = put_task("bram", due_on=date(2027, 1, 2), term_id=term.id)  # a Saturday

    page = browser_of("bram").visit(f"{TASKS}/{task.id}")

    assert "zaterdag 2 januari 2027" in page.text("#tasks-task dl")


def test_a_guest_sees_the_day_and_no_term(browser_of, api_of, visit, put_task, as_guest):
    task = put_task("carla", due_on=date(2026, 12, 28), term_id=visit.id)
    as_guest("ivho")

    page = browser_of("carla").visit(f"{TASKS}/{task.id}")

    assert "maandag 28 december 2026" in page.text("#tasks-task dl")
    assert "Concept na bezoek" not in page.body
    assert str(visit.id) not in page.body
    told = api_of("carla").ask("GET", f"/tasks/{task.id}").json
    assert (told["due_on"], told["follows"]) == ("2026-12-28", None)


def test_the_api_follows_and_lets_go(api_of, visit):
    anna = api_of("anna")
    body = {"title": "Concept", "organisation": "igj", "follows": str(visit.id)}

    made = anna.ask("POST", "/workspaces/WRK-2026-1001/tasks", json=body)
    at = f"/tasks/{made.json['id']}"
    titled = anna.ask("PATCH", at, json={"title": "Het concept"})
    freed = anna.ask("PATCH", at, json={"due_on": "2026-12-01"})

    assert (made.json["due_on"], made.json["follows"]) == ("2026-12-28", str(visit.id))
    assert titled.json["follows"] == str(visit.id)
    assert (freed.json["due_on"], freed.json["follows"]) == ("2026-12-01", None)


def test_moving_costs_the_same_with_many_tasks(browser_of, visit, put_task, owner_engine):
    def cost(start):
        seen = page.submit("#start-form", starts_on=start)
        with counting(owner_engine) as statements:
            assert seen.submit("#foreseen-form").status == 303
        return len(statements), str(statements)

    put_task("bram", due_on=date(2026, 12, 28), term_id=visit.id)
    page = browser_of("anna").visit(f"{TASKS}/terms/{visit.id}")
    few, _seen = cost("2026-11-09")
    for _number in range(20):
        put_task("bram", due_on=date(2026, 12, 28), term_id=visit.id)
    page = browser_of("anna").visit(f"{TASKS}/terms/{visit.id}")
    many, seen = cost("2026-11-16")

    assert many == few, seen
    assert many <= 14, seen
