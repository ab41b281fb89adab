"""The board: the tasks of the list in columns by status, moved on with a plain form.

Anna asks, Bram and Carla are asked; Dirk works elsewhere."""

import pytest
from sqlalchemy import update

from app.tasks.models import Task, TaskStatus
from tests.support.counting import counting

LIST = "/workspaces/WRK-2026-1001/tasks"
BOARD = f"{LIST}/board"


def columns(page):
    """Return the titles under each heading, with the number that stands beside it."""
    return {
        each.get("aria-labelledby").removeprefix("column-"): (
            int(each.cssselect(".sz-count")[0].text_content()),
            [card.text_content() for card in each.cssselect(".sz-tasks__title")],
        )
        for each in page.tree.cssselect(".sz-board > section")
    }


@pytest.fixture
def filled(put_task):
    put_task("bram", title="Gevraagd")
    put_task("bram", title="Aangenomen", status=TaskStatus.ACCEPTED)
    put_task("carla", title="Terug", status=TaskStatus.RETURNED)
    put_task("carla", title="Geleverd", status=TaskStatus.DELIVERED)
    put_task("bram", title="Klaar", status=TaskStatus.DONE)


def test_each_task_stands_under_what_it_is(browser_of, filled):
    anna = browser_of("anna")

    assert columns(anna.visit(BOARD)) == {
        "open": (1, ["Gevraagd"]),
        "accepted": (1, ["Aangenomen"]),
        "returned": (1, ["Terug"]),
        "delivered": (1, ["Geleverd"]),
    }
    assert columns(anna.visit(f"{BOARD}?show=all"))["done"] == (1, ["Klaar"])


@pytest.mark.parametrize("who", ["anna", "bram", "carla"])
@pytest.mark.parametrize("show", ["open", "mine", "all"])
def test_the_board_holds_what_the_list_holds(browser_of, filled, who, show):
    browser = browser_of(who)

    told = browser.visit(f"{LIST}?show={show}").tree.cssselect(".sz-tasks__title")
    listed = sorted(each.text_content() for each in told)
    shown = columns(browser.visit(f"{BOARD}?show={show}")).values()

    assert sorted(title for _number, titles in shown for title in titles) == listed
    assert sum(number for number, _titles in shown) == len(listed)


def test_a_button_moves_a_card_on_and_leads_back_to_the_board(browser_of, put_task, stored):
    task = put_task("bram", title="Roosters tellen")
    bram = browser_of("bram")

    moved = bram.visit(BOARD).submit(".sz-board form")

    assert (moved.status, moved.location) == (303, BOARD)
    assert columns(bram.visit(BOARD))["accepted"] == (1, ["Roosters tellen"])
    bram.visit(BOARD).submit(".sz-board form")
    assert stored(task.id).status == TaskStatus.DELIVERED
    assert browser_of("anna").visit(BOARD).submit(".sz-board form").location == BOARD
    assert stored(task.id).status == TaskStatus.DONE


def test_from_its_own_page_one_stays_there_and_nowhere_else_is_led_to(browser_of, put_task):
    task = put_task("bram")
    bram = browser_of("bram")
    page = bram.visit(f"{LIST}/{task.id}")

    moved = page.submit("form#accept", back="https://elders.example/")

    assert moved.location == f"{LIST}/{task.id}"


def test_a_card_that_a_colleague_moved_is_not_moved_over_it(browser_of, put_task, transaction):
    task = put_task("bram")
    page = browser_of("bram").visit(BOARD)
    with transaction.as_owner() as owner:
        owner.execute(update(Task).where(Task.id == task.id).values(version=7))

    assert page.submit(".sz-board form").status == 409


def test_the_board_holds_what_was_meant_on_the_list(browser_of, filled, world):
    anna = browser_of("anna")
    query = f"?words=e&of={world.organisations['ivho'].id}"
    [link] = anna.visit(f"{LIST}{query}").tree.cssselect("a[href*='/board']")

    board = anna.visit(link.get("href"))

    assert columns(board) == {
        "open": (0, []),
        "accepted": (0, []),
        "returned": (1, ["Terug"]),
        "delivered": (1, ["Geleverd"]),
    }
    [back] = board.tree.cssselect("a[href*='/tasks?']:not(.sz-seg a)")[:1]
    assert "words=e" in back.get("href")
    assert board.has("#narrow-form")


def test_for_a_stranger_there_is_no_board(browser_of, filled):
    assert browser_of("dirk").visit(BOARD).status == 404


def test_many_cards_cost_as_few_statements_as_one(browser_of, put_task, owner_engine):
    browser = browser_of("anna")
    put_task("bram")
    browser.visit(BOARD)
    with counting(owner_engine) as few:
        browser.visit(BOARD)
    for _number in range(30):
        put_task("carla")
    with counting(owner_engine) as many:
        browser.visit(BOARD)

    assert len(few) == len(many) <= 8
