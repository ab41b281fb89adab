"""Suspension, extension and adjusted length, and terms that cannot be counted."""

from __future__ import annotations

import random
import time
from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from app.kernel.terms import (
    Adjustment,
    Extension,
    LegalSystem,
    Reason,
    Suspension,
    TermFault,
    TermRule,
    TermUnit,
    explain,
    explain_hours,
)
from tests.support import finger
from tests.support.finger import Told
from tests.support.retelling import retold

AGREED = LegalSystem.AGREED
EIGHT_WEEKS = TermRule(length=8, unit=TermUnit.WEEKS)


def test_a_suspension_counts_the_days_that_were_left_after_it():
    # Eight weeks after Monday 7 September 2026 is 2 November; ten days of standing still.
    still = Suspension(date(2026, 9, 16), date(2026, 9, 25))

    told = explain(EIGHT_WEEKS, date(2026, 9, 7), changes=[still])

    assert told.ends_on == date(2026, 11, 12)
    assert [step.reason for step in told.steps] == [Reason.COUNTED, Reason.SUSPENDED]
    assert told.steps[1].change == still
    assert retold(told) == told.ends_on


def test_an_extended_term_runs_on_once_at_its_very_end():
    # Two weeks end on Saturday 28 November; one week more on Saturday 5 December, so Monday.
    told = explain(
        TermRule(length=2, unit=TermUnit.WEEKS),
        date(2026, 11, 14),
        changes=[Extension(1, TermUnit.WEEKS)],
    )

    assert told.ends_on == date(2026, 12, 7)
    assert [step.ends_on.day for step in told.steps] == [28, 5, 7]
    assert retold(told) == told.ends_on


def test_an_extension_does_not_make_a_term_a_long_one():
    told = explain(EIGHT_WEEKS, date(2026, 9, 5), changes=[Extension(6, TermUnit.WEEKS)])

    assert told.ends_on == date(2026, 12, 14)  # counted to Saturday the 12th
    assert told.steps[-1].reason is Reason.RUNS_ON


def test_an_adjusted_length_counts_anew_from_the_start():
    told = explain(EIGHT_WEEKS, date(2026, 9, 7), changes=[Adjustment(10, TermUnit.WORKING_DAYS)])

    assert told.ends_on == date(2026, 9, 21)
    assert retold(told) == told.ends_on


def test_standing_still_in_working_days_keeps_the_working_days_that_were_left():
    rule = TermRule(length=5, unit=TermUnit.WORKING_DAYS, legal_system=AGREED)
    # Five working days after Monday 21 December: 22, 23, 24, 28, 29.
    still = Suspension(date(2026, 12, 24), date(2026, 12, 31))

    told = explain(rule, date(2026, 12, 21), changes=[still])

    assert told.ends_on == date(2027, 1, 6)  # 4, 5 and 6 January were left
    assert retold(told) == told.ends_on


def test_days_of_standing_still_are_no_ordinary_days_of_the_term():
    rule = TermRule(length=3, unit=TermUnit.DAYS)
    # Tuesday to Thursday; from Wednesday it stands still for a week, and ends on Thursday.
    still = Suspension(date(2026, 11, 18), date(2026, 11, 27))

    told = explain(rule, date(2026, 11, 16), changes=[still])

    assert told.ends_on == date(2026, 11, 30)  # counted to Sunday: Tuesday the 17th and Monday
    assert retold(told) == told.ends_on


def test_random_standstills_end_where_the_finger_ends():
    draw = random.Random(415)
    for _ in range(2_000):
        unit = draw.choice(["days", "weeks", "working_days", "months"])
        start = date(2024, 6, 1) + timedelta(days=draw.randrange(1_500))
        length = draw.randint(1, 10)
        asked = Told(start, length, unit, law="agreed")
        rule = TermRule(length=length, unit=TermUnit(unit), legal_system=AGREED)
        end = finger.last_day(asked)
        first = start + timedelta(days=draw.randint(1, (end - start).days))
        last = first + timedelta(days=draw.randint(0, 30))

        told = explain(rule, start, changes=[Suspension(first, last)])

        expected = finger.stood_still(asked, first=first, last=last, end=end)
        assert (told.ends_on, retold(told)) == (expected, expected), (asked, first, last)


def test_the_same_standstill_twice_counts_once():
    still = Suspension(date(2026, 9, 16), date(2026, 9, 25))

    told = explain(EIGHT_WEEKS, date(2026, 9, 7), changes=[still, still])

    assert told.ends_on == date(2026, 11, 12)
    assert told.steps[2].already == ((date(2026, 9, 16), date(2026, 9, 25)),)
    assert retold(told) == told.ends_on


def test_days_that_two_standstills_share_count_once():
    spans = [(16, 20), (24, 25), (18, 24)]
    changes = [Suspension(date(2026, 9, first), date(2026, 9, last)) for first, last in spans]

    told = explain(EIGHT_WEEKS, date(2026, 9, 7), changes=changes)

    assert told.ends_on == date(2026, 11, 12)  # the 16th up to the 25th, as one
    assert told.steps[3].already == (
        (date(2026, 9, 18), date(2026, 9, 20)),
        (date(2026, 9, 24), date(2026, 9, 24)),
    )


