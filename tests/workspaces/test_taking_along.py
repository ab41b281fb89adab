"""One's workspaces and the people of one as a file: what the pages show this reader.

Anna leads for IJenV, Bram is of IGJ; Dirk works in another workspace, Els in none."""

from datetime import date, datetime

import pytest
from sqlalchemy import update

from app.workspaces.models import Membership
from app.workspaces.views import places

LIST = "/workspaces"


@pytest.fixture
def members(ref):
    return f"{LIST}/{ref}/members"


def test_ones_workspaces_are_there_and_no_others(take_list, world):
    [row] = take_list("bram", LIST)

    assert (row["Kenmerk"], row["Ruimte"]) == (world.workspace.ref, world.workspace.title)
    assert (row["Trekker"], row["Doet mee"]) == ("IJenV", "IJenV, IGJ en IvhO")
    assert row["Jouw rol"] == "Bijdrager"
    assert [row["Kenmerk"] for row in take_list("dirk", LIST)] == [world.elsewhere.ref]
    told = take_list.told("igj")
    assert {(each["list"], each["rows"]) for each in told} == {("workspaces", 1)}
    assert told[0]["workspaces"] == [str(world.workspace.id)]


def test_all_pages_are_in_it(take_list, browser_of, monkeypatch):
    monkeypatch.setattr(places, "PER_PAGE", 0)

    assert len(browser_of("anna").visit(f"{LIST}/export").body.splitlines()) == 2


def test_who_is_in_no_workspace_takes_nothing_along(take_list, browser_of):
    assert take_list.links("els", LIST) == []
    assert len(browser_of("els").visit(f"{LIST}/export").body.splitlines()) == 1


def test_each_person_is_there_with_organisation_role_and_last_day(
    take_list, members, membership_of, transaction
):
    with transaction.as_owner() as owner:
        his = Membership.id == membership_of("bram").id
        owner.execute(update(Membership).where(his).values(until_on=date(2027, 3, 1)))

    rows = {row["Mens"]: row for row in take_list("anna", members)}

    assert {"Anna", "Bram", "Carla", "Cora", "Wim"} <= set(rows)
    assert rows["Bram"]["Rol"] == "Bijdrager"
    assert rows["Bram"]["Tot en met"] == datetime(2027, 3, 1)
    assert rows["Anna"]["Doet mee als"] == "Trekker"
    assert {(each["list"], each["rows"]) for each in take_list.told()} == {("members", len(rows))}


def test_an_organisation_without_people_stands_there_too(take_list, members, world, transaction):
    ivho = world.organisations["ivho"]
    with transaction.as_owner() as owner:
        owner.query(Membership).where(Membership.organisation_id == ivho.id).delete()

    empty = [row for row in take_list("anna", members) if row["Organisatie"] == ivho.name]

    assert [row["Mens"] for row in empty] == [None]


def test_outside_the_workspace_there_are_no_people(browser_of, members):
    assert browser_of("dirk").visit(f"{members}/export").status == 404
