"""A process that forks workers, each of which reminds and mails until it is killed.

It reads lines from standard input. A number makes one more worker, whose process id it answers: it
does the jobs by itself in whatever order, and its clock steps forth and back, from Friday to
Monday. A number after `queue` makes a worker as it is in production, with the queue and the
elected clock, only everything in it is more often; its hour steps forth and back, into the night
too. `day` brings the next day for all of those.
"""

from __future__ import annotations

import os
import random
import sys
import threading
import time
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from multiprocessing import Value
from typing import Any

from flask import Flask
from procrastinate import RetryStrategy

from app import create_app, worker
from app.adapters.mail import MailServerFault
from app.kernel import clock
from app.kernel import jobs as kernel_jobs
from app.kernel.access import system_actor
from app.kernel.web.house import house_of
from app.notifications import jobs, queries
from app.running import standing_in
from config.settings import Settings, read_settings

BEGIN = datetime(2026, 11, 20, 6, tzinfo=UTC)
"""A Friday, an hour before mails may come."""
STEPS = (
    timedelta(0),
    timedelta(minutes=59),
    timedelta(hours=2),
    timedelta(days=3, hours=2),
)
LATE = 0.3
LAST = BEGIN + timedelta(days=4, hours=2)
"""A Tuesday: what a worker of Monday morning made is mailed then; nothing is made on that day."""


HOURS = (timedelta(0), timedelta(minutes=59), timedelta(hours=2), timedelta(hours=15))
"""At seven in the morning, after it, at nine, and in the quiet hours."""
FASTER = {"ELECTION": 0.5, "BEAT": 0.5, "POLL": 0.5}
LEASE = timedelta(seconds=2)
"""A worker that is killed or stands still longer loses its jobs."""


def main() -> None:
    """Fork a worker for each line."""
    settings, day = read_settings(), Value("i", 0)
    for line in sys.stdin:
        kind, _, seed = line.strip().rpartition(" ")
        if seed == "day":
            day.value += 1
            continue
        child = os.fork()
        if not child:
            draw = random.Random(int(seed))
            if kind == "queue":
                _work_in_production(settings, draw, day)
            else:
                _work(settings, draw)
        sys.stdout.write(f"{child}\n")
        sys.stdout.flush()


def _work_in_production(settings: Settings, draw: random.Random, day: Any) -> None:
    for name, seconds in FASTER.items():
        setattr(worker, name, timedelta(seconds=seconds))
    kernel_jobs.LEASE = LEASE
    worker.PERIODIC = ((jobs.look, timedelta(seconds=1)),)
    worker.AT_ONCE = ((worker.take_up, timedelta(seconds=0.7)),)
    for name, each in kernel_jobs._jobs.items():
        often = RetryStrategy(max_attempts=10_000, wait=1)
        kernel_jobs._jobs[name] = replace(each, retry=often)
    hour = [BEGIN]
    clock.now = lambda: hour[0] + timedelta(days=day.value)

    def step() -> None:
        while True:
            hour[0] = BEGIN + draw.choice(HOURS)
            time.sleep(draw.uniform(0.2, 1.5))

    threading.Thread(target=step, daemon=True).start()
    worker.run_worker(_app(settings), dsn=settings.database_url.get_secret_value())


def _app(settings: Settings) -> Flask:
    return create_app(
        settings, database_url=settings.database_url.get_secret_value(), secret_key="w" * 40
    )


def _work(settings: Settings, draw: random.Random) -> None:
    app = _app(settings)
    while True:
        moment = BEGIN + draw.choice(STEPS)
        clock.now = lambda at=moment: at
        with standing_in(app):
            _look(app, draw)


def _look(app: object, draw: random.Random) -> None:
    """Do what the clock would defer: make reminders, then send what is ready."""
    house, actor = house_of(app), system_actor(jobs.CLOCK)
    with house.database.session_for(actor):
        places = queries.list_places_to_look(clock.today() + timedelta(days=20), clock.today())
    for place, organisation in places:
        jobs.remind_place.run(workspace_id=str(place), organisation_id=str(organisation))
    if draw.random() < LATE:
        clock.now = lambda: LAST
    with house.database.session_for(actor):
        ready = queries.list_ready(clock.now())
    draw.shuffle(ready)
    for mailing in ready:
        with suppress(MailServerFault):
            jobs.send.run(mailing_id=str(mailing))


if __name__ == "__main__":
    main()
