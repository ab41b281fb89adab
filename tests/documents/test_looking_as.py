"""Looking as a partner: the documents as somebody else sees them, never more than one may see.

Anna coordinates for IJenV, Bram contributes for IGJ, Carla of IvhO reads, Dirk is elsewhere."""

import pytest

from app.documents import queries
from app.documents.actions import DocumentAction
from app.documents.policy import Seat
from app.documents.policy.mirror import NOBODY
from app.kernel.access import Actor
from app.kernel.errors import NotFound
from app.workspaces import queries as workspaces
from app.workspaces.models import MemberRole
from app.workspaces.policy import WorkspacePermission
from tests.support.counting import counting
from tests.support.documents import rule_for
from tests.support.matrix import unmasked
from tests.support.oracle import OracleViewer
from tests.support.worlds import make_worlds


@pytest.fixture
def address(library):
    return f"/workspaces/{library.world.workspace.ref}/look-as"


@pytest.fixture
def documents(library):
    """Two of IJenV, one of them for IvhO; one of IGJ for both, one for IvhO alone."""
    return {
        "kept": library.bring("anna", title="Houden wij zelf"),
        "given": library.bring("anna", rule_for("ivho"), title="Voor IvhO"),
        "all": library.bring(
            "bram", rule_for("ivho"), rule_for("ijenv"), title="Van IGJ voor beide"
        ),
        "theirs": library.bring("bram", rule_for("ivho"), title="Van IGJ voor IvhO alleen"),
    }


def test_the_partners_list_is_what_both_see(browser_of, address, documents, world):
    chosen = browser_of("anna").visit(address)
    answer = browser_of("anna").visit(f"{address}/documents?as=ivho:{world.person('carla').login}")

    shown = answer.text("#documents-list")
    assert chosen.has("#look-form")
    assert "Voor IvhO" in shown
    assert "Van IGJ voor beide" in shown
    assert "Houden wij zelf" not in answer.text()
    assert "Van IGJ voor IvhO alleen" not in answer.text()
    assert "Van 2 documenten van IJenV ziet Carla" in answer.text("#own-count")
    assert "er 1 wel en 1 niet." in answer.text("#own-count")
    assert "Je kijkt als Carla" in answer.text("#documents-looking")
    assert answer.text(".sz-tabs .sz-count").split()[0] == "2"


def test_the_form_leads_there(browser_of, address, documents):
    page = browser_of("anna").visit(address)
    values = [each.get("value") for each in page.tree.cssselect("#as option")]
    assert "igj" in values
    assert not [each for each in values if each.startswith("ijenv")]
    assert page.browser.visit(f"{address}/documents?as={values[0]}").status == 200


def test_what_a_third_party_shares_with_the_partner_changes_nothing(
    browser_of, library, address, documents
):
    anna, here = browser_of("anna"), f"{address}/documents?as=ivho"
    before = unmasked(anna.visit(here).response)[2]
    library.bring("bram", rule_for("ivho", "download"), title="Nog een van IGJ")
    library.bring("bram", title="Van IGJ zelf")
    after = unmasked(anna.visit(here).response)[2]
    assert before == after


def test_nothing_can_be_done_there(browser_of, address, documents):
    page = browser_of("anna").visit(f"{address}/documents?as=ivho")
    assert not page.tree.cssselect("main form, [hx-post], [hx-get]")
    links = {each.get("href") for each in page.tree.cssselect("main a")}
    assert all("/look-as" in each or each.endswith(("/workspaces", "#")) for each in links), links


@pytest.mark.parametrize(("name", "sees"), [("given", True), ("kept", False)])
def test_a_document_as_the_partner_sees_it(browser_of, address, documents, name, sees):
    page = browser_of("anna").visit(f"{address}/documents/{documents[name].id}?as=ivho")
    assert page.status == 200
    assert ("Wat IvhO (een gewone bijdrager) mag" in page.text()) is sees
    assert ("ziet dit document niet" in page.text()) is not sees
    assert not page.tree.cssselect("main form, [hx-post], img")


def test_what_the_looker_may_not_see_is_not_there(browser_of, address, documents):
    page = browser_of("anna").visit(f"{address}/documents/{documents['theirs'].id}?as=ivho")
    assert page.status == 404


