"""Document requests for partners' systems. Anna of IJenV asks Bram's IGJ; Carla is of another."""

import pytest

from app.requests.actions import RequestAction
from tests.support.documents import BASIS, next_month


@pytest.fixture
def place(world):
    return f"/workspaces/{world.workspace.ref}/document-requests"


def wish(**more):
    said = {
        "partner": "igj",
        "title": "Roosters van oktober",
        "purpose": "Samen onderzoeken",
        "legal_basis": BASIS,
        "due_on": next_month().isoformat(),
    }
    return {**said, **more}


def test_a_request_is_asked_and_read_by_the_two(api_of, place, transaction):
    made = api_of("anna").post(place, json=wish(details="Alleen de nacht."))
    one = f"{place}/{made.json['id']}"
    seen = api_of("bram").get(one)

    assert (made.status_code, seen.status_code) == (201, 200)
    assert (seen.json["organisation"], seen.json["partner"], seen.json["status"]) == (
        "ijenv",
        "igj",
        "open",
    )
    assert seen.headers["ETag"] == made.headers["ETag"]
    assert [each["id"] for each in api_of("bram").get(place).json["items"]] == [made.json["id"]]
    assert api_of("carla").get(place).json == {"items": [], "next": None}
    assert [api_of(who).get(one).status_code for who in ("carla", "dirk")] == [404, 404]
    assert transaction.audited(made.json["id"]) == [RequestAction.ASKED]


def test_the_list_pages_by_cursor(api_of, place):
    anna = api_of("anna")
    for number in range(3):
        anna.post(place, json=wish(title=f"Vraag {number}"))
    first = anna.get(f"{place}?limit=2").json
    rest = anna.get(f"{place}?limit=2&cursor={first['next']}").json
    found = {each["title"] for each in first["items"] + rest["items"]}

    assert (found, rest["next"]) == ({"Vraag 0", "Vraag 1", "Vraag 2"}, None)
    assert anna.get(f"{place}?cursor=onzin").status_code == 422


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"partner": "nvwa"}, "partner"),
        ({"title": ""}, "title"),
        ({"legal_basis": "WEGC-8"}, "legal_basis"),
        ({"level": "manage"}, "level"),
        ({"due_on": "2020-01-01"}, "due_on"),
        ({"due_on": "morgen"}, "due_on"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_a_wrong_wish_names_the_field(api_of, place, wrong, field):
    answer = api_of("anna").post(place, json=wish(**wrong))
    assert (answer.status_code, answer.json["errors"][0]["field"]) == (422, field)


def test_only_the_partner_refuses_and_only_the_asker_takes_back(api_of, place):
    one = f"{place}/{api_of('anna').post(place, json=wish()).json['id']}"
    early = api_of("bram").ask("DELETE", one)
    own = api_of("anna").post(f"{one}/refusal", json={"reason": "Toch niet."})
    stale = api_of("bram").post(f"{one}/refusal", json={"reason": "x"}, headers={"If-Match": '"9"'})
    refused = api_of("bram").post(f"{one}/refusal", json={"reason": "Die hebben wij niet."})
    late = api_of("anna").ask("DELETE", one)

    assert [each.status_code for each in (early, own, stale, refused, late)] == [
        403,
        403,
        412,
        200,
        422,
    ]
    assert (refused.json["status"], refused.json["refusal"]) == ("refused", "Die hebben wij niet.")


def test_a_request_is_taken_back(api_of, place, transaction):
    made = api_of("anna").post(place, json=wish()).json
    answer = api_of("anna").ask("DELETE", f"{place}/{made['id']}")

    assert answer.status_code == 204
    assert api_of("bram").get(f"{place}/{made['id']}").json["status"] == "withdrawn"
    assert transaction.audited(made["id"])[-1] == RequestAction.WITHDRAWN
