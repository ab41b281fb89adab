"""Before an organisation starts or stops: who would gain or lose sight of what.

Anna of IJenV coordinates for the lead; IGJ and IvhO take part, NVWA does not."""

import pytest
from sqlalchemy import select

from app.documents.models import AccessRule
from app.workspaces.models import Participation
from tests.support.counting import counting
from tests.support.documents import rule_for


@pytest.fixture
def address(world):
    return f"/workspaces/{world.workspace.ref}/members/impact"


@pytest.fixture
def documents(library):
    return {
        "kept": library.bring("anna", title="Houden wij zelf"),
        "given": library.bring("anna", rule_for("ivho"), title="Voor IvhO"),
        "all": library.bring("bram", rule_for("ivho"), rule_for("ijenv"), title="Van IGJ gedeeld"),
        "theirs": library.bring("bram", rule_for("ivho"), title="Van IGJ voor IvhO alleen"),
    }


def test_who_stops_loses_what_one_may_know_of(browser_of, address, documents):
    told = browser_of("anna").visit(f"{address}?organisation=ivho").text("#change")
    assert "1 persoon van IvhO ziet deze samenwerkruimte meteen niet meer." in told
    assert "Van jouw organisatie zien zij 1 document niet meer." in told
    assert "Voor IvhO" in told
    assert "gaat het om 1 document." in told
    for title in ("Houden wij zelf", "Van IGJ"):
        assert title not in told


def test_what_others_share_with_it_out_of_sight_changes_nothing(
    browser_of, library, address, documents
):
    anna = browser_of("anna")
    before = anna.visit(f"{address}?organisation=ivho").text("#change")
    library.bring("bram", rule_for("ivho", "download"), title="Nog een")
    assert anna.visit(f"{address}?organisation=ivho").text("#change") == before


def test_what_was_foretold_comes_true(browser_of, library, address, documents, world):
    carla = browser_of("carla")
    assert carla.visit(library.address(documents["given"])).status == 200
    page = browser_of("anna").visit(f"{address}?organisation=ivho")
    assert page.submit("#impact-stop").status == 303
    assert carla.visit(library.address(documents["given"])).status == 404
    again = browser_of("anna").visit(f"{address}?organisation=ivho")
    assert "zien zij dan 1 document van jouw organisatie" in again.text("#change")
    assert again.submit("#impact-start", role="observer").status == 303


def test_looking_saves_nothing(browser_of, address, documents, transaction, world):
    def state():
        with transaction.as_owner() as owner:
            rules = owner.execute(select(AccessRule.id)).scalars().all()
            parts = owner.execute(select(Participation.id, Participation.ended_at)).all()
            return sorted(map(str, rules)), sorted(map(str, parts))

    before = state()
    for code in ("ivho", "igj", "nvwa"):
        assert browser_of("anna").visit(f"{address}?organisation={code}").status == 200
    assert state() == before


@pytest.mark.parametrize("code", ["nowhere", "ijenv", "x" * 3000, "'"])
def test_an_unknown_organisation_is_told(browser_of, address, code):
    page = browser_of("anna").visit(address, query_string={"organisation": code})
    assert page.status == 422
    assert "We kennen deze organisatie niet." in page.text()
    assert not page.has("#change")


@pytest.mark.parametrize(
    ("who", "status"), [("bram", 403), ("carla", 403), ("dirk", 404), ("els", 404)]
)
def test_only_a_coordinator_of_the_lead(browser_of, address, documents, who, status):
    page = browser_of(who).visit(f"{address}?organisation=ivho")
    assert page.status == status
    assert "Voor IvhO" not in page.body


def test_it_costs_few_statements(browser_of, address, documents, owner_engine):
    for code in ("ivho", "nvwa"):
        with counting(owner_engine) as statements:
            assert browser_of("anna").visit(f"{address}?organisation={code}").status == 200
        assert len(statements) <= 8, str(statements)


def test_the_members_page_leads_there(browser_of, world, address):
    page = browser_of("anna").visit(f"/workspaces/{world.workspace.ref}/members")
    links = [each.get("href") for each in page.tree.cssselect("a")]
    assert address in links
    assert f"{address}?organisation=igj" in links
