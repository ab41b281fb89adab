"""Tasks for partners' systems: the same rules, in JSON."""

from datetime import timedelta
from uuid import uuid4

import pytest

from app.kernel import clock
from app.tasks.models import TaskStatus

LIST = "/workspaces/WRK-2026-1001/tasks"


def test_a_task_is_asked_and_read(api_of, transaction):
    due_on = (clock.today() + timedelta(days=30)).isoformat()

    made = api_of("anna").ask(
        "POST", LIST, json={"title": "Rooster", "assignee": "bram", "due_on": due_on}
    )

    assert made.status_code == 201
    task = made.json
    assert (task["assignee"], task["organisation"], task["status"]) == ("bram", "igj", "open")
    assert (task["due_on"], task["depends_on"]) == (due_on, None)
    assert transaction.audited(task["id"]) == ["task:request:ask"]
    read = api_of("bram").ask("GET", f"/tasks/{task['id']}")
    assert read.json == task
    assert read.headers["ETag"] == '"1"'


WEEKLY = {"every": "week", "until": "2037-12-01"}
ASKED = [
    {"organisation": "igj"},
    {"organisation": "ijenv", "details": "Per groep."},
    {"assignee": "anna"},
    {"assignee": "bram", "checklist": ["Een", "Twee"]},
    {"organisation": "igj", "due_on": "2036-12-01"},
    {"assignee": "cora", "due_on": "2036-12-01", "comes_back": WEEKLY},
]


@pytest.mark.parametrize("body", ASKED)
@pytest.mark.parametrize("who", ["anna", "bram"])
def test_the_answer_to_who_asks_is_what_is_read_after(api_of, put_task, who, body):
    before = put_task("bram")
    for more in ({}, {"depends_on": str(before.id)}):
        made = api_of(who).ask("POST", LIST, json={"title": "Rooster", **body, **more})

        read = api_of(who).ask("GET", f"/tasks/{made.json['id']}")
        assert (made.status_code, made.headers["ETag"]) == (201, read.headers["ETag"])
        assert made.json == read.json


def test_the_list_has_pages(api_of, put_task):
    for number in range(5):
        put_task("bram", number=100 + number)
    api = api_of("anna")

    first = api.ask("GET", f"{LIST}?limit=3").json
    second = api.ask("GET", f"{LIST}?limit=3&cursor={first['next']}").json

    assert [len(first["items"]), len(second["items"]), second["next"]] == [3, 2, None]
    numbers = [each["ref"][-3:] for each in first["items"] + second["items"]]
    assert numbers == ["100", "101", "102", "103", "104"]


WRONG = [
    ({}, "title"),
    ({"title": "x", "organisation": "igj", "colour": "red"}, "colour"),
    ({"title": "x", "assignee": "niemand"}, "assignee"),
    ({"title": "x", "assignee": "dirk"}, "assignee"),
    ({"title": "x"}, "organisation"),
    ({"title": "x", "organisation": "nvwa"}, "assignee"),
    ({"title": "x", "organisation": "igj", "due_on": "2001-01-01"}, "due_on"),
    ({"title": "x", "organisation": "igj", "due_on": "morgen"}, "due_on"),
    ({"title": "x", "organisation": "igj", "due_on": "9999-12-31"}, "due_on"),
    (
        {
            "title": "x",
            "organisation": "igj",
            "due_on": "2099-01-01",
            "comes_back": {"every": "week", "until": "9999-12-31"},
        },
        "comes_back.until",
    ),
    ({"title": "x", "organisation": "igj", "depends_on": str(uuid4())}, "predecessor"),
]


@pytest.mark.parametrize(("body", "field"), WRONG)
def test_wrong_input_names_its_field(api_of, body, field):
    answer = api_of("anna").ask("POST", LIST, json=body)

    assert answer.status_code == 422
    assert answer.mimetype == "application/problem+json"
    assert [each["field"] for each in answer.json["errors"]] == [field]


@pytest.mark.parametrize("query", ["cursor=onzin", "cursor=WyJ4IiwieSIsInoiXQ==", "limit=0"])
def test_a_wrong_page_is_told(api_of, query):
    assert api_of("anna").ask("GET", f"{LIST}?{query}").status_code == 422


def test_a_task_goes_its_way(api_of, put_task):
    task = put_task("bram")
    at, anna, bram = f"/tasks/{task.id}", api_of("anna"), api_of("bram")
    later = (clock.today() + timedelta(days=40)).isoformat()

    answers = [
        bram.ask("POST", f"{at}/accept"),
        anna.ask("POST", f"{at}/extension", json={"due_on": later}),
        bram.ask("POST", f"{at}/deliver"),
        anna.ask("POST", f"{at}/return", json={"reason": "Groep 3 ontbreekt."}),
        bram.ask("POST", f"{at}/deliver"),
        anna.ask("POST", f"{at}/confirm"),
    ]

    assert [each.status_code for each in answers] == [200] * 6
    assert [each.json["status"] for each in answers] == [
        "accepted",
        "accepted",
        "delivered",
        "accepted",
        "delivered",
        "done",
    ]
    assert answers[1].json["due_on"] == later
    assert answers[3].json["answer"] == "Groep 3 ontbreekt."


def test_a_task_is_returned(api_of, put_task, stored):
    task = put_task("bram")

    api_of("bram").ask("POST", f"/tasks/{task.id}/return", json={"reason": "Niet voor ons."})

    assert stored(task.id).status == TaskStatus.RETURNED


def test_a_part_of_a_task_is_changed(api_of, put_task, stored):
    task = put_task("bram", due_on=clock.today())
    at = f"/tasks/{task.id}"
    anna = api_of("anna")

    titled = anna.ask("PATCH", at, json={"title": "Anders"}, headers={"If-Match": '"1"'})
    freed = anna.ask("PATCH", at, json={"assignee": None, "due_on": None})

    assert (titled.json["title"], titled.json["assignee"]) == ("Anders", "bram")
    assert (freed.json["assignee"], freed.json["organisation"]) == (None, "igj")
    assert stored(task.id).due_on is None


def test_a_stale_version_is_told(api_of, put_task):
    task = put_task("bram")
    at = f"/tasks/{task.id}"

    for verb in ("accept", "deliver"):
        assert (
            api_of("bram").ask("POST", f"{at}/{verb}", headers={"If-Match": '"9"'}).status_code
            == 412
        )
    assert (
        api_of("anna")
        .ask("PATCH", at, json={"title": "x"}, headers={"If-Match": '"9"'})
        .status_code
        == 412
    )


WHO = [("anna", 200), ("bram", 403), ("carla", 403), ("dirk", 404), ("els", 404)]


@pytest.mark.parametrize(("who", "status"), WHO)
def test_who_may_change_it(api_of, put_task, who, status):
    task = put_task("bram")

    answer = api_of(who).ask("PATCH", f"/tasks/{task.id}", json={"title": "x"})

    assert answer.status_code == status


def test_a_token_that_only_reads_changes_nothing(api_of, put_task):
    task = put_task("bram")

    answer = api_of("bram", scope="read").ask("POST", f"/tasks/{task.id}/accept")

    assert answer.status_code == 403
