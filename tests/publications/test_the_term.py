"""The last day for publishing, by a table counted with a calendar on paper.

Six weeks from the day of offering, or of adoption while nothing is offered; an end on a Saturday,
Sunday or holiday runs on to the next ordinary day."""

from datetime import UTC, date, datetime

import pytest

from app.publications.queries import term_for

TABLE = [
    # adopted, offered, last day, and why
    (date(2026, 11, 24), None, date(2027, 1, 5)),  # Tuesday to Tuesday
    (date(2026, 11, 24), date(2026, 12, 1), date(2027, 1, 12)),  # the offering counts
    (date(2026, 11, 20), None, date(2027, 1, 4)),  # Friday 1 January: on to Monday
    (date(2026, 11, 14), None, date(2026, 12, 28)),  # Saturday 26 December: on to Monday
    (date(2026, 2, 22), None, date(2026, 4, 7)),  # Easter Sunday 5 April: on to Tuesday
    (date(2026, 3, 16), None, date(2026, 4, 28)),  # King's Day, Monday 27 April: on to Tuesday
    # Ascension Day, Thursday 14 May, and by royal decree the day after it: on to Monday
    (date(2026, 4, 2), None, date(2026, 5, 18)),
    (date(2024, 1, 18), None, date(2024, 2, 29)),  # a leap year
]


@pytest.mark.parametrize(("adopted", "offered", "last"), TABLE)
def test_the_last_day(app, adopted, offered, last):
    with app.test_request_context():
        term = term_for(adopted, offered)

        assert term.ends_on == last
        assert term.starts_on == (offered or adopted)
        assert term.steps


def test_the_last_day_lasts_until_midnight_in_dutch_time(app):
    """It ends on 5 January 2027, so at 23.00 UTC."""
    with app.test_request_context():
        term = term_for(date(2026, 11, 24), None)

    assert not term.is_late(datetime(2027, 1, 5, 22, 59, tzinfo=UTC))
    assert term.is_late(datetime(2027, 1, 5, 23, 0, tzinfo=UTC))
