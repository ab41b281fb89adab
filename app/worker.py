"""The worker: does deferred jobs, and one worker at a time is the clock.

The clock only defers the periodic jobs; which worker is the clock is decided by an advisory lock.
"""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

import procrastinate
import psycopg
import structlog
from apscheduler.schedulers.background import BackgroundScheduler
from flask import Flask
from procrastinate import signals

from app.closing.jobs import destroy_due, remind_silent
from app.documents.jobs import forget_dropped, forget_uploads, scan_again
from app.emergencies.jobs import look as look_at_emergencies
from app.erasures.jobs import look as look_at_erasures
from app.identity.jobs import tidy
from app.kernel import clock, jobs
from app.kernel.access import system_actor
from app.kernel.jobs import Job, job
from app.kernel.web.house import current_house, house_of
from app.kernel.work import keeping_books
from app.notifications.jobs import look
from app.oversight.jobs import forget_packages, sign_logs
from app.privacy.jobs import count_openings
from app.privacy.jobs import look as look_at_breaches
from app.publications.jobs import seek_due
from app.reports.jobs import keep_roots, seek_seals, seek_wearing
from app.running import around_job, standing_in
from app.storage.jobs import collect
from app.successions.jobs import look as look_at_successions
from app.tasks.jobs import look_for_series
from app.witnesses.jobs import offer
from app.workspaces.jobs import look_at_reviews, look_who_is_over

log = structlog.get_logger()

CLOCK_LOCK = 7_261_018
"""Number of the advisory lock that elects the clock; any fixed number will do."""
BEAT = timedelta(seconds=10)
"""So often a worker shows that it is there; see `kernel.jobs.LEASE`."""
POLL = timedelta(seconds=5)
"""So often a worker looks for jobs that nobody told it of: those that were put off, and those whose
word got lost (`kernel.waking`)."""
AT_A_TIME = 2
"""Jobs of one lane that a worker does at once."""
ELECTION = timedelta(seconds=15)
"""So often each worker tries to be the clock, and the clock shows that it is there."""
_END_SILENT_CLOCK = """
select pg_terminate_backend(l.pid) from pg_locks l join pg_stat_activity a on a.pid = l.pid
where l.locktype = 'advisory' and l.classid = 0 and l.objid = %s and l.objsubid = 1 and l.granted
  and l.database = (select oid from pg_database where datname = current_database())
  and a.state_change < now() - make_interval(secs => %s)
"""
"""A clock that stands still keeps its connection; after the lease it loses that, and the lock."""


@job("worker.take_up")
def take_up() -> None:
    """Let jobs be done anew whose worker was killed or stands still."""
    actor = system_actor("worker.take_up")
    with current_house().database.session_for(actor), keeping_books(actor) as work:
        taken = jobs.take_up_again(work.session)
    if taken:
        log.warning("jobs taken up again", count=taken)


@job("worker.forget_ended")
def forget_ended() -> None:
    """Throw away jobs that ended long ago, some at a time."""
    actor, more = system_actor("worker.forget_ended"), True
    with current_house().database.session_for(actor):
        while more:
            with keeping_books(actor) as work:
                gone = jobs.forget_ended(work.session, now=clock.now())
            more = gone == jobs.MOST_AT_ONCE


PERIODIC: tuple[tuple[Job, timedelta], ...] = (
    (tidy, timedelta(hours=1)),
    (forget_uploads, timedelta(hours=1)),
    (forget_dropped, timedelta(hours=1)),
    (forget_packages, timedelta(hours=1)),
    (scan_again, timedelta(minutes=10)),
    (collect, timedelta(hours=6)),
    (forget_ended, timedelta(hours=1)),
    (look, timedelta(minutes=5)),
    (look_for_series, timedelta(minutes=15)),
    (look_at_reviews, timedelta(hours=1)),
    (look_who_is_over, timedelta(hours=1)),
    (look_at_emergencies, timedelta(minutes=1)),
    (remind_silent, timedelta(hours=1)),
    (destroy_due, timedelta(hours=1)),
    (look_at_successions, timedelta(minutes=10)),
    (look_at_breaches, timedelta(minutes=10)),
    (look_at_erasures, timedelta(minutes=10)),
    (count_openings, timedelta(minutes=1)),
    (seek_seals, timedelta(hours=1)),
    (seek_wearing, timedelta(hours=6)),
    (seek_due, timedelta(minutes=1)),
)
AT_ONCE: tuple[tuple[Job, timedelta], ...] = (
    (sign_logs, timedelta(seconds=3)),
    (offer, timedelta(seconds=3)),
    (take_up, timedelta(seconds=20)),
)
"""What the clock does itself: it may wait for no other job, and is not worth a row in the queue."""


