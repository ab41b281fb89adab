"""Lanes: what one organisation brings much of keeps nothing of another waiting for long."""

import asyncio
import threading
import time
from contextlib import contextmanager, suppress

import psycopg
import pytest

from app import worker
from app.documents.jobs import scan_version
from app.emergencies.jobs import announce
from app.kernel import jobs
from app.kernel.access import system_actor
from app.kernel.db import Database
from app.kernel.jobs import FIRST, IN_TURN, Lane, Queue, job
from app.kernel.work import begin_work, new_request_id
from app.oversight.jobs import make_package
from app.publications.jobs import publish, seek_due
from app.reports.jobs import place_seal
from app.running import around_job
from app.search.jobs import read_text
from tests.support.acting import acting

ACTOR = system_actor("of-a-test")
SOON = 10.0
done: list[str] = []
may_end = threading.Event()


@pytest.fixture
def bells(monkeypatch):
    """Jobs of this file only: in turn, urgent, and one that takes until it may end."""
    monkeypatch.setattr(jobs, "_jobs", {})
    done.clear()
    may_end.clear()

    def ring(*, bell: str) -> None:
        done.append(bell)

    def read(*, bell: str) -> None:
        done.append(f"begun {bell}")
        may_end.wait(SOON)
        done.append(bell)

    yield (
        job("test.ring")(ring),
        job("test.announce", is_urgent=True)(ring),
        job("test.read", lane=Lane.SLOW)(read),
    )
    may_end.set()


@pytest.fixture
def own(application, server, database_name, bells, swept):
    """A queue and commits of its own, as in production; puts jobs in and gives its workers."""
    url = server.url("samenzicht_app", database=database_name)
    queue, database = Queue(url), Database(url)

    def put(*asked):
        with (
            acting(application, ACTOR, queue=queue, request_id=new_request_id()),
            database.session_for(ACTOR),
            begin_work(ACTOR) as work,
        ):
            for each, bell in asked:
                work.defer(each, bell=bell)

    yield put, queue.for_worker(around_job(application)), url
    queue.waker.close()
    database.dispose()


@contextmanager
def working(application):
    """A worker of all lanes, in a thread; the block ends when it stopped."""
    loop = asyncio.new_event_loop()
    task = loop.create_task(worker.work_in_lanes(application))

    def run():
        with suppress(asyncio.CancelledError):
            loop.run_until_complete(task)
        loop.run_until_complete(loop.shutdown_default_executor())
        loop.close()

    thread = threading.Thread(target=run)
    thread.start()
    told: list[object] = []

    def stop():
        if not told:
            told.append(loop.call_soon_threadsafe(task.cancel))

    yield stop
    stop()
    may_end.set()
    thread.join(SOON)
    assert not thread.is_alive()


def wait_for(*bells):
    limit = time.monotonic() + SOON
    while not set(bells) <= set(done) and time.monotonic() < limit:
        time.sleep(0.01)
    assert set(bells) <= set(done)


def test_what_is_slow_keeps_nothing_else_waiting(own, bells):
    put, application, _url = own
    ring, _announce, read = bells
    put(*((read, f"scan {number}") for number in range(4)))
    with working(application):
        wait_for("begun scan 0", "begun scan 1")
        put((ring, "seal"))
        wait_for("seal")
        assert done == ["begun scan 0", "begun scan 1", "seal"]
        may_end.set()
        wait_for("scan 3")


def test_what_is_urgent_goes_before_all_that_waits(own, bells):
    put, application, _url = own
    ring, urgent, _read = bells
    put(*((ring, f"notice {number}") for number in range(3)), (urgent, "breach"))
    application.run_worker(wait=False, install_signal_handlers=False, delete_jobs="always")

    assert done == ["breach", "notice 0", "notice 1", "notice 2"]


def test_the_clock_puts_a_job_where_it_belongs(server, database_name, bells, swept):
    url = server.url("samenzicht_app", database=database_name)
    queue = Queue(url)
    for each in bells:
        queue.defer_now(each, once=each.name)
    queue.waker.close()
    with psycopg.connect(url) as connection:
        rows = connection.execute(
            "select task_name, queue_name, priority from procrastinate_jobs order by id"
        )
        assert rows.fetchall() == [
            ("test.ring", "default", IN_TURN),
            ("test.announce", "default", FIRST),
            ("test.read", "slow", IN_TURN),
        ]


def test_what_waited_before_there_were_lanes_is_done(own, bells):
    """The rows of an older version all stand in one queue."""
    put, application, url = own
    put((bells[2], "an old scan"))
    with psycopg.connect(url) as connection:
        connection.execute("update procrastinate_jobs set queue_name = 'default' where true")
    may_end.set()
    with working(application):
        wait_for("an old scan")


def test_told_to_stop_it_ends_what_was_begun_and_begins_nothing(own, bells):
    put, application, _url = own
    ring, _announce, read = bells
    put((read, "under way"))
    with working(application) as stop:
        wait_for("begun under way")
        stop()
        time.sleep(0.2)
        put((ring, "too late"))
        time.sleep(0.2)

    assert done == ["begun under way", "under way"]


def test_which_jobs_are_slow_and_which_urgent():
    slow = (read_text, scan_version, make_package)
    assert {each.lane for each in slow} == {Lane.SLOW}
    assert scan_version.priority > read_text.priority, "a verdict lets others see a file"
    urgent = (publish, seek_due, place_seal, announce)
    assert {(each.lane, each.priority) for each in urgent} == {(Lane.MAIN, FIRST)}
    assert read_text.priority == IN_TURN
