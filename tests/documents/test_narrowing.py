"""A list is narrowed to a part of a title along an index, and to who brought something."""

import pytest
from sqlalchemy import text

from app.documents import queries
from app.documents.queries import Wanted
from app.documents.queries.narrowing import MOST_TITLED
from app.kernel.access import ANONYMOUS
from app.workspaces import queries as workspaces
from app.workspaces.policy import WorkspacePermission
from tests.support.acting import acting
from tests.support.documents import rule_for

TITLES = ("Verslag De Wissel", "Bijlage verslag 100%", "Rooster_3", "Ønske", "a")
TITLED = text("select samenzicht_titled(:looked, :place, 100)")


@pytest.fixture
def shelf(library):
    """Documents of Bram for Anna, one of them for nobody else, and one of Anna's own."""
    brought = [library.bring("bram", rule_for("ijenv"), title=title) for title in TITLES]
    library.bring("bram", title="Geheim verslag")
    library.bring("anna", rule_for("igj"), title="Verslag van de leiding")
    return brought


@pytest.fixture
def titles(app, world):
    """List titles as a page of the list does."""

    def listed(who, **wanted):
        actor = world.actor(who)
        with acting(app, actor):
            place = workspaces.get_for(actor, WorkspacePermission.VIEW, world.workspace.ref)
            rows = queries.list_visible(actor, place, wanted=Wanted(**wanted))
            return {row.title for row in rows}

    return listed


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("verslag", {"Verslag De Wissel", "Bijlage verslag 100%", "Verslag van de leiding"}),
        ("WISSEL", {"Verslag De Wissel"}),
        ("slag 1", {"Bijlage verslag 100%"}),
        ("%", {"Bijlage verslag 100%"}),
        ("_3", {"Rooster_3"}),
        ("r_3", {"Rooster_3"}),
        ("øns", {"Ønske"}),
        ("", {*TITLES, "Verslag van de leiding"}),
        ("bestaat niet", set()),
    ],
)
def test_a_part_of_a_title_is_found_and_nothing_else(shelf, titles, words, found):
    assert titles("anna", words=words) == found


def test_one_letter_is_found_too(shelf, titles):
    assert "a" in titles("anna", words="a")


def test_who_brought_it(shelf, titles):
    assert titles("anna", owner="igj") == set(TITLES)
    assert titles("anna", owner="ijenv") == {"Verslag van de leiding"}
    assert titles("anna", owner="ijenv", words="wissel") == set()
    assert titles("bram", owner="igj", words="geheim") == {"Geheim verslag"}
    assert titles("anna", owner="zomaar") == set()


@pytest.mark.parametrize(
    ("who", "count"), [("bram", 4), ("anna", 3), ("carla", 0), ("dirk", 0), ("els", 0)]
)
def test_the_index_tells_nobody_what_the_list_does_not(app, world, shelf, who, count):
    with acting(app, world.actor(who)) as session:
        values = {"looked": "verslag", "place": world.workspace.id}
        assert len(session.execute(TITLED, values).scalar_one()) == count


def test_the_index_is_silent_when_nobody_asks(app, world, shelf):
    with acting(app, ANONYMOUS) as session:
        values = {"looked": "verslag", "place": world.workspace.id}
        assert session.execute(TITLED, values).scalar_one() == []


def test_many_titles_are_walked_in_the_order_of_the_list(titles, shelf, monkeypatch):
    monkeypatch.setattr("app.documents.queries.narrowing.MOST_TITLED", 1)
    assert MOST_TITLED > 1
    assert titles("anna", words="verslag") == {
        "Verslag De Wissel",
        "Bijlage verslag 100%",
        "Verslag van de leiding",
    }
