"""When mails come: hours of the digest and quiet hours, by the wall, compared with a slow walk."""

from datetime import UTC, datetime, timedelta

from hypothesis import example, given, settings
from hypothesis import strategies as st

from app.notifications.queries import BUILT_IN, MailHours, Rest, Span
from tests.support.quiet_oracle import Habit, next_mail, opens_at

BEGIN = datetime(2026, 1, 12, tzinfo=UTC)
MINUTES = 690 * 24 * 60
"""Up to the middle of December 2027: days off are written out until then."""
FORWARD = [datetime(2026, 3, 28, 12, tzinfo=UTC), datetime(2027, 3, 27, 12, tzinfo=UTC)]
BACK = [datetime(2026, 10, 24, 12, tzinfo=UTC), datetime(2027, 10, 30, 12, tzinfo=UTC)]
"""Noon before the nights in which the clock changes."""

any_moment = st.integers(0, MINUTES).map(lambda minutes: BEGIN + timedelta(minutes=minutes))
near_a_change = st.tuples(st.sampled_from(FORWARD + BACK), st.integers(0, 24 * 60)).map(
    lambda pair: pair[0] + timedelta(minutes=pair[1])
)
moments = any_moment | near_a_change
spans = st.none() | st.tuples(st.integers(0, 23), st.integers(0, 23)).filter(
    lambda pair: pair[0] != pair[1]
)
digests = st.frozensets(st.integers(0, 23), max_size=3)


def both(digest, span, rests):
    """The same choice for the product, and for the oracle as hours one by one."""
    ours = MailHours(
        tuple(sorted(digest, reverse=True)), Rest(Span(*span) if span else None, rests=rests)
    )
    hours = set()
    if span is not None:
        hour, last = span
        while hour != last:
            hours.add(hour)
            hour = (hour + 1) % 24
    return ours, Habit(digest, frozenset(hours), rests)


@settings(max_examples=150, deadline=None)
@given(moment=moments, span=spans, rests=st.booleans())
@example(moment=FORWARD[0] + timedelta(hours=13), span=(1, 2), rests=False)
@example(moment=BACK[0] + timedelta(hours=11), span=(22, 3), rests=False)
@example(moment=BACK[1] + timedelta(hours=12, minutes=30), span=(2, 1), rests=True)
def test_quiet_ends_when_a_walk_by_the_minute_says_so(moment, span, rests):
    ours, habit = both(frozenset(), span, rests)
    assert ours.rest.opens_at(moment) == opens_at(habit, moment)


@settings(max_examples=60, deadline=None)
@given(now=moments, digest=digests, span=spans, rests=st.booleans())
@example(now=FORWARD[0], digest=frozenset({2}), span=None, rests=False)
@example(now=FORWARD[1], digest=frozenset({2, 3}), span=(23, 3), rests=False)
@example(now=BACK[0], digest=frozenset({2}), span=(20, 2), rests=False)
@example(now=BACK[1], digest=frozenset({1, 2, 3}), span=(22, 7), rests=True)
def test_the_digest_comes_when_the_walk_says_so(now, digest, span, rests):
    ours, habit = both(digest, span, rests)
    assert ours.next_slot(now) == next_mail(habit, now)


def test_a_quiet_span_that_a_mail_fell_in_is_over_the_same_morning():
    """Hour of the digest at six, quiet until seven, the task came up at half past six."""
    hours = MailHours((6,), Rest(Span(20, 7), rests=True))
    at = datetime(2026, 11, 20, 5, 30, tzinfo=UTC)
    assert hours.next_slot(at) == datetime(2026, 11, 20, 6, 0, tzinfo=UTC)


def test_what_samenzicht_proposes_is_quiet_at_night_and_on_days_of_rest():
    evening = datetime(2026, 12, 24, 19, 30, tzinfo=UTC)  # Christmas Eve, then a weekend
    assert BUILT_IN.rest.opens_at(evening) == datetime(2026, 12, 28, 6, 0, tzinfo=UTC)
    assert BUILT_IN.next_slot(evening) == datetime(2026, 12, 28, 7, 0, tzinfo=UTC)
