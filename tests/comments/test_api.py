"""Comments and taking in hand, for partners' systems."""

import pytest

from app.comments.actions import CommentAction
from app.documents.actions import DocumentAction


@pytest.fixture
def place(document):
    """The address of the comments."""
    return f"/documents/{document.id}/comments"


def test_what_is_said_is_read_by_both(api_of, place, document, transaction):
    said = api_of("bram").post(place, json={"body": "Klopt tabel 3, @Anna?"})
    answer = api_of("anna").post(place, json={"body": "Ja.", "thread": said.json["thread"]})
    found = api_of("anna").get(place).json

    assert (said.status_code, answer.status_code) == (201, 201)
    assert [(each["author"], each["body"]) for each in found["items"]] == [
        ("bram", "Klopt tabel 3, @Anna?"),
        ("anna", "Ja."),
    ]
    assert (found["items"][0]["mentions"], found["next"]) == (["Anna"], None)
    assert transaction.audited(document.id)[-2:] == [CommentAction.ADDED] * 2


def test_the_list_pages_by_cursor(api_of, place):
    bram = api_of("bram")
    for number in range(3):
        bram.post(place, json={"body": f"Punt {number}"})
    first = bram.get(f"{place}?limit=2").json
    rest = bram.get(f"{place}?limit=2&cursor={first['next']}").json
    wrong = bram.get(f"{place}?cursor=onzin")

    assert [each["body"] for each in first["items"] + rest["items"]] == [
        "Punt 0",
        "Punt 1",
        "Punt 2",
    ]
    assert (rest["next"], wrong.status_code) == (None, 422)


@pytest.mark.parametrize(("who", "status"), [("carla", 403), ("dirk", 404)])
def test_who_gets_no_words_of_the_document_gets_none_about_it(api_of, place, who, status):
    api_of("bram").post(place, json={"body": "Klopt tabel 3?"})
    answers = [api_of(who).get(place), api_of(who).post(place, json={"body": "x"})]

    assert [each.status_code for each in answers] == [status, status]
    assert "tabel 3" not in "".join(each.get_data(as_text=True) for each in answers)


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "body"),
        ({"body": " "}, "body"),
        ({"body": "x" * 2001}, "body"),
        ({"body": "@Niemand"}, "body"),
        ({"body": "x", "thread": "geen"}, "thread"),
        ({"body": "x", "colour": "red"}, "colour"),
    ],
)
def test_wrong_words_name_the_field(api_of, place, body, field):
    answer = api_of("bram").post(place, json=body)

    assert (answer.status_code, answer.json["errors"][0]["field"]) == (422, field)


def test_a_document_is_taken_in_hand_and_given_back(api_of, document, transaction):
    bram, place = api_of("bram"), f"/documents/{document.id}/lock"
    before = bram.get(place).json["holder"]
    taken = bram.ask("PUT", place, json={"hours": 2})
    seen = api_of("anna").get(place).json
    given = bram.ask("DELETE", place)

    assert (before, taken.status_code, given.status_code) == (None, 200, 204)
    assert (seen["holder"], seen["organisation"]) == ("bram", "igj")
    assert bram.get(place).json == {
        "holder": None,
        "organisation": None,
        "since": None,
        "until": None,
    }
    assert transaction.audited(document.id)[-2:] == [
        DocumentAction.TAKEN,
        DocumentAction.GIVEN_BACK,
    ]


@pytest.mark.parametrize(
    ("who", "hours", "status"),
    [("anna", 1, 403), ("carla", 1, 403), ("dirk", 1, 404), ("bram", 0, 422), ("bram", 73, 422)],
)
def test_who_may_not_take_it(api_of, document, who, hours, status):
    answer = api_of(who).ask("PUT", f"/documents/{document.id}/lock", json={"hours": hours})
    assert answer.status_code == status
