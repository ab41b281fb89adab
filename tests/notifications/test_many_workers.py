"""Reminders with many workers that are killed or stand still, clocks that step, a server that cuts.

Every task that is due has its reminder once, every mailing leaves, and what leaves twice has the
same name both times."""

from __future__ import annotations

import email
import os
import random
import signal
import socket
import subprocess
import sys
import time
from collections import Counter
from datetime import date
from email.policy import default
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from sqlalchemy import create_engine, text

from app import create_app
from app.kernel import schema
from app.kernel.db import driver_url
from app.kernel.web.house import house_of
from config.settings import as_environment, read_settings
from tests.support.world import furnish_world

WORKERS = 5
ROUNDS = [
    pytest.param(200, 40, 6, id="share"),
    pytest.param(10_000, 200, 30, id="ten-thousand", marks=pytest.mark.torture),
    pytest.param(100_000, 2_000, 100, id="hundred-thousand", marks=pytest.mark.torture),
]
"""Tasks in all, people who do them, and how many workers are killed on the way."""
PATIENCE_SECONDS = 240
PATIENCE_PER_TASK = 0.05
STANDING_STILL = 3
"""One in so many of those that are not killed stands still for a while first."""
PEOPLE = """
insert into person (id, organisation_id, login, name, email, job_title, duties)
  select gen_random_uuid(), :home, 'p' || n, 'P' || n, 'p' || n || '@igj.example', '', '{}'
  from generate_series(1, :people) n
"""
MEMBERS = """
insert into membership (id, workspace_id, person_id, organisation_id, role, added_at)
  select gen_random_uuid(), :place, id, :home, 'contributor', now()
  from person where login like 'p%' and job_title = ''
"""
TASKS = """
insert into task (id, workspace_id, number, ref, title, details, organisation_id, assignee_id,
    asking_organisation_id, due_on, status, changed_at, version)
  select ('0190b0c2000070008' || substr(md5(n::text), 1, 15))::uuid, :place, n + 10000, 'T' || n,
    'T', '', :home, who.id, :home, :due, 'open', now(), 1
  from generate_series(1, :tasks) n
  join (select id, row_number() over (order by id) as r from person
        where login like 'p%' and job_title = '') who on who.r = 1 + n % :people
"""


class Cutting:
    """A mail server that takes a mail, or refuses it, or takes it and says it did not."""

    def __init__(self, seed: int) -> None:
        self.draw, self.taken, self.cuts = random.Random(seed), [], 0

    async def handle_DATA(self, _server, _session, envelope):  # noqa: N802 - name of aiosmtpd
        luck = self.draw.random()
        if luck < 0.1:
            return "451 Not now"
        self.taken.append(envelope.content)
        if luck < 0.2:
            self.cuts += 1
            return "451 Lost"
        return "250 OK"


@pytest.fixture
def post():
    keeper = Cutting(2026)
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    controller = Controller(keeper, hostname="127.0.0.1", port=port)
    controller.start()
    keeper.url = f"smtp://127.0.0.1:{port}"
    yield keeper
    controller.stop()


@pytest.fixture
def installation(server, tmp_path, post):
    """A database of its own with people and tasks, and the process that forks workers."""
    started = []

    def make(*, people, tasks):
        name = f"reminders_{tasks}"
        server.make_database(name)
        schema.upgrade(server.url("samenzicht_owner", database=name))
        given = {
            "data": tmp_path,
            "public_url": "http://127.0.0.1:1",
            "database_url": server.url("samenzicht_app", database=name),
            "smtp_url": post.url,
            "log_level": "ERROR",
        }
        app = create_app(
            read_settings(**given), database_url=given["database_url"], secret_key="x" * 40
        )
        owner = create_engine(driver_url(server.url("samenzicht_owner", database=name)))
        world = furnish_world(owner, house_of(app))
        house_of(app).database.dispose()
        facts = {
            "place": world.workspace.id,
            "home": world.organisations["igj"].id,
            "people": people,
            "tasks": tasks,
            "due": date(2026, 11, 27),
        }
        with owner.begin() as connection:
            for statement in (PEOPLE, MEMBERS, TASKS):
                named = {key: value for key, value in facts.items() if f":{key}" in statement}
                connection.execute(text(statement), named)
        forker = subprocess.Popen(
            [sys.executable, "-W", "ignore", "-m", "tests.support.reminding_many"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=as_environment(given),
        )
        started.append((forker, owner))
        return forker, owner

    yield make
    for forker, owner in started:
        forker.kill()
        forker.communicate(timeout=10)
        owner.dispose()


def run(forker, owner, *, kills: int, patience: float) -> dict[str, int]:
    """Let workers work and kill them, until everything is told; return what became of it."""
    draw, alive, killed = random.Random(7), [], 0
    limit = time.monotonic() + patience
    while time.monotonic() < limit:
        # What failed is tried again by another, as the queue does it.
        alive = [each for each in alive if is_working(each)]
        while len(alive) < WORKERS:
            forker.stdin.write(f"{draw.randrange(10**6)}\n")
            forker.stdin.flush()
            alive.append(int(forker.stdout.readline()))
        time.sleep(draw.uniform(0.3, 1.2))
        if not draw.randrange(STANDING_STILL):
            stand_still(draw.choice(alive), seconds=draw.uniform(0.5, 2))
        if killed < kills:
            os.kill(alive.pop(draw.randrange(len(alive))), signal.SIGKILL)
            killed += 1
        elif left(owner) == 0:
            break
    for each in alive:
        os.kill(each, signal.SIGKILL)
    return {"killed": killed, "left": left(owner)}


def stand_still(pid: int, *, seconds: float) -> None:
    """Let a worker pause in the middle of whatever it does, and go on as if nothing happened."""
    os.kill(pid, signal.SIGSTOP)
    time.sleep(seconds)
    os.kill(pid, signal.SIGCONT)


def is_working(pid: int) -> bool:
    """Tell whether a worker is there and did not end by itself."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def left(owner) -> int:
    """Count the tasks without a reminder that was mailed."""
    with owner.connect() as connection:
        return connection.execute(
            text(
                "select count(*) from task t where not exists (select 1 from reminder r"
                " join mailing m on m.id = r.mailing_id"
                " where r.task_id = t.id and m.sent_at is not null)"
            )
        ).scalar_one()


@pytest.mark.parametrize(("tasks", "people", "kills"), ROUNDS)
def test_nothing_is_missing_and_nothing_told_twice(installation, post, tasks, people, kills):
    forker, owner = installation(people=people, tasks=tasks)
    patience = PATIENCE_SECONDS + PATIENCE_PER_TASK * tasks

    outcome = run(forker, owner, kills=kills, patience=patience)
    assert outcome == {"killed": kills, "left": 0}

    with owner.connect() as connection:
        made = connection.execute(text("select count(*) from reminder")).scalar_one()
    mails = [email.message_from_bytes(each, policy=default) for each in post.taken]
    names = Counter(mail["Message-ID"] for mail in mails)
    by_name = {mail["Message-ID"]: mail.get_content() for mail in mails}
    lines = [line for body in by_name.values() for line in body.split("\n") if line[:2] == "- "]
    assert made == tasks
    assert len(lines) == len(set(lines)) == tasks  # none missing, none in two mailings
    assert sum(count - 1 for count in names.values()) <= post.cuts + kills
