"""What is classified shows itself only to who signed in at a level that is strong enough for it.

IGJ is cleared for what is departmentally confidential; Bram works for it, Anna for the lead.
"""

from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import pytest
from sqlalchemy import select, text

from app.demo.provider.people import LEVEL_HIGH, LEVEL_SUBSTANTIAL
from app.documents.models import Document, Excerpt, OwnBasis, Redaction
from app.documents.policy import bases_visible_to, visible_to
from app.identity.models import PRIVACY_OFFICER, IdentityProvider, Person, SignInSession
from app.kernel import clock
from app.kernel.ids import new_id
from app.kernel.work import circumstances
from app.sharing.models import SharingAnswer
from app.sharing.policy import answers_visible_to
from app.sharing.service import weighing
from app.workspaces.models import Classification, Workspace
from tests.support.acting import acting
from tests.support.documents import Library, rule_for

TITLES = {"Open stuk", "Geheim stuk"}


@pytest.fixture
def library(house, world):
    return Library(house, world)


@pytest.fixture
def place(transaction, world):
    with transaction.as_owner() as owner:
        found = owner.get(Workspace, world.workspace.id)
        found.classification = Classification.DEPARTMENTAL
    return f"/workspaces/{world.workspace.ref}"


@pytest.fixture
def brought(library, place):
    """One of each, brought by IJenV and given to IGJ."""
    given = {"anna": rule_for("igj", "download")}
    return {
        "open": library.bring("anna", given["anna"], title="Open stuk"),
        "secret": library.bring(
            "anna", given["anna"], title="Geheim stuk", classification="dep_vertrouwelijk"
        ),
    }


@pytest.fixture
def weaken(transaction, world):
    """Let the sessions somebody has be of a level that only lets in."""

    def weakening(who, acr="password"):
        with transaction.as_owner() as owner:
            for each in owner.execute(
                select(SignInSession).where(SignInSession.person_id == world.person(who).id)
            ).scalars():
                each.acr = acr

    return weakening


def shown(page):
    return {each for each in TITLES if each in page.body}


@pytest.mark.parametrize("acr", ["password", None, "Substantial", "substantial "])
def test_by_another_level_nothing_classified_exists(
    browser_of, weaken, brought, library, place, acr
):
    bram = browser_of("bram")
    assert shown(bram.visit(f"{place}/documents")) == TITLES
    weaken("bram", acr)

    for path in (
        f"{place}/documents",
        f"/search?q=stuk&workspace={place[-10:]}",
        "/",
        f"{place}/log",
    ):
        assert "Geheim stuk" not in bram.visit(path).body
    assert shown(bram.visit(f"{place}/documents")) == {"Open stuk"}
    secret, opened = (library.address(brought[each]) for each in ("secret", "open"))
    for address in (secret, f"{secret}/download", f"{secret}/access"):
        assert bram.visit(address).status == 404
    assert bram.visit(opened).status == 200


def test_who_brought_it_is_held_to_it_as_well(browser_of, weaken, brought, library, place):
    anna = browser_of("anna")
    weaken("anna")

    assert anna.visit(library.address(brought["secret"])).status == 404
    page = anna.visit(f"{place}/documents")
    assert shown(page) == {"Open stuk"}


def test_both_walls_say_so(app, world, brought):
    bram = world.actor("bram")
    for actor, expected in ((bram, TITLES), (replace(bram, is_strong=False), {"Open stuk"})):
        with acting(app, actor) as session:
            by_rule = session.execute(select(Document.title).where(visible_to(actor))).scalars()
            assert set(by_rule) == expected
            behind = session.execute(text("select title from document")).scalars()
            assert set(behind) == expected


def test_a_level_that_is_strong_enough_no_more_counts_at_once(
    browser_of, brought, place, transaction, world
):
    bram = browser_of("bram")
    assert shown(bram.visit(f"{place}/documents")) == TITLES
    with transaction.as_owner() as owner:
        found = owner.execute(select(IdentityProvider).where(IdentityProvider.slug == "igj"))
        found.scalar_one().classified_acr = []

    page = bram.visit(f"{place}/documents")

    assert shown(page) == {"Open stuk"}
    assert "functioneel beheerder" in page.text("#weak-sign-in")
    assert not page.has("#weak-sign-in a")


