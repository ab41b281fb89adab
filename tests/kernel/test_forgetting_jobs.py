"""Jobs that ended are thrown away some days later; what waits or is asked for later stays."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import text

from app import worker
from app.kernel import clock
from app.running import standing_in

PUT = text(
    "insert into procrastinate_jobs (queue_name, task_name, args, queueing_lock, status)"
    " values ('default', cast(:name as text), '{}', cast(:name as text),"
    " cast(:status as procrastinate_job_status)) returning id"
)
AGE = text("update procrastinate_events set at = :at where job_id = :id")
TOLD = text("insert into procrastinate_events (job_id, type, at) values (:id, 'succeeded', :at)")


@pytest.fixture
def left(app, transaction):
    """Tell whether a job of some age is there after tidying up."""

    def run(name, status, days):
        at = clock.now() - timedelta(days=days)
        with transaction.as_owner() as owner:
            key = owner.execute(PUT, {"name": name, "status": status}).scalar_one()
            owner.execute(AGE, {"id": key, "at": at})
            owner.execute(TOLD, {"id": key, "at": at})
        with standing_in(app):
            worker.forget_ended.run()
        with transaction.as_owner() as owner:
            of_it = "select (select count(*) from procrastinate_jobs where id = :id),"
            of_it += " (select count(*) from procrastinate_events where job_id = :id)"
            jobs, events = owner.execute(text(of_it), {"id": key}).one()
        assert bool(jobs) == bool(events)
        return bool(jobs)

    return run


@pytest.mark.parametrize(
    ("name", "status", "days", "stays"),
    [
        ("notifications.remind", "succeeded", 2, True),
        ("notifications.remind", "succeeded", 4, False),
        ("notifications.remind", "aborted", 4, False),
        ("notifications.remind", "todo", 400, True),
        ("notifications.remind", "doing", 400, True),
        ("notifications.remind", "failed", 29, True),
        ("notifications.remind", "failed", 31, False),
        ("tasks.tell_later", "succeeded", 300, True),
        ("closing.remind_one", "succeeded", 300, True),
        ("tasks.tell_later", "succeeded", 400, False),
    ],
)
def test_what_ended_long_ago_is_thrown_away(left, name, status, days, stays):
    assert left(name, status, days) is stays


def test_every_job_whose_key_is_asked_for_says_so():
    """Who asks `find_deferred` for a job that is thrown away after days does its work anew."""
    from pathlib import Path

    askers = [
        path
        for path in Path(worker.__file__).parent.rglob("*.py")
        if ".find_deferred(" in path.read_text()
    ]
    assert sorted(each.relative_to(Path(worker.__file__).parent).as_posix() for each in askers) == [
        "closing/service/silence.py",
        "tasks/jobs.py",
    ]


def test_the_clock_tidies_the_queue():
    assert worker.forget_ended in [each for each, _every in worker.PERIODIC]
