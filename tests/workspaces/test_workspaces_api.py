"""Workspaces, participants and members for partners' systems."""

from datetime import timedelta

import pytest

from app.kernel import clock
from app.workspaces.models import MemberRole, Membership


def test_me(api_of, world):
    answer = api_of("bram").get("/me")

    assert answer.json == {
        "login": "bram",
        "name": "Bram",
        "organisation": "igj",
        "workspaces": [
            {"ref": world.workspace.ref, "title": world.workspace.title, "role": "contributor"}
        ],
    }
    assert answer.headers["API-Version"]


def test_the_list_holds_what_one_is_in(api_of, world):
    body = api_of("anna").get("/workspaces").json

    assert [each["ref"] for each in body["items"]] == [world.workspace.ref]
    assert body["next"] is None
    assert body["items"][0]["participants"] == [
        {"organisation": "ijenv", "role": "lead"},
        {"organisation": "igj", "role": "partner"},
        {"organisation": "ivho", "role": "partner"},
    ]


def test_pages_follow_each_other_by_cursor(api_of):
    api, seen, cursor = api_of("anna"), [], ""
    for title in ("Een", "Twee"):
        api.post("/workspaces", json={"title": title, "template": "jji"})
    for _page in range(3):
        body = api.get(f"/workspaces?limit=1&cursor={cursor}").json
        seen += [each["title"] for each in body["items"]]
        cursor = body["next"] or ""

    assert sorted(seen) == ["Een", "Onderzoek WRK-2026-1001", "Twee"]
    assert not cursor


@pytest.mark.parametrize("query", ["limit=0", "limit=x", "cursor=nonsense", "limit=101"])
def test_a_wrong_page_is_told(api_of, query):
    answer = api_of("anna").get(f"/workspaces?{query}")

    assert answer.status_code == 422
    assert answer.mimetype == "application/problem+json"
    assert answer.json["errors"][0]["field"] in ("limit", "cursor")


def test_starting_and_changing(api_of):
    anna = api_of("anna")
    body = {"title": "Nieuw", "template": "jji", "participants": ["igj"], "purpose": ""}
    made = anna.post("/workspaces", json=body)
    place = f"/workspaces/{made.json['ref']}"

    changed = anna.ask(
        "PATCH", place, json={"purpose": "Weten."}, headers={"If-Match": made.headers["ETag"]}
    )
    stale = anna.ask(
        "PATCH", place, json={"purpose": "Nee."}, headers={"If-Match": made.headers["ETag"]}
    )

    assert (made.status_code, made.json["lead"], made.json["purpose"]) == (201, "ijenv", "")
    assert (changed.status_code, changed.json["purpose"]) == (200, "Weten.")
    assert stale.status_code == 412
    assert anna.get(place).json["purpose"] == "Weten."


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"template": "jji"}, "title"),
        ({"title": "x", "template": "none"}, "template"),
        ({"title": "x", "template": "jji", "colour": "red"}, "colour"),
        ({"title": "x", "template": "jji", "participants": ["nobody"]}, "partners"),
        ({"title": "x", "template": "jji", "legal_basis": "NO-LAW"}, "legal_basis"),
    ],
)
def test_wrong_input_names_the_field(api_of, body, field):
    answer = api_of("anna").post("/workspaces", json=body)

    assert answer.status_code == 422
    assert answer.json["errors"][0]["field"] == field


def test_people_come_and_go(api_of, ref):
    anna, place = api_of("anna"), f"/workspaces/{ref}/members"
    added = anna.post(place, json={"login": "els", "role": "reader"})
    again = anna.post(place, json={"login": "els", "role": "reader"})
    stranger = anna.post(place, json={"login": "dirk"})
    ended = anna.ask("DELETE", f"{place}/{added.json['id']}")

    assert (added.status_code, added.json["organisation"]) == (201, "ijenv")
    assert (again.status_code, stranger.status_code, ended.status_code) == (422, 422, 204)
    assert "els" not in [each["login"] for each in anna.get(place).json["items"]]