def test_one_is_told_and_led_to_a_stronger_sign_in(browser_of, weaken, brought, place):
    bram = browser_of("bram")
    assert not bram.visit(f"{place}/documents").has("#weak-sign-in")
    weaken("bram")

    page = bram.visit(f"{place}/documents")

    (link,) = page.tree.cssselect("#weak-sign-in a")
    asked = parse_qs(urlsplit(link.get("href")).query)
    assert asked == {
        "provider": ["igj"],
        "level": ["classified"],
        "next": [f"{place}/documents"],
    }


def test_where_nothing_classified_may_be_nothing_is_said(browser_of, weaken, world, transaction):
    with transaction.as_owner() as owner:
        found = owner.get(Workspace, world.workspace.id)
        found.classification = Classification.NONE
    bram = browser_of("bram")
    weaken("bram")

    page = bram.visit(f"/workspaces/{world.workspace.ref}/documents")

    assert page.status == 200
    assert not page.has("#weak-sign-in")


def test_nobody_brings_in_what_they_would_not_see(browser_of, weaken, place, library):
    bram = browser_of("bram")
    weaken("bram")
    own = library.bring("bram", title="Open stuk")

    page = bram.visit(f"{library.address(own)}/edit")
    answer = page.submit("#edit-form", classification="dep_vertrouwelijk")

    assert answer.status == 422
    assert "Log eerst opnieuw in" in answer.body
    assert bram.visit(library.address(own)).status == 200


def test_the_provider_is_asked_for_such_a_level(visit, demo_setup, doorway_transaction):
    with doorway_transaction.as_owner() as owner:
        found = owner.execute(select(IdentityProvider).where(IdentityProvider.slug == "igj"))
        found.scalar_one().classified_acr = [LEVEL_HIGH]

    for more, levels in (
        ("", f"{LEVEL_HIGH} {LEVEL_SUBSTANTIAL}"),
        ("&level=classified", LEVEL_HIGH),
    ):
        led = visit.browser.visit(f"/login?provider=igj{more}")
        assert led.location.startswith(f"{demo_setup.public_origin}/igj/authorize?")
        assert parse_qs(urlsplit(led.location).query)["acr_values"] == [levels]


@pytest.mark.parametrize(
    ("levels", "expected"),
    [(["substantial"], TITLES), ([], {"Open stuk"})],
    ids=["strong", "weak"],
)
def test_a_token_is_as_strong_as_its_person_can_be(
    api_of, brought, transaction, world, levels, expected
):
    with transaction.as_owner() as owner:
        found = owner.execute(select(IdentityProvider).where(IdentityProvider.slug == "igj"))
        found.scalar_one().classified_acr = levels

    answer = api_of("bram").get(f"/workspaces/{world.workspace.ref}/documents")

    assert {each["title"] for each in answer.json["items"]} == expected


@pytest.fixture
def judged(library, world, place, transaction):
    """Two visits of Anna's organisation, one classified, with all that is kept of each."""
    anna = world.actor("anna")
    rule = rule_for("igj", "download")
    secret = library.bring("anna", rule, title="Geheim bezoek", classification="dep_vertrouwelijk")
    opened = library.bring("anna", rule, title="Open bezoek")
    for each in (secret, opened):
        keep_answer(library, each, by=anna)
    with transaction.as_owner() as owner:
        owner.get(Person, anna.person_id).duties = [PRIVACY_OFFICER]
        for each in (secret, opened):
            owner.get(Document, each.id).is_criminal_data = True
            owner.add(basis_about(each, world))
            owner.add(redaction_of(each))
        owner.add(excerpt_of(secret, opened, by=anna))
    return {"secret": secret, "open": opened}


def basis_about(document, world):
    return OwnBasis(
        id=new_id(),
        code=f"EIGEN-{document.title[:4]}",
        workspace_id=document.workspace_id,
        workspace_ref=world.workspace.ref,
        document_id=document.id,
        document_title=document.title,
        owner_id=document.organisation_id,
        receiver_id=world.organisations["igj"].id,
        law="Wet",
        article="1",
        purpose="Bezoek",
        data=[],
        special_data=[],
        reason="Bezoek",
        valid_until=clock.today(),
        asked_by_id=world.person("bram").id,
        asked_at=clock.now(),
        answer="open",
        answer_reason="",
    )


