"""Keeping a programme: entering, changing, phases, withdrawing, undoing, hostile input."""

from datetime import date, timedelta

import pytest

from app.coordination.models import Rest
from app.coordination.service import Opening
from app.kernel import clock
from app.kernel.access import decide
from app.kernel.errors import Refused
from app.kernel.web.house import house_of
from app.programme import queries, service
from app.programme.models import InvestigationPhase
from app.programme.policy import ProgrammePermission
from tests.programme.conftest import rows
from tests.support.counting import counting
from tests.support.programme import entry, stored, this_year

NEW = "/programme/investigations/new"


def filled(**more):
    usual = {"title": "Toezicht op iets", "task": "safe", "mode": "regular", "rest": "nothing"}
    return {**usual, **more}


def test_a_coordinator_puts_an_investigation_in_and_the_log_tells(browser_of, transaction):
    page = browser_of("anna").visit(NEW)

    said = filled(summary="Wat ging goed?", stretch="q2", partners=["igj"], named=["igj"])
    answer = page.submit("#investigation-form", **said)

    (made,) = rows(transaction)
    assert answer.status == 303
    assert (made.starts_on, made.ends_on) == (date(this_year(), 4, 1), date(this_year(), 6, 30))
    assert transaction.audited(made.id) == ["investigation:entry:add"]
    page = browser_of("anna").visit(f"/programme/investigations/{made.id}")
    assert "Kwartaal 2" in page.text("main")
    assert "zette in het werkprogramma" in page.text("main")
    theirs = browser_of("bram").visit(f"/programme/investigations/{made.id}")
    assert theirs.status == 200
    assert "Wat er veranderde" not in theirs.text("main")


@pytest.mark.parametrize("who", ["wim", "bram", "carla", "els"])
def test_who_coordinates_nowhere_keeps_no_programme(browser_of, keeping, who):
    key = keeping.add("anna", opening=Opening(rest=Rest.EVERYTHING))
    browser = browser_of(who)

    assert browser.visit(NEW).status == 403
    assert browser.visit(f"/programme/investigations/{key}/edit").status == 403
    assert "Onderzoek toevoegen" not in browser.visit("/programme").text("main")


