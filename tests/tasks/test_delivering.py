"""Delivering a task with words and documents: who judges sees what may be seen.

Anna of IJenV asks it, Bram of IGJ delivers it; Carla of IvhO looks on."""

import json
from uuid import uuid4

import pytest
from sqlalchemy import text

from app.kernel.work import begin_work
from app.oversight import proofs
from app.tasks import queries
from app.tasks.actions import TaskAction
from app.tasks.models import TaskStatus
from app.tasks.policy import TaskPermission
from tests.support.acting import acting
from tests.support.documents import Library, rule_for

TASKS = "/workspaces/WRK-2026-1001/tasks"


@pytest.fixture
def library(house, world):
    """Documents of this test's world."""
    return Library(house, world)


@pytest.fixture
def brought(library):
    """Two documents of Bram: one that IJenV may see, one of IGJ alone."""
    shared = library.bring("bram", rule_for("ijenv"), title="Rapportage")
    return shared, library.bring("bram", title="Kladje")


@pytest.mark.parametrize("htmx", [False, True], ids=["plain", "htmx"])
def test_a_task_is_delivered_with_words_that_all_read(browser_of, put_task, stored, htmx):
    task = put_task("bram")
    page = browser_of("bram").visit(f"{TASKS}/{task.id}")

    page.submit("form#deliver", htmx=htmx, words="Alle **vier** de roosters zijn nagelopen.")

    assert stored(task.id).status is TaskStatus.DELIVERED
    for who in ("anna", "bram", "carla"):
        assert "Alle vier de roosters" in browser_of(who).visit(f"{TASKS}/{task.id}").text("main")


def test_it_is_delivered_with_documents_that_each_sees_as_the_rules_have_it(
    browser_of, put_task, brought, transaction
):
    task, (shared, own) = put_task("bram"), brought
    address = f"{TASKS}/{task.id}"
    page = browser_of("bram").visit(f"{address}/deliver")
    assert page.text("#deliver-form").count("IJenV ziet dit document nog niet") == 1

    page.submit("#deliver-form", documents=[str(shared.id), str(own.id)], words="Zie de bijlagen.")

    told = browser_of("bram").visit(address).text("main")
    assert "Rapportage" in told
    assert told.count("IJenV ziet dit document nog niet. Deel het eerst.") == 1
    seen = browser_of("anna").visit(address)
    assert "Rapportage" in seen.text("main")
    assert "Kladje" not in seen.text("body")
    assert str(own.id) not in seen.response.get_data(as_text=True)
    assert "nog niet" not in seen.text("main")
    assert "Rapportage" not in browser_of("carla").visit(address).text("main")
    assert transaction.audited(task.id) == ["task:result:deliver"]
    with transaction.as_owner() as owner:
        line = text("select convert_from(entry, 'utf-8') from log_entry where object_id = :id")
        entry = owner.execute(line, {"id": task.id}).scalars().all()[-1]
    assert str(own.id) not in entry  # partners read the log; nobody else knows of this document
    assert '"documents"' not in entry  # nor how many there are


def test_of_a_line_that_counted_documents_the_number_is_for_who_delivered_them(
    app, put_task, api_of, world
):
    task, place = put_task("bram"), world.workspace
    with acting(app, bram := world.actor("bram")), begin_work(bram) as work:
        found = queries.get_anywhere(bram, TaskPermission.VIEW, task.id)
        work.record(TaskAction.DELIVERED, found, ref="T-1", documents=3)

    said, file = {}, {}
    for who in ("bram", "anna"):
        said[who] = api_of(who).get(f"/workspaces/{place.ref}/log").get_json()["items"][0]
        first = said[who]["index"]
        with acting(app, actor := world.actor(who)):
            [line] = proofs.lines_of_file(actor, place, first=first, past=first + 1)
            file[who] = line.text

    assert said["bram"]["facts"] == {"ref": "T-1", "documents": 3}
    assert "documents" in json.loads(file["bram"])["entry"]
    assert said["anna"]["facts"] == {"ref": "T-1"}
    assert said["anna"]["withheld"] == ["documents"]
    assert not {"entry", "salt"} & said["anna"].keys()
    assert json.loads(file["anna"]).keys() == {"index", "leaf_hash"}


def test_what_one_does_not_see_cannot_go_along(browser_of, put_task, library, stored):
    task, foreign = put_task("bram"), library.bring("anna", title="Van IJenV alleen")
    library.bring("bram")
    page = browser_of("bram").visit(f"{TASKS}/{task.id}/deliver")
    assert "Van IJenV alleen" not in page.text("body")

    for each in (foreign.id, uuid4(), "geen-id"):
        answer = page.submit("#deliver-form", documents=[str(each)])
        assert answer.status in (409, 422)
    assert stored(task.id).status is TaskStatus.OPEN


def test_sent_back_what_was_said_stands_there_to_go_on_with(browser_of, put_task):
    task = put_task("bram")
    address = f"{TASKS}/{task.id}"
    browser_of("bram").visit(address).submit("form#deliver", words="Eerste versie.")
    browser_of("anna").visit(address).submit("form#send-back", reason="Nog niet af.")

    page = browser_of("bram").visit(address)

    assert "Eerste versie." in page.text("form#deliver")


def test_a_partners_system_delivers_with_both(api_of, put_task, brought):
    task, (shared, own) = put_task("bram"), brought
    body = {"words": "Klaar.", "documents": [str(shared.id), str(own.id)]}
    wrong = api_of("bram").ask(
        "POST", f"/tasks/{task.id}/deliver", json={"documents": [str(uuid4())]}
    )
    assert wrong.status_code == 422

    done = api_of("bram").ask("POST", f"/tasks/{task.id}/deliver", json=body)

    assert done.status_code == 200
    assert [each["is_unseen_by_asker"] for each in done.json["documents"]] == [True, False]
    told = api_of("anna").ask("GET", f"/tasks/{task.id}").json
    assert (told["result"], [each["title"] for each in told["documents"]]) == (
        "Klaar.",
        ["Rapportage"],
    )


def test_the_page_costs_no_more_with_many_documents(browser_of, put_task, library, statements):
    task = put_task("bram")
    browser, address = browser_of("bram"), f"{TASKS}/{task.id}/deliver"
    for _count in range(2):
        library.bring("bram")
    browser.visit(address)
    statements.clear()
    browser.visit(address)
    few = len(statements)
    for _count in range(4):
        library.bring("bram")
    statements.clear()
    browser.visit(address)
    assert len(statements) == few <= 8
