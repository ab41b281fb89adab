"""Coordination for partners' systems: register and activities, with what each caller may know."""

import pytest

from app.coordination.models import Rest

ENTITY = {
    "entity": "UMC Middenland",
    "sector": "health",
    "regime": "cbw_essential",
    "visible_to": ["ijenv"],
}
WINDOW = {"starts_on": "2027-04-01", "ends_on": "2027-06-30"}


def activity(at, **more):
    said = {"entity_id": at, "kind": "audit", "title": "Zorgplichtaudit", "window": WINDOW}
    return {**said, **more}


def test_a_partners_system_enters_plans_moves_and_withdraws(api_of, transaction):
    bram = api_of("bram")
    entity = bram.post("/coordination/entities", json=ENTITY).json
    wanted = activity(entity["id"], visible_to=["planned"])
    made = bram.post("/coordination/activities", json=wanted)
    address = f"/coordination/activities/{made.json['id']}"
    seen = {"If-Match": made.headers["ETag"]}
    autumn = {"starts_on": "2027-07-01", "ends_on": "2027-09-30"}

    said = {"window": autumn, "due_on": "2027-09-01"}
    moved = bram.ask("PATCH", address, json=said, headers=seen)
    stale = bram.ask("PATCH", address, json={"title": "x"}, headers=seen)
    gone = bram.ask("PATCH", address, json={"is_withdrawn": True})

    assert (entity["supervisor"], made.status_code) == ("igj", 201)
    assert (made.json["due_on"], moved.json["due_on"]) == ("2027-06-30", "2027-09-01")
    assert (stale.status_code, gone.json["is_withdrawn"]) == (412, True)
    words = ["activity:plan:add", "activity:window:move", "activity:plan:withdraw"]
    assert transaction.audited(made.json["id"]) == words


def test_the_list_tells_of_what_is_not_shared_only_that_it_is_planned(api_of, doing):
    entity = doing.enter("bram")
    doing.plan("bram", entity, rest=Rest.PLANNED)

    items = api_of("carla").get("/coordination/activities").json["items"]

    assert items == [
        {
            "entity": "UMC Middenland",
            "sector": "health",
            "supervisor": "igj",
            "window": WINDOW,
            "is_shared": False,
        }
    ]


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"title": "x" * 201}, "title"),
        ({"kind": "raid"}, "kind"),
        ({"window": {"starts_on": "2027-02-30", "ends_on": "2027-03-01"}}, "window.starts_on"),
        ({"window": {"starts_on": "2027-04-01", "ends_on": "2027-03-01"}}, "ends_on"),
        ({"due_on": "2026-01-01"}, "due_on"),
        ({"visible_to": ["nvwa"]}, "named"),
        ({"secret": 1}, "secret"),
        ({"entity_id": "00000000-0000-0000-0000-000000000007"}, "entity_id"),
    ],
)
def test_what_is_wrong_is_told_by_field(api_of, doing, body, field):
    said = activity(str(doing.enter("bram").id), **body)

    answer = api_of("bram").post("/coordination/activities", json=said)

    assert (answer.status_code, answer.json["errors"][0]["field"]) == (422, field)


@pytest.mark.parametrize("kind", ["entities", "activities"])
def test_lists_come_in_pages(api_of, doing, kind):
    for number in range(5):
        doing.plan("bram", doing.enter("bram", f"Kliniek {number}"))
    bram, seen, cursor = api_of("bram"), [], ""
    while cursor is not None:
        answer = bram.get(f"/coordination/{kind}?limit=2&cursor={cursor}").json
        seen += [each["entity"] for each in answer["items"]]
        cursor = answer["next"]

    assert sorted(seen) == [f"Kliniek {number}" for number in range(5)]
    assert bram.get(f"/coordination/{kind}?cursor=x").status_code == 422


def test_an_entry_is_changed_by_its_own_authority_alone(api_of, doing):
    entity = doing.enter("bram", named=("ijenv",))
    address = f"/coordination/entities/{entity.id}"
    statuses = {
        who: api_of(who).ask("PATCH", address, json={"regime": "wwke"}).status_code
        for who in ("bram", "anna", "carla", "dirk")
    }

    assert statuses == {"bram": 200, "anna": 403, "carla": 404, "dirk": 404}
    assert api_of("anna").get(address).json["regime"] == "wwke"
