"""Whoever does a task, did it or waits for it hears what becomes of it, each in its own words."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import text

from app.tasks.models import TaskStatus
from tests.support.tasks import stand_still

TASKS = "/workspaces/WRK-2026-1001/tasks"


@pytest.fixture(autouse=True)
def _working_day(monkeypatch):
    stand_still(monkeypatch)("2026-11-20 11:00")


@pytest.fixture
def press(browser_of):
    def run(who, task, form, **typed):
        page = browser_of(who).visit(f"{TASKS}/{task.id}")
        assert page.submit(form, **typed).status == 303

    return run


@pytest.fixture
def change(browser_of):
    def run(task, **typed):
        page = browser_of("anna").visit(f"{TASKS}/{task.id}/edit")
        assert page.submit("form#change-task", **typed).status == 303

    return run


def reason_of(browser_of, who):
    return browser_of(who).visit("/notices").text("[data-rows]")


def test_what_is_not_asked_any_more_is_told_to_who_did_it(
    browser_of, put_task, press, run_jobs, notices
):
    press("anna", put_task("bram"), "form#withdraw")
    run_jobs()
    assert notices() == {"bram": "withdrawn"}
    assert "omdat jij het deed" in reason_of(browser_of, "bram")


@pytest.mark.parametrize(
    ("status", "kind"), [(TaskStatus.ACCEPTED, "changed"), (TaskStatus.OPEN, "asked")]
)
def test_another_day_for_what_was_accepted_is_told(
    put_task, change, run_jobs, notices, status, kind
):
    task = put_task("bram", status=status, due_on=date(2026, 12, 18))
    change(task, due_on="2026-12-04")
    run_jobs()
    assert notices() == {"bram": kind}


def test_asked_of_another_the_former_assignee_hears_it(
    browser_of, put_task, change, run_jobs, notices, world
):
    task, cora = put_task("bram"), world.person("cora")
    change(task, assignee=f"{cora.organisation_id}/{cora.id}")
    run_jobs()
    assert notices() == {"bram": "relieved", "cora": "asked"}
    assert "iemand anders" in reason_of(browser_of, "bram")


def test_asked_of_one_of_them_the_others_of_an_organisation_hear_nothing(
    put_task, change, run_jobs, notices, world
):
    task, cora = put_task(None, organisation="igj"), world.person("cora")
    change(task, assignee=f"{cora.organisation_id}/{cora.id}")
    run_jobs()
    assert notices() == {"cora": "asked"}


@pytest.fixture
def cora_works(transaction, world):
    with transaction.as_owner() as owner:
        owner.execute(
            text("update membership set role = 'contributor' where person_id = :who"),
            {"who": world.person("cora").id},
        )


@pytest.mark.usefixtures("cora_works")
def test_who_loses_a_task_to_a_colleague_hears_it(put_task, press, run_jobs, notices):
    press("cora", put_task("bram", status=TaskStatus.ACCEPTED), "form#take-over")
    run_jobs()
    assert notices()["bram"] == "relieved"


@pytest.mark.usefixtures("cora_works")
def test_handed_over_by_a_third_both_hear_it(put_task, run_jobs, notices, app, house, world):
    from app.running import standing_in
    from app.tasks import queries, service
    from app.tasks.policy import TaskPermission

    task, cora = put_task("bram"), world.actor("cora")
    with standing_in(app), house.database.session_for(cora):
        found = queries.get_anywhere(cora, TaskPermission.HAND_OVER, task.id)
        service.hand_over(cora, found, to_id=world.person("cora").id, seen_version=found.version)
    run_jobs()
    assert notices() == {"bram": "relieved"}, "who hands it over knows"


def test_who_waits_hears_that_it_can_begin_and_that_it_must_wait_again(
    browser_of, put_task, press, run_jobs, notices
):
    first = put_task("bram", title="Eerst")
    put_task("carla", title="Daarna", predecessor_id=first.id)
    put_task("carla", title="Gedaan", predecessor_id=first.id, status=TaskStatus.DONE)

    press("bram", first, "form#deliver")
    run_jobs()
    assert notices() == {"anna": "answered", "carla": "freed"}
    assert "nergens meer op" in reason_of(browser_of, "carla")
    assert "Gedaan" not in reason_of(browser_of, "carla")

    press("anna", first, "form#send-back", reason="Nog niet goed.")
    run_jobs()
    assert notices()["carla"] == "held_up"


@pytest.mark.parametrize(
    ("status", "told"),
    [
        (TaskStatus.ACCEPTED, {"bram": "asked", "carla": "held_up"}),
        (TaskStatus.RETURNED, {"bram": "withdrawn", "carla": "held_up"}),
        (TaskStatus.DELIVERED, {"bram": "withdrawn", "carla": "freed"}),
    ],
)
def test_what_is_asked_again_after_withdrawing_is_told(
    put_task, press, run_jobs, notices, status, told
):
    """Nobody is asked what is delivered or returned, and what was delivered holds nobody up."""
    first = put_task("bram", status=status)
    put_task("carla", title="Daarna", predecessor_id=first.id)
    press("anna", first, "form#withdraw")
    run_jobs()
    assert notices() == {"bram": "withdrawn", "carla": "freed"}

    press("anna", first, "form#restore")
    run_jobs()

    assert notices() == told


def test_who_cannot_see_who_waits_lets_them_hear_it(
    put_task, press, run_jobs, notices, transaction
):
    """The task that waits is apart: Bram, who delivers, does not see it."""
    first = put_task("bram")
    put_task("carla", predecessor_id=first.id, is_apart=True)
    press("bram", first, "form#deliver")
    run_jobs()
    assert notices()["carla"] == "freed"


def test_an_old_notice_does_not_say_that_one_still_does_it(
    browser_of, due_task, remind, transaction, world
):
    task = due_task()
    remind()
    before = reason_of(browser_of, "bram")
    with transaction.as_owner() as owner:
        owner.execute(
            text("update task set assignee_id = :who where id = :id"),
            {"who": world.person("cora").id, "id": task.id},
        )
    after = reason_of(browser_of, "bram")
    assert "iemand anders" not in before
    assert "iemand anders" in after


def test_a_day_set_by_hand_is_no_term_that_moved(
    browser_of, put_task, run_jobs, notices, app, house, world
):
    from app.kernel.work import begin_work
    from app.running import standing_in
    from app.tasks import queries, service
    from app.workspaces import queries as workspaces
    from app.workspaces.policy import WorkspacePermission

    task, anna = put_task("bram", due_on=date(2026, 12, 4)), world.actor("anna")
    with standing_in(app), house.database.session_for(anna):
        place = workspaces.get_for(anna, WorkspacePermission.VIEW, world.workspace.id)
        with begin_work(anna) as work:
            service.set_day(work, queries.hold_some(anna, place, [task.id]), day=date(2026, 12, 11))
    run_jobs()
    assert notices() == {"bram": "day_set"}
    assert "de laatste dag is veranderd" in reason_of(browser_of, "bram")


def test_who_waits_for_several_hears_it_when_the_last_is_there(put_task, press, run_jobs, notices):
    first, second = put_task("bram"), put_task("bram")
    put_task("carla", after=[first.id, second.id])

    press("bram", first, "form#deliver")
    run_jobs()
    assert "carla" not in notices()
    press("bram", second, "form#deliver")
    run_jobs()
    assert notices()["carla"] == "freed"
    press("anna", first, "form#send-back", reason="Nog niet goed.")
    run_jobs()
    assert notices()["carla"] == "held_up"
