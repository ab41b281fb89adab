"""Importing the own calendar: looked at first, stored as it was looked at, all of it or nothing."""

from datetime import date

import pytest

from app.coordination.models import ActivityKind, Rest
from tests.support.counting import counting
from tests.support.tables import SAMPLE, counts_of, csv_of, xlsx_of

AS_FILES = {
    "xlsx": ("kalender.xlsx", xlsx_of),
    "csv with ;": ("kalender.csv", csv_of),
    "csv with ,": ("kalender.csv", lambda rows: csv_of(rows, separator=",", mark=False)),
}


@pytest.mark.parametrize("kind", AS_FILES)
def test_the_sample_comes_in_after_it_was_looked_at(look, transaction, doing, kind):
    name, make = AS_FILES[kind]
    page = look("bram", SAMPLE, name=name, make=make)
    before = doing.everything()

    done = page.submit("#confirm-form").follow()

    activities, entities = doing.everything()
    assert (page.status, counts_of(page)) == (
        200,
        ["Nieuw 4", "Van een ander 1"],
    )
    assert (before, len(activities), len(entities)) == (([], []), 4, 4)
    found = dict(activities)["Samenhangend beeld"]
    assert (found.starts_on, found.ends_on) == (date(2027, 1, 1), date(2027, 6, 30))
    assert (found.due_on, found.rest) == (date(2027, 5, 28), Rest.EVERYTHING)
    assert dict(activities)["Waterschap De Linge-Oost"].kind == ActivityKind.AUDIT
    assert "Bewaard: 4 nieuw, 0 gewijzigd." in done.text()
    assert ("Kliniek De Wissel", None) in doing.known("anna")


def test_every_row_is_in_the_log_and_nobody_elses_calendar_moved(look, transaction, doing):
    look("bram", SAMPLE).submit("#confirm-form")

    activities, _entities = doing.everything()
    for _name, each in activities:
        assert transaction.audited(each.id) == ["activity:plan:add"]
        assert transaction.audited(each.entity_id) == ["supervised_entity:entry:add"]


def test_the_same_file_again_changes_nothing(look):
    look("bram", SAMPLE).submit("#confirm-form")

    page = look("bram", SAMPLE)

    assert counts_of(page)[0] == "Ongewijzigd 4"
    assert not page.has("#confirm-form button")


def test_what_differs_is_named_and_changed(look, transaction, doing):
    look("bram", SAMPLE).submit("#confirm-form")
    rows = [list(each) for each in SAMPLE]
    rows[1][7:] = ["Q2", "2027-04-30", "all"]

    page = look("bram", rows)
    page.submit("#confirm-form")

    found = dict(doing.everything()[0])["Drinkwater Noordpolder"]
    assert "eerste dag, laatste dag, uiterlijk klaar, wie het ziet" in page.text("tbody")
    assert (found.starts_on, found.due_on) == (date(2027, 4, 1), date(2027, 4, 30))
    assert transaction.audited(found.id) == ["activity:plan:add", "activity:window:move"]


def test_what_changed_since_the_preview_is_looked_at_again(look, doing, transaction):
    page = look("bram", SAMPLE)
    doing.enter("bram", "UMC Noord")
    doing.enter("bram", "Drinkwater Noordpolder")

    again = page.submit("#confirm-form")

    assert (again.status, doing.everything()[0]) == (409, [])
    assert "Je kalender is intussen veranderd." in again.text("#confirm-form")
    # The register there says another sector than the table, which is told by its cell.
    assert "C2" in again.text("tbody")


def test_sent_twice_it_is_stored_once(look, transaction, doing):
    page = look("bram", SAMPLE)

    page.submit("#confirm-form")
    page.submit("#confirm-form")

    assert len(doing.everything()[0]) == 4


@pytest.mark.parametrize(
    ("table", "status"),
    [("", 422), ("[]", 422), ('{"rows": [[1, [["x", "y"]]]]}', 422), ("[" * 9999, 422)],
)
def test_what_comes_back_is_believed_no_more_than_a_file(look, transaction, table, status, doing):
    page = look("bram", SAMPLE)

    answer = page.submit("#confirm-form", table=table)

    assert (answer.status, doing.everything()[0]) == (status, [])


def test_nobody_stores_rows_of_another_by_sending_them_back_changed(
    look, transaction, world, doing
):
    page = look("bram", SAMPLE)
    [table] = page.tree.cssselect("input[name=table]")

    page.submit("#confirm-form", table=table.get("value").replace('"ijenv"', '"igj"'))

    owners = {each.organisation_id for _name, each in doing.everything()[0]}
    assert owners <= {world.organisations["igj"].id}


@pytest.mark.parametrize(("who", "status"), [("bram", 200), ("carla", 403), ("cora", 403)])
def test_who_may_import(browser_of, who, status):
    assert browser_of(who).visit("/coordination/import").status == status


def test_the_template_is_a_table_we_know(browser_of, look):
    answer = browser_of("bram").visit("/coordination/import/template?format=xlsx")

    page = look("bram", [], make=lambda _rows: answer.response.data)

    assert answer.response.headers["Content-Disposition"].endswith("sjabloon-jaarkalender.xlsx")
    assert (page.status, page.has("#faults-title")) == (200, False)


def test_storing_costs_as_many_statements_for_sixty_rows_as_for_six(look, owner_engine):
    head = ["Organisatie", "Sector", "Wet", "Activiteit", "Kwartaal", "Uiterlijk klaar"]
    counts = []
    for count in (6, 60):
        rows = [[f"{count} {n}", "Zorg", "Wwke", "Audit", "Q1", "2027-02-01"] for n in range(count)]
        with counting(owner_engine) as statements:
            page = look("bram", [head, *rows])
            looked = len(statements)
            page.submit("#confirm-form")
            counts.append((looked, len(statements) - looked))

    assert counts[0] == counts[1]
