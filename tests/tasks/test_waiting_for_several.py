"""A task that waits for several others: it can begin when the last of them is delivered."""

from uuid import uuid4

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from app.kernel import clock
from app.tasks.models import TaskStatus
from app.workspaces.models import ParticipantRole

LIST = "/workspaces/WRK-2026-1001/tasks"
API = "/workspaces/WRK-2026-1001/tasks"


def address(task):
    return f"{LIST}/{task.id}"


@pytest.fixture
def two(put_task):
    """Two tasks that are not over: of Carla at IvhO, and of Bram at IGJ."""
    return [put_task("carla", title="Bevinding afronden"), put_task("bram", title="Cijfers")]


@pytest.fixture
def predecessors(transaction):
    """What a task waits for, as it is in the database, with the first of them."""

    def read(task_id):
        with transaction.as_owner() as owner:
            rows = owner.execute(
                text("select predecessor_id from task_predecessor where task_id = :id order by 1"),
                {"id": task_id},
            )
            first = owner.execute(
                text("select predecessor_id from task where id = :id"), {"id": task_id}
            )
            return list(rows.scalars()), first.scalar_one()

    return read


def test_it_begins_when_the_last_is_delivered(browser_of, put_task, two, transaction, stored):
    after = put_task("bram", after=[each.id for each in two], due_on=clock.today())

    page = browser_of("bram").visit(address(after))
    lines = browser_of("bram").visit(LIST).text(".sz-tasks")

    assert "Wacht op IvhO en IGJ" in page.text("#tasks-task")
    assert "Bevinding afronden" in page.text("#tasks-task dl")
    assert "Cijfers" in page.text("#tasks-task dl")
    assert "Je kunt beginnen als al deze taken zijn opgeleverd." in page.text("#tasks-task")
    assert "Eerst: Bevinding afronden en nog één andere" in lines

    deliver(transaction, two[0])
    page = browser_of("bram").visit(address(after))
    assert "Wacht op IGJ" in page.text("#tasks-task")
    assert "Bevinding afronden" not in page.text("#tasks-task dl")
    assert not page.has("form#accept")

    deliver(transaction, two[1])
    browser_of("bram").visit(address(after)).submit("form#accept")
    assert stored(after.id).status == TaskStatus.ACCEPTED


def deliver(transaction, task):
    with transaction.as_owner() as owner:
        owner.execute(text("update task set status = 'delivered' where id = :id"), {"id": task.id})


@pytest.mark.parametrize("htmx", [False, True], ids=["plain", "htmx"])
def test_who_asks_ticks_what_comes_first_and_unticks_it(
    browser_of, world, put_task, two, predecessors, newest, transaction, htmx
):
    anna, both = browser_of("anna"), [str(each.id) for each in two]
    who = f"{world.organisations['igj'].id}/"
    anna.visit(f"{LIST}/new").submit(
        "form#ask-task", htmx=htmx, title="Slot", assignee=who, predecessor=both
    )
    made = newest()
    assert predecessors(made.id) == (sorted(each.id for each in two), two[0].id)

    edit = anna.visit(f"{address(made)}/edit")
    assert [
        each.get("value") for each in edit.tree.cssselect("[name=predecessor][checked]")
    ] == both
    edit.submit("form#change-task", htmx=htmx, predecessor=both[1:])
    assert predecessors(made.id) == ([two[1].id], two[1].id)

    anna.visit(f"{address(made)}/edit").submit("form#change-task", htmx=htmx, predecessor=[])
    assert predecessors(made.id) == ([], None)
    assert transaction.audited(made.id) == ["task:request:ask", *["task:request:change"] * 2]


def test_what_is_over_stays_ticked(browser_of, put_task, predecessors):
    """A task that is done is no longer offered to others, but is not lost where it was chosen."""
    done = put_task("carla", title="Al klaar", status=TaskStatus.DONE)
    after = put_task("bram", after=[done.id])

    browser_of("anna").visit(f"{address(after)}/edit").submit("form#change-task", title="Anders")

    assert predecessors(after.id) == ([done.id], done.id)


def test_what_its_asker_does_not_see_stays(browser_of, put_task, two, predecessors, as_guest):
    """A guest still asks what it asked before, but sees only what it is asked itself."""
    seen = put_task("anna", title="Van onszelf")
    after = put_task("anna", after=[two[1].id, seen.id])
    as_guest("ijenv", ParticipantRole.GUEST)
    edit = browser_of("anna").visit(f"{address(after)}/edit")
    assert str(two[1].id) not in edit.body

    answer = edit.submit("form#change-task", predecessor=[])

    assert answer.status == 303
    assert predecessors(after.id) == ([two[1].id], two[1].id)


def test_through_the_api_it_stays_as_well(api_of, put_task, two, predecessors, as_guest):
    hidden, seen = two[1], put_task("anna", title="Van onszelf")
    after = put_task("anna", after=[hidden.id, seen.id])
    as_guest("ijenv", ParticipantRole.GUEST)
    api, at = api_of("anna"), f"/tasks/{after.id}"
    told = api.ask("GET", at).json
    assert (told["predecessors"], told["depends_on"]) == ([str(seen.id)], str(seen.id))

    for name in ("predecessors", "depends_on"):
        assert api.ask("PATCH", at, json={name: told[name]}).json[name] == told[name]
        assert predecessors(after.id) == ([hidden.id, seen.id], hidden.id)
    for sent in ({"depends_on": None}, {"depends_on": None}, {"predecessors": []}):
        left = api.ask("PATCH", at, json=sent).json
        assert (left["predecessors"], left["depends_on"], left["is_held_up"]) == ([], None, True)
        assert predecessors(after.id) == ([hidden.id], hidden.id)


