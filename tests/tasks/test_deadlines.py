"""Deadlines: how a due day reads on a day, in words, with the reason for another day."""

from datetime import date, timedelta

import pytest

from app.kernel import clock, terms
from app.tasks.models import TaskStatus
from app.tasks.queries import Urgency, deadline_of, run_on_in_words

MONDAY = date(2026, 11, 23)
OPEN = TaskStatus.OPEN


@pytest.fixture(autouse=True)
def _in_dutch(application):
    with application.test_request_context(headers={"Accept-Language": "nl"}):
        yield


def read(due_on, *, today=MONDAY, status=OPEN, waits_for=None):
    return deadline_of(status=status, due_on=due_on, today=today, waits_for=waits_for)


READINGS = [
    (date(2026, 11, 20), "1 werkdag te laat", "late", Urgency.LATE),
    (date(2026, 11, 19), "2 werkdagen te laat", "late", Urgency.LATE),
    (date(2026, 11, 23), "Vandaag", "risk", Urgency.TODAY),
    (date(2026, 11, 24), "Morgen", "risk", Urgency.THIS_WEEK),
    (date(2026, 11, 27), "Nog 4 dagen", "soon", Urgency.THIS_WEEK),
    (date(2026, 11, 30), "Nog 7 dagen", "soon", Urgency.LATER),
    (date(2026, 12, 4), "Nog 11 dagen", "", Urgency.LATER),
    (date(2027, 1, 15), "Nog 7 weken", "", Urgency.LATER),
    (None, "Geen einddatum", "", Urgency.LATER),
]


@pytest.mark.parametrize(("due_on", "words", "state", "urgency"), READINGS)
def test_words_of_a_day(due_on, words, state, urgency):
    found = read(due_on)

    assert (found.words, found.state, found.urgency) == (words, state, urgency)


def test_the_next_working_day_is_at_risk_also_over_a_weekend():
    friday = date(2026, 11, 27)

    found = read(date(2026, 11, 30), today=friday)

    assert (found.words, found.state) == ("Nog 3 dagen", "risk")


def test_a_saturday_counts_until_monday():
    found = read(date(2026, 11, 28))

    assert found.ends_on == date(2026, 11, 30)
    assert found.due_on == date(2026, 11, 28)
    first, second, third = found.steps
    assert first == "Zaterdag 28 november 2026 is geen werkdag."
    assert second == "Zondag 29 november 2026 is geen werkdag."
    assert third.startswith("Daarom telt de taak tot en met maandag 30 november 2026")


@pytest.mark.parametrize(
    ("today", "words"),
    [
        (date(2026, 11, 29), "Morgen"),
        (date(2026, 11, 30), "Vandaag"),
        (date(2026, 12, 1), "1 werkdag te laat"),
    ],
)
def test_a_saturday_is_late_after_monday(today, words):
    assert read(date(2026, 11, 28), today=today).words == words


def test_on_the_weekend_after_it_a_task_is_simply_late():
    found = read(date(2026, 11, 27), today=date(2026, 11, 28))

    assert (found.words, found.state) == ("Te laat", "late")


def test_a_holiday_is_named():
    found = read(date(2026, 12, 25), today=MONDAY)

    assert found.ends_on == date(2026, 12, 28)
    assert "Eerste Kerstdag" in found.steps[0]


def test_a_working_day_needs_no_reason():
    assert read(date(2026, 11, 27)).steps == ()
    assert run_on_in_words(date(2026, 11, 27)) == ""
    assert run_on_in_words(None) == ""


ANSWERED = [
    (TaskStatus.DELIVERED, "Opgeleverd", "done", Urgency.WAITING),
    (TaskStatus.RETURNED, "Teruggegeven", "risk", Urgency.WAITING),
    (TaskStatus.DONE, "Klaar", "done", Urgency.OVER),
    (TaskStatus.WITHDRAWN, "Ingetrokken", "", Urgency.OVER),
]


@pytest.mark.parametrize(("status", "words", "state", "urgency"), ANSWERED)
def test_what_is_answered_is_never_late(status, words, state, urgency):
    found = read(date(2026, 1, 5), status=status)

    assert (found.words, found.state, found.urgency) == (words, state, urgency)


def test_what_waits_for_another_is_not_late():
    found = read(date(2026, 1, 5), waits_for="IGJ")

    assert (found.words, found.state, found.urgency) == ("Wacht op IGJ", "", Urgency.WAITING)


NIGHTS = [
    ("2026-03-28 22:59", date(2026, 3, 28)),
    ("2026-03-28 23:01", date(2026, 3, 29)),
    ("2026-03-29 01:30", date(2026, 3, 29)),
    ("2026-03-29 21:59", date(2026, 3, 29)),
    ("2026-03-29 22:01", date(2026, 3, 30)),
    ("2026-10-24 21:59", date(2026, 10, 24)),
    ("2026-10-24 22:01", date(2026, 10, 25)),
    ("2026-10-25 00:30", date(2026, 10, 25)),
    ("2026-10-25 22:59", date(2026, 10, 25)),
    ("2026-10-25 23:01", date(2026, 10, 26)),
]


@pytest.mark.parametrize(("moment", "day"), NIGHTS)
def test_today_is_a_day_in_the_netherlands_also_when_the_clock_changes(clock_at, moment, day):
    clock_at(moment)

    assert clock.today() == day


CHANGES = [
    ("2026-03-30 21:59", date(2026, 3, 30), "Vandaag"),
    ("2026-03-30 22:01", date(2026, 3, 30), "1 werkdag te laat"),
    ("2026-03-29 21:59", date(2026, 3, 30), "Morgen"),
    ("2026-10-26 22:59", date(2026, 10, 26), "Vandaag"),
    ("2026-10-26 23:01", date(2026, 10, 26), "1 werkdag te laat"),
    ("2026-10-25 22:59", date(2026, 10, 26), "Morgen"),
]


@pytest.mark.parametrize(("moment", "due_on", "words"), CHANGES)
def test_a_task_ends_at_midnight_after_its_day(
    clock_at, browser_of, put_task, moment, due_on, words
):
    clock_at(moment)
    put_task("bram", due_on=due_on)

    assert words in browser_of("bram").visit("/").text(".sz-tasks")


def test_at_risk_is_what_has_one_working_day_left_at_most():
    for first in range(400):
        today = MONDAY + timedelta(days=first)
        for ahead in range(1, 15):
            found = read(today + timedelta(days=ahead), today=today)
            left = terms.working_days_between(today, found.ends_on)
            assert (found.state == "risk") is (left <= 1), (today, ahead)
