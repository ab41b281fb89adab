"""When an answer came in is noted, and its term is judged by that day, not by the decision's."""

from datetime import date

import pytest

from tests.incidents.conftest import CASES, REPORT_ASKED
from tests.incidents.test_terms_of_cases import UNCLEAR
from tests.incidents.test_triage import DECIDED


@pytest.fixture
def asked(browser_of, register, clock_at):
    """A case whose provider finds out since 4 November 2026, until Wednesday 16 December."""
    clock_at("2026-11-04 09:00")
    case_id = register(received_on=date(2026, 11, 4))
    browser_of("anna").visit(f"{CASES}/{case_id}").submit("#triage-form", **UNCLEAR)
    return case_id


def note(browser, case_id, day):
    return browser.visit(f"{CASES}/{case_id}").submit("#answer-form", came_in_on=day)


def test_in_on_the_day_before_and_decided_a_week_later_it_was_in_time(
    browser_of, asked, clock_at, stored, transaction
):
    clock_at("2026-12-15 09:00")
    bram, address = browser_of("bram"), f"{CASES}/{asked}"
    noted = note(bram, asked, "2026-12-15").follow().text("main")
    clock_at("2026-12-22 09:00")
    late = bram.visit(f"{CASES}?show=late").text("main")
    browser_of("anna").visit(address).submit("#triage-form", **DECIDED)

    told = browser_of("carla").visit(address).text("main")

    assert "Antwoord is binnen" in noted
    assert stored(asked).ref not in late
    assert "antwoord kwam binnen op 15 december" in told
    assert "te laat" not in told
    assert transaction.audited(str(asked))[2] == "incident:answer:note"


def test_what_came_in_after_its_last_day_was_too_late(browser_of, asked, clock_at):
    clock_at("2026-12-22 09:00")

    told = note(browser_of("anna"), asked, "2026-12-17").follow().text("main")

    assert "te laat" in told


def test_a_day_nobody_noted_is_not_called_too_late(browser_of, asked, clock_at):
    clock_at("2026-12-22 09:00")
    anna, address = browser_of("anna"), f"{CASES}/{asked}"
    anna.visit(address).submit("#triage-form", **DECIDED)
    unknown = anna.visit(address).text("main")

    known = note(anna, asked, "2026-12-16").follow().text("main")

    assert "niet vastgelegd wanneer het antwoord binnenkwam" in unknown
    assert "te laat" not in unknown + known
    assert "antwoord kwam binnen op 16 december" in known


def test_it_is_corrected_and_taken_back_with_a_line_in_the_log(
    browser_of, asked, clock_at, stored, transaction
):
    clock_at("2026-12-01 09:00")
    anna, address = browser_of("anna"), f"{CASES}/{asked}"
    for day in ("2026-12-01", "2026-11-30"):
        assert note(anna, asked, day).status == 303
    corrected = stored(asked).came_in_on
    page = anna.visit(address)

    done = page.submit("#answer-back-2")

    assert (done.status, corrected, stored(asked).came_in_on) == (303, date(2026, 11, 30), None)
    assert transaction.audited(str(asked))[2:] == [
        "incident:answer:note",
        "incident:answer:correct",
        "incident:answer:withdraw",
    ]
    assert "Antwoord is binnen" not in anna.visit(address).text("main")


@pytest.mark.parametrize("day", ["", "2026-11-03", "2026-12-02", "2026-02-31"])
def test_a_day_that_cannot_be_is_refused_beside_it(browser_of, asked, clock_at, stored, day):
    clock_at("2026-12-01 09:00")

    assert note(browser_of("anna"), asked, day).status == 422
    assert stored(asked).came_in_on is None


def test_what_is_in_has_no_more_time(api_of, asked, clock_at):
    clock_at("2026-12-01 09:00")
    anna, case = api_of("anna"), f"/workspaces/WRK-2026-1001/cases/{asked}"
    noted = anna.post(f"{case}/answer", json={"term": 2, "came_in_on": "2026-11-30"})
    more = {"kind": "extended", "length": 2, "unit": "weeks", "reason": "Tijd."}

    assert anna.post(f"{case}/term", json=more).status_code == 422
    assert [each["was_late"] for each in noted.json["terms"]] == [False, False]
    back = anna.post(f"{case}/answer", json={"term": 2, "came_in_on": None}).json
    assert (noted.json["came_in_on"], back["came_in_on"]) == ("2026-11-30", None)
    assert anna.post(f"{case}/term", json=more).status_code == 200


@pytest.mark.parametrize("term", [1, 3])
def test_a_triage_is_no_answer_that_comes_in(api_of, asked, term):
    case = f"/workspaces/WRK-2026-1001/cases/{asked}"
    said = {"term": term, "came_in_on": "2026-11-04"}

    assert api_of("anna").post(f"{case}/answer", json=said).status_code == 422


def test_who_asks_once_more_gives_no_fresh_six_weeks(browser_of, asked, clock_at, stored):
    clock_at("2026-12-10 09:00")
    anna, address = browser_of("anna"), f"{CASES}/{asked}"
    page = anna.visit(address)

    page.submit("#triage-form", **UNCLEAR)

    assert "dan loopt de termijn gewoon door" in page.text("main")
    assert stored(asked).due_on == date(2026, 12, 16)


def test_once_the_answer_is_in_another_question_has_its_own_term(
    browser_of, asked, clock_at, stored
):
    clock_at("2026-12-10 09:00")
    anna = browser_of("anna")
    note(anna, asked, "2026-12-09")

    anna.visit(f"{CASES}/{asked}").submit("#triage-form", **UNCLEAR)

    assert (stored(asked).due_on, stored(asked).came_in_on) == (date(2027, 1, 21), None)


def test_a_decision_that_is_corrected_keeps_the_term_with_its_changes(browser_of, decided, stored):
    anna = browser_of("anna")
    more = {"kind": "extended", "length": "2", "unit": "weeks", "why": "Tijd."}
    anna.visit(f"{CASES}/{decided}").submit("#course-form", **more)
    before = stored(decided).due_on

    anna.visit(f"{CASES}/{decided}/decision").submit("#decision-form", **REPORT_ASKED)

    assert stored(decided).due_on == before == date(2027, 2, 2)
