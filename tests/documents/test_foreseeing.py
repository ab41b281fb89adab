"""Who gains and who loses sight is said before a change that is no rule, and nothing is done yet.

Bram of IGJ brings a document that Carla of IvhO sees; another folder, another classification, the
folder's rules again or the end of a withdrawal change that."""

import pytest

from app.documents import service
from app.documents.service import FolderPlace, Proposal
from tests.support.documents import rule_for

GONE = "1 persoon van IvhO ziet dit niet meer: Carla"
COMES = "1 persoon van IvhO gaat dit zien: Carla"


@pytest.fixture
def folder(house, world, library):
    """A folder in which IvhO sees nothing of IGJ, while it sees the rest."""
    actor = world.actor("bram")
    with house.database.session_for(actor):
        place = library.place(actor)
        found = service.add_folder(actor, place, name="Gesloten", parent=world.root)
        lay = service.set_folder_rules
        wanted = Proposal(rules=(rule_for("ivho"),), bases=library.bases)
        lay(actor, FolderPlace(place), proposal=wanted)
        wanted = Proposal(rules=(rule_for("ijenv"),), bases=library.bases)
        lay(actor, FolderPlace(place, found), proposal=wanted)
    return found


@pytest.fixture
def sees(browser_of, library):
    return lambda document: browser_of("carla").visit(library.address(document)).status == 200


@pytest.mark.parametrize("htmx", [False, True], ids=["plain", "htmx"])
def test_another_folder(browser_of, library, folder, sees, htmx):
    document = library.bring("bram")
    page = browser_of("bram").visit(library.address(document, "/edit"))
    looked = page.submit("#edit-form", htmx=htmx, folder=str(folder.id), preview="1")

    assert looked.status == 200
    assert GONE in looked.text("#documents-impact")
    assert looked.tree.cssselect("#folder option[selected]")[0].get("value") == str(folder.id)
    assert sees(document)
    assert looked.submit("#edit-form").status == 303
    assert not sees(document)


def test_another_classification(browser_of, library, folder, sees):
    document = library.bring("bram")
    page = browser_of("bram").visit(library.address(document, "/edit"))
    looked = page.submit("#edit-form", classification="dep_vertrouwelijk", preview="1")
    assert GONE in looked.text("#documents-impact")
    assert sees(document)


def test_nothing_changes_is_said_too(browser_of, library, sees):
    document = library.bring("bram")
    page = browser_of("bram").visit(library.address(document, "/edit"))
    looked = page.submit("#edit-form", title="Anders", preview="1")
    assert "Niemand krijgt een ander recht" in looked.text("#documents-impact")


def test_the_end_of_a_withdrawal(browser_of, library, folder, sees):
    document = library.bring("bram")
    bram, address = browser_of("bram"), library.address(document, "/withdrawal")
    bram.visit(address).submit("#withdrawal-form")
    page = bram.visit(address)
    assert not page.has("[name=undo]")
    looked = page.submit("#withdrawal-form", preview="1")

    assert COMES in looked.text("#withdrawal-impact")
    assert not sees(document)
    assert looked.submit("#withdrawal-form", undo="1").status == 303
    assert sees(document)


@pytest.mark.parametrize("htmx", [False, True], ids=["plain", "htmx"])
def test_following_the_folder_again(browser_of, library, sees, htmx):
    document = library.bring("bram", rule_for("ivho"))
    page = browser_of("bram").visit(library.address(document, "/access"))
    form = "form[action$='/access/own']"
    looked = page.submit(form, htmx=htmx, preview="1")

    assert GONE in looked.text("#follow-impact")
    assert sees(document)
    looked.submit(form, htmx=htmx)
    assert not sees(document)


@pytest.fixture
def ticked(browser_of, library):
    def open_page(*documents):
        chosen = "&".join(f"document={each.id}" for each in documents)
        return browser_of("bram").visit(f"{library.list_address}/several?{chosen}")

    return open_page


def test_several_to_another_folder(library, ticked, folder, sees):
    stays = library.bring("bram", rule_for("ivho"), title="Eigen regels")
    goes = library.bring("bram", title="Volgt de map")
    looked = ticked(stays, goes).submit("#several-move", folder=str(folder.id), preview="1")
    told = looked.text("#move-impact")

    assert "Carla (IvhO) zien niet meer: Volgt de map" in told
    assert "Eigen regels" not in told
    assert sees(goes)
    looked.submit("#several-move")
    assert (sees(goes), sees(stays)) == (False, True)


def test_several_of_another_classification_and_back(library, ticked, folder, sees):
    document = library.bring("bram", title="Stuk")
    page = ticked(document)
    looked = page.submit("#several-mark", classification="dep_vertrouwelijk", preview="1")
    assert "Carla (IvhO) zien niet meer: Stuk" in looked.text("#mark-impact")

    gone = page.submit("#several-withdraw").follow()
    looked = gone.submit("#several-restore", preview="1")
    assert "Carla (IvhO) gaan zien: Stuk" in looked.text("#restore-impact")
    assert not sees(document)
