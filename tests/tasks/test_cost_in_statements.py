"""What pages of tasks cost: at most 8 statements to read, 14 to write, however many tasks."""

import pytest

from tests.support.counting import counting

LIST = "/workspaces/WRK-2026-1001/tasks"


@pytest.fixture
def cost(owner_engine):
    """Count the statements of something."""

    def count(act):
        with counting(owner_engine) as statements:
            answer = act()
        assert answer.status < 400, answer.text()
        return len(statements), str(statements)

    return count


@pytest.mark.parametrize("who", ["anna", "bram", "carla"])
@pytest.mark.parametrize("path", [LIST, f"{LIST}?show=all", f"{LIST}?show=mine"])
def test_the_list_costs_the_same_with_many_tasks(browser_of, put_task, cost, who, path):
    browser = browser_of(who)
    first = put_task("bram")
    few, seen = cost(lambda: browser.visit(path))

    for _number in range(40):
        put_task("cora", predecessor_id=first.id)
    many, _seen = cost(lambda: browser.visit(path))

    assert few <= 8, seen
    assert many == few


@pytest.mark.parametrize("who", ["anna", "bram", "carla"])
def test_a_task_costs_the_same_with_many_successors(browser_of, put_task, cost, who):
    browser, task = browser_of(who), put_task("bram")
    few, seen = cost(lambda: browser.visit(f"{LIST}/{task.id}"))

    for _number in range(20):
        put_task("cora", predecessor_id=task.id)
    many, _seen = cost(lambda: browser.visit(f"{LIST}/{task.id}"))

    assert few <= 8, seen
    assert many == few


def test_the_form_that_changes_a_task(browser_of, put_task, cost):
    task = put_task("bram")

    number, seen = cost(lambda: browser_of("anna").visit(f"{LIST}/{task.id}/edit"))

    assert number <= 9, seen  # one of them makes the browser's session


@pytest.mark.parametrize("htmx", [False, True], ids=["plain", "htmx"])
def test_asking_a_task(browser_of, world, put_task, cost, htmx):
    before = put_task("carla")
    page, igj = browser_of("anna").visit(LIST), world.organisations["igj"]
    assignee = f"{igj.id}/{world.person('bram').id}"

    number, seen = cost(
        lambda: page.submit(
            "form#ask-task",
            htmx=htmx,
            title="Rooster",
            assignee=assignee,
            predecessor=str(before.id),
        )
    )

    assert number <= 14, seen


STEPS = [("bram", "accept", {}), ("bram", "deliver", {}), ("bram", "return", {"reason": "Nee."})]


@pytest.mark.parametrize("htmx", [False, True], ids=["plain", "htmx"])
@pytest.mark.parametrize(("who", "step", "fields"), STEPS)
def test_taking_a_step(browser_of, put_task, cost, htmx, who, step, fields):
    before = put_task("carla", status="done")
    task = put_task(who, predecessor_id=before.id)
    page = browser_of(who).visit(f"{LIST}/{task.id}")

    number, seen = cost(lambda: page.submit(f"form#{step}", htmx=htmx, **fields))

    assert number <= 14, seen
