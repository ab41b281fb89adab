"""A process that forks workers, each of which reminds and mails until it is killed.

It reads lines from standard input: each makes one more worker, whose process id it answers. A
worker takes jobs in whatever order, and its clock steps forth and back, from Friday to Monday.
"""

from __future__ import annotations

import os
import random
import sys
from contextlib import suppress
from datetime import UTC, datetime, timedelta

from app import create_app
from app.adapters.mail import MailServerFault
from app.kernel import clock
from app.kernel.access import system_actor
from app.kernel.web.house import house_of
from app.notifications import jobs, queries
from app.running import standing_in
from config.settings import read_settings

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


def main() -> None:
    """Fork a worker for each line."""
    settings = read_settings()
    for seed in sys.stdin:
        child = os.fork()
        if not child:
            _work(settings, random.Random(int(seed)))
        sys.stdout.write(f"{child}\n")
        sys.stdout.flush()


def _work(settings: object, draw: random.Random) -> None:
    app = create_app(
        settings, database_url=settings.database_url.get_secret_value(), secret_key="w" * 40
    )
    while True:
        moment = BEGIN + draw.choice(STEPS)
        clock.now = lambda at=moment: at
        with standing_in(app):
            _look(app, draw)


def _look(app: object, draw: random.Random) -> None:
    """Do what the clock would defer: make reminders, then send what is ready."""
    house, actor = house_of(app), system_actor(jobs.CLOCK)
    with house.database.session_for(actor):
        places = queries.list_due_places(clock.today(), clock.today() + timedelta(days=20))
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
