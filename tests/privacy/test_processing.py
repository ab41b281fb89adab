"""The processing record: every workspace of the own organisation, and nothing of another's."""

import pytest
from sqlalchemy import text

from tests.support.documents import rule_for

ALL = "/privacy-register/export?format=csv"


@pytest.fixture
def given(library):
    """Bram of IGJ gives one document to IvhO to look at, one to IJenV to take along, keeps one."""
    library.bring("bram", rule_for("ivho", "view"), title="Geheim verslag van de groep")
    library.bring("bram", rule_for("ijenv", "download"), title="Tweede verslag")
    library.bring("bram", title="Alleen van ons")


def test_it_tells_purpose_participants_data_and_recipients(given, taken_along, world):
    (row,) = taken_along(ALL)
    assert row["Ruimte"] == world.workspace.ref
    assert row["Doel"] == world.workspace.purpose
    assert row["Bewaartermijn"] == world.workspace.retention
    assert set(row["Wie doet mee"].split(", ")) >= {"ijenv", "igj", "ivho"}
    assert row["Documenten ingebracht"] == "3"
    told = row["Ontvangers"].split("; ")
    assert [each.split(", ")[:3] for each in sorted(told)] == [
        ["ijenv", "downloaden", "documenten: 1"],
        ["ivho", "bekijken op scherm", "documenten: 1"],
    ]


def test_it_shows_the_same_on_screen_without_titles(given, officer, world):
    page = officer.visit("/privacy-register")
    assert page.status == 200
    assert world.workspace.ref in page.text("main")
    assert world.workspace.purpose in page.text("main")
    for title in (world.workspace.title, "Geheim verslag", "Tweede verslag", "Alleen van ons"):
        assert title not in page.body


def test_a_member_reads_the_title(given, browser_of, transaction, world):
    with transaction.as_owner() as owner:
        owner.execute(text("update person set duties = '{privacy_officer}' where login = 'cora'"))
    assert world.workspace.title in browser_of("cora").visit("/privacy-register").text("main")


def test_nothing_of_another_organisation_counts(library, taken_along, officer_of, world):
    library.bring("anna", rule_for("igj", "download"), title="Van IJenV", is_criminal_data=False)
    (ours,) = taken_along(ALL)
    assert (ours["Documenten ingebracht"], ours["Ontvangers"]) == ("0", "")
    theirs = taken_along(ALL, who=officer_of("ijenv")[0])
    assert [row["Documenten ingebracht"] for row in theirs] == ["1"]
    others = taken_along(ALL, who=officer_of("nvwa")[0])
    assert [row["Ruimte"] for row in others] == [world.elsewhere.ref]


def test_after_leaving_nothing_of_others_is_told(given, taken_along, transaction, world):
    with transaction.as_owner() as owner:
        igj = world.organisations["igj"].id
        owner.execute(
            text("update participation set ended_at = joined_at where organisation_id = :igj"),
            {"igj": igj},
        )
        owner.execute(text("update workspace set purpose = 'kanarie na vertrek'"))
    (row,) = taken_along(ALL)
    assert (row["Doel"], row["Wie doet mee"], row["Ontvangers"]) == ("", "", "")
    assert row["Documenten ingebracht"] == "3"
    assert row["Weg sinds"] != ""


@pytest.mark.parametrize(
    ("asked", "is_there"),
    [
        ("", True),
        ("&organisation=ivho", True),
        ("&organisation=nvwa", False),
        ("&to=2000-01-01", False),
        ("&from=2000-01-01", True),
        ("&from=gisteren&to=%00&workspace=x&organisation=%27&page=-1", True),
    ],
)
def test_it_is_narrowed(given, taken_along, asked, is_there):
    assert bool(taken_along(ALL + asked)) is is_there


def test_reading_and_taking_along_stand_in_the_log(given, officer, taken_along, transaction):
    officer.visit("/privacy-register")
    taken_along(ALL)
    with transaction.as_owner() as owner:
        found = owner.execute(
            text("select action from log_entry where action like 'privacy:%' order by index")
        ).scalars()
        assert list(found) == ["privacy:register:read", "privacy:register:export"]


def test_a_purpose_that_begins_as_a_formula_stays_text(given, taken_along, transaction):
    with transaction.as_owner() as owner:
        owner.execute(text("update workspace set purpose = '=1+1'"))
    (row,) = taken_along(ALL)
    assert row["Doel"] == "'=1+1"