@pytest.mark.parametrize(
    ("who", "status"), [("bram", 403), ("cora", 403), ("carla", 403), ("dirk", 404), ("els", 404)]
)
def test_only_a_coordinator_looks(browser_of, address, documents, who, status):
    browser = browser_of(who)
    assert browser.visit(address).status == status
    assert browser.visit(f"{address}/documents?as=igj").status == status


@pytest.mark.parametrize("chosen", ["nvwa", "ijenv", "ivho:nobody", "x" * 3000, "<b>", ":", ""])
def test_somebody_who_is_not_there_is_not_looked_as(browser_of, address, documents, chosen):
    page = browser_of("anna").visit(f"{address}/documents", query_string={"as": chosen})
    assert page.status == 422
    assert "Kies iemand die in deze samenwerkruimte werkt." in page.text()


def test_each_look_is_written_down(browser_of, address, documents, transaction, world):
    browser_of("anna").visit(f"{address}/documents?as=ivho")
    browser_of("anna").visit(f"{address}/documents/{documents['given'].id}?as=ivho")
    assert transaction.audited(documents["given"].id)[-1] == DocumentAction.LOOKED_AT_AS
    log = browser_of("carla").visit(f"/workspaces/{world.workspace.ref}/log")
    assert "keek naar de documenten als" in log.text()


def test_it_costs_few_statements(browser_of, address, documents, owner_engine):
    anna = browser_of("anna")
    for part in ("documents", f"documents/{documents['given'].id}"):
        with counting(owner_engine) as statements:
            assert anna.visit(f"{address}/{part}?as=ivho").status == 200
        assert len(statements) <= 14, str(statements)


def listed(person, organisation, place, seat=None):
    """What somebody's list shows, or what their mirror of a seat shows: levels by document."""
    actor = Actor("somebody", person_id=person, organisation_id=organisation)
    try:
        workspace = workspaces.get_for(actor, WorkspacePermission.VIEW, place)
    except NotFound:
        return None
    if seat is None:
        return {each.id: int(each.level) for each in queries.list_visible(actor, workspace)}
    rows = queries.list_mirrored(actor, workspace, seat)
    assert len(rows) == queries.count_mirrored(actor, workspace, seat).both
    return {each.id: int(each.level) for each in rows}


def seats(world, place):
    """Everybody who works in a place, and an ordinary contributor of each organisation."""
    members = world.oracle.memberships
    found = [
        Seat(organisation, MemberRole(role), person)
        for (where, person), (organisation, role) in members.items()
        if where == place
    ]
    return found + [Seat(each) for each in sorted({each.organisation_id for each in found})]


def expected(world, place, seat):
    """The levels at which a seat sees documents, by the oracle that does not know the product."""
    oracle, viewer = world.oracle, OracleViewer(seat.person_id, seat.organisation_id)
    oracle.memberships[place, NOBODY] = (seat.organisation_id, "contributor")
    levels = {
        each: level
        for each, level in oracle.levels(viewer).items()
        if oracle.documents[each].workspace == place
    }
    del oracle.memberships[place, NOBODY]
    return levels


def check_looker(house, world, place, person, organisation):
    actor = Actor("somebody", person_id=person, organisation_id=organisation)
    asked = 0
    with house.database.session_for(actor):
        own = listed(person, organisation, place)
        if own is None:
            return 0
        for seat in seats(world, place):
            theirs = expected(world, place, seat)
            both = {each: level for each, level in theirs.items() if each in own}
            assert listed(person, organisation, place, seat) == both, (person, seat)
            asked += len(both)
    return asked


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("is_walled", [True, False], ids=["both walls", "our filter alone"])
def test_the_mirror_is_the_list_of_the_other_cut_to_ones_own(house, transaction, seed, is_walled):
    with transaction.as_owner() as owner:
        worlds = make_worlds(owner, seed=500 + seed, count=12)
    seen = 0
    for world in worlds:
        for place in world.workspaces:
            for person, organisation in world.people[::3]:
                if is_walled:
                    seen += check_looker(house, world, place, person, organisation)
                else:
                    with transaction.without_row_security():
                        seen += check_looker(house, world, place, person, organisation)
    assert seen > 10
