"""Findings for partners' systems: the same sight and the same rules in other clothes."""

from uuid import UUID

import pytest

from app.documents.models import Level


def body(**changed):
    return {
        "title": "Te weinig vaste krachten",
        "text": "Op 18 avonden.",
        "norm": "N-1",
        "aspect": "resources",
        "judgement": "partly",
        **changed,
    }


def test_a_finding_is_written_and_read(api_of, place, world):
    made = api_of("bram").post(
        place, json=body(recommendations=[{"text": "Doe iets.", "addressee": "de directie"}])
    )

    assert (made.status_code, made.headers["ETag"]) == (201, '"1"')
    read = api_of("anna").get(f"/findings/{made.json['id']}").json
    assert read == made.json
    assert (read["owner"], read["norm"], read["status"]) == ("igj", "N-1", "concept")
    assert read["recommendations"] == [
        {"text": "Doe iets.", "addressee": "de directie", "due_on": None}
    ]


def test_the_list_holds_what_one_may_read(api_of, desk, place):
    shared = desk.finding("bram")
    desk.finding("bram", audience="own")

    items = api_of("anna").get(place).json["items"]

    assert [each["id"] for each in items] == [str(shared)]


def test_evidence_one_may_not_open_has_no_id(api_of, desk, place):
    document = desk.document("igj", ijenv=Level.FINDING)
    finding = desk.finding("bram", evidence=frozenset({document}))

    read = api_of("anna").get(f"/findings/{finding}").json

    assert read["evidence"] == []
    assert read["closed_evidence"] == [
        {"owner": "igj", "media_type": "application/pdf", "sha256": bytes(range(32)).hex()}
    ]
    assert api_of("bram").get(f"/findings/{finding}").json["evidence"] == [str(document)]


@pytest.mark.parametrize(
    ("match", "status"), [(None, 428), ('"1"', 412), ('"2"', 200)], ids=["none", "old", "newest"]
)
def test_a_change_says_which_version_was_read(api_of, desk, match, status):
    finding = desk.finding("bram")
    headers = {} if match is None else {"If-Match": match}

    answer = api_of("bram").ask(
        "PATCH", f"/findings/{finding}", json={"judgement": "meets"}, headers=headers
    )

    assert answer.status_code == status
    changed = desk.read_finding(finding)
    assert changed.judgement == ("meets" if status == 200 else "not_met")
    assert changed.text == "Wij telden **61 uur** per week."


def test_a_finding_is_put_forward(api_of, desk):
    finding = desk.finding("bram", is_final=False)

    answer = api_of("bram").ask(
        "PATCH", f"/findings/{finding}", json={"status": "final"}, headers={"If-Match": '"1"'}
    )

    assert (answer.status_code, answer.json["status"]) == (200, "final")


@pytest.mark.parametrize(("who", "status"), [("anna", 403), ("carla", 403), ("dirk", 404)])
def test_only_who_wrote_it_changes_it(api_of, desk, who, status):
    finding = desk.finding("bram")

    answer = api_of(who).ask(
        "PATCH", f"/findings/{finding}", json={"title": "x"}, headers={"If-Match": '"2"'}
    )

    assert answer.status_code == status


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"norm": "X-9"}, "norm"),
        ({"judgement": "prima"}, "judgement"),
        ({"owner": "ijenv"}, "owner"),
        ({"title": ""}, "title"),
        ({"recommendations": [{"text": "x", "addressee": "y"}] * 13}, "recommendations"),
        ({"evidence": [str(UUID(int=0))] * 501}, "evidence"),
    ],
)
def test_wrong_input_is_named(api_of, place, wrong, field):
    answer = api_of("bram").post(place, json=body(**wrong))

    assert (answer.status_code, answer.json["errors"][0]["field"]) == (422, field)


def test_how_it_came_about_is_told_to_systems(api_of, desk):
    finding = desk.finding("bram", is_final=False)
    bram, asked = api_of("bram"), {"capacity": "partner", "asked_by": "IJenV"}
    changed = {"text": "Op 19 avonden.", "reason": "Een avond ontbrak.", "outcome": "partly"}
    answer = bram.ask(
        "PATCH", f"/findings/{finding}", json=changed | asked, headers={"If-Match": '"1"'}
    )
    declined = {**asked, "asked": "Laat het weg.", "reason": "Het klopt."}
    noted = bram.post(f"/findings/{finding}/history", json=declined)

    items = api_of("anna").get(f"/findings/{finding}/history").json["items"]

    assert (answer.status_code, noted.status_code) == (200, 201)
    assert [(each["version"], each["by"]) for each in items] == [
        (1, items[0]["by"]),
        (2, items[0]["by"]),
        (None, items[0]["by"]),
    ]
    assert items[1]["finding"]["text"] == "Op 19 avonden."
    assert [each["prompt"] and each["prompt"]["outcome"] for each in items] == [
        None,
        "partly",
        "not_adopted",
    ]


def test_another_organisation_notes_nothing(api_of, desk):
    finding = desk.finding("bram")
    body = {"capacity": "partner", "asked_by": "x", "asked": "x", "reason": "x"}

    answers = [
        api_of(who).post(f"/findings/{finding}/history", json=body).status_code
        for who in ("anna", "dirk")
    ]

    assert answers == [403, 404]