def keep_answer(library, document, *, by):
    """Ask the guide about a document, and keep what it says."""
    with (
        circumstances(request_id="of-a-test", queue=library.house.queue),
        library.house.database.session_for(by),
    ):
        weighing.keep_answer(
            by,
            library.place(by),
            document_id=document.id,
            asked=weighing.Asked(partner="igj", data=["bevindingen"]),
            bases=library.bases,
        )


def redaction_of(document):
    return Redaction(
        document_id=document.id,
        workspace_id=document.workspace_id,
        organisation_id=document.organisation_id,
        number=1,
        pages=[1],
        changed_at=clock.now(),
        version=1,
    )


def excerpt_of(source, made, *, by):
    return Excerpt(
        document_id=made.id,
        source_id=source.id,
        source_number=1,
        workspace_id=made.workspace_id,
        organisation_id=made.organisation_id,
        pages=[1],
        made_by_id=by.person_id,
        made_at=clock.now(),
    )


@pytest.mark.usefixtures("judged")
def test_an_officer_does_not_find_it_in_a_roundabout_way(app, world):
    """Who keeps the register searches what is not theirs to see, and judges bases by title."""
    officer = replace(world.actor("anna"), duties=frozenset({PRIVACY_OFFICER}))
    for actor, expected in ((officer, 2), (replace(officer, is_strong=False), 1)):
        with acting(app, actor) as session:
            person = text("select distinct thing from samenzicht_register_person('bezoek', 50)")
            assert len(session.execute(person).all()) == expected
            special = text(
                "select document from samenzicht_register_special(null, null, null, null, 50, 0)"
            )
            assert len(session.execute(special).all()) == expected
            by_rule = select(OwnBasis.document_title).where(bases_visible_to(actor))
            assert len(session.execute(by_rule).all()) == expected
            behind = text("select document_title from own_basis")
            assert len(session.execute(behind).all()) == expected


KEPT = {
    "select document_id from sharing_answer": 2,
    "select document_id from redaction": 2,
    "select source_id from excerpt": 1,
    "select document_id from disclosure where document_id is not null": 2,
    "select id from access_rule": 2,
}
"""What holds words of documents, and of how many when all is shown."""


def test_what_is_kept_of_documents_is_held_to_it_as_well(app, world, judged):
    anna = world.actor("anna")
    for actor in (anna, replace(anna, is_strong=False)):
        hidden = 0 if actor.is_strong else 1
        with acting(app, actor) as session:
            by_rule = select(SharingAnswer.document_id).where(answers_visible_to(actor))
            assert len(session.execute(by_rule).all()) == 2 - hidden
            behind = {each: len(session.execute(text(each)).all()) for each in KEPT}
            assert behind == {each: most - hidden for each, most in KEPT.items()}


def test_what_the_guide_answered_is_told_by_no_address(browser_of, weaken, judged, place):
    anna = browser_of("anna")
    addresses = (f"{place}/sharing-guide", "/sharing-answers")
    assert all("Geheim bezoek" in anna.visit(each).body for each in addresses)
    kept = {each.text_content(): each.get("href") for each in found_answers(anna)}
    weaken("anna")

    for each in addresses:
        page = anna.visit(each)
        assert ("Open bezoek" in page.body, "Geheim bezoek" in page.body) == (True, False)
    assert anna.visit(kept["Open bezoek"]).status == 200
    assert anna.visit(kept["Geheim bezoek"]).status == 404


def found_answers(browser):
    page = browser.visit("/sharing-answers")
    return page.tree.cssselect("a[href^='/sharing-answers/']")


def test_a_program_is_told_no_more_of_it(api_of, judged, transaction, app, world):
    with acting(app, world.actor("anna")) as session:
        rows = session.execute(select(SharingAnswer.document_id, SharingAnswer.id)).all()
    kept = dict(tuple(each) for each in rows)
    with transaction.as_owner() as owner:
        found = owner.execute(select(IdentityProvider).where(IdentityProvider.slug == "ijenv"))
        found.scalar_one().classified_acr = []

    for which, status in (("open", 200), ("secret", 404)):
        answer = api_of("anna").get(f"/sharing-answers/{kept[judged[which].id]}")
        assert answer.status_code == status
