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
from dataclasses import dataclass, field
from datetime import date
from email.policy import default
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from sqlalchemy import Engine, create_engine, text

from app import create_app
from app.kernel.db import driver_url
from app.kernel.web.house import house_of
from config.settings import as_environment, read_settings
from tests.support.world import furnish_world

WORKERS = 5
TOLD = Path(__file__).parents[2] / "test-results" / "reminders.txt"
SIZE = 100_000
"""How many tasks `make torture` takes, unless it is told otherwise: make torture SIZE=5000."""
PATIENCE = 320
PATIENCE_PER_TASK = 0.07
"""Rounds of killing and looking, of some seconds each; a machine that stands still counts none."""
STANDING_STILL = 3
"""One in so many of those that are not killed stands still for a while first."""
DAY_SECONDS = 2
MOST_DAYS = 30
"""What became due stays in sight of the clock so long."""
PEOPLE = """
insert into person (id, organisation_id, login, name, email, job_title, duties)
  select gen_random_uuid(), :home, 'p' || n, 'P' || n, 'p' || n || '@igj.example', '', '{}'
  from generate_series(1, :people) n
"""
MORNINGS = """
insert into notice_choice (person_id, moments)
  select id, '{7}' from person where login like 'p%' and job_title = ''
"""
"""One reminder for each task, whatever day it is; hours and quiet as Samenzicht proposes."""
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


TOLD_AT_ONCE = """
insert into procrastinate_jobs (queue_name, task_name, args)
  select 'default', 'tasks.tell_assignee', jsonb_build_object('task_id', t.id, 'workspace_id',
    t.workspace_id, 'organisation_id', t.organisation_id, 'version', 1)
  from task t where t.ref like 'T%' and t.number % 4 = 0
"""
"""A job for each fourth task: nobody puts it in the queue again when its worker is killed."""
STILL_TOLD = """
select count(*) from procrastinate_jobs
where task_name like 'tasks.tell%' and status in ('todo', 'doing')
"""
TIME_COMES = """
update procrastinate_jobs set scheduled_at = null
where task_name = 'tasks.tell_later' and status = 'todo' and scheduled_at is not null
"""
"""What was put off until after somebody's quiet hours: the queue goes by the real clock."""


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
def installation(new_database, tmp_path, post):
    """A database of its own with people and tasks, and the process that forks workers."""
    started = []

    def make(*, people, tasks, kind):
        name = f"reminders_{tasks}_{len(list(tmp_path.parent.iterdir()))}"
        url_of = new_database(name)
        given = {
            "data": tmp_path,
            "public_url": "http://127.0.0.1:1",
            "database_url": url_of("samenzicht_app"),
            "smtp_url": post.url,
            "log_level": "ERROR",
        }
        app = create_app(
            read_settings(**given), database_url=given["database_url"], secret_key="x" * 40
        )
        owner = create_engine(driver_url(url_of("samenzicht_owner")))
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
            for statement in (PEOPLE, MORNINGS, MEMBERS, TASKS):
                named = {key: value for key, value in facts.items() if f":{key}" in statement}
                connection.execute(text(statement), named)
            if kind == "queue":
                connection.execute(text(TOLD_AT_ONCE))
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


