"""The shell: who I am and for whom, on every page after sign-in, at the cost of one statement."""

import pytest

from app.identity.models import Person
from app.tasks.models import TaskStatus
from tests.support.counting import counting


def test_the_header_says_who_i_am_and_for_whom(browser_of):
    page = browser_of("bram").visit("/settings")

    assert page.text(".sz-me__name") == "Bram"
    assert page.text(".sz-facts .sz-org--own") == "IGJ"
    assert page.has('a[href="/settings"]')
    assert page.has('a[href="/sessions"]')
    assert page.has('form[role=search][action="/search"]')


def test_open_tasks_are_counted(browser_of, put_task):
    first = put_task("bram")
    put_task("bram", status=TaskStatus.ACCEPTED)
    put_task("bram", predecessor_id=first.id)
    put_task("bram", status=TaskStatus.DELIVERED)
    put_task(None, organisation="igj")
    put_task("carla")
    bram = browser_of("bram")

    for path in ("/", "/settings", "/workspaces", "/workspaces/WRK-2026-1001"):
        assert bram.visit(path).text(".sz-main .sz-count") == "2 open taken"


def test_without_tasks_there_is_no_number(browser_of):
    assert not browser_of("bram").visit("/settings").has(".sz-main .sz-count")


COUNTS_TASKS = "task.assignee_id ="
"""What only the statement that counts open tasks asks."""


@pytest.mark.parametrize(
    ("path", "alone"), [("/settings", 1), ("/workspaces/WRK-2026-1001/documents", 0)]
)
def test_open_tasks_are_counted_once_and_with_the_frame_of_a_workspace(
    browser_of, put_task, owner_engine, path, alone
):
    put_task("bram")
    with counting(owner_engine) as statements:
        browser_of("bram").visit(path)

    asked = [each for each in statements.seen if COUNTS_TASKS in each]
    assert len(asked) == 1
    assert len([each for each in asked if "participation.position" not in each]) == alone


SECTIONS = [
    ("/", "Mijn werk", "page"),
    ("/workspaces", "Ruimtes", "page"),
    ("/workspaces/WRK-2026-1001/tasks", "Ruimtes", "true"),
]


@pytest.mark.parametrize(("path", "words", "current"), SECTIONS)
def test_the_main_link_says_where_one_is(browser_of, path, words, current):
    page = browser_of("bram").visit(path)

    assert page.text(f'.sz-main [aria-current="{current}"]') == words


def test_the_chosen_colours_are_kept(browser_of, world, transaction):
    with transaction.as_owner() as owner:
        owner.query(Person).filter_by(id=world.person("bram").id).update({"scheme": "dark"})

    assert browser_of("bram").visit("/").has('html[data-scheme="dark"]')


def test_an_error_page_has_its_shell(browser_of):
    page = browser_of("dirk").visit("/workspaces/WRK-2026-1001")

    assert page.status == 404
    assert page.text(".sz-me__name") == "Dirk"


def test_who_is_not_signed_in_has_none(anonymous):
    page = anonymous.visit("/login")

    assert page.status == 200
    assert not page.has(".sz-me")
