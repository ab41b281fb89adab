"""Waiting: a task can begin only when the one before it is delivered."""

import pytest

from app.kernel import clock
from app.tasks.models import TaskStatus


def address(task):
    return f"/workspaces/WRK-2026-1001/tasks/{task.id}"


def test_a_task_that_waits_offers_no_beginning(browser_of, put_task):
    before = put_task("carla", title="Bevinding afronden")
    after = put_task("bram", title="Ondertekenen", predecessor_id=before.id)

    page = browser_of("bram").visit(address(after))

    assert "Wacht op IvhO" in browser_of("bram").visit("/workspaces/WRK-2026-1001/tasks").text()
    assert "Bevinding afronden" in page.text("#tasks-task dl")
    assert "Je kunt beginnen als de andere taak is opgeleverd." in page.text("#tasks-task")
    assert not page.has("form#accept")
    assert not page.has("form#deliver")
    assert page.has("form#return")


@pytest.mark.parametrize("verb", ["accept", "deliver"])
def test_a_task_that_waits_cannot_be_begun(browser_of, put_task, stored, verb):
    before = put_task("carla")
    after = put_task("bram", predecessor_id=before.id)
    page = browser_of("bram").visit(address(after))
    token = page.tree.cssselect("input[name=csrf_token]")[0].get("value")

    answer = page.browser.send(
        f"{address(after)}/{verb}", {"csrf_token": token, "seen_version": "1"}
    )

    assert answer.status == 422
    assert "Deze taak wacht tot een andere taak is opgeleverd." in answer.text()
    assert stored(after.id).status == TaskStatus.OPEN


@pytest.mark.parametrize("status", [TaskStatus.DELIVERED, TaskStatus.DONE, TaskStatus.WITHDRAWN])
def test_it_can_begin_when_nothing_holds_it_up(browser_of, put_task, stored, status):
    before = put_task("carla", status=status)
    after = put_task("bram", predecessor_id=before.id)

    browser_of("bram").visit(address(after)).submit("form#accept")

    assert stored(after.id).status == TaskStatus.ACCEPTED


def test_a_returned_task_still_holds_up(browser_of, put_task):
    before = put_task("carla", status=TaskStatus.RETURNED)
    after = put_task("bram", predecessor_id=before.id)

    assert not browser_of("bram").visit(address(after)).has("form#accept")


def test_who_takes_over_a_task_that_waits_has_not_accepted_it(browser_of, world, put_task, stored):
    before = put_task("carla")
    after = put_task(None, organisation="igj", predecessor_id=before.id)

    browser_of("bram").visit(address(after)).submit("form#take-over")

    now = stored(after.id)
    assert (now.assignee_id, now.status) == (world.person("bram").id, TaskStatus.OPEN)


def test_the_page_names_what_waits_for_it(browser_of, put_task):
    before = put_task("carla")
    put_task("bram", title="Ondertekenen", predecessor_id=before.id)

    page = browser_of("carla").visit(address(before))

    assert "Ondertekenen" in page.text("section[aria-labelledby=task-successors]")


def test_a_chain_is_read_whole(browser_of, put_task):
    first = put_task("carla", title="Eerst")
    second = put_task("bram", title="Dan", predecessor_id=first.id)
    put_task("cora", title="Slot", predecessor_id=second.id)

    text = browser_of("anna").visit("/workspaces/WRK-2026-1001/tasks").text(".sz-tasks")

    assert "Eerst: Eerst" in text
    assert "Eerst: Dan" in text


def test_two_tasks_do_not_wait_for_each_other(browser_of, put_task):
    first = put_task("carla")
    second = put_task("bram", predecessor_id=first.id)
    page = browser_of("anna").visit(f"{address(first)}/edit")

    for wrong in (first, second):
        answer = page.submit("form#change-task", predecessor=str(wrong.id))
        assert answer.status == 422
        assert "Deze taken zouden op elkaar wachten." in answer.text("form#change-task")


def test_a_guest_is_not_made_to_wait_for_what_it_does_not_see(
    browser_of, world, put_task, as_guest
):
    before = put_task("bram")
    as_guest("ivho")
    page = browser_of("anna").visit("/workspaces/WRK-2026-1001/tasks/new")

    answer = page.submit(
        "form#ask-task",
        title="Meelezen",
        assignee=f"{world.organisations['ivho'].id}/",
        predecessor=str(before.id),
    )

    assert answer.status == 422
    assert "IvhO ziet de taak" in answer.text("form#ask-task")


def test_what_one_may_not_see_holds_up_without_a_name(browser_of, put_task, as_guest):
    before = put_task("bram", title="Vertrouwelijke titel")
    after = put_task("carla", predecessor_id=before.id, due_on=clock.today())
    as_guest("ivho")

    page = browser_of("carla").visit(address(after))

    assert "Wacht op een andere taak" in page.text("#tasks-task")
    assert "Vertrouwelijke titel" not in page.body
    assert str(before.id) not in page.body
