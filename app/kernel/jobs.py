"""Work that must leave only after the commit that caused it.

A job is put in the queue on the same connection, in the same transaction, as its change: it exists
if and only if the change was committed. It is retried until done and must be safe to run twice.
Jobs run as a named system actor with its own small sight. What a killed worker had under its hands
another takes up (`take_up_again`).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from threading import Lock
from typing import Any

import procrastinate
from procrastinate import exceptions
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.kernel import clock, db
from app.kernel.errors import HouseFault
from app.kernel.waking import Waker

RETRY = procrastinate.RetryStrategy(max_attempts=12, exponential_wait=2)
PATIENT = procrastinate.RetryStrategy(max_attempts=500, wait=2, linear_wait=20)
"""For what waits for somebody outside: 500 attempts, each 20 seconds longer apart, are 28 days."""


class Lane(StrEnum):
    """A queue with workers of its own: what is in another does not keep it waiting."""

    MAIN = "default"
    """Called as the queue calls what nobody put anywhere."""
    SLOW = "slow"
    """What takes long, and as often as somebody brings something."""


FIRST, IN_TURN = 10, 0
"""Priorities within a lane."""


@dataclass(frozen=True, slots=True)
class Job:
    """A named function the queue can call; arguments are plain JSON values."""

    name: str
    run: Callable[..., None]
    retry: procrastinate.RetryStrategy
    is_found_later: bool = False
    """True when it is asked for by its key after it was done."""
    lane: Lane = Lane.MAIN
    priority: int = IN_TURN


LEASE = timedelta(seconds=60)
"""A worker that does not beat for so long was killed or stands still: others do what it had."""
MOST_AT_ONCE = 500
COUNTED = {"preserve_rowcount": True}

_jobs: dict[str, Job] = {}


def job(
    name: str,
    *,
    retry: procrastinate.RetryStrategy = RETRY,
    is_found_later: bool = False,
    lane: Lane = Lane.MAIN,
    is_urgent: bool = False,
) -> Callable[[Callable[..., None]], Job]:
    """Name a function as a job; the name stays when the function moves.

    Args:
        is_found_later: see `find_keys`; such a job is kept longer after it was done.
        lane: `Lane.SLOW` for what one organisation can bring so much of that others would wait.
        is_urgent: it goes before all that waits in its lane, however long that waits already.
    """

    def make(function: Callable[..., None]) -> Job:
        if name in _jobs:
            raise HouseFault(f"There are two jobs called {name}.")
        _jobs[name] = Job(
            name,
            function,
            retry,
            is_found_later=is_found_later,
            lane=lane,
            priority=FIRST if is_urgent else IN_TURN,
        )
        return _jobs[name]

    return make


def named(name: str) -> Job:
    """Return a job by its name, for who may not know the feature's own room."""
    return _jobs[name]


@dataclass(frozen=True, slots=True)
class Waiting:
    """How full the queue is."""

    by_status: dict[str, int]
    """``todo``, ``doing`` and ``failed``; what is done does not count."""
    oldest: timedelta
    """How long the job that waits longest could have been done; zero when none waits."""


_WAITING = text(
    "select status::text, count(*) from procrastinate_jobs"
    " where status in ('todo', 'doing', 'failed') group by 1"
)
_OLDEST = text(
    "select min(greatest(e.at, coalesce(j.scheduled_at, e.at)))"
    " from procrastinate_jobs j join procrastinate_events e"
    " on e.job_id = j.id and e.type = 'deferred'"
    " where j.status = 'todo' and coalesce(j.scheduled_at, e.at) <= :now"
)


def read_queue() -> Waiting:
    """Read how full the queue is, without what the jobs are about."""
    moment, current = clock.now(), db.session()
    counted = dict.fromkeys(("todo", "doing", "failed"), 0)
    counted |= {row[0]: row[1] for row in current.execute(_WAITING)}
    oldest = current.execute(_OLDEST, {"now": moment}).scalar_one_or_none()
    return Waiting(counted, moment - oldest if oldest else timedelta(0))


# Workers beat by the clock of the database, so silence is measured by it too.
_SILENT = text(
    "select j.id, j.task_name, j.attempts from procrastinate_jobs j"
    " left join procrastinate_workers w on w.id = j.worker_id"
    " where j.status = 'doing'"
    " and (w.id is null or w.last_heartbeat < now() - make_interval(secs => :seconds))"
    " order by j.id limit :most for update of j skip locked"
)
_AGAIN = text("select procrastinate_retry_job_v2(:id, now(), null, null, null)")
_KEYS = text(
    "select distinct queueing_lock from procrastinate_jobs"
    " where task_name = :name and queueing_lock = any(:keys)"
)
_END = text(
    "select procrastinate_finish_job_v1(:id, cast(:how as procrastinate_job_status), false)"
)


def take_up_again(session: Session) -> int:
    """Have jobs done anew whose worker was killed or stands still; return how many.

    A worker that only stood still may end the job beside the one that took it over: jobs are safe
    to run twice. What breaks its worker again and again fails in the end, as it would by raising;
    what waits under the same key already is left to that.
    """
    facts = {"seconds": LEASE.total_seconds(), "most": MOST_AT_ONCE}
    found = session.execute(_SILENT, facts).all()
    for row in found:
        known = _jobs.get(row.task_name)
        tries = known.retry.max_attempts if known else RETRY.max_attempts
        if tries is not None and row.attempts + 1 >= tries:
            session.execute(_END, {"id": row.id, "how": "failed"})
            continue
        try:
            with session.begin_nested():
                session.execute(_AGAIN, {"id": row.id})
        except IntegrityError:
            session.execute(_END, {"id": row.id, "how": "aborted"})
    return len(found)


