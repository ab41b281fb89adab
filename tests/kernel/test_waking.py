"""Waking: a job that was committed begins soon, and no commit waits for the word that says so."""

import asyncio
import threading
import time
from contextlib import contextmanager, suppress

import psycopg
import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, OperationalError

from app.kernel import ids, jobs, waking
from app.kernel.access import system_actor
from app.kernel.audit.entries import Circumstances, append, draft_of
from app.kernel.clock import now
from app.kernel.db import Database, send_with_commit
from app.kernel.driver import OneBreath
from app.kernel.jobs import Queue, job
from app.kernel.work import begin_work, new_request_id
from app.running import around_job
from tests.support.acting import acting

ACTOR = system_actor("of-a-test")
LONG = 60.0
"""So often the worker here looks by itself, in seconds: it must be woken."""
SOON = 10.0
CHANNEL = "procrastinate_any_queue_v1"
begun: list[float] = []


@pytest.fixture
def ring(monkeypatch):
    """A job of this file only."""
    monkeypatch.setattr(jobs, "_jobs", {})
    begun.clear()

    @job("test.ring")
    def ring(*, bell: str) -> None:
        begun.append(time.monotonic())

    return ring


@pytest.fixture
def own(application, server, database_name, swept):
    """A queue and connections of its own, and works that really commit."""
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

    yield queue, database, working
    queue.waker.close()
    database.dispose()


@pytest.fixture
def listener(server, database_name):
    """Hears what is said on the workers' channel."""
    url = server.url("samenzicht_app", database=database_name)
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f"listen {CHANNEL}")
        yield lambda seconds: list(connection.notifies(timeout=seconds, stop_after=1))


def wait_for(number: int) -> None:
    limit = time.monotonic() + SOON
    while len(begun) < number and time.monotonic() < limit:
        time.sleep(0.005)


@contextmanager
def a_worker(app):
    """A worker that was woken by nobody yet, in a thread; it ends with the block."""
    loop = asyncio.new_event_loop()

    async def work() -> None:
        async with app.open_async():
            await app.run_worker_async(
                fetch_job_polling_interval=LONG,
                install_signal_handlers=False,
                delete_jobs="always",
            )

    task = loop.create_task(work())

    def run() -> None:
        with suppress(asyncio.CancelledError):
            loop.run_until_complete(task)
        loop.close()

    thread = threading.Thread(target=run)
    thread.start()
    yield
    loop.call_soon_threadsafe(task.cancel)
    thread.join(SOON)


def test_a_committed_job_begins_long_before_its_worker_looks(application, ring, own):
    queue, _database, working = own
    with a_worker(queue.for_worker(around_job(application))):
        with working() as work:
            work.defer(ring, bell="first")
        wait_for(1)
        asked_at = time.monotonic()
        with working() as work:
            work.defer(ring, bell="second")
        wait_for(2)

    assert len(begun) == 2
    assert begun[1] - asked_at < SOON / 2


def test_the_commit_itself_says_nothing(server, database_name, ring, own, listener):
    """Else all commits of the server wait for each other."""
    url = server.url("samenzicht_app", database=database_name)
    with psycopg.connect(url) as connection:
        connection.execute(
            "insert into procrastinate_jobs (queue_name, task_name, args)"
            " values ('default', 'test.ring', '{}')"
        )
    assert listener(0.3) == []


def test_what_is_put_off_wakes_nobody(ring, own, listener):
    _queue, _database, working = own
    with working() as work:
        work.defer(ring, not_before=now().replace(year=2090), bell="late")
    assert listener(0.3) == []

    with working() as work:
        work.defer(ring, bell="now")
    assert len(listener(SOON)) == 1


def test_many_at_once_are_said_a_few_times(own, server, database_name):
    queue, _database, _working = own
    url = server.url("samenzicht_app", database=database_name)
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f"listen {CHANNEL}")
        for _one in range(200):
            queue.waker.wake()
        queue.waker.close()
        heard = list(connection.notifies(timeout=0.3))
    assert 1 <= len(heard) < 50


