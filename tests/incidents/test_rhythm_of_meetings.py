"""The committee keeps its day of the week, whatever a holiday or one other day does."""

from datetime import date, timedelta

import pytest
from sqlalchemy import text

from app.incidents.service.planning import next_day, next_in_rhythm
from app.kernel.terms import is_working_day
from tests.incidents.conftest import CASES
from tests.incidents.test_triage import DECIDED


@pytest.fixture
def waiting(browser_of, register):
    """Put a case on the agenda of the next meeting; the case."""

    def put():
        case_id, anna = register(), browser_of("anna")
        anna.visit(f"{CASES}/{case_id}").submit("#triage-form", **DECIDED)
        assert anna.visit(f"{CASES}/{case_id}").submit("#agenda-form").status == 303
        return case_id

    return put


@pytest.fixture
def meetings(transaction):
    """The meetings as they stand: day, usual day, whether cancelled, and cases on the agenda."""

    def read():
        with transaction.as_owner() as owner:
            found = owner.execute(
                text(
                    "select held_on, usual_on, cancelled_at is not null, (select count(*) from"
                    " incident_agenda_item i where i.meeting_id = m.id and taken_off_at is null)"
                    " from incident_meeting m order by held_on"
                )
            )
            return [tuple(each) for each in found]

    return read


@pytest.fixture
def page_of(browser_of, transaction):
    """The page of the meeting of a day."""

    def visit(who, day):
        with transaction.as_owner() as owner:
            found = owner.execute(
                text("select id from incident_meeting where held_on = :day"), {"day": day}
            ).scalar_one()
        return browser_of(who).visit(f"{CASES}/meetings/{found}")

    return visit


def test_after_a_holiday_it_is_tuesday_again(waiting, meetings, clock_at):
    for today in ("2026-04-28", "2026-05-06", "2026-05-07"):
        clock_at(f"{today} 10:00")
        waiting()

    days = [(held_on, usual_on) for held_on, usual_on, *_rest in meetings()]
    assert days == [(date(2026, 5, 6), date(2026, 5, 5)), (date(2026, 5, 12), None)]


def test_a_day_chosen_by_hand_for_a_holiday_is_no_new_rhythm(
    browser_of, waiting, meetings, clock_at
):
    clock_at("2026-04-20 10:00")
    anna = browser_of("anna")
    for day in ("2026-04-28", "2026-05-06"):
        anna.visit(f"{CASES}/meetings").submit("#meeting-form", held_on=day)
    clock_at("2026-05-07 10:00")
    waiting()

    assert [each[0] for each in meetings()] == [
        date(2026, 4, 28), date(2026, 5, 6), date(2026, 5, 12),
    ]  # fmt: skip


def test_ten_years_of_weeks_are_all_on_the_usual_day_or_right_after_it():
    day = after = date(2026, 1, 6)
    while day.year < 2036:
        after, before = next_in_rhythm(day, after=after), after
        day = next_day(day, after=before)
        assert after - before == timedelta(days=7)
        assert after.isoweekday() == 2
        between = [after + timedelta(days=n) for n in range((day - after).days)]
        assert is_working_day(day)
        assert not any(is_working_day(each) for each in between)


def test_a_meeting_is_moved_with_its_agenda_and_the_next_stays_on_its_day(
    waiting, meetings, page_of, clock_at, transaction
):
    clock_at("2026-11-24 10:00")
    waiting()
    page = page_of("anna", "2026-12-01")

    moved = page.submit("#move-form", held_on="2026-12-03")
    told = moved.follow().text("main")
    clock_at("2026-12-04 10:00")
    waiting()

    assert "In plaats van dinsdag 1 december 2026" in told
    assert meetings() == [
        (date(2026, 12, 3), date(2026, 12, 1), False, 1),
        (date(2026, 12, 8), None, False, 1),
    ]
    assert transaction.audited(moved.location.rsplit("/", 1)[1]) == [
        "incident:meeting:plan", "incident:meeting:move",
    ]  # fmt: skip


@pytest.mark.parametrize("day", ["", "2026-11-23", "2026-12-01", "2026-12-10", "2028-01-01"])
def test_a_meeting_is_moved_to_a_day_that_is_free(
    browser_of, waiting, meetings, page_of, clock_at, day
):
    clock_at("2026-11-24 10:00")
    waiting()
    browser_of("anna").visit(f"{CASES}/meetings").submit("#meeting-form", held_on="2026-12-10")

    refused = page_of("anna", "2026-12-01").submit("#move-form", held_on=day)

    assert (refused.status, len(meetings())) == (422, 2)


def test_of_a_cancelled_meeting_the_cases_go_to_the_next(
    waiting, meetings, page_of, clock_at, browser_of, transaction
):
    clock_at("2026-11-24 10:00")
    case_id = waiting()
    cancelled = page_of("anna", "2026-12-01").submit("#cancel-form")

    told = cancelled.follow().text("main, [role=status]")

    assert meetings() == [
        (date(2026, 12, 1), None, True, 0),
        (date(2026, 12, 8), None, False, 1),
    ]
    assert "Afgezegd" in told
    assert "8 december" in browser_of("bram").visit(f"{CASES}/{case_id}").text("main")
    assert transaction.audited(str(case_id))[-1] == "incident:agenda:put"
    page = page_of("anna", "2026-12-01")
    assert not page.has("#move-form, #close-form")


def test_a_cancelled_meeting_is_planned_again_on_its_day(
    browser_of, waiting, meetings, page_of, clock_at
):
    clock_at("2026-11-24 10:00")
    waiting()
    page_of("anna", "2026-12-01").submit("#cancel-form")

    browser_of("anna").visit(f"{CASES}/meetings").submit("#meeting-form", held_on="2026-12-01")
    waiting()

    assert meetings() == [
        (date(2026, 12, 1), None, False, 1),
        (date(2026, 12, 8), None, False, 1),
    ]


def test_what_decided_something_stays_on_its_day(waiting, page_of, clock_at, browser_of, api_of):
    clock_at("2026-11-24 10:00")
    case_id = waiting()
    clock_at("2026-12-01 10:00")
    before = page_of("anna", "2026-12-01")
    said = {"outcome": "investigate", "reason": "Dit zoeken we uit."}
    page = browser_of("anna").visit(f"{CASES}/{case_id}/decision")
    assert page.submit("#decision-form", **said).status == 303

    assert before.submit("#move-form", held_on="2026-12-09").status == 422
    assert before.submit("#cancel-form").status == 422
    assert not page_of("anna", "2026-12-01").has("#move-form")


def test_only_who_coordinates_moves_or_cancels(waiting, page_of, clock_at, api_of):
    clock_at("2026-11-24 10:00")
    waiting()
    page = page_of("bram", "2026-12-01")
    key = api_of("anna").get("/workspaces/WRK-2026-1001/cases/meetings").json["items"][0]["id"]
    here = f"/workspaces/WRK-2026-1001/cases/meetings/{key}"

    assert not page.has("#move-form, #cancel-form")
    for who, status in (("bram", 403), ("carla", 403), ("dirk", 404)):
        moved = api_of(who).ask("PATCH", here, json={"held_on": "2026-12-02"})
        assert moved.status_code == status
        assert api_of(who).post(f"{here}/cancellation").status_code == status
    told = api_of("anna").ask("PATCH", here, json={"held_on": "2026-12-02"}).json
    assert (told["held_on"], told["usual_on"]) == ("2026-12-02", "2026-12-01")
    assert api_of("anna").post(f"{here}/cancellation").json["cancelled_at"]
