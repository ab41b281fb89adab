"""A rule that names people, of whom one left: the list never opens the document by itself.

Anna of IJenV brings a document and names Bram of IGJ. Cora of IGJ works here too and is not named;
then Bram leaves."""

from datetime import timedelta

import pytest
from sqlalchemy import update

from app.documents import service
from app.documents.service import Proposal
from app.kernel import clock
from app.kernel.errors import Refused
from app.workspaces.models import Membership, Participation
from tests.support.documents import rule_for

FORM = "#documents-rule"


@pytest.fixture
def document(library):
    return library.bring("anna", rule_for("igj", people=("bram",)))


@pytest.fixture
def bram_left(transaction, world, document):
    with transaction.as_owner() as owner:
        owner.execute(
            update(Membership)
            .where(Membership.person_id == world.person("bram").id)
            .values(ended_at=clock.now())
        )


@pytest.fixture
def editor(browser_of, library, document, bram_left):
    return browser_of("anna").visit(library.address(document, "/access?organisation=igj"))


@pytest.fixture
def sees(browser_of, library, document):
    return lambda who: browser_of(who).visit(library.address(document)).status == 200


def ticked(page):
    return [each.get("value") for each in page.tree.cssselect("[name=people][checked]")]


def later():
    return (clock.today() + timedelta(days=90)).isoformat()


def test_who_left_stays_named_and_ticked(editor):
    assert ticked(editor) == ["bram"]
    assert "Bram (werkt hier niet meer)" in editor.text(FORM)
    assert "Alleen voor: Bram (werkt hier niet meer)" in editor.text("#documents-access")


@pytest.mark.parametrize("htmx", [False, True], ids=["plain", "htmx"])
def test_another_end_opens_nothing(editor, sees, htmx):
    assert editor.submit(FORM, htmx=htmx, until=later()).status < 400
    assert not sees("cora")


@pytest.mark.parametrize("htmx", [False, True], ids=["plain", "htmx"])
def test_an_emptied_list_is_refused_until_everybody_is_said(editor, sees, htmx):
    refused = editor.submit(FORM, htmx=htmx, people=[], until=later())

    assert refused.status == 422
    assert "Deze regel noemt nu mensen." in refused.text(FORM)
    assert not sees("cora")
    assert refused.submit(FORM, people=[], everybody="y").status == 303
    assert sees("cora")


def test_people_and_everybody_together_are_refused(editor):
    refused = editor.submit(FORM, people=["cora"], everybody="y")
    assert refused.status == 422
    assert "Kies deze mensen of iedereen, niet allebei." in refused.text(FORM)


def test_the_service_itself_refuses_an_emptied_list(house, world, library, document, bram_left):
    actor = world.actor("anna")
    with house.database.session_for(actor), pytest.raises(Refused) as refused:
        wanted = Proposal(rules=(rule_for("igj"),), bases=library.bases)
        service.set_rules(actor, document.id, proposal=wanted)
    assert refused.value.field == "people"


def test_somebody_who_left_is_not_named_anew(house, world, library, bram_left):
    document = library.bring("anna")
    actor = world.actor("anna")
    with house.database.session_for(actor), pytest.raises(Refused):
        wanted = Proposal(rules=(rule_for("igj", people=("bram",)),), bases=library.bases)
        service.set_rules(actor, document.id, proposal=wanted)


def test_what_the_api_gives_can_be_put_back(api_of, sees, document, bram_left):
    anna, path = api_of("anna"), f"/documents/{document.id}/access"
    told = anna.get(path).get_json()
    assert told["rules"][0]["people"] == ["bram"]

    told["rules"][0]["until"] = later()
    assert anna.ask("PUT", path, json=told).get_json()["rules"][0]["people"] == ["bram"]
    assert not sees("cora")

    told["rules"][0]["people"] = []
    refused = anna.ask("PUT", path, json=told)
    assert refused.status_code == 422
    assert refused.get_json()["errors"][0]["field"] == "people"
    told["rules"][0]["everybody"] = True
    assert anna.ask("PUT", path, json=told).status_code == 200
    assert sees("cora")


def test_rules_about_who_left_can_be_put_back_and_not_changed(api_of, transaction, world, library):
    document = library.bring("anna", rule_for("igj"), rule_for("ivho"))
    with transaction.as_owner() as owner:
        owner.execute(
            update(Participation)
            .where(Participation.organisation_id == world.organisations["igj"].id)
            .values(ended_at=clock.now())
        )
    anna, path = api_of("anna"), f"/documents/{document.id}/access"
    told = anna.get(path).get_json()
    assert {each["organisation"] for each in told["rules"]} == {"igj", "ivho"}

    about_ivho = next(each for each in told["rules"] if each["organisation"] == "ivho")
    about_ivho["until"] = later()
    assert anna.ask("PUT", path, json=told).status_code == 200

    about_igj = next(each for each in told["rules"] if each["organisation"] == "igj")
    about_igj["level"] = "download"
    refused = anna.ask("PUT", path, json=told)
    assert refused.status_code == 422
    assert "igj doet niet mee in deze ruimte." in str(refused.get_json())


def test_why_nobody_sees_it_is_said(browser_of, library, document, bram_left):
    page = browser_of("anna").visit(library.address(document, "/access/why?who=igj"))
    assert "noemt alleen mensen van IGJ die hier niet meer werken" in page.text("#documents-why")


def test_rules_of_a_place_keep_who_left_too(browser_of, house, world, library, transaction):
    actor = world.actor("anna")
    with house.database.session_for(actor):
        wanted = Proposal(rules=(rule_for("igj", people=("bram",)),), bases=library.bases)
        place = service.FolderPlace(library.place(actor))
        service.set_folder_rules(actor, place, proposal=wanted)
    with transaction.as_owner() as owner:
        owner.execute(
            update(Membership)
            .where(Membership.person_id == world.person("bram").id)
            .values(ended_at=clock.now())
        )
    page = browser_of("anna").visit(f"/workspaces/{world.workspace.ref}/access?organisation=igj")
    assert ticked(page) == ["bram"]
    refused = page.submit(FORM, htmx=True, people=[])
    assert refused.status == 422
    looked = page.submit(FORM, htmx=True, preview="1", until=later())
    assert ticked(looked) == ["bram"]