_FORGET = text(
    "delete from procrastinate_jobs where id in ("
    " select j.id from procrastinate_jobs j where j.status not in ('todo', 'doing')"
    " and not exists (select from procrastinate_events e where e.job_id = j.id and e.at >= case"
    "  when j.task_name = any(:found) then cast(:found_before as timestamptz)"
    "  when j.status = 'failed' then cast(:failed_before as timestamptz)"
    "  else cast(:before as timestamptz) end)"
    " order by j.id limit :most for update of j skip locked)"
)
KEEP_FOR = timedelta(days=3)
"""So long a job that was done can be looked at."""
KEEP_FAILED = timedelta(days=30)
KEEP_FOUND = timedelta(days=366)
"""So long one whose key is asked for later is kept (`find_keys`)."""


def forget_ended(session: Session, *, now: datetime) -> int:
    """Throw away jobs that ended long ago, with their events; return how many.

    No more than `MOST_AT_ONCE`: whoever asks goes on while there are as many.
    """
    facts = {
        "before": now - KEEP_FOR,
        "failed_before": now - KEEP_FAILED,
        "found_before": now - KEEP_FOUND,
        "found": [each.name for each in _jobs.values() if each.is_found_later],
        "most": MOST_AT_ONCE,
    }
    found = session.execute(_FORGET, facts, execution_options=COUNTED)
    return int(found.rowcount)  # type: ignore[attr-defined]  # asked for


_PUT = text(
    "insert into procrastinate_jobs (queue_name, task_name, priority, queueing_lock, args,"
    " scheduled_at)"
    " select lane, name, priority, once, facts, not_before from rows from ("
    " jsonb_to_recordset(cast(:jobs as jsonb)) as (lane text, name text, priority integer,"
    " once text, facts jsonb, not_before timestamptz)) with ordinality"
    " as waiting (lane, name, priority, once, facts, not_before, place)"
    " order by once nulls first, place"
    " on conflict (queueing_lock) where status = 'todo'"
    " do update set queueing_lock = excluded.queueing_lock"
)
"""What `procrastinate_defer_jobs_v1` does, but for a key that waits already: that is no error.

The job that waits is held until the commit, so that it is done after what counts on it: a worker
passes over a row that somebody holds, and one that took it first makes room for a job of its own.
Keys go in their order, so that two who put the same ones do not wait for each other.
"""


@dataclass(frozen=True, slots=True)
class Deferred:
    """A job that is put in the queue when its work is committed."""

    job: Job
    facts: dict[str, Any] = field(default_factory=dict)
    once: str | None = None
    """While a job with this key waits, a second is not added."""
    not_before: datetime | None = None
    """When it may be done; now when None."""


def find_keys(session: Session, job: Job, keys: Iterable[str]) -> set[str]:
    """Return which of these keys a job was put in the queue with, whatever became of it.

    Within `KEEP_FOUND`, for a job that says it is found later.
    """
    found = session.execute(_KEYS, {"name": job.name, "keys": list(keys)})
    return set(found.scalars())


class Queue:
    """The job queue of one installation."""

    def __init__(self, dsn: str) -> None:
        self._dsn = dsn
        # Jobs are put in by name: a feature's jobs are imported after the queue is made.
        self.app = procrastinate.App(connector=procrastinate.SyncPsycopgConnector(conninfo=dsn))
        self._turn = Lock()
        self.waker = Waker(dsn, queues=Lane)

    def put(self, session: Session, jobs: Sequence[Deferred]) -> None:
        """Put jobs in the queue inside the running transaction, in one statement.

        Those without a key in their order, then those with one, by key; of a key the first.
        """
        firsts = {each.once: each for each in reversed(jobs) if each.once is not None}
        told = [
            {
                "lane": each.job.lane,
                "name": each.job.name,
                "priority": each.job.priority,
                "once": each.once,
                "facts": each.facts,
                "not_before": each.not_before.isoformat() if each.not_before else None,
            }
            for each in jobs
            if each.once is None or firsts[each.once] is each
        ]
        session.connection().execute(_PUT, {"jobs": json.dumps(told)})

    def defer_now(self, job: Job, *, once: str) -> None:
        """Put a periodic job in the queue; the clock's way, outside any work.

        One at a time: the clock has several due at one stroke, each in a thread of its own, and who
        ended first would close the connection that another is still waiting for.
        """
        with self._turn, self.app.open():
            try:
                self.app.configure_task(
                    job.name, queueing_lock=once, queue=job.lane, priority=job.priority
                ).defer()
            except exceptions.AlreadyEnqueued:
                return
        self.waker.wake()

    def for_worker(
        self, around: Callable[[Callable[..., None]], Callable[..., None]]
    ) -> procrastinate.App:
        """Make the application a worker runs.

        Args:
            around: wraps each job's function with what every job needs (application context).
        """
        connector = procrastinate.PsycopgConnector(conninfo=self._dsn, min_size=1, max_size=4)
        application = procrastinate.App(connector=connector)
        for each in _jobs.values():
            application.task(name=each.name, retry=each.retry)(around(each.run))
        return application
