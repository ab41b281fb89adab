"""The list of document requests as a file: what its page shows this reader, and nothing more.

Anna of IJenV asks IGJ (Bram); Carla of IvhO takes part too and may not know."""

from datetime import datetime

import pytest

from tests.support.documents import next_month


@pytest.fixture
def listed(world):
    return f"/workspaces/{world.workspace.ref}/requests"


def test_both_who_know_of_a_request_take_it_along(ask, take_list, listed):
    ask(title="=Roosters van oktober")
    day = next_month()

    for who in ("anna", "bram"):
        [row] = take_list(who, listed)
        assert row["Wat"] == "=Roosters van oktober"
        assert (row["Wie vraagt"], row["Aan wie"]) == ("IJenV", "IGJ")
        assert row["Uiterlijk op"] == datetime(day.year, day.month, day.day)
        assert row["Stand"] == "Open"

    assert [(each["list"], each["rows"]) for each in take_list.told()] == [("requests", 1)] * 2


def test_of_a_request_between_others_nothing_leaves(ask, browser_of, take_list, listed):
    ask()

    assert take_list.links("carla", listed) == []
    assert "Roosters" not in browser_of("carla").visit(f"{listed}/export").body
    assert [each["rows"] for each in take_list.told("ivho")] == [0]
    assert browser_of("dirk").visit(f"{listed}/export").status == 404
