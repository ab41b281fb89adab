"""The verdict holds for years: renewed in time it stays geldig, else it says onbekend and why."""

from datetime import timedelta

import pytest
from sqlalchemy import text

from app.kernel import clock
from app.reports import jobs, queries
from app.reports.service import keys, records, verifying
from app.running import standing_in

YEAR = timedelta(days=365)
DAY = timedelta(days=1)
ENDED = "Het bewijs van het moment is verlopen op"


@pytest.fixture
def report(desk):
    made = desk.frozen()
    desk.sign("wim", made)
    desk.sign("cora", made)
    return made


@pytest.fixture
def later(monkeypatch):
    """Let the one clock run ahead: ``later(3 * YEAR)``, counted from the begin of the test."""
    begin = clock.now()

    def move(ahead):
        monkeypatch.setattr(clock, "now", lambda: begin + ahead)

    return move


@pytest.fixture
def work(desk, transaction):
    """Do what clock and worker do: look which proofs wear out, and renew those."""

    def run():
        with standing_in(desk.app):
            jobs.seek_wearing.run()
        with transaction.as_owner() as owner:
            rows = owner.execute(
                text(
                    "select id, args from procrastinate_jobs"
                    " where task_name = 'reports.renew' and status = 'todo' order by id"
                )
            ).all()
            owner.execute(
                text(
                    "update procrastinate_jobs set status = 'succeeded'"
                    " where task_name = 'reports.renew'"
                )
            )
        for row in rows:
            with desk.app.app_context():
                jobs.renew_proof.run(**row.args)
        return len(rows)

    return run


@pytest.fixture
def live(later, work):
    """Let years pass while clock and worker do their work every ten days."""

    def through(span, *, since=timedelta()):
        ahead = since
        while ahead < span:
            ahead = min(ahead + timedelta(days=10), span)
            later(ahead)
            work()

    return through


@pytest.fixture
def verdict(desk, report):
    """What the product says of the file today."""

    def judge():
        with desk.as_keeper(), desk.app.test_request_context():
            known = records.records_of(queries.list_frozen())
            return verifying.verify(desk.content(report), trust=keys.trust_bundle(), records=known)

    return judge


def test_without_renewal_it_is_valid_until_the_time_stamps_end_and_then_unknown(later, verdict):
    for ahead in (timedelta(), YEAR, 3 * YEAR - DAY):
        later(ahead)
        assert verdict().answer.value == "geldig", ahead
    for ahead in (3 * YEAR + 5 * DAY, 10 * YEAR, 12 * YEAR):
        later(ahead)
        told = verdict()
        assert told.answer.value == "onbekend", ahead
        [why] = [each for each in told.reasons if each.startswith(ENDED)]
        assert why.endswith("en niet op tijd verlengd.")
        assert [each.answer.value for each in told.seats] == ["geldig", "geldig"]


def test_with_renewals_it_stays_valid_for_twelve_years(desk, report, live, verdict, transaction):
    past = timedelta()
    for span, renewals in ((YEAR, 0), (3 * YEAR, 1), (10 * YEAR, 3), (12 * YEAR, 4)):
        live(span, since=past)
        past = span
        told = verdict()
        assert told.answer.value == "geldig", (span, told.reasons)
        assert len(told.proof.links) == renewals, span
        assert transaction.audited(report).count("report:proof:renew") == renewals
    with desk.as_keeper():
        assert len(keys.trust_bundle().stampers) == 2, "a second root, the first one has ended"
    assert sum("verlengd op" in each for each in told.reasons) == 4
    assert any("Dit is te controleren tot" in each for each in told.reasons)
