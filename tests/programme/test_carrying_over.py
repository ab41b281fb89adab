"""Carrying over to the next year: one or several, the link both ways, sight, undo, two at once."""

from datetime import date

import pytest
from sqlalchemy.exc import IntegrityError

from app.coordination.models import Rest
from app.coordination.service import Opening
from app.kernel.errors import OutOfDate, Refused
from app.programme import queries, service
from app.programme.models import InvestigationPhase
from app.programme.policy import ProgrammePermission
from tests.programme.conftest import rows
from tests.support.programme import entry, stored, this_year

OPEN = Opening(named=("igj",), rest=Rest.EVERYTHING)
NOW, NEXT = this_year(), this_year() + 1
PAGE = f"/programme/carry-over?year={NOW}"


def carry(keeping, who, *keys, keeps_sight=True, version=None):
    """Carry lines over as somebody; return the new ids."""
    with keeping.acting(who) as actor:
        may = queries.get_keeping(actor, ProgrammePermission.ENTER)
        chosen = {
            key: version or queries.get_for(actor, ProgrammePermission.SEE, key).version
            for key in keys
        }
        return service.carry_over(actor, may, year=NOW, chosen=chosen, keeps_sight=keeps_sight)


def ticks(page, form, *words):
    """Values of the tick boxes whose label holds one of these words."""
    return [
        each.get("value")
        for each in page.tree.cssselect(f"{form} input[type=checkbox]")
        if any(word in each.getparent().text_content() for word in words)
    ]


def test_several_are_carried_over_at_once_and_the_former_ones_stay(
    browser_of, keeping, transaction
):
    for title in ("Eerste", "Tweede", "Derde"):
        keeping.add("anna", title, phase=InvestigationPhase.EXECUTION, opening=OPEN)
    page = browser_of("anna").visit(PAGE)

    answer = page.submit("#carry-form", chosen=ticks(page, "#carry-form", "Eerste", "Derde"))

    new = {each.title: each for each in rows(transaction) if each.year == NEXT}
    assert answer.status == 303
    assert "2 onderzoeken gaan door in het volgende jaar." in answer.follow().text()
    assert sorted(new) == ["Derde", "Eerste"]
    assert {each.phase for each in new.values()} == {InvestigationPhase.EXECUTION}
    assert {(tuple(each.named), each.rest) for each in new.values()} == {((), Rest.NOTHING)}
    assert len([each for each in rows(transaction) if each.year == NOW]) == 3
    for each in new.values():
        assert transaction.audited(each.id) == ["investigation:year:carry"]


def test_one_is_carried_over_from_its_page_with_who_sees_it(browser_of, keeping, transaction):
    key = keeping.add("anna", "Door", opening=OPEN, partners=("igj",))
    keeping.add("anna", "Niet door")
    link = f"a[href*='carry-over'][href*='{key}']"
    [to] = browser_of("anna").visit(f"/programme/investigations/{key}").tree.cssselect(link)
    page = browser_of("anna").visit(to.get("href"))

    made = page.submit("#carry-form", sight="same").follow()

    (it,) = [each for each in rows(transaction) if each.year == NEXT]
    assert (it.title, it.carried_from_id, it.carried_from_year) == ("Door", key, NOW)
    assert (it.rest, len(it.named), len(it.partners)) == (Rest.EVERYTHING, 1, 1)
    assert f"Vervolg van{NOW}" in made.text(".sz-pairs")
    for who in ("anna", "dirk"):
        former = browser_of(who).visit(f"/programme/investigations/{key}")
        assert f"Gaat door in{NEXT}" in former.text(".sz-pairs")
    assert not former.has("a[href*='carry-over']")


def test_who_does_not_see_the_other_year_reads_nothing_of_it(browser_of, keeping):
    key = keeping.add("anna", "Door", opening=OPEN)
    before = browser_of("dirk").visit(f"/programme/investigations/{key}").text("main")

    carry(keeping, "anna", key, keeps_sight=False)

    assert browser_of("dirk").visit(f"/programme/investigations/{key}").text("main") == before


