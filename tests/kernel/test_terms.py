"""Legal terms, article by article, and against a slow oracle that knows days only as a list."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.kernel.terms import (
    DayKind,
    LegalSystem,
    Reason,
    TermFault,
    TermRule,
    TermUnit,
    add_working_days,
    due_moment,
    explain,
    explain_hours,
    is_working_day,
    next_working_day,
    working_days_between,
)

# The oracle: every holiday of three years, typed from the published lists.
HOLIDAYS = {
    date(year, month, day)
    for year, days in {
        2026: [
            (1, 1), (1, 2), (4, 3), (4, 6), (4, 27), (5, 5), (5, 14), (5, 15), (5, 25),
            (12, 25), (12, 26),
        ],
        2027: [
            (1, 1), (3, 26), (3, 29), (4, 27), (5, 5), (5, 6), (5, 7), (5, 17), (12, 25),
            (12, 26),
        ],
        2028: [
            (1, 1), (4, 14), (4, 17), (4, 27), (4, 28), (5, 5), (5, 25), (5, 26), (6, 5),
            (12, 25), (12, 26),
        ],
    }.items()
    for month, day in days
}  # fmt: skip
DAYS_OF_THREE_YEARS = st.dates(date(2026, 1, 1), date(2028, 9, 1))


def ordinary(day: date) -> bool:
    """Tell by the list whether a day is ordinary."""
    return day.strftime("%a") not in {"Sat", "Sun"} and day not in HOLIDAYS


def end_by_hand(start: date, days: int) -> date:
    """Walk a Dutch term in days one day at a time, as one does with a finger on a calendar."""
    walked, seen_ordinary, day = 0, 0, start
    while True:
        day += timedelta(days=1)
        walked += 1
        seen_ordinary += ordinary(day)
        is_long_enough = walked >= days
        may_end_here = days > 90 or ordinary(day)
        has_room = days > 90 or days < 3 or seen_ordinary >= 2
        if is_long_enough and may_end_here and has_room:
            return day


def in_days(length: int, **more: Any) -> TermRule:
    return TermRule(length=length, unit=TermUnit.DAYS, **more)


@settings(max_examples=400, deadline=None)
@given(DAYS_OF_THREE_YEARS)
def test_ordinary_days_are_those_of_the_list(day):
    assert is_working_day(day) is ordinary(day)


@settings(max_examples=400, deadline=None)
@given(start=DAYS_OF_THREE_YEARS, length=st.integers(1, 110))
def test_a_term_in_days_ends_where_the_finger_ends(start, length):
    assert explain(in_days(length), start).ends_on == end_by_hand(start, length)


@settings(max_examples=200, deadline=None)
@given(start=DAYS_OF_THREE_YEARS, weeks=st.integers(1, 12))
def test_a_term_in_weeks_ends_where_the_finger_ends(start, weeks):
    rule = TermRule(length=weeks, unit=TermUnit.WEEKS)

    assert explain(rule, start).ends_on == end_by_hand(start, 7 * weeks)


@settings(max_examples=300, deadline=None)
@given(start=DAYS_OF_THREE_YEARS, count=st.integers(1, 60))
def test_working_days_added_are_working_days_counted(start, count):
    end = add_working_days(start, count)
    walked = [start + timedelta(days=n) for n in range(1, (end - start).days + 1)]

    assert ordinary(end)
    assert sum(ordinary(day) for day in walked) == count
    assert working_days_between(start, end) == count
    assert working_days_between(end, start) == -count


@settings(max_examples=200, deadline=None)
@given(start=st.dates(date(2026, 4, 1), date(2028, 9, 1)), count=st.integers(1, 40))
def test_counting_back_in_working_days_walks_the_other_way(start, count):
    end = add_working_days(start, -count)
    walked = [end + timedelta(days=n) for n in range((start - end).days)]

    assert ordinary(end)
    assert sum(ordinary(day) for day in walked) == count


@settings(max_examples=200, deadline=None)
@given(DAYS_OF_THREE_YEARS)
def test_the_next_working_day_is_the_first_ordinary_one(day):
    found = next_working_day(day)

    assert ordinary(found)
    assert not any(ordinary(day + timedelta(days=n)) for n in range((found - day).days))


@settings(max_examples=200, deadline=None)
@given(start=DAYS_OF_THREE_YEARS, length=st.integers(1, 90))
def test_every_explanation_leads_from_the_count_to_the_end(start, length):
    told = explain(in_days(length), start)

    assert told.steps[0].reason is Reason.COUNTED
    assert told.steps[0].ends_on == start + timedelta(days=length)
    assert [step.ends_on for step in told.steps] == sorted(step.ends_on for step in told.steps)
    assert told.steps[-1].ends_on == told.ends_on
    assert all(not ordinary(day.day) for step in told.steps for day in step.skipped)


def test_a_term_that_ends_on_saturday_says_why_it_ends_on_monday():
    told = explain(in_days(14), date(2026, 11, 14))

    assert told.ends_on == date(2026, 11, 30)
    assert told.steps[1].reason is Reason.RUNS_ON
    assert told.steps[1].article == "1 lid 1"
    assert [(d.day.day, d.kind) for d in told.steps[1].skipped] == [
        (28, DayKind.SATURDAY),
        (29, DayKind.SUNDAY),
    ]


def test_a_term_that_ends_on_a_holiday_names_the_holiday():
    told = explain(in_days(7), date(2027, 4, 29))

    assert told.ends_on == date(2027, 5, 10)
    assert [d.name or d.kind for d in told.steps[1].skipped] == [
        "Hemelvaartsdag",
        "Gelijkgestelde dag",
        "saturday",
        "sunday",
    ]


def test_three_days_over_easter_hold_two_ordinary_days():
    # Thursday before Good Friday 2026: counted to Sunday, runs on to Tuesday, which is only one.
    told = explain(in_days(3), date(2026, 4, 2))

    assert told.ends_on == date(2026, 4, 8)
    assert [step.reason for step in told.steps] == [
        Reason.COUNTED,
        Reason.RUNS_ON,
        Reason.TWO_ORDINARY_DAYS,
    ]
    assert explain(in_days(2), date(2026, 4, 2)).ends_on == date(2026, 4, 7)


def test_counting_back_does_not_run_on_but_holds_two_ordinary_days():
    ten = explain(in_days(10, counts_back=True), date(2026, 12, 8))
    three = explain(in_days(3, counts_back=True), date(2026, 4, 7))

    assert ten.ends_on == date(2026, 11, 28)  # a Saturday, and it stays one
    assert ten.steps[1].reason is Reason.NO_EXTENSION_COUNTING_BACK
    assert three.ends_on == date(2026, 4, 1)  # Wednesday and Thursday before Easter


@pytest.mark.parametrize(
    ("length", "unit", "start", "ends_on"),
    [
        (90, TermUnit.DAYS, date(2026, 11, 15), date(2027, 2, 15)),
        (91, TermUnit.DAYS, date(2026, 11, 14), date(2027, 2, 13)),
        (12, TermUnit.WEEKS, date(2026, 11, 15), date(2027, 2, 8)),
        (13, TermUnit.WEEKS, date(2026, 11, 15), date(2027, 2, 14)),
        (3, TermUnit.MONTHS, date(2026, 11, 15), date(2027, 2, 15)),
        (3, TermUnit.MONTHS, date(2026, 11, 14), date(2027, 2, 15)),
        (4, TermUnit.MONTHS, date(2026, 11, 14), date(2027, 3, 14)),
        (1, TermUnit.YEARS, date(2026, 11, 14), date(2027, 11, 14)),
    ],
)
def test_long_terms_of_article_4_do_not_run_on(length, unit, start, ends_on):
    assert explain(TermRule(length=length, unit=unit), start).ends_on == ends_on


def test_an_excluded_term_is_left_alone():
    told = explain(in_days(14, is_excluded=True), date(2026, 11, 14))

    assert told.ends_on == date(2026, 11, 28)
    assert told.steps[1].reason is Reason.NO_EXTENSION_EXCLUDED


@pytest.mark.parametrize(
    ("start", "months", "ends_on"),
    [
        (date(2027, 1, 31), 1, date(2027, 3, 1)),  # 28 February 2027 is a Sunday
        (date(2028, 1, 31), 1, date(2028, 2, 29)),
        (date(2026, 10, 28), 1, date(2026, 11, 30)),
        (date(2026, 12, 31), 2, date(2027, 3, 1)),
    ],
)
def test_a_month_ends_on_the_same_number_or_the_last_day(start, months, ends_on):
    assert explain(TermRule(length=months, unit=TermUnit.MONTHS), start).ends_on == ends_on


def test_the_european_rule_wants_two_working_days_in_two_days():
    european = in_days(2, legal_system=LegalSystem.EUROPEAN)

    assert explain(european, date(2026, 11, 27)).ends_on == date(2026, 12, 1)
    assert explain(in_days(2), date(2026, 11, 27)).ends_on == date(2026, 11, 30)
    long = in_days(91, legal_system=LegalSystem.EUROPEAN)
    assert explain(long, date(2026, 11, 14)).ends_on == date(2027, 2, 15)


def test_an_agreed_term_ends_on_the_day_itself():
    agreed = in_days(14, legal_system=LegalSystem.AGREED)

    assert explain(agreed, date(2026, 11, 14)).ends_on == date(2026, 11, 28)


def test_a_term_in_working_days_names_what_it_passed_over():
    rule = TermRule(length=5, unit=TermUnit.WORKING_DAYS, legal_system=LegalSystem.AGREED)
    told = explain(rule, date(2026, 12, 23))

    assert told.ends_on == date(2026, 12, 31)
    named = [passed.name for passed in told.steps[0].skipped if passed.name]
    assert named == ["Eerste Kerstdag", "Tweede Kerstdag"]


def test_beyond_the_known_decrees_an_end_is_not_certain():
    assert explain(in_days(10), date(2028, 12, 1)).is_certain
    assert not explain(in_days(10), date(2028, 12, 28)).is_certain


@pytest.mark.parametrize(
    ("day", "moment", "hours_in_day"),
    [
        (date(2026, 11, 27), "2026-11-27T23:00+00:00", 24),
        (date(2026, 7, 1), "2026-07-01T22:00+00:00", 24),
        (date(2027, 3, 28), "2027-03-28T22:00+00:00", 23),  # the night the clock goes forward
        (date(2026, 10, 25), "2026-10-25T23:00+00:00", 25),  # the night it goes back
    ],
)
def test_a_day_is_over_at_midnight_after_it(day, moment, hours_in_day):
    due = due_moment(day)

    assert due == datetime.fromisoformat(moment)
    assert due.tzinfo is UTC
    assert due - due_moment(day - timedelta(days=1)) == timedelta(hours=hours_in_day)


def test_a_day_is_over_elsewhere_at_another_moment():
    assert due_moment(date(2026, 11, 27), ZoneInfo("America/Kralendijk")) == datetime(
        2026, 11, 28, 4, tzinfo=UTC
    )


def in_hours(length: int, **more: Any) -> TermRule:
    return TermRule(length=length, unit=TermUnit.HOURS, **more)


def test_hours_pass_through_weekends_and_clock_changes():
    saturday_night = datetime(2027, 3, 27, 23, 30, tzinfo=ZoneInfo("Europe/Amsterdam"))

    told = explain_hours(in_hours(24), saturday_night)

    assert told.ends_at == datetime(2027, 3, 28, 22, 30, tzinfo=UTC)
    assert told.ends_at.astimezone(ZoneInfo("Europe/Amsterdam")).hour == 0  # on the wall
    assert told.article == "4, a"


@pytest.mark.parametrize(
    ("event", "ends_at"),
    [
        ("2026-11-23T09:20+01:00", "2026-11-26T10:00+01:00"),
        ("2026-11-23T10:00+01:00", "2026-11-26T11:00+01:00"),  # that hour is not counted either
        ("2026-10-24T09:20+02:00", "2026-10-27T09:00+01:00"),  # the night of 25 hours
        ("2027-03-27T09:20+01:00", "2027-03-30T11:00+02:00"),  # the night of 23 hours
    ],
)
def test_the_regulation_does_not_count_the_hour_of_the_event(event, ends_at):
    european = in_hours(72, legal_system=LegalSystem.EUROPEAN)

    told = explain_hours(european, datetime.fromisoformat(event))

    assert told.ends_at == datetime.fromisoformat(ends_at)
    assert told.article == "3(1)"


def test_hours_need_a_moment_and_days_need_a_day():
    with pytest.raises(TermFault, match="time zone"):
        explain_hours(in_hours(24), datetime.fromisoformat("2026-11-23T09:00"))
    with pytest.raises(TermFault, match="explain_hours"):
        explain(in_hours(24), date(2026, 11, 23))
    with pytest.raises(TermFault, match="hours"):
        explain_hours(in_days(3), datetime(2026, 11, 23, tzinfo=UTC))