def test_somebody_works_here_until_a_day(api_of, ref):
    anna, place = api_of("anna"), f"/workspaces/{ref}/members"
    day, later = (clock.today() + timedelta(days=days) for days in (30, 60))
    added = anna.post(place, json={"login": "els", "role": "reader", "until": day.isoformat()})
    own = f"{place}/{added.json['id']}"

    def changed(**body):
        return anna.ask("PATCH", own, json=body)

    assert (added.status_code, added.json["until"]) == (201, day.isoformat())
    assert changed(until=later.isoformat()).json["until"] == later.isoformat()
    assert changed(role="contributor").json["role"] == "contributor"
    assert changed(until=None).json["until"] is None
    (found,) = [each for each in anna.get(place).json["items"] if each["login"] == "els"]
    assert (found["role"], found["until"]) == ("contributor", None)


def test_a_last_day_that_cannot_be_is_named(api_of, ref):
    anna, place = api_of("anna"), f"/workspaces/{ref}/members"
    before = (clock.today() - timedelta(days=1)).isoformat()
    own = f"{place}/{anna.post(place, json={'login': 'els'}).json['id']}"

    def told(answer):
        return answer.status_code, answer.json["errors"][0]["field"]

    assert told(anna.ask("PATCH", own, json={"until": before})) == (422, "until")
    assert told(anna.ask("PATCH", own, json={"until": "2027-02-31"})) == (422, "until")
    for body in ({}, {"role": None}, {"role": "reader", "until": None}):
        assert anna.ask("PATCH", own, json=body).status_code == 422
    another = {"login": "dora", "until": before}
    assert anna.post(place, json=another).status_code == 422


def test_who_has_an_account_elsewhere_is_not_told(api_of, transaction, world, ref):
    """Bram coordinates for IGJ only: a colleague of the lead and nobody at all sound the same."""
    with transaction.as_owner() as owner:
        membership = owner.query(Membership).filter_by(person_id=world.person("bram").id).one()
        membership.role = MemberRole.COORDINATOR
    bram, place = api_of("bram"), f"/workspaces/{ref}/members"
    known, unknown = (bram.post(place, json={"login": who}) for who in ("els", "nobody"))

    assert (known.status_code, unknown.status_code) == (422, 422)
    assert known.json["errors"] == unknown.json["errors"]
    assert known.json["detail"] == unknown.json["detail"]


def test_organisations_come_and_go(api_of, ref):
    anna, place = api_of("anna"), f"/workspaces/{ref}/participants"
    added = anna.post(place, json={"organisation": "nvwa", "role": "guest"})
    ended = anna.ask("DELETE", f"{place}/{added.json['id']}")

    assert (added.status_code, ended.status_code) == (201, 204)
    assert [each["organisation"] for each in anna.get(place).json["items"]] == [
        "ijenv",
        "igj",
        "ivho",
    ]


def test_for_a_stranger_nothing_is_there(api_of, ref):
    dirk = api_of("dirk")

    for path in ("", "/participants", "/members"):
        assert dirk.get(f"/workspaces/{ref}{path}").status_code == 404
    assert dirk.ask("PATCH", f"/workspaces/{ref}", json={}).status_code == 404
    assert dirk.post(f"/workspaces/{ref}/members", json={"login": "dirk"}).status_code == 404


@pytest.mark.parametrize("who", ["bram", "carla", "wim"])
def test_what_is_not_yours_to_do_is_403(api_of, ref, who):
    api = api_of(who)

    assert api.ask("PATCH", f"/workspaces/{ref}", json={"title": "x"}).status_code == 403
    assert api.post(f"/workspaces/{ref}/members", json={"login": "els"}).status_code == 403
    assert api.post(f"/workspaces/{ref}/participants", json={}).status_code == 403


def test_a_token_that_may_only_read_changes_nothing(api_of, ref):
    api = api_of("anna", scope="read")

    assert api.get(f"/workspaces/{ref}").status_code == 200
    assert api.ask("PATCH", f"/workspaces/{ref}", json={"title": "x"}).status_code == 403
