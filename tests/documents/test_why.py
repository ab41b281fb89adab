"""Why can, or can't, somebody see this: asked on a page, answered by what is enforced.

Bram of IGJ brings a document; Carla of IvhO and Anna of IJenV are named in its rules, or not."""

from datetime import timedelta

import pytest

from app.documents import queries
from app.documents.models import AccessRule
from app.documents.queries import Decider
from app.kernel import clock
from app.workspaces import queries as workspaces
from tests.support.counting import counting
from tests.support.documents import rule_for


@pytest.fixture
def document(library):
    return library.bring("bram", rule_for("ivho", purpose="Onderwijstijd"))


@pytest.fixture
def ask(browser_of, library):
    """Ask on the page, as somebody, about somebody."""

    def asked(document, about, *, who="bram", htmx=False):
        page = browser_of(who).visit(library.address(document, "/access/why"))
        return page.browser.visit(library.address(document, f"/access/why?who={about}"), htmx=htmx)

    return asked


@pytest.mark.parametrize("htmx", [False, True], ids=["plain", "htmx"])
def test_yes_with_the_rule_that_decides(ask, document, htmx):
    answer = ask(document, "ivho", htmx=htmx)

    told = answer.text("#documents-why")
    assert answer.is_whole_page is not htmx
    assert "Ja, IvhO kan dit document zien." in told
    assert "Een regel van het document zelf" in told
    assert "Onderwijstijd" in told


def test_the_form_of_the_page_asks(browser_of, library, document):
    page = browser_of("bram").visit(library.address(document, "/access/why"))
    options = [each.get("value") for each in page.tree.cssselect("#who option")]
    assert {"igj", "ivho", "ijenv"} <= set(options)
    assert [each for each in options if each.startswith("ivho:")]
    assert page.tree.cssselect("#why-form")[0].get("method") == "get"


def test_no_because_there_is_no_rule(ask, document):
    told = ask(document, "ijenv").text("#documents-why")
    assert "Nee, IJenV kan dit document niet zien." in told
    assert "Dat er geen regel is" in told


def test_who_sees_it_may_ask_and_who_does_not_may_not(ask, browser_of, library, document):
    assert "Ja, IGJ kan" in ask(document, "igj", who="carla").text("#documents-why")
    for who in ("anna", "dirk", "els"):
        assert browser_of(who).visit(library.address(document, "/access/why")).status == 404


@pytest.mark.parametrize("about", ["nvwa", "ivho:nobody", "igj:%00", "x" * 5000, "ivho:<script>"])
@pytest.mark.parametrize("htmx", [False, True], ids=["plain", "htmx"])
def test_somebody_of_elsewhere_is_not_explained(ask, document, about, htmx):
    answer = ask(document, about, htmx=htmx)
    assert answer.status == 422
    assert "Kies iemand die in deze samenwerkruimte werkt." in answer.text("#documents-why")


@pytest.fixture
def explained(house, world, library):
    """The explanation about an organisation, as its owner reads it."""

    def told(document, code, login=None):
        actor = world.actor("bram")
        with house.database.session_for(actor) as session:
            place = library.place(actor)
            participants = workspaces.list_participants(place)
            organisation = next(
                each.organisation for each in participants if each.organisation.code == code
            )
            found = session.get(type(document), document.id, options=[])
            session.refresh(found, ["organisation"])
            return queries.explain(
                found, organisation=organisation, participants=participants, login=login
            )

    return told


def test_a_refusal_for_all_is_named_before_a_right_for_all(explained, library):
    document = library.bring("bram", rule_for("ivho", "view"), rule_for("ivho", "none", until=None))
    found = explained(document, "ivho")
    assert (found.decision, found.decider, found.rule.level) == ("no", Decider.RULE, 0)


def test_a_rule_that_names_others_and_one_that_ended(explained, library, world, transaction):
    bram_only = library.bring("bram", rule_for("ivho"))
    with transaction.as_owner() as owner:
        for rule in owner.query(AccessRule).filter_by(
            organisation_id=world.person("carla").organisation_id
        ):
            rule.people = [world.person("anna").id]
    found = explained(bram_only, "ivho", world.person("carla").login)
    assert (found.decision, found.decider) == ("no", Decider.NO_RULE)
    assert "andere mensen" in found.reason or "other people" in found.reason
    with transaction.as_owner() as owner:
        for rule in owner.query(AccessRule).filter_by(
            organisation_id=world.person("carla").organisation_id
        ):
            rule.people, rule.until = [], clock.today() - timedelta(days=1)
    found = explained(bram_only, "ivho")
    assert found.decider == Decider.NO_RULE
    assert "afgelopen" in found.reason or "ended" in found.reason


def test_the_role_limits(explained, library):
    document = library.bring("bram", rule_for("ivho", "manage"))
    found = explained(document, "ivho")
    assert (found.decider, found.level.code) == (Decider.ROLE, "download")


def test_it_costs_few_statements(browser_of, library, document, owner_engine):
    bram = browser_of("bram")
    with counting(owner_engine) as statements:
        assert bram.visit(library.address(document, "/access/why?who=ivho")).status == 200
    assert len(statements) <= 8, str(statements)