def test_an_adjusted_length_forgets_the_standstills_before_it():
    still = Suspension(date(2026, 9, 16), date(2026, 9, 25))

    told = explain(EIGHT_WEEKS, date(2026, 9, 7), changes=[still, Adjustment(8, TermUnit.WEEKS)])
    again = explain(
        EIGHT_WEEKS, date(2026, 9, 7), changes=[still, Adjustment(8, TermUnit.WEEKS), still]
    )

    assert (told.ends_on, again.ends_on) == (date(2026, 11, 2), date(2026, 11, 12))


def test_random_overlapping_standstills_end_where_the_finger_ends():
    draw, overlapped = random.Random(4152), 0
    for _ in range(1_000):
        unit = draw.choice(["days", "weeks", "working_days", "months"])
        start = date(2024, 6, 1) + timedelta(days=draw.randrange(1_000))
        asked = Told(start, draw.randint(1, 10), unit, law="agreed")
        rule = TermRule(length=asked.length, unit=TermUnit(unit), legal_system=AGREED)
        spans, end = [], finger.last_day(asked)
        for _each in range(draw.randint(2, 5)):
            first = start + timedelta(days=draw.randint(1, (end - start).days))
            spans.append((first, first + timedelta(days=draw.randint(0, 20))))
            end = finger.with_standstills(asked, spans)

        told = explain(rule, start, changes=[Suspension(*each) for each in spans])

        overlapped += any(step.already for step in told.steps)
        assert (told.ends_on, retold(told)) == (end, end), (asked, spans)
    assert overlapped > 300


@pytest.mark.parametrize(
    ("first", "last"),
    [
        (date(2026, 9, 7), date(2026, 9, 9)),  # the day of the event is no day of the term
        (date(2026, 11, 3), date(2026, 11, 9)),  # the term is over
        (date(2026, 9, 9), date(2026, 9, 8)),  # ends before it begins
    ],
)
def test_a_term_stands_still_within_its_own_days(first, last):
    with pytest.raises(TermFault, match="within"):
        explain(EIGHT_WEEKS, date(2026, 9, 7), changes=[Suspension(first, last)])


@pytest.mark.parametrize(
    ("rule", "start"),
    [
        (TermRule(length=-1, unit=TermUnit.DAYS), date(2026, 1, 1)),
        (TermRule(length=400_000_000, unit=TermUnit.DAYS), date(2026, 1, 1)),
        (TermRule(length=9_000, unit=TermUnit.YEARS), date(2026, 1, 1)),
        (TermRule(length=1, unit=TermUnit.MONTHS), date(9999, 12, 31)),
        (TermRule(length=3, unit=TermUnit.DAYS, counts_back=True), date(1, 1, 2)),
        (TermRule(length=2, unit=TermUnit.WORKING_DAYS), date(9999, 12, 30)),
        (TermRule(length=24, unit=TermUnit.HOURS), date(2026, 1, 1)),
    ],
)
def test_what_cannot_be_counted_is_refused_in_one_way(rule, start):
    with pytest.raises(TermFault):
        explain(rule, start)


@pytest.mark.parametrize("law", LegalSystem)
@pytest.mark.parametrize(
    ("hours", "start"),
    [
        (100, datetime(9999, 12, 31, 10, tzinfo=UTC)),
        (1, datetime(9999, 12, 31, 22, 30, tzinfo=UTC)),
        (1, datetime(1, 1, 1, tzinfo=timezone(timedelta(hours=5)))),
    ],
)
def test_hours_beyond_the_calendar_are_refused_in_that_way_too(law, hours, start):
    with pytest.raises(TermFault, match="beyond"):
        explain_hours(TermRule(length=hours, unit=TermUnit.HOURS, legal_system=law), start)


def test_ten_years_of_working_days_are_counted_without_looking_at_each():
    rule = TermRule(length=2_600, unit=TermUnit.WORKING_DAYS)
    explain(rule, date(2026, 1, 1))
    began = time.thread_time()

    for _each in range(1_000):
        explain(rule, date(2026, 1, 1))

    assert time.thread_time() - began < 1


def test_what_counts_back_does_not_stand_still():
    rule = TermRule(length=10, unit=TermUnit.DAYS, counts_back=True)

    with pytest.raises(TermFault, match="counts back"):
        explain(rule, date(2026, 9, 7), changes=[Suspension(date(2026, 9, 1), date(2026, 9, 2))])


@pytest.mark.parametrize(
    ("start", "unit", "ends_on"),
    [
        (date(2028, 2, 29), TermUnit.YEARS, date(2029, 2, 28)),
        (date(2027, 2, 28), TermUnit.YEARS, date(2028, 2, 28)),
        (date(2028, 1, 29), TermUnit.MONTHS, date(2028, 2, 29)),
        (date(2028, 2, 28), TermUnit.DAYS, date(2028, 2, 29)),
    ],
)
def test_a_leap_day_is_a_day_like_another(start, unit, ends_on):
    assert explain(TermRule(length=1, unit=unit), start).ends_on == ends_on
