"""Who will see what one is about to bring in is said before it is sent, and it comes true.

Bram of IGJ brings documents in; IvhO is not cleared for what is departementaal vertrouwelijk."""

import pytest

from app.documents import service
from app.documents.service import FolderPlace, Proposal
from tests.support.counting import counting
from tests.support.documents import rule_for

TO_READ = 8


@pytest.fixture
def closed(house, world, library):
    """A folder of IGJ that nobody else sees, in a workspace where IvhO and Anna see the rest."""
    actor = world.actor("bram")
    with house.database.session_for(actor):
        place = library.place(actor)
        found = service.add_folder(actor, place, name="Gesloten", parent=world.root)
        rules = (rule_for("ivho"), rule_for("ijenv", people=("anna",)))
        for at, these in ((None, rules), (found, ())):
            wanted = Proposal(rules=these, bases=library.bases)
            service.set_folder_rules(actor, FolderPlace(place, at), proposal=wanted)
            service.take_own_rules(actor, FolderPlace(place, at), seen=None)
    return found


@pytest.fixture
def told(browser_of, library):
    def found(query="", htmx=True):
        page = browser_of("bram").visit(f"{library.list_address}/sight-of-new{query}", htmx=htmx)
        assert page.status == 200
        return page.text("#documents-new-sight")

    return found


def test_it_is_asked_for_on_the_page_where_files_are_dropped(browser_of, library, closed):
    page = browser_of("bram").visit(library.list_address)
    region = page.tree.cssselect("#documents-upload #documents-new-sight")[0]
    assert "dragenter" in region.get("hx-trigger")
    assert region.cssselect("a")[0].get("href").endswith("/documents/sight-of-new")


@pytest.mark.parametrize("htmx", [False, True], ids=["plain", "htmx"])
@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("", {"anna", "bram", "carla", "cora"}),
        ("?folder={closed}", {"bram", "cora"}),
        ("?folder=zomaar&classification=zomaar", {"anna", "bram", "carla", "cora"}),
        ("?classification=dep_vertrouwelijk", {"anna", "bram", "cora"}),
        ("?is_private=y", {"bram", "cora"}),
        ("?is_police_data=y", {"bram", "cora"}),
    ],
)
def test_by_organisation_and_name(told, closed, query, names, htmx):
    said = told(query.format(closed=closed.id), htmx)
    assert {
        each for each in ("anna", "wim", "bram", "cora", "carla") if each.capitalize() in said
    } == names
    assert ("Niemand van een andere organisatie." in said) == (names == {"bram", "cora"})


def test_what_was_said_comes_true(told, closed, library, browser_of):
    library.bring("bram", title="Gewoon")
    document = library.bring("bram", classification="dep_vertrouwelijk")
    seen = [browser_of(who).visit(library.address(document)).status for who in ("anna", "carla")]
    assert seen == [200, 404]


def test_it_costs_few_statements(browser_of, library, closed, owner_engine):
    bram = browser_of("bram")
    address = f"{library.list_address}/sight-of-new?folder={closed.id}"
    for htmx in (False, True):
        with counting(owner_engine) as statements:
            bram.visit(address, htmx=htmx)
        assert len(statements) <= TO_READ, statements


def test_who_brings_nothing_is_told_nothing(browser_of, library, closed):
    assert browser_of("carla").visit(f"{library.list_address}/sight-of-new").status == 403
    assert browser_of("dirk").visit(f"{library.list_address}/sight-of-new").status == 404
