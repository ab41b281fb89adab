"""Answering: the assignee accepts, returns or delivers; without one, anybody who is asked."""

import pytest

from app.tasks.models import TaskStatus

OPEN, ACCEPTED = TaskStatus.OPEN, TaskStatus.ACCEPTED
RETURNED, DELIVERED = TaskStatus.RETURNED, TaskStatus.DELIVERED


def address(task):
    return f"/workspaces/WRK-2026-1001/tasks/{task.id}"


STEPS = [
    ("accept", OPEN, {}, ACCEPTED, "task:request:accept", "Je hebt deze taak aangenomen."),
    ("deliver", OPEN, {}, DELIVERED, "task:result:deliver", "De taak is opgeleverd."),
    ("deliver", ACCEPTED, {}, DELIVERED, "task:result:deliver", "De taak is opgeleverd."),
    (
        "return",
        ACCEPTED,
        {"reason": "Dit is van NLA."},
        RETURNED,
        "task:request:return",
        "De taak is teruggegeven",
    ),
]


@pytest.mark.parametrize("htmx", [False, True], ids=["plain", "htmx"])
@pytest.mark.parametrize(("step", "before", "fields", "after", "word", "sentence"), STEPS)
def test_the_assignee_takes_a_step(
    browser_of, put_task, stored, transaction, htmx, step, before, fields, after, word, sentence
):
    task = put_task("bram", status=before)
    page = browser_of("bram").visit(address(task))

    answer = page.submit(f"form#{step}", htmx=htmx, **fields)

    assert answer.status == (200 if htmx else 303)
    shown = answer if htmx else answer.follow()
    assert shown.is_whole_page is not htmx
    assert sentence in shown.text()
    assert stored(task.id).status == after
    assert stored(task.id).version == 2
    assert transaction.audited(task.id) == [word]


def test_a_reason_stands_on_the_task_and_not_in_the_log(browser_of, put_task, stored, transaction):
    task = put_task("bram")
    page = browser_of("bram").visit(address(task))

    page.submit("form#return", reason="Dit is van NLA.")

    assert stored(task.id).answer == "Dit is van NLA."
    assert "Teruggegeven: Dit is van NLA." in browser_of("anna").visit(address(task)).text()
    with transaction.as_owner() as owner:
        entries = owner.connection().exec_driver_sql("select entry from log_entry").scalars()
        assert not any(b"NLA" in bytes(each) for each in entries)


@pytest.mark.parametrize("htmx", [False, True], ids=["plain", "htmx"])
@pytest.mark.parametrize("reason", ["", "   ", "x" * 1001])
def test_returning_needs_a_reason(browser_of, put_task, stored, htmx, reason):
    task = put_task("bram")
    page = browser_of("bram").visit(address(task))

    answer = page.submit("form#return", htmx=htmx, reason=reason)

    assert answer.status == 422
    assert answer.has("form#return [aria-invalid=true]")
    assert answer.has("details[open] form#return")
    assert stored(task.id).status == OPEN


def test_who_accepts_a_task_of_the_organisation_becomes_its_assignee(
    browser_of, world, put_task, stored
):
    task = put_task(None, organisation="igj")
    page = browser_of("cora").visit(address(task))

    page.submit("form#accept")

    assert stored(task.id).assignee_id == world.person("cora").id


@pytest.mark.parametrize("htmx", [False, True], ids=["plain", "htmx"])
def test_a_colleague_takes_a_task_over(browser_of, world, put_task, stored, transaction, htmx):
    task = put_task("cora", status=ACCEPTED)
    page = browser_of("bram").visit(address(task))

    answer = page.submit("form#take-over", htmx=htmx)

    assert "Jij hebt deze taak vanaf nu." in (answer if htmx else answer.follow()).text()
    assert stored(task.id).assignee_id == world.person("bram").id
    assert transaction.audited(task.id) == ["task:request:take-over"]


def test_what_one_has_already_cannot_be_taken_over(browser_of, put_task, stored):
    task = put_task("bram", status=ACCEPTED)
    page = browser_of("bram").visit(address(task))

    answer = page.browser.send(f"{address(task)}/take-over", _hidden(page))

    assert answer.status == 422
    assert "Je hebt deze taak al." in answer.text()


def _hidden(page):
    form = page.tree.cssselect("#tasks-task form")[0]
    return dict(form.form_values())


WHO = [("anna", 403), ("bram", 303), ("cora", 403), ("carla", 403), ("dirk", 404), ("els", 404)]
VERBS = ["accept", "deliver", "return"]


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize(("who", "status"), WHO)
def test_only_the_assignee_answers(browser_of, put_task, who, status, verb):
    task = put_task("bram")
    sent = _hidden(browser_of("bram").visit(address(task)))
    browser = browser_of(who)
    sent["csrf_token"] = _token(browser)

    answer = browser.send(f"{address(task)}/{verb}", {**sent, "reason": "Niet voor ons."})

    assert answer.status == status


def _token(browser):
    return browser.visit("/settings").tree.cssselect("input[name=csrf_token]")[0].get("value")


def test_the_signatory_of_the_organisation_does_not_take_over_from_a_colleague(
    browser_of, put_task
):
    task = put_task("bram", status=ACCEPTED)

    page = browser_of("cora").visit(address(task))

    assert not page.has("form#take-over")
    assert "Deze taak is aan iemand anders gevraagd." in page.text("#tasks-task")


@pytest.mark.parametrize("htmx", [False, True], ids=["plain", "htmx"])
def test_a_page_that_is_out_of_date_says_so(browser_of, put_task, stored, htmx):
    task = put_task("bram")
    old = browser_of("bram").visit(address(task))
    browser_of("anna").visit(address(task)).submit("form#withdraw")

    answer = old.submit("form#accept", htmx=htmx)

    assert answer.status == 409
    assert "Iemand heeft deze taak gewijzigd terwijl je las." in answer.text()
    assert "Ingetrokken" in answer.text()
    assert stored(task.id).status == TaskStatus.WITHDRAWN


def test_a_version_that_is_no_number_is_out_of_date(browser_of, put_task):
    task = put_task("bram")
    page = browser_of("bram").visit(address(task))

    for seen in ("", "x", "-1", "9" * 40):
        sent = _hidden(page) | {"seen_version": seen, "form_key": ""}
        assert page.browser.send(f"{address(task)}/accept", sent).status == 409


def test_a_step_that_is_not_there_is_refused(browser_of, put_task, stored):
    task = put_task("bram", status=DELIVERED)
    page = browser_of("bram").visit(address(task))

    sent = {"csrf_token": _token(page.browser), "seen_version": "1"}
    answer = page.browser.send(f"{address(task)}/accept", sent)

    assert answer.status == 422
    assert "Dat kan nu niet. Deze taak is: Opgeleverd." in answer.text()


def test_pressing_twice_delivers_once(browser_of, put_task, transaction):
    task = put_task("bram")
    page = browser_of("bram").visit(address(task))
    page.submit("form#deliver")

    again = page.submit("form#deliver")

    assert again.status == 303
    assert transaction.audited(task.id) == ["task:result:deliver"]
