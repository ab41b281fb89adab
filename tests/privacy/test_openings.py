"""Who of other organisations opened our documents: in one workspace, and for the officer in all."""

import csv
import io

import pytest
from sqlalchemy import text

from tests.support.acting import acting
from tests.support.documents import rule_for

ALL = "/privacy-register/openings/export?format=csv"


@pytest.fixture
def opened(library, api_of):
    """Anna of IJenV and Bram of IGJ take along one document of IGJ, and Bram one of IJenV."""
    ours = library.bring("bram", rule_for("ijenv", "download"), title="Verslag over Kees")
    theirs = library.bring("anna", rule_for("igj", "download"), title="Van IJenV")
    library.bring("bram", rule_for("ijenv", "download"), title="Nooit geopend")
    for who, document in (("anna", ours), ("bram", ours), ("bram", theirs)):
        assert api_of(who).get(f"/documents/{document.id}/content").status_code == 200
    return ours, theirs


@pytest.fixture
def place(world):
    return f"/workspaces/{world.workspace.ref}/openings"


def rows_of(page):
    assert page.status == 200, page.body[:500]
    return list(csv.DictReader(io.StringIO(page.body.removeprefix("\ufeff")), delimiter=";"))


def test_the_officer_reads_who_of_others_opened_it(opened, taken_along, world):
    (row,) = taken_along(ALL)
    assert (row["Organisatie"], row["Wie"]) == ("ijenv", world.person("anna").name)
    assert (row["Ruimte"], row["Titel"]) == (world.workspace.ref, "")
    assert row["Document"] == f"d-{opened[0].id.hex[-8:]}"
    assert (row["Versie"], row["Wat er gebeurde"]) == ("1", "downloadde")


def test_the_line_of_the_log_is_the_one(opened, taken_along, transaction):
    (row,) = taken_along(ALL)
    with transaction.as_owner() as owner:
        index = owner.execute(
            text(
                "select index from log_entry where object_id = :id and action like :action"
                " and organisation_id <> (select organisation_id from document where id = :id)"
            ),
            {"id": opened[0].id, "action": "%download"},
        ).scalar_one()
    assert row["Regel van het logboek"] == str(index + 1)


def test_who_contributes_reads_it_for_one_workspace_and_one_document(opened, browser_of, place):
    ours, theirs = opened
    bram = browser_of("bram")
    page = bram.visit(place)
    assert "Verslag over Kees" in page.text("main")
    assert "Van IJenV" not in page.text("main")
    assert len(rows_of(bram.visit(f"{place}/export?format=csv"))) == 1
    assert len(rows_of(bram.visit(f"{place}/export?document={ours.id}"))) == 1
    assert rows_of(bram.visit(f"{place}/export?document={theirs.id}")) == []


def test_the_other_side_reads_its_own(opened, browser_of, place):
    (row,) = rows_of(browser_of("anna").visit(f"{place}/export?format=csv"))
    assert row["Titel"] == "Van IJenV"


@pytest.mark.parametrize(("who", "status"), [("cora", 403), ("carla", 403), ("dirk", 404)])
def test_it_is_for_who_contributes_there(opened, browser_of, place, who, status):
    assert browser_of(who).visit(place).status == status
    assert browser_of(who).visit(f"{place}/export").status == status


def test_one_reaches_it_from_ones_own_document(opened, browser_of, library, place):
    ours, theirs = opened
    for document, is_there in ((ours, True), (theirs, False)):
        page = browser_of("bram").visit(library.address(document))
        links = {each.get("href") for each in page.tree.cssselect("main a")}
        assert (f"{place}?document={document.id}" in links) is is_there
    page = browser_of("cora").visit(library.address(ours))
    assert place not in page.body


@pytest.mark.parametrize(
    ("asked", "is_there"),
    [
        ("&organisation=ijenv", True),
        ("&organisation=ivho", False),
        ("&from=2000-01-01", True),
        ("&to=2000-01-01", False),
        ("&workspace=nee&document=x", True),
    ],
)
def test_it_is_narrowed(opened, taken_along, asked, is_there):
    assert bool(taken_along(ALL + asked)) is is_there


@pytest.mark.parametrize(("who", "sees"), [("bram", 1), ("cora", 0), ("anna", 1), ("els", 0)])
def test_the_second_wall_tells_who_contributes_only(opened, app, world, who, sees):
    call = "select * from samenzicht_openings(null, null, null, null, null, 100, 0)"
    with acting(app, world.actor(who)) as session:
        assert len(session.execute(text(call)).all()) == sees


def test_a_place_by_itself_is_no_filter(browser_of, world):
    page = browser_of("bram").visit(f"/workspaces/{world.workspace.ref}/openings")

    assert "Geen andere organisatie opende iets" in page.text("main")
    assert "Filter wissen" not in page.text("main")
