"""Work programmes for partners' systems: entering, changing, moving and withdrawing."""

import pytest

from app.coordination.models import Rest
from app.coordination.service import Opening
from tests.support.programme import this_year

AT = "/programme/investigations"
NEW = {"year": 2027, "task": "safe", "title": "Toezicht op iets", "mode": "regular"}


def test_a_partners_system_keeps_a_programme(api_of, transaction):
    anna = api_of("anna")
    period = {"starts_on": "2027-04-01", "ends_on": "2027-06-30"}
    made = anna.post(AT, json={**NEW, "period": period, "partners": ["igj"], "visible_to": ["igj"]})
    address, seen = f"{AT}/{made.json['id']}", {"If-Match": made.headers["ETag"]}

    moved = anna.ask("PATCH", address, json={"phase": "execution"}, headers=seen)
    stale = anna.ask("PATCH", address, json={"title": "x"}, headers=seen)
    named = anna.ask("PATCH", address, json={"title": "Anders", "visible_to": ["all"]})
    read = api_of("dirk").get(address)
    gone = anna.ask("PATCH", address, json={"is_withdrawn": True})

    assert (made.status_code, made.json["organisation"], made.json["workspaces"]) == (
        201,
        "ijenv",
        [],
    )
    assert (moved.json["phase"], stale.status_code, named.json["title"]) == (
        "execution",
        412,
        "Anders",
    )
    assert (named.json["period"], named.json["partners"]) == (period, ["igj"])
    assert (read.status_code, read.json["visible_to"]) == (200, ["all"])
    assert (gone.json["is_withdrawn"], api_of("dirk").get(address).status_code) == (True, 404)
    words = ["entry:add", "phase:move", "entry:change", "entry:withdraw"]
    assert transaction.audited(made.json["id"]) == [f"investigation:{each}" for each in words]


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"title": "x" * 10_240}, "title"),
        ({"title": "\u202e\u2066"}, "title"),
        ({"task": "iets"}, "task"),
        ({"year": 1900}, "year"),
        ({"phase": "dropped"}, "phase"),
        ({"period": {"starts_on": "2027-02-31", "ends_on": "2027-03-01"}}, "period.starts_on"),
        ({"period": {"starts_on": "2027-05-02", "ends_on": "2027-05-01"}}, "ends_on"),
        ({"partners": ["bestaat-niet"]}, "partners"),
        ({"visible_to": ["bestaat-niet"]}, "named"),
        ({"onbekend": 1}, "onbekend"),
    ],
)
def test_what_is_wrong_is_told_by_its_field(api_of, said, field):
    answer = api_of("anna").post(AT, json={**NEW, **said})

    assert answer.status_code == 422
    assert field in [each["field"] for each in answer.json["errors"]]


def test_a_phase_cannot_be_skipped_and_a_reason_not_left_out(api_of, keeping):
    address = f"{AT}/{keeping.add('anna')}"

    skipped = api_of("anna").ask("PATCH", address, json={"phase": "finished"})
    bare = api_of("anna").ask("PATCH", address, json={"phase": "dropped"})
    said = {"phase": "dropped", "reason": "Ingehaald."}
    dropped = api_of("anna").ask("PATCH", address, json=said)

    assert (skipped.status_code, bare.status_code, dropped.status_code) == (422, 422, 200)
    assert dropped.json["phase_reason"] == "Ingehaald."


def test_only_a_keeper_writes(api_of, keeping):
    key = keeping.add("anna", opening=Opening(rest=Rest.EVERYTHING))

    for who, status in (("bram", 403), ("carla", 403), ("dirk", 403)):
        answer = api_of(who).ask("PATCH", f"{AT}/{key}", json={"title": "x"})
        assert answer.status_code == status, who
    assert api_of("carla").post(AT, json=NEW).status_code == 403


def test_pages_follow_each_other_and_a_year_narrows(api_of, keeping):
    for number in range(3):
        keeping.add("anna", f"Van dit jaar {number}")
    keeping.add("anna", "Van later", year=this_year() + 1)
    anna = api_of("anna")

    first = anna.get(f"{AT}?limit=2").json
    second = anna.get(f"{AT}?limit=2&cursor={first['next']}").json
    later = anna.get(f"{AT}?year={this_year() + 1}").json["items"]

    assert (len(first["items"]), len(second["items"]), second["next"]) == (2, 2, None)
    assert [each["title"] for each in later] == ["Van later"]
    for wrong in ("year=x", "year=20261", "cursor=abc", "limit=0"):
        assert anna.get(f"{AT}?{wrong}").status_code == 422, wrong
