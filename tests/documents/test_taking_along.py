"""The list of documents as a file: what its page shows this reader, all pages of it.

Bram brings for IGJ; Anna of IJenV leads, Carla of IvhO takes part, Dirk is in no part of it."""

import pytest

from app.documents import queries
from app.documents.views import lines
from tests.support.counting import counting
from tests.support.documents import rule_for


@pytest.fixture
def listed(library):
    return library.list_address


def test_it_says_who_may_what(library, take_list, listed):
    special = rule_for("ijenv", "view", special_data=("special_category",))
    library.bring("bram", special, title="=Rooster", is_special_category=True)

    [row] = take_list("anna", listed)

    assert (row["Document"], row["Bron"], row["Soort"]) == ("=Rooster", "IGJ", "Tekst")
    assert "AVG 9" in row["Merking"]
    assert (row["Versie"], row["Stand"]) == (1, None)
    assert {name: row[name] for name in ("IJenV", "IGJ", "IvhO")} == {
        "IJenV": "Mag bekijken op scherm",
        "IGJ": "Beheert",
        "IvhO": "Niets",
    }
    assert {(each["list"], each["rows"]) for each in take_list.told()} == {("documents", 1)}


def test_what_one_may_not_see_leaves_with_nobody(library, take_list, listed, browser_of):
    library.bring("bram", rule_for("ijenv", "view"), title="Gedeeld")
    library.bring("bram", rule_for("ijenv", "finding"), title="Alleen als bevinding")
    library.bring("bram", title="Voor onszelf", is_private=True)

    assert [row["Document"] for row in take_list("anna", listed)] == ["Gedeeld"]
    assert take_list.links("carla", listed) == []
    mine = {row["Document"]: row["Stand"] for row in take_list("bram", listed)}
    assert mine == {
        "Voor onszelf": "Alleen voor onze organisatie",
        "Alleen als bevinding": None,
        "Gedeeld": None,
    }
    assert browser_of("dirk").visit(f"{listed}/export").status == 404


def test_all_pages_are_in_it_and_only_what_the_list_is_narrowed_to(
    library, take_list, listed, monkeypatch
):
    monkeypatch.setattr(queries, "PAGE", 2)
    for number in range(5):
        library.bring("bram", title=f"Verslag {number}")
    library.bring("bram", title="Brief")

    assert len(take_list("bram", listed)) == 6
    assert {row["Document"] for row in take_list("bram", f"{listed}?q=verslag")} == {
        f"Verslag {number}" for number in range(5)
    }
    assert len(take_list("bram", f"{listed}?folder={library.world.root.id}")) == 6
    narrowed = [each["narrowed"] for each in take_list.told("igj")]
    assert narrowed[::2] == [[], ["q"], ["folder"]]


def test_with_many_organisations_it_counts_them_as_the_page_does(
    library, take_list, listed, monkeypatch
):
    library.bring("bram", rule_for("ijenv", "view"))
    monkeypatch.setattr(lines, "MOST_COLUMNS", 1)

    [row] = take_list("anna", listed)

    assert row["Wie"] == "2 organisaties, 4 mensen"


def test_it_asks_as_little_however_long_it_is(library, browser_of, listed, owner_engine):
    anna, asked = browser_of("anna"), []
    for many in (1, 6):
        for _each in range(many):
            library.bring("bram", rule_for("ijenv", "view"))
        anna.visit(f"{listed}/export")
        with counting(owner_engine) as counted:
            anna.visit(f"{listed}/export")
        asked.append(len(counted))

    assert asked[0] == asked[1] <= 14
