"""Looking under emergency sight: the own things, page by page, written down, and nothing else."""

import json

import pytest
from sqlalchemy import text

from tests.emergencies.conftest import SIGHTS
from tests.support.documents import rule_for
from tests.support.emergencies import put_sight

CANARY = "kanarie-van-een-ander"


@pytest.fixture
def own(library):
    """What IGJ brought: an open document, a private one, one with special data, police data."""
    return {
        "open": library.bring("bram", title="Eigen verslag", content=b"Regel een."),
        "special": library.bring(
            "bram", title="Medisch verslag", content=b"Regel.", is_special_category=True
        ),
        "police": library.bring(
            "bram", title="Politieverslag", content=b"Regel.", is_police_data=True
        ),
    }


@pytest.fixture
def theirs(library):
    """What IJenV brought, and gives to everybody of IGJ."""
    return library.bring("anna", rule_for("igj", "download"), title=CANARY, content=b"Geheim.")


@pytest.fixture
def sight(transaction, world, nora, fons):
    return put_sight(transaction, world.workspace, of=nora, by=fons)


def entries(transaction, action):
    with transaction.as_owner() as owner:
        rows = owner.execute(
            text("select entry from log_entry where action = :it order by index"), {"it": action}
        )
        return [json.loads(each) for each in rows.scalars()]


def test_the_own_documents_are_listed_and_no_others(own, theirs, sight, browsing, nora):
    page = browsing(nora).visit(f"{SIGHTS}/{sight}/documents")
    assert page.status == 200
    said = page.text("main")
    assert "Eigen verslag" in said
    assert "Medisch verslag" not in said
    assert "Politieverslag" not in said
    assert CANARY not in page.body


def test_a_page_is_shown_with_the_name_and_the_opening_is_written_down(
    own, sight, browsing, nora, transaction
):
    browser, document = browsing(nora), own["open"]
    at = f"{SIGHTS}/{sight}/documents/{document.id}"
    page = browser.visit(f"{at}/pages/1")
    assert page.status == 200, page.text("main")
    assert "Regel een" not in page.body
    assert browser.visit(f"{at}/preview/1").status == 200
    [entry] = entries(transaction, "document:emergency:read")
    assert entry["facts"]["emergency"] == str(sight)
    assert entries(transaction, "document:content:read") == []


def test_there_is_no_other_way_to_what_it_opens(own, theirs, sight, browsing, nora, world):
    browser, place = browsing(nora), f"/workspaces/{world.workspace.ref}"
    document = own["open"]
    for path in (
        place,
        f"{place}/documents",
        f"{place}/documents/{document.id}",
        f"{place}/documents/{document.id}/content",
        f"{place}/documents/{document.id}/pages/1",
        f"{place}/documents/{document.id}/preview/1",
        f"{place}/tasks",
        f"{place}/findings",
        f"{place}/log",
    ):
        assert browser.visit(path).status == 404, path
    assert "Eigen verslag" not in browser.visit("/search?q=verslag").body
    assert "Eigen verslag" not in browser.visit("/").body
    assert world.workspace.ref not in browser.visit("/workspaces").body


def test_what_another_brought_is_not_there_under_it(theirs, sight, browsing, nora):
    at = f"{SIGHTS}/{sight}/documents/{theirs.id}"
    assert browsing(nora).visit(f"{at}/pages/1").status == 404
    assert browsing(nora).visit(f"{at}/preview/1").status == 404


@pytest.mark.parametrize("who", ["anna", "bram", "carla", "dirk", "els"])
def test_for_everybody_else_it_does_not_exist(own, sight, browser_of, who):
    document = own["open"]
    for path in ("", f"/{document.id}/pages/1", f"/{document.id}/preview/1"):
        assert browser_of(who).visit(f"{SIGHTS}/{sight}/documents{path}").status == 404


def test_the_officer_who_opened_it_does_not_look(own, sight, browsing, fons):
    assert browsing(fons).visit(f"{SIGHTS}/{sight}/documents").status == 404


