"""Handing over: one task, or all that somebody has, goes to a colleague who works there too.

Bram and Cora work at IGJ: he contributes, she reads. Carla and Dirk are no colleagues."""

from datetime import date

import pytest

from app.notifications.jobs import note_handover
from app.notifications.models import Notice
from app.running import standing_in
from app.tasks.models import TaskStatus
from app.workspaces.models import Membership
from tests.support.counting import counting

OURS = "/organisation-work"


def address(task):
    return f"/workspaces/WRK-2026-1001/tasks/{task.id}"


@pytest.mark.parametrize("htmx", [False, True], ids=["plain", "htmx"])
def test_a_task_goes_to_a_colleague(browser_of, world, put_task, stored, transaction, htmx):
    cora = world.person("cora")
    task = put_task("bram", status=TaskStatus.ACCEPTED, due_on=date(2031, 1, 2))
    page = browser_of("bram").visit(address(task))

    answer = page.submit("form#hand-over", htmx=htmx, colleague=str(cora.id))

    assert answer.status == (200 if htmx else 303)
    now = stored(task.id)
    assert (now.assignee_id, now.status) == (cora.id, TaskStatus.ACCEPTED)
    assert transaction.audited(task.id) == ["task:request:hand-over"]


@pytest.mark.parametrize("who", ["anna", "carla", "dirk", ""])
def test_nobody_but_a_colleague_who_works_there(browser_of, world, put_task, stored, who):
    task = put_task("bram")
    page = browser_of("bram").visit(address(task))

    answer = page.submit("form#hand-over", colleague=str(world.person(who).id) if who else "")

    assert answer.status == 422
    assert "Kies een collega die hier werkt." in answer.text("form#hand-over")
    assert stored(task.id).assignee_id == world.person("bram").id


@pytest.mark.parametrize(("who", "status"), [("cora", 403), ("anna", 403), ("dirk", 404)])
def test_who_may_not_hand_it_over(browser_of, world, put_task, who, status):
    task = put_task("bram")
    browser = browser_of(who)
    token = browser.visit("/settings").tree.cssselect("input[name=csrf_token]")[0].get("value")
    sent = {"csrf_token": token, "seen_version": "1", "colleague": str(world.person("cora").id)}

    assert browser.send(f"{address(task)}/hand-over", sent).status == status


def test_all_that_somebody_has_goes_to_the_deputy(browser_of, world, put_task, stored):
    bram, cora = world.person("bram"), world.person("cora")
    open_one, accepted = put_task("bram"), put_task("bram", status=TaskStatus.ACCEPTED)
    done, free = put_task("bram", status=TaskStatus.DONE), put_task(None, organisation="igj")
    page = browser_of("bram").visit(OURS)

    answer = page.submit("#handover-form", giver=str(bram.id), taker=str(cora.id))

    assert "Er zijn 2 taken overgedragen." in answer.follow().text()
    assert stored(open_one.id).assignee_id == stored(accepted.id).assignee_id == cora.id
    assert (stored(done.id).assignee_id, stored(free.id).assignee_id) == (bram.id, None)


def test_what_the_colleague_may_not_reach_stays(browser_of, world, put_task, transaction):
    bram, cora = world.person("bram"), world.person("cora")
    put_task("bram")
    page = browser_of("bram").visit(OURS)
    with transaction.as_owner() as owner:
        for each in owner.query(Membership).filter_by(person_id=cora.id):
            each.ended_at = each.added_at

    answer = page.submit("#handover-form", giver=str(bram.id), taker=str(cora.id))

    assert answer.status == 422
    assert "Deze collega werkt in geen van die ruimten." in answer.text()


WRONG = [("bram", "bram", "Kies een andere collega."), ("", "cora", "Kies een collega.")]


@pytest.mark.parametrize(("giver", "taker", "sentence"), WRONG)
def test_a_wrong_choice_is_told(browser_of, world, put_task, giver, taker, sentence):
    put_task("bram")
    keys = [str(world.person(each).id) if each else "" for each in (giver, taker)]

    answer = browser_of("bram").visit(OURS).submit("#handover-form", giver=keys[0], taker=keys[1])

    assert answer.status == 422
    assert sentence in answer.text("#handover-form")


def test_who_only_reads_hands_over_nothing_of_others(browser_of, world, put_task, stored):
    bram, cora = world.person("bram"), world.person("cora")
    task = put_task("bram")
    page = browser_of("cora").visit(OURS)

    answer = page.submit("#handover-form", giver=str(bram.id), taker=str(cora.id))

    assert answer.status == 422
    assert "geen open taken die je kunt overdragen" in answer.text()
    assert stored(task.id).assignee_id == bram.id


def test_the_colleague_gets_a_notice_of_each(app, world, put_task, transaction):
    tasks = [put_task("cora"), put_task("cora")]
    with standing_in(app):
        note_handover.run(
            task_ids=[str(each.id) for each in tasks],
            workspace_id=str(world.workspace.id),
            organisation_id=str(tasks[0].organisation_id),
            person_id=str(world.person("cora").id),
            by=str(world.person("bram").id),
        )

    with transaction.as_owner() as owner:
        told = [(each.task_id, str(each.kind)) for each in owner.query(Notice)]
    assert sorted(told) == sorted((each.id, "handed") for each in tasks)


def test_it_costs_the_same_with_many_tasks(browser_of, world, put_task, owner_engine):
    def cost(giver, taker):
        page = browser_of("bram").visit(OURS)
        keys = {"giver": str(world.person(giver).id), "taker": str(world.person(taker).id)}
        with counting(owner_engine) as statements:
            assert page.submit("#handover-form", **keys).status == 303
        return len(statements), str(statements)

    put_task("bram")
    few, _seen = cost("bram", "cora")
    for _number in range(20):
        put_task("cora")
    many, seen = cost("cora", "bram")

    assert many <= few <= 14, seen
