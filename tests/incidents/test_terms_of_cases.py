"""The term of a case: it explains itself, and moves only with a reason."""

from datetime import date

import pytest

from app.workspaces.models import ParticipantRole
from tests.incidents.conftest import CASES
from tests.incidents.test_triage import DECIDED

UNCLEAR = DECIDED | {"within": "unclear", "outcome": "find_out"}


@pytest.fixture
def six_weeks(browser_of, register, clock_at):
    """A case whose provider finds out since Wednesday 4 November 2026; handled by IJenV."""
    clock_at("2026-11-04 09:00")
    case_id = register(received_on=date(2026, 11, 4))
    browser_of("anna").visit(f"{CASES}/{case_id}").submit("#triage-form", **UNCLEAR)
    return case_id


def test_a_report_is_triaged_within_one_working_day(register, stored, clock_at):
    clock_at("2026-11-09 09:00")

    assert stored(register(received_on=date(2026, 11, 6))).due_on == date(2026, 11, 9)
    assert stored(register(received_on=date(2026, 11, 9))).due_on == date(2026, 11, 10)


def test_six_weeks_run_from_the_triage_and_say_why(browser_of, six_weeks, stored):
    assert stored(six_weeks).due_on == date(2026, 12, 16)

    told = browser_of("carla").visit(f"{CASES}/{six_weeks}").text("main")

    for each in ("6 weken na", "16 december 2026", "Leidraad Meldingen Jeugd 2018"):
        assert each in told


MOVES = [
    ({"kind": "extended", "length": "2", "unit": "weeks"}, date(2026, 12, 30)),
    (
        {"kind": "suspended", "first_day": "2026-11-10", "last_day": "2026-11-19"},
        date(2026, 12, 26),
    ),
    ({"kind": "adjusted", "length": "3", "unit": "months"}, date(2027, 2, 4)),
]


@pytest.mark.parametrize(("typed", "ends_on"), MOVES)
def test_it_moves_with_a_reason_that_all_read(
    browser_of, six_weeks, stored, transaction, typed, ends_on
):
    page = browser_of("anna").visit(f"{CASES}/{six_weeks}")

    done = page.submit("#course-form", **typed, why="De inspecties staken.")

    assert done.status == 303
    assert stored(six_weeks).due_on == ends_on
    assert "De inspecties staken." in browser_of("bram").visit(f"{CASES}/{six_weeks}").text("main")
    assert transaction.audited(str(six_weeks))[-1] == "incident:term:change"


def test_a_standstill_is_entered_once_and_shared_days_count_once(browser_of, six_weeks, stored):
    address = f"{CASES}/{six_weeks}"
    still, _end = MOVES[1]
    browser_of("anna").visit(address).submit("#course-form", **still, why="Wacht.")

    again = browser_of("anna").visit(address).submit("#course-form", **still, why="Wacht.")
    longer = still | {"first_day": "2026-11-15", "last_day": "2026-11-21"}
    more = browser_of("anna").visit(address).submit("#course-form", **longer, why="Wacht nog.")

    assert (again.status, more.status) == (422, 303)
    assert "staat in deze dagen al stil" in again.text("#course-form")
    assert stored(six_weeks).due_on == date(2026, 12, 28)


WRONG = [
    {"kind": "extended", "length": "0", "unit": "weeks", "why": "Tijd."},
    {"kind": "extended", "length": "-3", "unit": "weeks", "why": "Tijd."},
    {"kind": "extended", "length": "401", "unit": "weeks", "why": "Tijd."},
    {"kind": "extended", "length": "400", "unit": "years", "why": "Tijd."},
    {"kind": "extended", "length": "²", "unit": "weeks", "why": "Tijd."},
    {"kind": "extended", "length": "2", "unit": "hours", "why": "Tijd."},
    {"kind": "extended", "length": "2", "unit": "weeks", "why": ""},
    {"kind": "suspended", "why": "Stil."},
    {"kind": "suspended", "first_day": "2026-11-20", "last_day": "2026-11-10", "why": "Stil."},
    {"kind": "suspended", "first_day": "2026-10-01", "last_day": "2026-11-10", "why": "Stil."},
    {"kind": "suspended", "first_day": "2026-11-31", "last_day": "2026-11-10", "why": "Stil."},
    {"kind": "suspended", "first_day": "2026-11-10", "last_day": "9999-12-31", "why": "Stil."},
]


@pytest.mark.parametrize("typed", WRONG)
def test_what_does_not_fit_is_refused(browser_of, six_weeks, stored, typed):
    refused = browser_of("anna").visit(f"{CASES}/{six_weeks}").submit("#course-form", **typed)

    assert refused.status == 422
    assert stored(six_weeks).due_on == date(2026, 12, 16)


def test_only_who_handles_the_case_moves_its_term(browser_of, six_weeks, stored):
    more = {"kind": "extended", "length": "2", "unit": "weeks", "why": "Tijd."}
    bram = browser_of("bram")
    assert 'id="course-form"' not in bram.visit(f"{CASES}/{six_weeks}").body

    browser_of("anna").visit(f"{CASES}/{six_weeks}").submit("#marks-form", handled_by="igj")

    moved = bram.visit(f"{CASES}/{six_weeks}").submit("#course-form", **more)
    assert moved.status == 303
    assert stored(six_weeks).due_on == date(2026, 12, 30)


def hand_to(browser, case_id, code):
    """Send the form of the marks with an inspectorate that the page may not offer."""
    return browser.visit(f"{CASES}/{case_id}").submit("#marks-form", handled_by=code)


def test_nobody_takes_a_case_of_another_inspectorate_by_its_marks(browser_of, six_weeks, stored):
    bram = browser_of("bram")
    page = bram.visit(f"{CASES}/{six_weeks}")
    offered = [each.get("value") for each in page.tree.cssselect("#handled_by option")]

    taken = hand_to(bram, six_weeks, "igj")

    assert taken.status == 403
    assert offered == ["ijenv"]
    assert 'id="course-form"' not in bram.visit(f"{CASES}/{six_weeks}").body
    marked = bram.visit(f"{CASES}/{six_weeks}").submit("#marks-form", theme="home")
    assert (marked.status, stored(six_weeks).theme) == (303, "home")


def test_the_lead_hands_over_and_who_handles_it_hands_it_on(browser_of, six_weeks, stored, world):
    anna, bram = browser_of("anna"), browser_of("bram")
    for browser, code in ((anna, "igj"), (anna, "ijenv"), (anna, "igj"), (bram, "ijenv")):
        assert hand_to(browser, six_weeks, code).status == 303
        assert stored(six_weeks).organisation_id == world.organisations[code].id
    assert hand_to(bram, six_weeks, "igj").status == 403


def test_of_a_handler_that_left_anybody_who_works_here_takes_over(
    browser_of, six_weeks, stored, world, as_part
):
    hand_to(browser_of("anna"), six_weeks, "ivho")
    as_part("ivho", ParticipantRole.OBSERVER)

    assert hand_to(browser_of("bram"), six_weeks, "igj").status == 303
    assert stored(six_weeks).organisation_id == world.organisations["igj"].id


def test_a_term_that_was_met_too_late_says_so(browser_of, six_weeks, clock_at):
    clock_at("2026-12-17 09:00")
    anna, address = browser_of("anna"), f"{CASES}/{six_weeks}"
    assert "te laat" in anna.visit(address).text("main")

    anna.visit(address).submit("#triage-form", **DECIDED)

    told = anna.visit(address).text("#story-title ~ *, main")
    assert "Voor deze zaak loopt geen termijn." in told
    assert "geëindigd op" in told