def test_special_data_come_with_the_second_person(
    own, browsing, nora, fons, frida, transaction, world
):
    sight = put_sight(transaction, world.workspace, of=nora, by=fons, second=frida)
    browser = browsing(nora)
    said = browser.visit(f"{SIGHTS}/{sight}/documents").text("main")
    assert "Medisch verslag" in said
    assert "Politieverslag" in said
    at = f"{SIGHTS}/{sight}/documents/{own['special'].id}"
    assert browser.visit(f"{at}/pages/1").status == 200


def test_police_data_ask_for_a_purpose_besides(
    own, browsing, nora, fons, frida, transaction, world
):
    sight = put_sight(transaction, world.workspace, of=nora, by=fons, second=frida)
    browser = browsing(nora)
    at = f"{SIGHTS}/{sight}/documents/{own['police'].id}"
    assert browser.visit(f"{at}/preview/1").location.endswith("/purpose")
    answer = browser.visit(f"{at}/purpose").submit(
        "#purpose-form", purpose="audit", words="Er is een datalek."
    )
    assert answer.status == 303, answer.text("main")
    assert browser.visit(f"{at}/pages/1").status == 200
    [entry] = entries(transaction, "document:purpose:state")
    assert entry["facts"]["emergency"] == str(sight)
    [read] = entries(transaction, "document:emergency:read")
    assert read["facts"]["reading_purpose"] == "audit"


def test_a_classified_document_stays_closed_to_who_is_not_cleared(
    library, browsing, world, transaction
):
    from app.identity.models import PRIVACY_OFFICER
    from tests.support.emergencies import make_colleague

    officer = make_colleague(
        world, transaction, code="ivho", login="olga", duties=(PRIVACY_OFFICER,)
    )
    somebody = make_colleague(world, transaction, code="ivho", login="sem")
    with transaction.as_owner() as owner:
        owner.execute(
            text("update membership set role = 'contributor' where person_id = :id"),
            {"id": world.person("carla").id},
        )
    document = library.bring("carla", title="Van IvhO")
    with transaction.as_owner() as owner:
        owner.execute(
            text("update document set classification = 1 where id = :id"), {"id": document.id}
        )
    sight = put_sight(transaction, world.workspace, of=somebody, by=officer)
    assert "Van IvhO" not in browsing(somebody).visit(f"{SIGHTS}/{sight}/documents").body


def test_the_banner_is_on_every_page_while_it_holds(sight, browsing, nora, browser_of, later):
    browser = browsing(nora)
    for path in ("/", "/workspaces", "/settings", f"{SIGHTS}/{sight}/documents"):
        assert "Je hebt noodtoegang" in browser.visit(path).text("body"), path
    assert "Je hebt noodtoegang" not in browser_of("bram").visit("/").text("body")
    later(hours=25)
    assert "Je hebt noodtoegang" not in browser.visit("/").text("body")


def test_who_judges_reads_what_was_opened_and_no_title(own, sight, browsing, nora, fons, frida):
    browsing(nora).visit(f"{SIGHTS}/{sight}/documents/{own['open'].id}/pages/1")
    for person in (fons, frida):
        said = browsing(person).visit(f"{SIGHTS}/{sight}").text("[aria-labelledby=openings-title]")
        assert f"document {own['open'].id.hex[-8:]}" in said
        assert "Eigen verslag" not in said
    said = browsing(nora).visit(f"{SIGHTS}/{sight}").text("[aria-labelledby=openings-title]")
    assert own["open"].id.hex[-8:] in said


def test_who_coordinates_there_reads_the_titles(
    own, sight, browsing, nora, bram_coordinates, browser_of
):
    browsing(nora).visit(f"{SIGHTS}/{sight}/documents/{own['open'].id}/pages/1")
    said = browser_of("bram").visit(f"{SIGHTS}/{sight}").text("[aria-labelledby=openings-title]")
    assert "Eigen verslag" in said
