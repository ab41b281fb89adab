"""Work that must leave only after the commit that caused it.

A job is put in the queue on the same connection, in the same transaction, as its change: it exists if
and only if the change was committed. It is retried until done and must be safe to run twice. Jobs run as
a named system actor with its own small sight.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import procrastinate
from procrastinate import exceptions
from sqlalchemy.orm import Session

from app.kernel.db import raw_connection
from app.kernel.errors import HouseFault

RETRY = procrastinate.RetryStrategy(max_attempts=12, exponential_wait=2)


@dataclass(frozen=True, slots=True)
class Job:
    """A named function the queue can call; arguments are plain JSON values."""

    name: str
    run: Callable[..., None]


_jobs: dict[str, Job] = {}


def job(name: str) -> Callable[[Callable[..., None]], Job]:
    """Name a function as a job; the name stays when the function moves."""

    def make(function: Callable[..., None]) -> Job:
        if name in _jobs:
            raise HouseFault(f"There are two jobs called {name}.")
        _jobs[name] = Job(name, function)
        return _jobs[name]

    return make


class Queue:
    """The job queue of one installation."""

    def __init__(self, dsn: str) -> None:
        self._dsn = dsn
        self.app = self._application(procrastinate.SyncPsycopgConnector(conninfo=dsn))

    def _application(self, connector: Any) -> procrastinate.App:
        application = procrastinate.App(connector=connector)
        for each in _jobs.values():
            application.task(name=each.name, retry=RETRY)(each.run)
        return application

    def defer(self, session: Session, job: Job, *, once: str | None, facts: dict[str, Any]) -> None:
        """Put a job in the queue inside the running transaction.

        Args:
            once: while a job with this key waits, a second is not added.
        """
        task = self.app.tasks[job.name]
        deferrer = task.configure(connection=raw_connection(session), queueing_lock=once)
        with session.begin_nested():
            try:
                deferrer.defer(**facts)
            except exceptions.AlreadyEnqueued:
                return

    def for_worker(
        self, around: Callable[[Callable[..., None]], Callable[..., None]]
    ) -> procrastinate.App:
        """Make the application a worker runs.

        Args:
            around: wraps each job's function with what every job needs (application context).
        """
        application = procrastinate.App(
            connector=procrastinate.PsycopgConnector(conninfo=self._dsn, min_size=1, max_size=4)
        )
        for each in _jobs.values():
            application.task(name=each.name, retry=RETRY)(around(each.run))
        return application
