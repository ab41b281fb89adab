"""An older version is closed by its owner: for everybody, at once, everywhere, until it is undone.

Bram of IGJ brings a document that Anna of IJenV may download, and a second version of it in which
passages are gone."""

import io

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from app.documents import service
from app.documents.actions import DocumentAction
from tests.support.acting import acting
from tests.support.database import watching_off
from tests.support.documents import pdf_of, rule_for

FIRST = pdf_of(2)


@pytest.fixture
def document(library, app, world):
    made = library.bring(
        "bram", rule_for("ijenv", "download"), rule_for("ivho"), name="Eerste.pdf", content=FIRST
    )
    with acting(app, world.actor("bram")):
        newer = service.Incoming(io.BytesIO(pdf_of(1)), "Tweede.pdf")
        service.add_version(
            world.actor("bram"),
            made.id,
            incoming=newer,
            note="",
            seen_version=1,
            depot=library.depot,
        )
    return made


@pytest.fixture
def closing(browser_of, library, document):
    """The page on which a version is closed, or opened again."""

    def page(number=1, who="bram"):
        return browser_of(who).visit(library.address(document, f"/versions/{number}/closing"))

    return page


@pytest.fixture
def closed(closing):
    answer = closing().submit("#close-version-form")
    assert answer.status == 303
    return answer.follow()


ROADS = (
    "{here}/content?version=1",
    "{here}/pages/1?version=1",
    "{here}/preview/1?version=1",
    "/api/v1/documents/{id}/content?version=1",
    "/api/v1/documents/{id}/preview/1?version=1",
)


def test_before_that_every_road_is_open(browser_of, library, document):
    anna, here = browser_of("anna"), library.address(document)
    for road in ROADS:
        assert anna.visit(road.format(here=here, id=document.id)).status == 200, road


@pytest.mark.parametrize("road", ROADS)
def test_no_road_leads_to_it_for_others_nor_for_the_own_people(
    browser_of, library, document, closed, road
):
    address = road.format(here=library.address(document), id=document.id)
    assert browser_of("anna").visit(address).status == 404
    assert browser_of("bram").visit(address).status == 422
    assert browser_of("anna").visit(address.replace("version=1", "version=2")).status == 200


def test_others_do_not_find_it_and_the_owner_does(browser_of, api_of, library, document, closed):
    told = browser_of("anna").visit(library.address(document)).text("#documents-versions")
    assert "Eerste.pdf" not in told
    assert "Tweede.pdf" in told
    path = f"/documents/{document.id}/versions"
    assert [each["number"] for each in api_of("anna").get(path).json["items"]] == [2]
    assert [each["number"] for each in api_of("bram").get(path).json["items"]] == [2, 1]
    assert "Gesloten" in closed.text("#documents-versions")
    compare = f"{library.address(document)}/compare?older=1&newer=2"
    assert "Eerste.pdf" not in browser_of("anna").visit(compare).body


def test_the_number_of_the_newest_is_for_who_contributes(api_of, library, document):
    """One that waits for the scanner is told to nobody else."""
    seen = {
        who: api_of(who).get(f"/documents/{document.id}").json["newest_version"]
        for who in ("anna", "bram")
    }
    assert seen == {"anna": None, "bram": 2}


def test_it_is_not_put_back(browser_of, library, document, closed):
    page = browser_of("bram").visit(library.address(document, "/versions/1/restore"))
    refused = page.submit("#restore-version-form", note="Toch weer")
    assert refused.status == 422


def test_it_is_undone_and_both_are_written_down(
    closing, closed, browser_of, library, document, transaction
):
    assert closing().submit("#close-version-form", undo="1").status == 303
    assert browser_of("anna").visit(library.address(document, "/content?version=1")).status == 200
    assert transaction.audited(document.id)[-3:-1] == [
        DocumentAction.VERSION_CLOSED,
        DocumentAction.VERSION_OPENED,
    ]


def test_the_current_version_is_not_closed(closing, browser_of, library, document):
    assert closing(2).submit("#close-version-form").status == 422
    assert browser_of("anna").visit(library.address(document, "/content")).status == 200


@pytest.mark.parametrize(("who", "status"), [("anna", 403), ("carla", 403), ("dirk", 404)])
def test_only_the_owner_closes(closing, who, status):
    assert closing(who=who).status == status


def test_the_database_closes_it_too(house, world, document, closed):
    count = text("select count(*) from document_version where document_id = :id")
    seen = {}
    for who in ("anna", "bram"):
        with house.database.session_for(world.actor(who)) as session:
            seen[who] = session.execute(count, {"id": document.id}).scalar_one()
    assert seen == {"anna": 1, "bram": 2}


@pytest.mark.parametrize(
    ("who", "change"),
    [
        ("bram", "closed_at = now() where number = 2"),
        ("bram", "status = 'refused' where number = 1"),
        ("bram", "note = 'x' where number = 1"),
    ],
)
def test_the_database_lets_nobody_close_more_or_judge(house, world, document, who, change):
    with (
        house.database.session_for(world.actor(who)) as session,
        watching_off(session),
        pytest.raises(DBAPIError),
    ):
        session.execute(text(f"update document_version set {change}"))


def test_the_database_lets_only_the_owner_close(house, world, document):
    with house.database.session_for(world.actor("anna")) as session, watching_off(session):
        done = session.execute(
            text("update document_version set closed_at = now() where number = 1")
        )
        assert done.rowcount == 0


def closing_of(document, number=1):
    """The address in the API of whether a version is closed."""
    return f"/documents/{document.id}/versions/{number}/closing"


def test_a_partners_system_closes_it_and_opens_it_again(api_of, document, transaction):
    bram, anna = api_of("bram"), api_of("anna")
    told = bram.ask("PUT", closing_of(document))
    assert told.status_code == 200
    assert (told.json["number"], told.json["uploaded_by"]) == (1, "bram")
    assert told.json["closed_at"]
    assert anna.get(f"/documents/{document.id}/content?version=1").status_code == 404

    assert bram.ask("PUT", closing_of(document)).json == told.json, (
        "asked again after a lost answer"
    )
    assert bram.ask("DELETE", closing_of(document)).json["closed_at"] is None
    assert bram.ask("DELETE", closing_of(document)).status_code == 200
    assert anna.get(f"/documents/{document.id}/content?version=1").status_code == 200
    assert transaction.audited(document.id)[-3:-1] == [
        DocumentAction.VERSION_CLOSED,
        DocumentAction.VERSION_OPENED,
    ]


@pytest.mark.parametrize(("who", "status"), [("anna", 403), ("carla", 403), ("dirk", 404)])
def test_by_the_api_too_only_the_owner_closes(api_of, document, who, status):
    assert api_of(who).ask("PUT", closing_of(document)).status_code == status
    assert api_of(who).ask("DELETE", closing_of(document)).status_code == status


@pytest.mark.parametrize(("number", "status"), [(2, 422), (3, 404), (0, 404)])
def test_by_the_api_too_only_what_is_older_is_closed(api_of, document, number, status):
    assert api_of("bram").ask("PUT", closing_of(document, number)).status_code == status
