"""An office in the API: asked, told, kept by who sends back what it was told, and taken away."""

import pytest

from app.tasks.models import Office, TaskStatus

LIST = "/workspaces/WRK-2026-1001/tasks"


def ask(api, **body):
    return api.ask("POST", LIST, json={"title": "Teken", **body})


@pytest.mark.parametrize("office", list(Office))
def test_an_office_is_asked_and_told(api_of, office):
    made = ask(api_of("anna"), organisation="igj", office=str(office))

    assert made.status_code == 201
    told = (made.json["organisation"], made.json["office"], made.json["assignee"])
    assert told == ("igj", str(office), None)
    [listed] = api_of("carla").ask("GET", LIST).json["items"]
    assert listed["office"] == str(office)
    assert api_of("cora").ask("GET", f"/tasks/{made.json['id']}").json == made.json


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"organisation": "igj", "office": "administrator"}, "office"),
        ({"office": "signatory"}, "organisation"),
        ({"organisation": "nvwa", "office": "signatory"}, "assignee"),
        ({"assignee": "bram", "office": "signatory"}, "assignee"),
    ],
)
def test_what_is_no_office_there_is_refused_at_its_field(api_of, body, field):
    answer = ask(api_of("anna"), **body)
    assert answer.status_code == 422
    assert field in answer.get_data(as_text=True)


def change(api, task, **body):
    headers = {"If-Match": f'"{task.version}"'}
    return api.ask("PATCH", f"/tasks/{task.id}", json=body, headers=headers)


ASSIGNED = {"who": "cora", "status": TaskStatus.ACCEPTED}
FREE = {"organisation": "igj"}


@pytest.mark.parametrize(
    ("task", "sent", "expected"),
    [
        (FREE, {"title": "Anders"}, ("open", "signatory", None)),
        (FREE, {"organisation": "igj", "assignee": None}, ("open", "signatory", None)),
        (FREE, {"office": "coordinator"}, ("open", "coordinator", None)),
        (FREE, {"office": None}, ("open", None, None)),
        (FREE, {"organisation": "ivho"}, ("open", None, None)),
        (FREE, {"assignee": "bram"}, ("open", None, "bram")),
        (ASSIGNED, {"title": "Anders"}, ("accepted", "signatory", "cora")),
        (ASSIGNED, {"assignee": "cora"}, ("accepted", "signatory", "cora")),
        (
            ASSIGNED,
            {"assignee": "cora", "organisation": "igj", "office": "signatory"},
            ("accepted", "signatory", "cora"),
        ),
        (ASSIGNED, {"assignee": None}, ("open", "signatory", None)),
        (ASSIGNED, {"assignee": "bram"}, ("open", None, "bram")),
    ],
)
def test_what_is_sent_changes_and_what_is_not_stays(api_of, put_task, task, sent, expected):
    made = put_task(**task, office=Office.SIGNATORY)

    answer = change(api_of("anna"), made, **sent).json

    assert (answer["status"], answer["office"], answer["assignee"]) == expected


def test_the_description_names_the_office(api_of):
    described = api_of("anna").ask("GET", "/openapi.json").get_data(as_text=True)
    assert "privacy_officer" in described
