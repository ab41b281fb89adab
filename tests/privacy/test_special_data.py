"""Special data of the own organisation: who sees it now, and who of another opened it last."""

import pytest
from sqlalchemy import text

from tests.support.documents import rule_for

ALL = "/privacy-register/special-data/export?format=csv"
CRIMINAL = {"special_data": ("criminal_data",)}


@pytest.fixture
def criminal(library):
    """A document of Bram's with data about offences; everybody of IJenV takes it along."""
    rule = rule_for("ijenv", "download", **CRIMINAL)
    return library.bring("bram", rule, title="Verdenking van Kees", is_criminal_data=True)


def test_it_tells_who_sees_it_and_who_opened_it(criminal, api_of, taken_along, world):
    (row,) = taken_along(ALL)
    assert (row["Ruimte"], row["Titel"]) == (world.workspace.ref, "")
    assert row["Document"] == f"d-{criminal.id.hex[-8:]}"
    assert row["Bijzondere gegevens"] == "AVG 10"
    people = sum(
        1
        for who in ("anna", "wim")
        if api_of(who).get(f"/documents/{criminal.id}").status_code == 200
    )
    assert row["Wie ziet het nu"] == f"ijenv, downloaden, mensen: {people}"
    assert row["Laatst geopend door een andere organisatie"] == ""
    for who in ("anna", "bram"):
        assert api_of(who).get(f"/documents/{criminal.id}/content").status_code == 200
    (row,) = taken_along(ALL)
    assert row["Laatst geopend door een andere organisatie"] != ""
    assert row["Door"] == "ijenv"


def test_what_only_the_owner_opened_was_opened_by_no_other(library, api_of, taken_along):
    document = library.bring("bram", title="x", is_special_category=True)
    assert api_of("bram").get(f"/documents/{document.id}/content").status_code == 200
    (row,) = taken_along(ALL)
    assert row["Laatst geopend door een andere organisatie"] == ""
    assert row["Wie ziet het nu"] == "Geen andere organisatie"


def test_on_screen_stands_no_title_but_for_who_sees_it(criminal, officer, browser_of, transaction):
    assert "Verdenking" not in officer.visit("/privacy-register/special-data").body
    with transaction.as_owner() as owner:
        owner.execute(text("update person set duties = '{privacy_officer}' where login = 'cora'"))
    page = browser_of("cora").visit("/privacy-register/special-data")
    assert "Verdenking van Kees" in page.text("main")


def test_what_others_brought_is_not_there(library, officer, taken_along):
    rule = rule_for("igj", "download", **CRIMINAL)
    library.bring("anna", rule, title="Van IJenV", is_criminal_data=True)
    library.bring("bram", title="Zonder kenmerk")
    assert taken_along(ALL) == []
    assert "Geen bijzondere gegevens" in officer.visit("/privacy-register/special-data").text()


@pytest.mark.parametrize(
    ("asked", "is_there"),
    [
        ("&organisation=ijenv", True),
        ("&organisation=ivho", False),
        ("&from=2000-01-01", True),
        ("&to=2000-01-01", False),
        ("&workspace=JJI-0000-0000", True),
    ],
)
def test_it_is_narrowed(criminal, taken_along, asked, is_there):
    assert bool(taken_along(ALL + asked)) is is_there


def test_withdrawn_says_so(criminal, taken_along, transaction):
    with transaction.as_owner() as owner:
        owner.execute(text("update document set withdrawn_at = now()"))
    (row,) = taken_along(ALL)
    assert row["Wie ziet het nu"] == "Ingetrokken: niemand anders ziet het"
