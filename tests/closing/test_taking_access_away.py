"""Before somebody's access goes: what they still had to do, and a colleague who takes it over.

Anna and Wim work for IJenV, Anna leads; Bram coordinates for IGJ, where Cora works too."""

import pytest

from app.tasks.models import TaskStatus
from app.workspaces.models import Membership
from tests.support.counting import counting
from tests.support.tasks import TaskMaker


@pytest.fixture
def put_task(world, transaction):
    return TaskMaker(world, transaction)


@pytest.fixture
def membership(transaction, world):
    def found(who):
        with transaction.as_owner() as owner:
            query = owner.query(Membership).filter_by(person_id=world.person(who).id)
            return query.order_by(Membership.added_at.desc()).first()

    return found


@pytest.fixture
def page(browser_of, world, membership):
    def visit(about, who="bram"):
        base = f"/workspaces/{world.workspace.ref}/members/people"
        return browser_of(who).visit(f"{base}/{membership(about).id}/end")

    return visit


def test_it_says_what_is_still_open(page, put_task):
    for _ in range(3):
        put_task("cora", status=TaskStatus.ACCEPTED)
    put_task("cora", status=TaskStatus.DONE)
    put_task("bram")
    assert "3 open taken" in page("cora").text("#remaining")


def test_where_nothing_is_open_nobody_is_asked_for(page):
    shown = page("cora")
    assert "Er staat niets open" in shown.text("#remaining")
    assert not shown.has("[name=taker]")


@pytest.mark.parametrize("htmx", [False, True], ids=["plain", "htmx"])
def test_a_colleague_takes_over_with_the_very_same_button(
    page, put_task, membership, world, transaction, htmx
):
    tasks = [put_task("cora", status=TaskStatus.ACCEPTED) for _ in range(2)]

    answer = page("cora").submit("#end-form", htmx=htmx, taker=str(world.person("bram").id))

    assert answer.status in {200, 204, 303}
    assert membership("cora").ended_at is not None
    assert {put_task.read(each.id).assignee_id for each in tasks} == {world.person("bram").id}
    assert transaction.audited(tasks[0].id) == ["task:request:hand-over"]
    assert transaction.audited(membership("cora").id)[-1] == "workspace:member:end"


def test_without_a_colleague_the_tasks_stay_where_they_are(page, put_task, membership, world):
    task = put_task("cora")
    assert page("cora").submit("#end-form").status == 303
    assert membership("cora").ended_at is not None
    assert put_task.read(task.id).assignee_id == world.person("cora").id


@pytest.mark.parametrize("taker", ["anna", "dirk", "cora"])
def test_who_is_no_colleague_here_gets_nothing_and_the_access_stays(
    page, put_task, membership, world, taker
):
    task = put_task("cora")
    answer = page("cora").submit("#end-form", taker=str(world.person(taker).id))
    assert answer.status == 422
    assert membership("cora").ended_at is None
    assert put_task.read(task.id).assignee_id == world.person("cora").id


def test_the_lead_counts_what_it_sees_and_hands_over_nothing_of_another(page, put_task):
    put_task("cora", is_apart=True, is_private=True, by="bram")
    put_task("cora")
    shown = page("cora", "anna")
    assert "1 open taak" in shown.text("#remaining")
    assert not shown.has("[name=taker]")


def test_nobody_takes_the_own_access_away(page, membership):
    assert page("bram").submit("#end-form").status == 422
    assert membership("bram").ended_at is None


@pytest.mark.parametrize(("who", "status"), [("carla", 403), ("wim", 403), ("dirk", 404)])
def test_who_may_not_is_told_nothing(page, who, status, put_task):
    put_task("cora")
    assert page("cora", who).status == status


def test_the_page_costs_the_same_with_many_tasks(page, put_task, owner_engine):
    put_task("cora")
    page("cora")
    with counting(owner_engine) as few:
        page("cora")
    for _ in range(20):
        put_task("cora")
    with counting(owner_engine) as many:
        page("cora")
    assert len(few) <= 10, few
    assert len(few) == len(many), many