def run_worker(app: Flask, *, dsn: str) -> None:
    """Work until told to stop.

    Args:
        dsn: PostgreSQL as the application role, for the clock's own connection.
    """
    with standing_in(app):
        # What is withdrawn counts from the moment the setting is read, not from the next seal.
        keep_roots.run()
    scheduler = BackgroundScheduler(timezone="UTC")
    elected = Clock(app, dsn)
    scheduler.add_job(elected.try_to_be_elected, "interval", seconds=ELECTION.total_seconds())
    for each, every in PERIODIC:
        scheduler.add_job(elected.defer, "interval", seconds=every.total_seconds(), args=[each])
    for each, every in AT_ONCE:
        scheduler.add_job(
            elected.do, "interval", seconds=every.total_seconds(), args=[each], max_instances=1
        )
    scheduler.start()
    try:
        asyncio.run(work_in_lanes(house_of(app).queue.for_worker(around_job(app))))
    finally:
        scheduler.shutdown(wait=False)
        elected.step_down()


async def work_in_lanes(application: procrastinate.App) -> None:
    """Do the jobs of each lane beside those of the others; told to stop, end what was begun.

    When one lane cannot go on, all end: who started the worker starts it anew.
    """
    async with application.open_async():
        working = [
            asyncio.create_task(
                application.run_worker_async(
                    name=lane,
                    queues=[lane],
                    concurrency=AT_A_TIME,
                    wait=True,
                    fetch_job_polling_interval=POLL.total_seconds(),
                    update_heartbeat_interval=BEAT.total_seconds(),
                    stalled_worker_timeout=jobs.LEASE.total_seconds(),
                    install_signal_handlers=False,
                )
            )
            for lane in jobs.Lane
        ]

        def stop() -> None:
            # Told twice, it would drop what it is doing.
            for each in working:
                if not each.cancelling():
                    each.cancel()

        with signals.on_stop(stop):
            try:
                await asyncio.wait(working, return_when=asyncio.FIRST_COMPLETED)
            finally:
                stop()
                ended = await asyncio.gather(*working, return_exceptions=True)
    for fault in ended:
        if isinstance(fault, Exception):
            raise fault


class Clock:
    """Defers periodic jobs while it holds the advisory lock; the lock falls with its connection."""

    def __init__(self, app: Flask, dsn: str) -> None:
        self._app = app
        self._dsn = dsn
        self._connection: psycopg.Connection[Any] | None = None

    def try_to_be_elected(self) -> None:
        """Take the lock when nobody has it, or find out that it was lost."""
        try:
            if self._connection is None or self._connection.closed:
                self.is_elected = False
                self._connection = psycopg.connect(self._dsn, autocommit=True)
            self.is_elected = self._holds_lock()
        except psycopg.Error:
            log.warning("clock lost its connection")
            self._connection, self.is_elected = None, False

    is_elected = False

    def _holds_lock(self) -> bool:
        if self.is_elected:
            self._connection.execute("select 1")  # type: ignore[union-attr]  # made just before
            return True
        row = self._connection.execute(  # type: ignore[union-attr]  # made just before
            "select pg_try_advisory_lock(%s)", (CLOCK_LOCK,)
        ).fetchone()
        if row and row[0]:
            return True
        facts = (CLOCK_LOCK, jobs.LEASE.total_seconds())
        self._connection.execute(_END_SILENT_CLOCK, facts)  # type: ignore[union-attr]  # made before
        return False

    def defer(self, job: Job) -> None:
        """Put a periodic job in the queue, when this worker is the clock."""
        if not self.is_elected:
            return
        house_of(self._app).queue.defer_now(job, once=job.name)

    def do(self, job: Job) -> None:
        """Do a job now, when this worker is the clock; what fails is tried at the next stroke."""
        if self.is_elected:
            around_job(self._app)(job.run)()

    def step_down(self) -> None:
        """Let go of the lock."""
        if self._connection is not None:
            self._connection.close()