def test_a_broken_connection_is_made_anew(own, server, database_name, listener):
    queue, _database, _working = own
    queue.waker.wake()
    assert len(listener(SOON)) == 1
    with psycopg.connect(server.url("postgres", database=database_name), autocommit=True) as root:
        root.execute(
            "select pg_terminate_backend(pid) from pg_stat_activity"
            " where query like '%unnest%channel%' and pid <> pg_backend_pid()"
        )

    queue.waker.wake()
    assert len(listener(SOON)) == 1


def test_the_last_word_is_said_before_the_process_ends(own, listener):
    queue, _database, _working = own
    queue.waker.wake()
    queue.waker.close()
    assert len(listener(0.3)) == 1
    assert queue.waker._thread is None


def test_a_queue_without_a_database_disturbs_nobody(monkeypatch):
    waker = waking.Waker("postgresql://nobody@127.0.0.1:1/none")
    waker.wake()
    waker.close()


def test_what_fails_in_the_last_breath_undoes_all(own):
    """The commit raises it, and the connection is good for the next."""
    _queue, database, _working = own
    with database.session_for(None) as session:
        made = "insert into procrastinate_jobs (queue_name, task_name, args) values ('q', :n, '{}')"
        session.connection().execute(text(made), {"n": "test.undone"})
        assert send_with_commit(session)
        assert isinstance(session.connection().connection.driver_connection, OneBreath)
        session.connection().execute(text("insert into log_tree (id, size) values (null, 0)"))
        with pytest.raises(DBAPIError):
            session.commit()
        session.rollback()
        found = session.scalar(
            text("select count(*) from procrastinate_jobs where task_name = 'test.undone'")
        )
    assert found == 0


def test_what_is_sent_with_the_commit_and_given_up_is_undone(own):
    _queue, database, _working = own
    with database.session_for(None) as session:
        made = "insert into procrastinate_jobs (queue_name, task_name, args) values ('q', :n, '{}')"
        assert send_with_commit(session)
        session.connection().execute(text(made), {"n": "test.undone"})
        session.rollback()
        found = session.scalar(
            text("select count(*) from procrastinate_jobs where task_name = 'test.undone'")
        )
    assert found == 0


def test_a_connection_that_breaks_before_the_commit_is_told_and_replaced(
    own, server, database_name
):
    """Nothing of it is there, and who comes next gets a good connection."""
    _queue, database, _working = own
    made = "insert into procrastinate_jobs (queue_name, task_name, args) values ('q', :n, '{}')"
    with database.session_for(None) as session:
        pid = session.scalar(text("select pg_backend_pid()"))
        session.connection().execute(text(made), {"n": "test.undone"})
        assert send_with_commit(session)
        root = server.url("postgres", database=database_name)
        with psycopg.connect(root, autocommit=True) as other:
            other.execute("select pg_terminate_backend(%s, 5000)", (pid,))
        with pytest.raises(OperationalError):
            session.connection().execute(text(made), {"n": "test.undone"})
            session.commit()
        session.rollback()
    with database.session_for(None) as session:
        found = session.scalar(
            text("select count(*) from procrastinate_jobs where task_name = 'test.undone'")
        )
    assert found == 0


def test_an_entry_for_a_log_that_is_not_there_undoes_all(own, ring):
    """The statement that writes it answers nobody, so it must fail by itself."""
    _queue, database, _working = own

    class Lost:
        id = ids.new_id()
        log_kind = "lost"
        log_tree_id = ids.new_id()

    told = Circumstances(ACTOR, [], "r", now())
    with database.session_for(ACTOR) as session:
        send_with_commit(session)
        append(session, [draft_of("lost:found", Lost, {})], told)
        with pytest.raises(DBAPIError):
            session.commit()
        session.rollback()
