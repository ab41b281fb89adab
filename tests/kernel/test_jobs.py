"""Jobs: one exists if and only if the change that caused it was committed."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import Barrier

import psycopg
import pytest
from flask import current_app
from sqlalchemy import text

from app.kernel import jobs
from app.kernel.access import system_actor
from app.kernel.db import Database
from app.kernel.errors import HouseFault, Refused
from app.kernel.jobs import Job, Queue, job
from app.kernel.work import begin_work, keeping_books, new_request_id
from app.running import around_job
from tests.support.acting import acting

ACTOR = system_actor("of-a-test")
done: list[str] = []


@pytest.fixture
def ring(monkeypatch) -> Job:
    """A job of this file only."""
    monkeypatch.setattr(jobs, "_jobs", {})
    done.clear()

    @job("test.ring")
    def ring(*, bell: str) -> None:
        done.append(f"{current_app.name} rings {bell}")

    return ring


def waiting(transaction) -> list[dict]:
    with transaction.as_owner() as owner:
        found = owner.execute(text("select args from procrastinate_jobs order by id"))
        return list(found.scalars())


def test_a_job_waits_after_its_work(app, transaction, ring):
    with acting(app, ACTOR), begin_work(ACTOR) as work:
        work.defer(ring, bell="north")

    assert waiting(transaction) == [{"bell": "north"}]
    assert done == []


def test_an_undone_work_leaves_no_job(app, transaction, ring):
    with acting(app, ACTOR), pytest.raises(Refused), begin_work(ACTOR) as work:
        work.defer(ring, bell="north")
        raise Refused("Nee.")

    assert waiting(transaction) == []


def test_bookkeeping_may_defer(app, transaction, ring):
    with acting(app, ACTOR, is_reading=True), keeping_books(ACTOR) as work:
        work.defer(ring, bell="north")

    assert len(waiting(transaction)) == 1


def test_a_key_makes_a_job_wait_once(app, transaction, ring):
    """A second with the same key is not added, and the work goes on as if it were."""
    with acting(app, ACTOR):
        with begin_work(ACTOR) as work:
            work.defer(ring, once="a", bell="north")
            work.defer(ring, once="a", bell="south")
            work.defer(ring, once="b", bell="east")
        with begin_work(ACTOR) as work:
            work.defer(ring, once="a", bell="west")
            work.defer(ring, bell="up")

    assert [each["bell"] for each in waiting(transaction)] == ["north", "east", "up"]


def test_a_job_made_known_after_the_queue_can_be_deferred(app, transaction, ring):
    """Features are imported after the house was built."""
    assert ring.name not in app.extensions["samenzicht"].queue.app.tasks
    with acting(app, ACTOR), begin_work(ACTOR) as work:
        work.defer(ring, bell="late")

    assert len(waiting(transaction)) == 1


def test_without_a_queue_nothing_is_deferred(app, ring):
    with (
        acting(app, ACTOR, queue=None),
        pytest.raises(HouseFault, match="No job queue"),
        begin_work(ACTOR) as work,
    ):
        work.defer(ring, bell="north")


def test_two_jobs_cannot_have_one_name(ring):
    with pytest.raises(HouseFault, match="two jobs called"):
        job("test.ring")(lambda: None)


@pytest.fixture
def own_queue(application, server, database_name, ring, swept):
    """A queue, connections and commits of its own, as in production; and its worker."""
    url = server.url("samenzicht_app", database=database_name)
    queue, database = Queue(url), Database(url)

    @contextmanager
    def working():
        with (
            acting(application, ACTOR, queue=queue, request_id=new_request_id()),
            database.session_for(ACTOR),
            begin_work(ACTOR) as work,
        ):
            yield work

    def work_off():
        worker = queue.for_worker(around_job(application))
        worker.run_worker(wait=False, install_signal_handlers=False, delete_jobs="always")

    yield working, work_off
    database.dispose()


def test_what_waits_already_is_not_done_before_the_change_that_counts_on_it(ring, own_queue):
    """Else the job looks before the change is there, and nobody looks again."""
    working, work_off = own_queue
    with working() as work:
        work.defer(ring, once="north", bell="north")

    with working() as work:
        work.defer(ring, once="north", bell="north")
        work.put_jobs()
        work_off()
        done_meanwhile = list(done)
    work_off()

    assert done_meanwhile == []
    assert done == ["app rings north"]


def test_keys_in_any_order_and_twice_wait_once_each(ring, own_queue):
    working, work_off = own_queue
    with working() as work:
        work.defer(ring, bell="first")
        for key in ("b", "a", "b"):
            work.defer(ring, once=key, bell=key)
    with working() as work:
        for key in ("a", "b"):
            work.defer(ring, once=key, bell=key)
    work_off()

    assert done == ["app rings first", "app rings a", "app rings b"]


def test_a_worker_does_what_was_committed(application, server, database_name, ring, swept):
    """With a queue, connections and commits of its own, as in production."""
    url = server.url("samenzicht_app", database=database_name)
    queue, database = Queue(url), Database(url)
    with (
        acting(application, ACTOR, queue=queue, request_id=new_request_id()),
        database.session_for(ACTOR),
        begin_work(ACTOR) as work,
    ):
        work.defer(ring, bell="north")
    queue.defer_now(Job(ring.name, ring.run, ring.retry), once="no arguments")

    worker = queue.for_worker(around_job(application))
    worker.run_worker(wait=False, install_signal_handlers=False, delete_jobs="always")

    database.dispose()
    assert done == ["app rings north"]


def test_several_that_are_due_at_once_all_wait(server, database_name, ring, swept):
    """The clock puts each in from a thread of its own, at the same stroke."""
    url = server.url("samenzicht_app", database=database_name)
    queue, ready = Queue(url), Barrier(6)
    due = Job(ring.name, ring.run, ring.retry)

    def put(number: int) -> None:
        ready.wait()
        queue.defer_now(due, once=f"stroke {number}")

    with ThreadPoolExecutor(6) as threads:
        list(threads.map(put, range(6)))

    with psycopg.connect(url) as connection:
        [[waiting]] = connection.execute(
            "select count(*) from procrastinate_jobs where queueing_lock like 'stroke %'"
        )
    assert waiting == 6
