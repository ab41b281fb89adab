"""Organisations in a table are told apart by their number in the trade register, else by name."""

from sqlalchemy import select

from app.coordination.models import SupervisedEntity
from tests.coordination.test_importing_what_is_wrong import faults_of as rows_told
from tests.support.tables import counts_of

HEAD = ["Organisatie", "KvK-nummer", "Sector", "Wet", "Activiteit", "Eerste dag", "Laatste dag"]
DAYS = ["2027-04-01", "2027-06-30"]


def row(name="Gemeente Bergen", number="", title="Audit", known=("Overheid", "Wwke")):
    return [name, number, *known, title, *DAYS]


def faults_of(page):
    """The cells that a page names; it shows what is right below them."""
    return [each for each in rows_told(page) if each[0].endswith("Kalender")]


def register_of(transaction):
    with transaction.as_owner() as owner:
        found = owner.execute(select(SupervisedEntity.name, SupervisedEntity.register_number))
        return sorted(tuple(each) for each in found)


def test_two_of_one_name_with_other_numbers_are_two(look, transaction, doing):
    page = look("bram", [HEAD, row(number="11111111"), row(number="22222222")])
    page.submit("#confirm-form")
    again = look("bram", [HEAD, row(number="11111111"), row(number="22222222")])

    keys = sorted(each.match_key for _name, each in doing.everything()[0])
    assert register_of(transaction) == [
        ("Gemeente Bergen", "11111111"), ("Gemeente Bergen", "22222222"),
    ]  # fmt: skip
    assert keys == ["nr:11111111", "nr:22222222"]
    assert counts_of(again) == ["Ongewijzigd 2"]


def test_a_number_that_a_later_row_gives_is_taken(look, transaction):
    look("bram", [HEAD, row(), row(number="11111111", title="Oefening")]).submit("#confirm-form")

    assert register_of(transaction) == [("Gemeente Bergen", "11111111")]


def test_without_a_number_nobody_knows_which_of_two_is_meant(look, doing):
    rows = [HEAD, row(number="11111111"), row(number="22222222"), row(title="Oefening")]

    [(place, told)] = faults_of(look("bram", rows))

    assert place == "B4 Kalender"
    assert (
        told
        == "Er zijn er meer met deze naam. Vul het KvK-nummer in van de organisatie die je bedoelt."
    )
    assert doing.everything() == ([], [])


def test_a_number_that_stands_beside_another_name_is_wrong(look):
    rows = [HEAD, row(number="11111111"), row("Gemeente Berg", "11111111", "Oefening")]

    [(place, told)] = faults_of(look("bram", rows))

    assert place == "A3 Kalender"
    assert told == "Een rij hierboven zegt er iets anders over."


def test_what_a_row_above_said_of_a_namesake_is_not_said_of_this_one(look):
    rows = [HEAD, row(number="11111111"), row(number="22222222", known=("", ""))]

    assert [place for place, _told in faults_of(look("bram", rows))] == [
        "C3 Kalender", "D3 Kalender",
    ]  # fmt: skip


def test_in_the_own_register_the_number_tells_namesakes_apart(look, doing):
    for number in ("11111111", "22222222"):
        doing.enter("bram", "Gemeente Bergen", number=number)
    known = {"known": ("", "")}

    page = look("bram", [HEAD, row(number="22222222", **known)])
    wrong = look("bram", [HEAD, row(**known)])
    other = look("bram", [HEAD, row(number="33333333", **known)])

    page.submit("#confirm-form")
    assert [each.match_key for _name, each in doing.everything()[0]] == ["nr:22222222"]
    assert [place for place, _told in faults_of(wrong)] == ["B2 Kalender"]
    assert [place for place, _told in faults_of(other)] == ["B2 Kalender"]


def test_a_number_finds_its_organisation_under_another_name_each_time(look, doing):
    doing.enter("bram", "Universitair Medisch Centrum", number="11111111")
    rows = [HEAD, row("UMC", "11111111", known=("", ""))]

    look("bram", rows).submit("#confirm-form")

    assert counts_of(look("bram", rows)) == ["Ongewijzigd 1"]


def test_a_number_that_the_register_lacks_is_told_by_its_cell(look, doing):
    doing.enter("bram", "Gemeente Bergen")

    [(place, told)] = faults_of(look("bram", [HEAD, row(number="11111111", known=("", ""))]))

    assert place == "B2 Kalender"
    assert told.startswith("In je register staat “–”.")
