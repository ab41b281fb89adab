"""Judging: the asking organisation confirms, sends back, changes, gives time and withdraws."""

from datetime import timedelta

import pytest

from app.kernel import clock
from app.tasks.models import TaskStatus

OPEN, ACCEPTED, DELIVERED = TaskStatus.OPEN, TaskStatus.ACCEPTED, TaskStatus.DELIVERED


def address(task):
    return f"/workspaces/WRK-2026-1001/tasks/{task.id}"


STEPS = [
    ("confirm", DELIVERED, {}, TaskStatus.DONE, "task:result:confirm", "De taak is klaar."),
    (
        "send-back",
        DELIVERED,
        {"reason": "Groep 3 ontbreekt."},
        ACCEPTED,
        "task:result:send-back",
        "De taak is teruggestuurd.",
    ),
    ("withdraw", OPEN, {}, TaskStatus.WITHDRAWN, "task:request:withdraw", "ingetrokken."),
]


@pytest.mark.parametrize("htmx", [False, True], ids=["plain", "htmx"])
@pytest.mark.parametrize(("step", "before", "fields", "after", "word", "sentence"), STEPS)
def test_the_asking_organisation_takes_a_step(
    browser_of, put_task, stored, transaction, htmx, step, before, fields, after, word, sentence
):
    task = put_task("bram", status=before)
    page = browser_of("anna").visit(address(task))

    answer = page.submit(f"form#{step}", htmx=htmx, **fields)

    assert answer.status == (200 if htmx else 303)
    assert sentence in (answer if htmx else answer.follow()).text()
    assert stored(task.id).status == after
    assert transaction.audited(task.id) == [word]


def test_what_is_not_finished_is_told_to_the_assignee(browser_of, put_task):
    task = put_task("bram", status=DELIVERED)
    browser_of("anna").visit(address(task)).submit("form#send-back", reason="Groep 3 ontbreekt.")

    page = browser_of("bram").visit(address(task))

    assert "Nog niet af: Groep 3 ontbreekt." in page.text("#tasks-task")
    assert page.has("form#deliver")


WHO = [("anna", 303), ("wim", 403), ("bram", 403), ("carla", 403), ("dirk", 404)]


@pytest.mark.parametrize("verb", ["confirm", "send-back", "withdraw"])
@pytest.mark.parametrize(("who", "status"), WHO)
def test_only_the_asking_organisation_judges(browser_of, put_task, who, status, verb):
    task = put_task("bram", status=DELIVERED)
    browser = browser_of(who)
    token = browser.visit("/settings").tree.cssselect("input[name=csrf_token]")[0].get("value")
    sent = {"csrf_token": token, "seen_version": "1", "reason": "Nog niet."}

    assert browser.send(f"{address(task)}/{verb}", sent).status == status


@pytest.mark.parametrize("htmx", [False, True], ids=["plain", "htmx"])
def test_more_time_is_given(browser_of, put_task, stored, transaction, htmx):
    task = put_task("bram", due_on=clock.today())
    later = clock.today() + timedelta(days=10)
    page = browser_of("anna").visit(address(task))

    answer = page.submit("form#extension", htmx=htmx, due_on=later.isoformat())

    assert answer.status == (200 if htmx else 303)
    assert "Er is nu meer tijd." in (answer if htmx else answer.follow()).text()
    assert stored(task.id).due_on == later
    assert transaction.audited(task.id) == ["task:term:extend"]


TOO_EARLY = [(-1, "Deze datum is al geweest."), (2, "Dit geeft niet meer tijd.")]


@pytest.mark.parametrize(("days", "sentence"), TOO_EARLY)
def test_a_day_that_gives_no_time_is_refused(browser_of, put_task, stored, days, sentence):
    due_on = clock.today() + timedelta(days=2)
    task = put_task("bram", due_on=due_on)
    page = browser_of("anna").visit(address(task))

    day = clock.today() + timedelta(days=days)
    answer = page.submit("form#extension", due_on=day.isoformat())

    assert answer.status == 422
    assert sentence in answer.text("form#extension")
    assert stored(task.id).due_on == due_on


def test_a_late_task_can_get_time(browser_of, put_task, stored):
    task = put_task("bram", due_on=clock.today() - timedelta(days=30))

    page = browser_of("anna").visit(address(task))
    page.submit("form#extension", due_on=clock.today().isoformat())

    assert stored(task.id).due_on == clock.today()


@pytest.mark.parametrize("htmx", [False, True], ids=["plain", "htmx"])
def test_what_was_asked_is_changed(browser_of, put_task, stored, transaction, htmx):
    task = put_task("bram", status=ACCEPTED, due_on=clock.today() - timedelta(days=9))
    page = browser_of("anna").visit(f"{address(task)}/edit")

    answer = page.submit("form#change-task", htmx=htmx, title="Iets anders")

    assert answer.status == (204 if htmx else 303)
    assert stored(task.id).title == "Iets anders"
    assert stored(task.id).status == ACCEPTED
    assert transaction.audited(task.id) == ["task:request:change"]


def test_asked_of_somebody_else_it_must_be_accepted_anew(browser_of, world, put_task, stored):
    task = put_task("bram", status=TaskStatus.RETURNED, answer="Niet voor ons.")
    ivho = world.organisations["ivho"]
    page = browser_of("anna").visit(f"{address(task)}/edit")

    page.submit("form#change-task", assignee=f"{ivho.id}/")

    now = stored(task.id)
    assert (now.status, now.organisation_id, now.assignee_id) == (OPEN, ivho.id, None)
    assert now.answer is None


@pytest.mark.parametrize("htmx", [False, True], ids=["plain", "htmx"])
def test_a_form_that_is_out_of_date_keeps_what_was_typed(browser_of, put_task, stored, htmx):
    task = put_task("bram")
    old = browser_of("anna").visit(f"{address(task)}/edit")
    browser_of("bram").visit(address(task)).submit("form#accept")

    answer = old.submit("form#change-task", htmx=htmx, title="Mijn nieuwe titel")

    assert answer.status == 409
    assert answer.tree.cssselect("input[name=title]")[0].get("value") == "Mijn nieuwe titel"
    assert "Iemand heeft deze taak gewijzigd terwijl je las." in answer.text()


def test_a_day_in_the_past_may_not_be_chosen_when_changing(browser_of, put_task):
    task = put_task("bram")
    page = browser_of("anna").visit(f"{address(task)}/edit")

    answer = page.submit("form#change-task", due_on="2001-01-01")

    assert answer.status == 422
    assert "Deze datum is al geweest." in answer.text("form#change-task")


def test_a_closed_workspace_changes_nothing(browser_of, world, put_task, transaction):
    from app.workspaces.models import Workspace, WorkspaceStatus

    task = put_task("bram")
    with transaction.as_owner() as owner:
        owner.query(Workspace).filter_by(id=world.workspace.id).update(
            {"status": WorkspaceStatus.CLOSED}
        )

    page = browser_of("bram").visit(address(task))

    assert not page.has("#tasks-task form")
    assert "Deze ruimte is gesloten." in page.text("#tasks-task")