@pytest.mark.parametrize("length", [1, 2, 4])
def test_a_ring_of_any_length_is_refused_at_the_field(browser_of, put_task, predecessors, length):
    chain = [put_task("bram")]
    for _each in range(length):
        aside = put_task("carla")
        chain.append(put_task("bram", after=[aside.id, chain[-1].id]))
    page = browser_of("anna").visit(f"{address(chain[0])}/edit")

    answer = page.submit("form#change-task", predecessor=[str(chain[-1].id)])

    assert answer.status == 422
    assert "Deze taken zouden op elkaar wachten." in answer.text("#predecessor-error")
    assert predecessors(chain[0].id) == ([], None)


def test_a_ring_through_what_its_asker_does_not_see_is_refused(browser_of, put_task):
    first = put_task("bram")
    apart = put_task("bram", by="carla", is_apart=True, after=[first.id])
    last = put_task("bram", by="carla", after=[apart.id])
    page = browser_of("anna").visit(f"{address(first)}/edit")

    answer = page.submit("form#change-task", predecessor=[str(last.id)])

    assert "Deze taken zouden op elkaar wachten." in answer.text("#predecessor-error")
    assert str(apart.id) not in answer.body


def test_too_many_are_refused_at_the_field(browser_of, world, put_task):
    many = [str(put_task("bram").id) for _each in range(21)]
    page = browser_of("anna").visit(f"{LIST}/new")

    answer = page.submit(
        "form#ask-task", title="x", assignee=f"{world.organisations['igj'].id}/", predecessor=many
    )

    assert answer.status == 422
    assert "Een taak wacht op hoogstens 20 andere." in answer.text("#predecessor-error")


def test_the_page_of_each_names_what_waits_for_it(browser_of, put_task, two):
    put_task("bram", title="Ondertekenen", after=[each.id for each in two])

    for each in two:
        page = browser_of("anna").visit(address(each))
        assert "Ondertekenen" in page.text("section[aria-labelledby=task-successors]")


def test_one_that_may_not_be_seen_holds_up_beside_one_that_may(
    browser_of, api_of, put_task, as_guest
):
    secret, own = put_task("bram", title="Geheim werk"), put_task("carla", title="Eigen werk")
    after = put_task("carla", after=[secret.id, own.id], due_on=clock.today())
    as_guest("ivho")

    page = browser_of("carla").visit(address(after))

    assert "Wacht op IvhO en een andere taak" in page.text("#tasks-task")
    assert "Geheim werk" not in page.body
    assert str(secret.id) not in page.body
    told = api_of("carla").ask("GET", f"/tasks/{after.id}").json
    assert (told["predecessors"], told["depends_on"]) == ([str(own.id)], str(own.id))
    assert told["is_held_up"]


def test_the_log_tells_nobody_which_may_not_be_seen(api_of, put_task, as_guest):
    secret, own = put_task("bram", title="Geheim werk"), put_task("carla", title="Eigen werk")
    both, api = [str(secret.id), str(own.id)], api_of("anna")
    asked = {"title": "x", "organisation": "ivho", "predecessors": both}
    made = api.ask("POST", API, json=asked).json
    api.ask("PATCH", f"/tasks/{made['id']}", json={"predecessors": both[:1]})
    as_guest("ivho")

    lines = api_of("carla").ask("GET", "/workspaces/WRK-2026-1001/log").json["items"]

    assert not [each for each in both if each in str(lines)]
    mine = [each["facts"] for each in lines if each.get("object", {}).get("id") == made["id"]]
    assert [mine[0]["changed"], mine[1]["waits"]] == [["predecessors"], True]


def test_the_api_tells_all_and_keeps_its_one(api_of, world, two, predecessors):
    both = [str(each.id) for each in two]
    api = api_of("anna")
    made = api.ask(
        "POST", API, json={"title": "x", "organisation": "igj", "predecessors": both}
    ).json
    at = f"/tasks/{made['id']}"
    assert (made["predecessors"], made["depends_on"]) == (both, both[0])

    same = api.ask("PATCH", at, json={"title": "y", "depends_on": both[0]}).json
    assert same["predecessors"] == both
    other = api.ask("PATCH", at, json={"depends_on": both[1]}).json
    assert (other["predecessors"], other["depends_on"]) == (both[1:], both[1])
    none = api.ask("PATCH", at, json={"predecessors": []}).json
    assert (none["predecessors"], none["depends_on"]) == ([], None)

    wrong = api.ask("PATCH", at, json={"predecessors": both, "depends_on": both[0]})
    assert (wrong.status_code, wrong.json["errors"][0]["field"]) == (422, "predecessors")
    gone = api.ask("PATCH", at, json={"predecessors": [str(uuid4())]})
    assert (gone.status_code, gone.json["errors"][0]["field"]) == (422, "predecessor")


@pytest.mark.parametrize(("who", "number"), [("bram", 1), ("carla", 0), ("dirk", 0)])
def test_the_second_wall_is_that_of_the_task_that_waits(house, world, put_task, two, who, number):
    put_task("bram", is_apart=True, after=[two[0].id])

    with house.database.session_for(world.actor(who)) as session:
        found = session.execute(text("select count(*) from task_predecessor")).scalar_one()

    assert found == number


def test_no_task_waits_for_itself(put_task, two, transaction):
    with (
        pytest.raises(IntegrityError, match="ck_task_predecessor_itself"),
        transaction.as_owner() as o,
    ):
        o.execute(
            text("insert into task_predecessor values (:id, :id, :place)"),
            {"id": two[0].id, "place": two[0].workspace_id},
        )