@pytest.mark.parametrize(
    ("said", "field", "words"),
    [
        ({"title": ""}, "title", "Zeg in een paar woorden"),
        ({"title": "x" * 10_240}, "title", "te lang"),
        ({"summary": "x" * 10_240}, "summary", "te lang"),
        ({"year": "twintig"}, "year", "vier cijfers"),
        ({"year": "1900"}, "year", "2015"),
        ({"stretch": "days"}, "starts_on", "eerste dag"),
        ({"starts_on": "2026-02-31"}, "starts_on", "geen dag"),
        ({"starts_on": f"{this_year()}-05-02", "ends_on": f"{this_year()}-05-01"}, "ends_on",
         "eindigt voordat"),
        ({"starts_on": f"{this_year()}-05-02"}, "ends_on", "ook de laatste dag"),
        ({"starts_on": "2016-05-01", "ends_on": "2016-05-02"}, "starts_on", "Geen dag"),
        ({"starts_on": "2016-01-01", "ends_on": "2199-12-31"}, "ends_on", "vijf jaar"),
        ({"starts_on": "0001-01-01", "ends_on": "9999-12-31"}, "ends_on", "in de jaren 1900"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_beside_its_field_and_the_text_is_kept(
    browser_of, transaction, said, field, words
):
    page = browser_of("anna").visit(NEW)

    answer = page.submit("#investigation-form", **filled(**{"summary": "Blijft staan", **said}))

    assert (answer.status, rows(transaction)) == (422, [])
    assert words in answer.text(f"#{field}-error")
    if "summary" not in said:
        assert "Blijft staan" in answer.response.text


def test_signs_that_turn_the_writing_do_not_come_in(browser_of, transaction):
    page = browser_of("anna").visit(NEW)

    page.submit("#investigation-form", **filled(title="Toezicht\u202e op\x00 <b>iets</b>\u2066"))

    (made,) = rows(transaction)
    assert made.title == "Toezicht op <b>iets</b>"
    shown = browser_of("anna").visit(f"/programme/investigations/{made.id}").response.text
    assert "<b>iets" not in shown


def test_a_partner_that_has_ended_stays_where_it_stood_and_comes_in_nowhere(
    browser_of, keeping, world, transaction
):
    key = keeping.add("anna", partners=("nvwa",))
    with transaction.as_owner() as owner:
        nvwa = owner.get_one(type(world.organisations["nvwa"]), world.organisations["nvwa"].id)
        nvwa.valid_to = clock.today() - timedelta(days=1)
    browser = browser_of("anna")

    page = browser.visit(f"/programme/investigations/{key}/edit")
    changed = page.submit("#investigation-form", title="Nog steeds")
    fresh = browser.visit(NEW).submit("#investigation-form", **filled(partners=["nvwa"]))
    with pytest.raises(Refused, match="NVWA"):
        keeping.add("anna", partners=("nvwa",))

    assert (changed.status, fresh.status) == (303, 422)
    assert keeping.get("anna", key).partners == [world.organisations["nvwa"].id]


def test_a_phase_goes_one_step_at_a_time_and_back_with_a_reason(keeping, browser_of):
    key = keeping.add("anna")
    page = browser_of("anna").visit(f"/programme/investigations/{key}/phase")

    skipped = page.submit("#phase-form", to="finished")
    assert skipped.status == 422
    for to, reason in (("execution", ""), ("reporting", ""), ("execution", "Nog een bezoek.")):
        page = browser_of("anna").visit(f"/programme/investigations/{key}/phase")
        assert page.submit("#phase-form", to=to, reason=reason).status == 303
    page = browser_of("anna").visit(f"/programme/investigations/{key}/phase")
    bare = page.submit("#phase-form", to="dropped", reason="  ")
    assert (bare.status, bare.text("#reason-error")) == (422, "Zeg waarom.")
    assert page.submit("#phase-form", to="dropped", reason="Ingehaald.").status == 303
    it = keeping.get("anna", key)
    assert (it.phase, it.phase_reason) == (InvestigationPhase.DROPPED, "Ingehaald.")


def test_every_step_that_is_not_in_the_table_is_refused(keeping):
    for phase in service.STARTING_PHASES:
        for to in InvestigationPhase:
            if to in service.STEPS[phase]:
                continue
            key = keeping.add("anna", phase=phase)
            with pytest.raises(Refused):
                keeping.act("anna", service.move_phase, key, to=to, reason="Daarom")
            assert keeping.get("anna", key).phase == phase


def test_withdrawn_only_the_own_organisation_sees_it_and_can_undo(keeping, browser_of):
    key = keeping.add("anna", "Vergissing", opening=Opening(rest=Rest.EVERYTHING))
    page = browser_of("anna").visit(f"/programme/investigations/{key}")
    before = browser_of("dirk").visit(f"/programme/investigations/{key}").status

    page.submit("#withdraw-form")

    gone = browser_of("dirk").visit(f"/programme/investigations/{key}").status
    page = browser_of("anna").visit(f"/programme/investigations/{key}")
    assert (before, gone, page.status) == (200, 404, 200)
    assert "Vergissing" not in browser_of("anna").visit("/programme").response.text
    page.submit("#undo-form")
    assert browser_of("dirk").visit(f"/programme/investigations/{key}").status == 200


def test_undoing_twice_brings_the_change_back(keeping):
    key = keeping.add("anna", "Eerst", summary="A", partners=("igj",))
    said = entry("Later", summary="B", opening=Opening(named=("nvwa",)))
    keeping.act("anna", service.change_investigation, key, entry=said)

    keeping.act("anna", service.undo_change, key)
    first = keeping.get("anna", key)
    assert (first.title, first.summary, len(first.partners), first.named) == ("Eerst", "A", 1, [])
    keeping.act("anna", service.undo_change, key)
    again = keeping.get("anna", key)
    assert (again.title, again.partners, len(again.named), again.version) == ("Later", [], 1, 4)


def test_two_at_once_the_second_is_told(browser_of, keeping):
    key = keeping.add("anna")
    page = browser_of("anna").visit(f"/programme/investigations/{key}/edit")
    keeping.act("anna", service.change_investigation, key, entry=entry("Al anders"))

    late = page.submit("#investigation-form", title="Mijn tekst")

    assert late.status == 409
    assert "Mijn tekst" in late.response.text


def test_without_anything_the_page_says_what_to_do(browser_of):
    assert "Onderzoek toevoegen" in browser_of("anna").visit("/programme").text(".sz-empty")
    nothing = browser_of("carla").visit("/programme?year=2031&task=safe")
    assert "Niets gevonden" in nothing.text(".sz-empty")


@pytest.mark.parametrize(
    "asked",
    ["year=x", "year=99999", "task=x&mode=y&phase=z", "page=99999999", "q=%00%ff", "owner='"],
)
def test_an_address_that_makes_no_sense_shows_a_page(browser_of, asked):
    assert browser_of("anna").visit(f"/programme?{asked}").status == 200
    assert browser_of("anna").visit(f"/programme/export?{asked}").status == 200


@pytest.mark.parametrize("path", ["/programme", "/programme?view=table", "/programme/export"])
def test_five_hundred_lines_ask_no_more_than_one(browser_of, app, world, transaction, path):
    browser = browser_of("anna")
    igj, counts = world.organisations["igj"].id, []
    for more in (1, 499):
        with transaction.as_owner() as owner:
            for _number in range(more):
                stored(owner, igj, rest=Rest.EVERYTHING)
        browser.visit(path)
        with counting(house_of(app).database.engine) as statements:
            assert browser.visit(path).status == 200
        counts.append(len(statements))

    assert counts[0] == counts[1] <= 8, counts


def test_one_function_decides_and_says_why(keeping):
    key = keeping.add("anna", opening=Opening(rest=Rest.EVERYTHING))
    with keeping.acting("carla") as actor:
        found = queries.get_for(actor, ProgrammePermission.SEE, key)
        decision = decide(actor, ProgrammePermission.CHANGE, found)
        reason = str(decision.reason)

    assert (decision.allowed, decision.rule) == (False, "keeps_its_programme")
    assert "coordinator" in reason.replace("ö", "o")


def test_a_filter_that_finds_nothing_is_let_go_of_by_a_link(browser_of):
    anna = browser_of("anna")
    page = anna.visit("/programme?q=wat%20nergens%20staat")
    ways = {
        each.get("href")
        for each in page.tree.cssselect("main a")
        if each.text_content().strip() == "Filter wissen"
    }

    assert [anna.visit(each).status for each in ways] == [200]
    assert "q=" not in ways.pop()
