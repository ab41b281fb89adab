"""Jobs of workers that were killed or stand still are done by others, and no clock stays silent."""

import time
from datetime import timedelta

import pytest
from sqlalchemy import text

from app.kernel import jobs
from app.kernel.access import system_actor
from app.kernel.work import keeping_books
from app.worker import Clock
from tests.support.acting import acting

ACTOR = system_actor("of-a-test")
PUT = text(
    "insert into procrastinate_jobs"
    " (queue_name, task_name, args, status, attempts, worker_id, queueing_lock)"
    " values ('default', :name, '{}', cast(:status as procrastinate_job_status), :attempts,"
    " :worker, :key) returning id"
)


@pytest.fixture
def worker(transaction):
    """Put a worker in the database that beat so many seconds ago; return its number."""

    def put(seconds):
        with transaction.as_owner() as owner:
            return owner.execute(
                text(
                    "insert into procrastinate_workers (last_heartbeat)"
                    " values (now() - make_interval(secs => :seconds)) returning id"
                ),
                {"seconds": seconds},
            ).scalar_one()

    return put


@pytest.fixture
def put(transaction):
    """Put a job in the database; return how to read what became of it."""

    def put(worker, *, status="doing", attempts=0, key=None):
        facts = {"name": "of.a.test", "status": status, "attempts": attempts}
        with transaction.as_owner() as owner:
            number = owner.execute(PUT, facts | {"worker": worker, "key": key}).scalar_one()

        def read():
            with transaction.as_owner() as owner:
                found = text("select status, attempts from procrastinate_jobs where id = :id")
                return tuple(owner.execute(found, {"id": number}).one())

        return read

    return put


@pytest.fixture
def take_up(app):
    def run():
        with acting(app, ACTOR), keeping_books(ACTOR) as work:
            return jobs.take_up_again(work.session)

    return run


@pytest.mark.parametrize(
    ("silent_for", "attempts", "then"),
    [
        (5, 0, ("doing", 0)),
        (55, 0, ("doing", 0)),
        (65, 0, ("todo", 1)),
        (65, 10, ("todo", 11)),
        (65, 11, ("failed", 12)),  # twelve tries in all, as for a job that raises
    ],
)
def test_a_job_is_taken_up_after_the_lease(take_up, worker, put, silent_for, attempts, then):
    job = put(worker(silent_for), attempts=attempts)
    take_up()
    assert job() == then


def test_a_job_without_any_worker_is_taken_up(take_up, put):
    """Another worker forgets the silent ones when it starts."""
    job = put(None)
    assert take_up() == 1
    assert job() == ("todo", 1)
    assert take_up() == 0


def test_what_waits_again_under_the_same_key_is_left_to_that(take_up, worker, put):
    gone, other = worker(99), worker(0)
    old, new, third = put(gone, key="one"), put(None, status="todo", key="one"), put(gone)
    busy = put(other)
    assert take_up() == 2
    assert (old()[0], new()[0], third()[0], busy()[0]) == ("aborted", "todo", "todo", "doing")


def test_a_clock_that_stands_still_loses_its_place(app, server, monkeypatch):
    monkeypatch.setattr(jobs, "LEASE", timedelta(seconds=0.2))
    dsn = server.url("samenzicht_app")
    first, second = Clock(app, dsn), Clock(app, dsn)
    try:
        first.try_to_be_elected()
        first.try_to_be_elected()
        second.try_to_be_elected()
        assert (first.is_elected, second.is_elected) == (True, False)

        time.sleep(0.4)
        for _try in range(50):  # the first ends the silent one's connection
            second.try_to_be_elected()
            if second.is_elected:
                break
            time.sleep(0.1)
        assert second.is_elected
        first.try_to_be_elected()
        assert not first.is_elected
        first.try_to_be_elected()
        assert not first.is_elected
    finally:
        first.step_down()
        second.step_down()