@pytest.mark.parametrize(
    ("days", "kept"),
    [
        ((date(NOW, 10, 1), date(NEXT, 3, 31)), (date(NOW, 10, 1), date(NEXT, 3, 31))),
        ((date(NOW, 10, 1), date(NOW, 12, 31)), (None, None)),
        ((None, None), (None, None)),
    ],
    ids=["goes on", "ends before", "unplanned"],
)
def test_a_period_goes_along_only_when_it_goes_on(keeping, days, kept):
    key = keeping.add("anna", starts_on=days[0], ends_on=days[1])

    [made] = carry(keeping, "anna", key)

    it = keeping.get("anna", made)
    assert (it.starts_on, it.ends_on) == kept


def test_carried_over_twice_it_stands_there_once(keeping, transaction):
    key = keeping.add("anna")
    carry(keeping, "anna", key)

    with pytest.raises(Refused, match="al overgenomen"):
        carry(keeping, "anna", key)

    assert len(rows(transaction)) == 2


def test_the_table_itself_holds_one_line_that_goes_on(keeping, transaction, world):
    key = keeping.add("anna")
    carry(keeping, "anna", key)
    igj, ijenv = world.organisations["igj"].id, world.organisations["ijenv"].id

    for owner_id, year in ((ijenv, NEXT), (igj, NEXT), (ijenv, NEXT + 1)):
        with pytest.raises(IntegrityError), transaction.as_owner() as owner, owner.begin_nested():
            stored(owner, owner_id, year=year, carried_from_id=key, carried_from_year=year - 1)


@pytest.mark.parametrize("phase", [InvestigationPhase.FINISHED, InvestigationPhase.DROPPED])
def test_what_has_ended_does_not_go_on(browser_of, keeping, phase):
    key = keeping.add("anna", "Voorbij", phase=InvestigationPhase.REPORTING)
    keeping.act("anna", service.move_phase, key, to=phase, reason="Daarom")

    with pytest.raises(Refused, match="geëindigd"):
        carry(keeping, "anna", key)

    assert "Voorbij" not in browser_of("anna").visit(PAGE).text("main")


def test_what_changed_while_one_read_is_looked_at_again(browser_of, keeping, transaction):
    key = keeping.add("anna", "Door")
    page = browser_of("anna").visit(PAGE)
    keeping.act("anna", service.change_investigation, key, entry=entry("Anders"))

    answer = page.submit("#carry-form", chosen=ticks(page, "#carry-form", "Door"))

    assert (answer.status, len(rows(transaction))) == (409, 1)
    assert "terwijl je las" in answer.text("#carry-form")


@pytest.mark.parametrize(
    "chosen", [[], ["x"], ["x.1"], ["00000000-0000-7000-8000-000000000000.1"], ["\x00.²"]]
)
def test_what_was_never_in_the_list_is_refused(browser_of, keeping, transaction, chosen):
    keeping.add("anna", "Door")
    page = browser_of("anna").visit(PAGE)

    answer = page.submit("#carry-form", chosen=chosen)

    assert (answer.status in (409, 422), len(rows(transaction))) == (True, 1)


def test_a_line_of_another_is_not_carried_over(keeping, transaction):
    theirs = keeping.add("dirk", opening=OPEN)

    with pytest.raises(OutOfDate):
        carry(keeping, "anna", theirs)

    assert len(rows(transaction)) == 1


def test_undone_it_is_out_of_the_next_year_and_can_be_carried_anew(
    browser_of, keeping, transaction
):
    key = keeping.add("anna", "Door")
    [made] = carry(keeping, "anna", key)
    page = browser_of("anna").visit(PAGE)
    assert "Er is niets meer over te nemen" in page.text("main")

    page.submit("#undo-form", undone=ticks(page, "#undo-form", "Door"))

    assert transaction.audited(made) == ["investigation:year:carry", "investigation:year:undo"]
    assert "Door" not in browser_of("anna").visit(f"/programme?year={NEXT}").text("main")
    [anew] = carry(keeping, "anna", key)
    with pytest.raises(Refused, match="opnieuw overgenomen"):
        keeping.act("anna", service.undo_change, made)
    keeping.act("anna", service.withdraw_investigation, anew)
    keeping.act("anna", service.undo_change, made)
    assert keeping.get("anna", made).withdrawn_at is None


@pytest.mark.parametrize("year", ["1", "9999", "2099", "x"])
def test_a_year_that_makes_no_sense_shows_a_page(browser_of, year):
    assert browser_of("anna").visit(f"/programme/carry-over?year={year}").status == 200
