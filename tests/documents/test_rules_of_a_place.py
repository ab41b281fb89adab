"""Rules of a folder and of the workspace, on a page: seen, set, looked at first, ended, followed.

Bram lays down rules for what IGJ brings. Carla of IvhO looks at what that lets her see. Anna of
IJenV is in the same workspace, Dirk and Els are not."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.documents import service
from app.documents.actions import DocumentAction
from app.documents.models import AccessPolicy, AccessRule
from app.documents.service import FolderPlace, Proposal
from app.kernel import clock
from tests.support.counting import counting
from tests.support.documents import BASIS, rule_for

FORM, REGION = "#documents-rule", "#documents-place-access"
TO_READ, TO_WRITE, TO_DROP = 8, 14, 16


@pytest.fixture
def folder(house, world, library):
    actor = world.actor("bram")
    with house.database.session_for(actor):
        place = library.place(actor)
        return service.add_folder(actor, place, name="Bezoek", parent=world.root)


@pytest.fixture
def document(library, folder):
    return library.bring("bram", folder=folder)


@pytest.fixture
def of_workspace(world):
    return f"/workspaces/{world.workspace.ref}/access"


@pytest.fixture
def of_folder(world, folder):
    return f"/workspaces/{world.workspace.ref}/folders/{folder.id}/access"


@pytest.fixture
def lay_down(house, world, library, folder):
    """Set the rules of IGJ by the service; without a folder those of the workspace."""

    def laid(*rules, at=None, who="bram"):
        actor = world.actor(who)
        with house.database.session_for(actor):
            place = FolderPlace(library.place(actor), at)
            service.set_folder_rules(
                actor, place, proposal=Proposal(rules=rules, bases=library.bases)
            )

    return laid


@pytest.fixture
def policies(transaction):
    """What IGJ laid down: (folder, has own rules, number of rules)."""

    def found():
        with transaction.as_owner() as owner:
            rows = owner.execute(
                select(AccessPolicy).where(AccessPolicy.document_id.is_(None))
            ).scalars()
            rules = owner.execute(select(AccessRule.policy_id)).scalars().all()
            return sorted(
                (each.folder_id is not None, each.has_own_rules, rules.count(each.id))
                for each in rows
            )

    return found


def filled(**changes):
    given = {
        "level": "view",
        "until": (clock.today() + timedelta(days=60)).isoformat(),
        "legal_basis": BASIS,
        "purpose": "Onderwijstijd vergelijken",
    }
    return {**given, **changes}


@pytest.mark.parametrize("htmx", [False, True], ids=["plain", "htmx"])
@pytest.mark.parametrize("place", ["workspace", "folder"])
def test_a_rule_is_set_and_counts_for_what_is_there(
    browser_of, library, document, of_workspace, of_folder, place, htmx
):
    address = of_workspace if place == "workspace" else of_folder
    bram, carla = browser_of("bram"), browser_of("carla")
    assert carla.visit(library.address(document)).status == 404

    answer = bram.visit(f"{address}?organisation=ivho").submit(FORM, htmx=htmx, **filled())

    assert answer.status == (204 if htmx else 303)
    page = bram.visit(answer.response.headers["HX-Redirect" if htmx else "Location"])
    assert "De regels zijn opgeslagen." in page.text("main")
    assert "Onderwijstijd vergelijken" in page.text(REGION)
    assert "Carla" in page.text(REGION)
    assert carla.visit(library.address(document)).status == 200
    log = bram.visit(f"/workspaces/{library.world.workspace.ref}/log").text()
    assert f"gaf zicht op documenten in {library.world.workspace.title}" in log


@pytest.mark.parametrize("htmx", [False, True], ids=["plain", "htmx"])
def test_what_changes_is_shown_first_and_nothing_is_saved(
    browser_of, library, document, of_folder, policies, htmx
):
    before = policies()
    editor = browser_of("bram").visit(f"{of_folder}?organisation=ivho")

    answer = editor.submit(FORM, htmx=htmx, **filled(preview="1"))

    assert (answer.status, answer.is_whole_page) == (200, not htmx)
    assert "1 persoon van IvhO gaat dit zien: Carla" in answer.text("#documents-impact")
    assert answer.tree.cssselect("#purpose")[0].get("value") == "Onderwijstijd vergelijken"
    assert policies() == before
    assert browser_of("carla").visit(library.address(document)).status == 404
    assert answer.submit(FORM, **filled()).status == 303


def test_who_loses_sight_is_shown_before_a_rule_is_ended(
    browser_of, library, document, of_workspace, lay_down
):
    lay_down(rule_for("ivho"), rule_for("ijenv"))
    editor = browser_of("bram").visit(f"{of_workspace}?organisation=ivho")

    looked = editor.submit(FORM, level="none", preview="1")
    assert "1 persoon van IvhO ziet dit niet meer: Carla" in looked.text("#documents-impact")
    assert "IJenV houdt hetzelfde recht" in looked.text("#documents-impact")

    assert looked.submit(FORM, level="none").status == 303
    assert browser_of("carla").visit(library.address(document)).status == 404
    assert browser_of("anna").visit(library.address(document)).status == 200


def test_changing_one_rule_in_a_folder_begins_with_a_copy(
    browser_of, library, document, of_folder, lay_down, policies
):
    lay_down(rule_for("ijenv"))
    page = browser_of("bram").visit(f"{of_folder}?organisation=ivho")
    assert "Deze map volgt de regels van de ruimte." in page.text(REGION)

    page.submit(FORM, **filled())

    assert policies() == [(False, True, 1), (True, True, 2)]
    for who in ("anna", "carla"):
        assert browser_of(who).visit(library.address(document)).status == 200


@pytest.mark.parametrize("htmx", [False, True], ids=["plain", "htmx"])
def test_own_rules_and_following_again(
    browser_of, library, document, of_folder, folder, lay_down, policies, transaction, htmx
):
    lay_down(rule_for("ivho"))
    bram, carla = browser_of("bram"), browser_of("carla")

    bram.visit(of_folder).submit("#documents-own-rules", htmx=htmx)
    assert policies() == [(False, True, 1), (True, True, 1)]
    lay_down(at=folder)
    assert carla.visit(library.address(document)).status == 404
    page = bram.visit(of_folder)
    assert "Deze map heeft eigen regels." in page.text(REGION)

    looked = page.submit("#documents-own-rules", htmx=htmx, preview="1")
    assert "1 persoon van IvhO gaat dit zien: Carla" in looked.text("#follow-impact")
    assert carla.visit(library.address(document)).status == 404

    assert looked.submit("#documents-own-rules", htmx=htmx).status == (204 if htmx else 303)
    assert carla.visit(library.address(document)).status == 200
    with transaction.as_owner() as owner:
        policy = owner.execute(select(AccessPolicy.id).filter_by(folder_id=folder.id)).scalar_one()
    assert transaction.audited(policy)[-1] == DocumentAction.FOLDER_RULES


@pytest.mark.parametrize("htmx", [False, True], ids=["plain", "htmx"])
@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"until": "2020-01-01"}, "Deze datum is al geweest."),
        ({"until": ""}, "Kies de laatste dag waarop de regel geldt."),
        ({"legal_basis": "ZOMAAR"}, "Kies een grondslag die vandaag geldt."),
        ({"legal_basis": "CBW-51-55"}, "mag je organisatie niets geven aan IvhO."),
        ({"purpose": "  "}, "Vul in waarvoor het is."),
        ({"level": "everything"}, "Kies wat deze organisatie mag."),
        ({"people": ["bram"]}, "bram werkt niet in deze ruimte voor die organisatie."),
        ({"organisation": "nvwa"}, "nvwa doet niet mee in deze ruimte."),
        ({"organisation": "igj"}, "Je eigen organisatie heeft geen regel nodig"),
    ],
)
def test_a_wrong_rule_is_refused_with_what_to_do(
    browser_of, library, document, of_folder, policies, change, sentence, htmx
):
    before = policies()
    editor = browser_of("bram").visit(f"{of_folder}?organisation=ivho")

    answer = editor.submit(FORM, htmx=htmx, **filled(**change))

    assert answer.status == 422
    assert sentence in answer.text(FORM if answer.has(FORM) else REGION)
    assert policies() == before


def test_rules_changed_meanwhile_are_not_overwritten(
    browser_of, document, of_workspace, lay_down, policies
):
    editor = browser_of("bram").visit(f"{of_workspace}?organisation=ivho")
    lay_down(rule_for("ijenv"))
    before = policies()

    answer = editor.submit(FORM, **filled())

    assert answer.status == 409
    assert "De regels zijn gewijzigd terwijl je las." in answer.text(REGION)
    assert answer.tree.cssselect("#purpose")[0].get("value") == "Onderwijstijd vergelijken"
    assert policies() == before


@pytest.mark.parametrize("htmx", [False, True], ids=["plain", "htmx"])
def test_a_folder_changed_meanwhile_does_not_follow(
    browser_of, of_folder, folder, lay_down, policies, htmx
):
    lay_down(rule_for("ivho"), at=folder)
    page = browser_of("bram").visit(of_folder)
    lay_down(rule_for("ijenv"), at=folder)
    before = policies()

    answer = page.submit("#documents-own-rules", htmx=htmx)

    assert answer.status == 409
    assert "De regels zijn gewijzigd terwijl je las." in answer.text("#documents-own-rules")
    assert policies() == before


def test_the_first_rule_of_an_organisation_needs_no_document(
    browser_of, of_folder, policies, library, folder
):
    editor = browser_of("bram").visit(f"{of_folder}?organisation=ivho")
    assert editor.submit(FORM, **filled()).status == 303
    assert policies() == [(False, True, 0), (True, True, 1)]
    later = library.bring("bram", folder=folder)
    assert browser_of("carla").visit(library.address(later)).status == 200


def test_it_is_said_how_many_documents_follow(browser_of, library, document, of_workspace, folder):
    library.bring("bram", rule_for("ivho"), title="apart")
    library.bring("anna", title="van IJenV")
    text = browser_of("bram").visit(of_workspace).text(REGION)
    assert "1 document van je organisatie volgt deze regels." in text
    assert "1 ander document hier heeft eigen regels" in text


def test_each_organisation_sees_its_own_rules_and_nobody_elses(
    browser_of, document, of_workspace, of_folder, lay_down, folder
):
    lay_down(rule_for("ivho", purpose="Iets van IGJ alleen"))
    lay_down(rule_for("ijenv", purpose="Ook van IGJ alleen"), at=folder)
    for address in (of_workspace, of_folder):
        for who in ("anna", "carla"):
            page = browser_of(who).visit(address)
            assert page.status == 200
            assert "van IGJ alleen" not in page.body
            assert "Voor wat IGJ hier inbrengt." not in page.body


def test_a_colleague_who_does_not_contribute_reads_them(browser_of, of_folder, lay_down, document):
    lay_down(rule_for("ivho"))
    page = browser_of("cora").visit(f"{of_folder}?organisation=ivho")
    assert "Samen onderzoeken" in page.text(REGION)
    assert not page.has(FORM)
    assert not page.has("#documents-own-rules")
    assert "bijdragen" in page.text(REGION)


@pytest.mark.parametrize(("who", "status"), [("cora", 403), ("carla", 403), ("dirk", 404)])
def test_who_may_not_set_them_cannot_send_them(
    browser_of, of_workspace, of_folder, document, policies, who, status
):
    stranger, before = browser_of(who), policies()
    token = stranger.visit("/").tree.cssselect("[name=csrf_token]")[0].get("value")
    fields = {**filled(), "organisation": "ijenv", "seen_version": "none", "csrf_token": token}
    for address in (of_workspace, of_folder, f"{of_folder}/own"):
        assert stranger.send(address, fields).status == status
    assert policies() == before


@pytest.mark.parametrize("who", ["dirk", "els"])
def test_for_a_stranger_there_is_no_such_page(browser_of, of_workspace, of_folder, world, who):
    stranger = browser_of(who)
    for address in (of_workspace, of_folder):
        assert stranger.visit(address).status == 404
    crossed = of_folder.replace(world.workspace.ref, world.elsewhere.ref)
    assert stranger.visit(crossed).status == 404


def test_of_more_rules_than_one_the_others_stay(browser_of, of_workspace, lay_down, policies):
    lay_down(rule_for("ivho"), rule_for("ivho", "download", people=("carla",)))
    page = browser_of("bram").visit(f"{of_workspace}?organisation=ivho")
    assert "Mag bekijken op scherm, iedereen" in page.text(REGION)
    assert page.submit(FORM, purpose="Anders").status == 303
    assert policies() == [(False, True, 2)]


@pytest.mark.parametrize("page", ["folders", "documents"])
def test_the_pages_of_folders_and_documents_lead_there(browser_of, library, of_workspace, page):
    address = library.list_address.replace("documents", page)
    links = browser_of("bram").visit(address).tree.cssselect("main a")
    assert of_workspace in [each.get("href") for each in links]


@pytest.mark.parametrize("htmx", [False, True], ids=["plain", "htmx"])
def test_it_costs_few_statements(
    browser_of, library, document, of_folder, lay_down, folder, owner_engine, htmx
):
    lay_down(rule_for("ijenv"), rule_for("ivho"), at=folder)
    bram, costs = browser_of("bram"), {}
    with counting(owner_engine) as read:
        editor = bram.visit(f"{of_folder}?organisation=ivho", htmx=htmx)
    costs["read"] = len(read)
    assert len(read) <= TO_READ, str(read)
    with counting(owner_engine) as looked:
        editor.submit(FORM, htmx=True, **filled(level="download", preview="1"))
    assert len(looked) <= TO_WRITE, str(looked)
    own = bram.visit(of_folder)
    with counting(owner_engine) as followed:
        own.submit("#documents-own-rules", htmx=True, preview="1")
    assert len(followed) <= TO_WRITE, str(followed)
    with counting(owner_engine) as saved:
        assert editor.submit(FORM, htmx=htmx, **filled(level="download")).status < 400
    assert len(saved) <= TO_WRITE, str(saved)
    own = bram.visit(of_folder)
    with counting(owner_engine) as dropped:
        assert own.submit("#documents-own-rules", htmx=htmx).status < 400
    # Over the goal of fourteen: who gains is looked up before, and what is dropped is kept.
    assert len(dropped) <= TO_DROP, str(dropped)
