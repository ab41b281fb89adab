"""Which scores and frameworks there are as files: never what somebody scored.

Bram (IGJ) asks Anna (IJenV) and himself; Dirk works on another case."""

import pytest

from tests.support.judging import Scores


@pytest.fixture
def base(world):
    return f"/workspaces/{world.workspace.ref}"


def test_a_list_of_scores_says_how_many_are_in(app, world, base, take_list, browser_of):
    scores = Scores(app, world)
    made = scores.ask("bram", "anna", "bram", title="=De Meerkoet")
    scores.give("bram", made, reason="Het is er onveilig.")

    states = {}
    for who in ("anna", "bram"):
        [row] = take_list(who, f"{base}/scorings")
        states[who] = row["Stand"]
        assert (row["Wat wordt gescoord"], row["Organisatie"]) == ("=De Meerkoet", "IGJ")
        assert (row["Gescoord"], row["Gevraagd"]) == (1, 2)
        assert not [each for each in row.values() if "onveilig" in str(each)]
    assert states == {"anna": "Wacht op jou", "bram": "Nog niet open"}
    assert {(each["list"], each["rows"]) for each in take_list.told()} == {("scorings", 1)}
    assert browser_of("dirk").visit(f"{base}/scorings/export").status == 404


def test_a_list_of_frameworks_says_who_reads_them(world, base, take_list, browser_of):
    rows = {row["Toetsingskader"]: row for row in take_list("anna", f"{base}/frameworks")}

    assert rows
    assert {"Normen", "Regels in totaal", "Te lezen door"} <= set(next(iter(rows.values())))
    assert browser_of("dirk").visit(f"{base}/frameworks/export").status == 404
