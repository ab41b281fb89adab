"""The worker: does deferred jobs, and one worker at a time is the clock.

The clock only defers the periodic jobs; which worker is the clock is decided by an advisory lock.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import psycopg
import structlog
from apscheduler.schedulers.background import BackgroundScheduler
from flask import Flask

from app.documents.jobs import forget_uploads
from app.identity.jobs import tidy
from app.kernel.jobs import Job
from app.kernel.web.house import house_of
from app.notifications.jobs import look
from app.oversight.jobs import sign_logs
from app.reports.jobs import seek_seals
from app.running import around_job
from app.storage.jobs import collect

log = structlog.get_logger()

CLOCK_LOCK = 7_261_018
"""Number of the advisory lock that elects the clock; any fixed number will do."""
PERIODIC: tuple[tuple[Job, timedelta], ...] = (
    (tidy, timedelta(hours=1)),
    (forget_uploads, timedelta(hours=1)),
    (collect, timedelta(hours=6)),
    (look, timedelta(minutes=5)),
    (seek_seals, timedelta(hours=1)),
)
AT_ONCE: tuple[tuple[Job, timedelta], ...] = ((sign_logs, timedelta(seconds=4)),)
"""What the clock does itself: it may wait for no other job, and is not worth a row in the queue."""


def run_worker(app: Flask, *, dsn: str) -> None:
    """Work until told to stop.

    Args:
        dsn: PostgreSQL as the application role, for the clock's own connection.
    """
    scheduler = BackgroundScheduler(timezone="UTC")
    clock = Clock(app, dsn)
    scheduler.add_job(clock.try_to_be_elected, "interval", seconds=15, max_instances=1)
    for job, every in PERIODIC:
        scheduler.add_job(clock.defer, "interval", seconds=every.total_seconds(), args=[job])
    for job, every in AT_ONCE:
        scheduler.add_job(
            clock.do, "interval", seconds=every.total_seconds(), args=[job], max_instances=1
        )
    scheduler.start()
    try:
        house_of(app).queue.for_worker(around_job(app)).run_worker(concurrency=2, wait=True)
    finally:
        scheduler.shutdown(wait=False)
        clock.step_down()


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
        return bool(row and row[0])

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
