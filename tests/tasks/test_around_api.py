"""Around a task for partners' systems: its checklist is ticked, and one follows it."""

import pytest

from tests.support.api import Api


@pytest.fixture
def api_of(app, world, transaction):
    return lambda who: Api(app, world.person(who), transaction)


@pytest.fixture
def listed(api_of):
    """A task of Bram's with a checklist of three: its address."""
    wish = {
        "title": "Tel de roosters",
        "assignee": "bram",
        "due_on": "2027-01-11",
        "checklist": ["Roosters", "Gesprekken", "Verslag"],
    }
    made = api_of("anna").post("/workspaces/WRK-2026-1001/tasks", json=wish)
    assert made.status_code == 201, made.json
    return f"/tasks/{made.json['id']}"


def ticks(told):
    return {each["words"]: each["ticked_at"] is not None for each in told["checklist"]}


def keys(told):
    return {each["words"]: each["id"] for each in told["checklist"]}


def test_what_is_named_is_ticked_and_the_rest_stays(api_of, listed):
    bram = api_of("bram")
    known = keys(bram.get(listed).json)
    both = {"ticked": [known["Roosters"], known["Verslag"]]}
    for _twice in range(2):
        done = bram.ask("PATCH", f"{listed}/checklist", json=both)
        assert done.status_code == 200
        assert ticks(done.json) == {"Roosters": True, "Gesprekken": False, "Verslag": True}

    back = bram.ask("PATCH", f"{listed}/checklist", json={"unticked": [known["Roosters"]]})

    assert ticks(back.json) == {"Roosters": False, "Gesprekken": False, "Verslag": True}


def test_only_lines_of_this_task_are_ticked_and_each_one_way(api_of, listed):
    bram = api_of("bram")
    known = keys(bram.get(listed).json)

    for wrong in (
        {"ticked": ["01890000-0000-7000-8000-000000000000"]},
        {"ticked": [known["Verslag"]], "unticked": [known["Verslag"]]},
        {"ticked": ["Verslag"]},
        {"done": []},
    ):
        refused = bram.ask("PATCH", f"{listed}/checklist", json=wrong)
        assert (refused.status_code, refused.mimetype) == (422, "application/problem+json"), wrong
    assert not any(ticks(bram.get(listed).json).values())


@pytest.mark.parametrize(("who", "status"), [("anna", 403), ("carla", 403), ("dirk", 404)])
def test_only_who_delivers_ticks(api_of, listed, who, status):
    known = keys(api_of("bram").get(listed).json)

    refused = api_of(who).ask("PATCH", f"{listed}/checklist", json={"ticked": list(known.values())})

    assert refused.status_code == status


def test_a_stale_match_ticks_nothing(api_of, listed):
    bram = api_of("bram")
    known = keys(bram.get(listed).json)

    stale = bram.ask(
        "PATCH",
        f"{listed}/checklist",
        json={"ticked": [known["Verslag"]]},
        headers={"If-Match": '"99"'},
    )

    assert stale.status_code == 412


def test_one_follows_and_unfollows_however_often(api_of, listed):
    carla = api_of("carla")
    assert carla.get(listed).json["is_followed"] is False
    for _twice in range(2):
        assert carla.ask("PUT", f"{listed}/following").json["is_followed"] is True
    assert api_of("anna").get(listed).json["is_followed"] is False

    for _twice in range(2):
        assert carla.ask("DELETE", f"{listed}/following").json["is_followed"] is False
    assert api_of("dirk").ask("PUT", f"{listed}/following").status_code == 404