@dataclass
class Story:
    """Workers that work, are killed and stand still, until everything is told."""

    forker: subprocess.Popen = field(repr=False)
    owner: Engine = field(repr=False)
    kind: str
    tasks: int
    kills: int
    pauses: tuple[float, float]
    """How long one stands still, in seconds."""
    killed: int = 0
    paused: int = 0
    days: int = 0

    def run(self) -> None:
        """Work until nothing is left, or patience is over."""
        draw, alive = random.Random(7), []
        day_ends = 0.0
        for _round in range(PATIENCE + int(PATIENCE_PER_TASK * self.tasks)):
            # What failed is tried again by another, as the queue does it.
            alive = [each for each in alive if is_working(each)]
            while len(alive) < WORKERS:
                alive.append(self.start(draw.randrange(10**6)))
            time.sleep(draw.uniform(0.3, 1.2))
            if not draw.randrange(STANDING_STILL):
                stand_still(draw.choice(alive), seconds=draw.uniform(*self.pauses))
                self.paused += 1
            if self.killed < self.kills:
                os.kill(alive.pop(draw.randrange(len(alive))), signal.SIGKILL)
                self.killed += 1
            elif self.is_told():
                break
            if time.monotonic() > day_ends and self.is_all_made():
                day_ends = time.monotonic() + DAY_SECONDS
                self.bring_next_day()
        for each in alive:
            os.kill(each, signal.SIGKILL)

    def is_told(self) -> bool:
        """Tell whether nothing is left; and let the moment come for what was put off."""
        with self.owner.begin() as connection:
            connection.execute(text(TIME_COMES))
            waiting = connection.execute(text(STILL_TOLD)).scalar_one()
        return waiting == 0 and left(self.owner) == 0

    def start(self, seed: int) -> int:
        """Have a worker forked; return its process id."""
        self.forker.stdin.write(f"{self.kind} {seed}\n")
        self.forker.stdin.flush()
        return int(self.forker.stdout.readline())

    def is_all_made(self) -> bool:
        """Tell whether each task has its reminder, so that a day may pass."""
        return self.killed == self.kills and count(self.owner, "reminder") == self.tasks

    def bring_next_day(self) -> None:
        """Let a day pass: what was made on its evening is mailed on the next."""
        if self.days < MOST_DAYS:
            self.days += 1
            self.forker.stdin.write("day\n")
            self.forker.stdin.flush()


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


def count(owner, table: str) -> int:
    """Count the rows of a table."""
    with owner.connect() as connection:
        return connection.execute(text(f"select count(*) from {table}")).scalar_one()


def asked_at_once(owner) -> list[tuple[str, str]]:
    """Return the tasks with a mail of their own in the queue, and whom each is asked of."""
    statement = (
        "select t.id, t.assignee_id from task t join procrastinate_jobs j"
        " on j.task_name = 'tasks.tell_assignee' and j.args ->> 'task_id' = t.id::text"
    )
    with owner.connect() as connection:
        return [(row[0], row[1]) for row in connection.execute(text(statement))]


def look_over(story: Story, post: Cutting) -> None:
    """Compare what was told with what was due: none missing, none double, no name but one."""
    assert (story.killed, left(story.owner)) == (story.kills, 0)
    mails = [email.message_from_bytes(each, policy=default) for each in post.taken]
    names = Counter(mail["Message-ID"] for mail in mails)
    by_name = {mail["Message-ID"]: mail.get_content() for mail in mails}
    lines = [line for body in by_name.values() for line in body.split("\n") if line[:2] == "- "]
    at_once = {f"<task.{task}.1.{person}@127.0.0.1>" for task, person in asked_at_once(story.owner)}
    again = sum(times - 1 for times in names.values())
    tell(f"{story} repeated={again} cuts={post.cuts} mails={len(names)}")
    assert count(story.owner, "reminder") == story.tasks
    assert len(lines) == len(set(lines)) == story.tasks  # none missing, none in two mailings
    assert at_once == {each for each in names if each.startswith("<task.")}
    assert again <= post.cuts + story.kills + story.paused


def tell(words: str) -> None:
    """Write down what came of a run, for README's table."""
    TOLD.parent.mkdir(parents=True, exist_ok=True)
    with TOLD.open("a") as file:
        file.write(f"{words}\n")


ALONE = ("alone", (0.5, 2))
"""Each does all jobs by itself: they meet over the same rows all the time."""
QUEUE = ("queue", (2.5, 4))
"""As in production; one stands still longer than its lease of two seconds."""


@pytest.mark.parametrize("way", [ALONE, QUEUE], ids=["alone", "queue"])
def test_a_share_is_told_whole_and_once(installation, post, way):
    kind, pauses = way
    forker, owner = installation(people=10, tasks=60, kind=kind)
    story = Story(forker, owner, kind, 60, kills=3, pauses=pauses)
    story.run()
    look_over(story, post)


@pytest.mark.torture
@pytest.mark.parametrize("way", [ALONE, QUEUE], ids=["alone", "queue"])
def test_nothing_is_missing_and_nothing_told_twice(installation, post, way, request):
    kind, pauses = way
    tasks = request.config.getoption("size") or SIZE
    forker, owner = installation(people=max(40, tasks // 50), tasks=tasks, kind=kind)
    story = Story(forker, owner, kind, tasks, kills=max(30, tasks // 1000), pauses=pauses)
    story.run()
    look_over(story, post)
