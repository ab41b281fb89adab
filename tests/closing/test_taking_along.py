"""Destruction lists, holds and what is kept as files: to whom their pages show them.

IGJ brought documents; Bram coordinates for it and proposed to destroy them. Its officer works in no
workspace, Anna coordinates for IJenV."""

from datetime import datetime, timedelta

from app.kernel import clock
from tests.support.holding import put_hold
from tests.support.taking import OWN_TAKEN

HOLDS, KEPT = "/legal-holds", "/retention"
REASON = "=Een claim van een ouder"


def told(take_list, action=OWN_TAKEN):
    return {(each["list"], each["rows"]) for each in take_list.told("igj", action)}


def test_a_destruction_list_says_how_far_it_is(proposed, lists, take_list, browser_of):
    [row] = take_list("bram", lists)

    assert (row["Organisatie"], row["Stand"]) == ("IGJ", "Wacht op akkoord")
    assert row["Voorgesteld"].date() == clock.today()
    assert told(take_list, "workspace:list:take") == {("destructions", 1)}
    assert browser_of("dirk").visit(f"{lists}/export").status == 404


def test_holds_leave_with_who_keeps_them_and_nobody_else(
    officer, take_list, browser_of, transaction, world
):
    put_hold(transaction, world.workspace, by=world.person("bram"), reason=REASON)

    for who in (officer, "bram"):
        [row] = take_list(who, HOLDS)
        assert (row["Ruimte"], row["Waarom"]) == (world.workspace.ref, REASON)
        assert row["Stand"] == "Van kracht"
    assert told(take_list) == {("holds", 1)}
    assert len(browser_of("anna").visit(f"{HOLDS}/export").body.splitlines()) == 1
    assert browser_of("carla").visit(f"{HOLDS}/export").status in {403, 404}


def test_what_is_kept_says_until_when(closed, officer, take_list, world):
    [row] = take_list(officer, KEPT)

    assert row["Ruimte"] == world.workspace.ref
    assert row["Categorie"].startswith("A-5 ")
    assert row["Stand"] == "Mag worden vernietigd"
    closing = clock.now() - timedelta(days=2000)
    assert isinstance(row["Aan de beurt"], datetime)
    assert row["Aan de beurt"].year == closing.year + 5
    assert told(take_list) == {("retention", 1)}
