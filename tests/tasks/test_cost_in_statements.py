"""What pages of tasks cost: at most 8 statements to read, 14 to write, however many tasks."""

from datetime import date

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

    assert few <= 5, seen
    assert many == few


@pytest.mark.parametrize("who", ["anna", "bram"])
def test_the_form_that_asks_costs_the_same_with_many_tasks(browser_of, put_task, cost, who):
    browser = browser_of(who)
    few, seen = cost(lambda: browser.visit(f"{LIST}/new"))

    for _number in range(40):
        put_task("cora")
    many, _seen = cost(lambda: browser.visit(f"{LIST}/new"))

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
    page, igj = browser_of("anna").visit(f"{LIST}/new"), world.organisations["igj"]
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


@pytest.fixture
def returning(browser_of, world, put_task):
    """A task with a checklist that comes back."""
    igj, bram = world.organisations["igj"], world.person("bram")
    browser_of("anna").visit(f"{LIST}/new").submit(
        "form#ask-task",
        title="Cijfers",
        assignee=f"{igj.id}/{bram.id}",
        due_on="2036-12-01",
        every="month",
        until="2037-12-01",
        checklist="Een\nTwee\nDrie",
    )
    return put_task.newest()


@pytest.mark.parametrize("who", ["anna", "bram", "carla"])
def test_a_task_that_comes_back_with_a_checklist(browser_of, returning, cost, who):
    browser = browser_of(who)
    browser.visit(LIST)
    number, seen = cost(lambda: browser.visit(f"{LIST}/{returning.id}"))

    assert number <= 8, seen


@pytest.mark.parametrize("htmx", [False, True], ids=["plain", "htmx"])
@pytest.mark.parametrize(
    ("who", "form"),
    [("bram", "checklist"), ("carla", "follow"), ("bram", "deliver"), ("anna", "end-series"),
     ("anna", "withdraw")],
)  # fmt: skip
def test_its_steps(browser_of, returning, cost, htmx, who, form):
    page = browser_of(who).visit(f"{LIST}/{returning.id}")
    ticked = [each.get("value") for each in page.tree.cssselect("[name=ticked]")]
    fields = {"ticked": ticked} if form == "checklist" else {}

    number, seen = cost(lambda: page.submit(f"#{form}", htmx=htmx, **fields))

    assert number <= 14, seen


def test_asking_what_comes_back(browser_of, world, cost):
    page, igj = browser_of("anna").visit(f"{LIST}/new"), world.organisations["igj"]
    fields = {"due_on": "2036-12-01", "every": "week", "until": "2037-12-01"}

    number, seen = cost(
        lambda: page.submit(
            "form#ask-task", title="Cijfers", assignee=f"{igj.id}/", checklist="A\nB", **fields
        )
    )

    assert number <= 14, seen


@pytest.mark.parametrize("way", ["withdraw", "restore"])
def test_withdrawing_and_its_undoing(browser_of, put_task, put_term, cost, way):
    task = put_task("bram", term_id=put_term(start=date(2026, 9, 7)).id)
    browser = browser_of("anna")
    if way == "restore":
        browser.visit(f"{LIST}/{task.id}").submit("#withdraw")
    page = browser.visit(f"{LIST}/{task.id}")

    number, seen = cost(lambda: page.submit(f"#{way}"))

    assert number <= 14, seen


def test_many_that_were_withdrawn_cost_the_list_one_statement_more(browser_of, put_task, cost):
    tasks = [put_task("bram") for _number in range(9)]
    put_task("bram")
    browser = browser_of("anna")
    chosen = [str(each.id) for each in tasks]
    page = browser.visit(f"{LIST}/several")
    done = page.submit("#several-form", tasks=chosen, kind="withdraw").submit("#seen-form")

    plain, _seen = cost(lambda: browser.visit(LIST))
    number, seen = cost(done.follow)

    assert number <= plain + 1, seen
