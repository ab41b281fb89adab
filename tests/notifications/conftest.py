"""Fixtures of the tests of notices: tasks with a day, a clock that stands still, real mails."""

from __future__ import annotations

import email
import socket
from datetime import date
from email.policy import default

import pytest
from aiosmtpd.controller import Controller
from sqlalchemy import select

from app.adapters.mail import Mailer
from app.kernel import ids
from app.notifications import jobs
from app.notifications.models import Mailing, Notice, Reminder
from app.running import standing_in
from tests.support.tasks import TaskMaker, stand_still

DUE = date(2026, 11, 27)
"""A Friday."""


@pytest.fixture
def put_task(world, transaction):
    return TaskMaker(world, transaction)


@pytest.fixture
def clock_at(monkeypatch):
    return stand_still(monkeypatch)


@pytest.fixture
def due_task(put_task, clock_at):
    """A task of Bram for a Friday, asked a month before."""

    def put(who="bram", **more):
        clock_at("2026-10-28 09:00")
        made = put_task(who, **{"due_on": DUE, "title": "Zaak De Meerkoet"} | more)
        clock_at("2026-11-20 06:00")
        return made

    return put


@pytest.fixture
def remind(app, world):
    """Run the job for IGJ in the workspace, as the queue would."""

    def run(code="igj"):
        with standing_in(app):
            jobs.remind_place.run(
                workspace_id=str(world.workspace.id),
                organisation_id=str(world.organisations[code].id),
            )

    return run


@pytest.fixture
def rows(transaction):
    """Read the rows of a table past row security."""

    def read(model):
        with transaction.as_owner() as owner:
            return list(owner.execute(select(model).order_by(model.id)).scalars())

    return read


@pytest.fixture
def notices(rows, world):
    """Who has which notice: ``{"bram": "due"}``."""

    def read():
        names = {person.id: name for name, person in world.people.items()}
        return {names[each.person_id]: str(each.kind) for each in rows(Notice)}

    return read


@pytest.fixture
def reminded(rows, world):
    """Who was reminded at which moment, in order."""

    def read():
        names = {person.id: name for name, person in world.people.items()}
        return sorted((names[each.person_id], each.moment) for each in rows(Reminder))

    return read


class Post:
    """A mail server that keeps what it accepts, and fails when it is told to."""

    def __init__(self) -> None:
        self.taken: list[bytes] = []
        self.answers: list[str] = []

    async def handle_DATA(self, _server, _session, envelope):  # noqa: N802 - name of aiosmtpd
        answer = self.answers.pop(0) if self.answers else "250 OK"
        if answer != "451 Not now":
            self.taken.append(envelope.content)
        return "451 Lost" if answer == "cut" else answer

    def mails(self):
        return [email.message_from_bytes(each, policy=default) for each in self.taken]


@pytest.fixture
def post(house, monkeypatch):
    """A real mail server, to which the house sends."""
    keeper = Post()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    controller = Controller(keeper, hostname="127.0.0.1", port=port)
    controller.start()
    mailer = house.tool(Mailer)
    real = Mailer(mailer.sender, mailer.folder, f"smtp://127.0.0.1:{port}")
    monkeypatch.setitem(house.tools, Mailer, real)
    yield keeper
    controller.stop()


@pytest.fixture
def send(app, rows):
    """Send every mailing, as the queue would."""

    def run():
        with standing_in(app):
            for each in rows(Mailing):
                jobs.send.run(mailing_id=str(each.id))

    return run


@pytest.fixture
def run_jobs(app, transaction):
    """Do the jobs of a kind that wait, as the queue would; return what they were told."""
    from sqlalchemy import text

    from app.kernel.jobs import named

    def run(pattern="notifications.note%"):
        taking = text(
            "delete from procrastinate_jobs where task_name like :name and status = 'todo'"
            " returning id, task_name, args"
        )
        with transaction.as_owner() as owner:
            found = sorted(owner.execute(taking, {"name": pattern}).all())
        with standing_in(app):
            for row in found:
                named(row.task_name).run(**row.args)
        return [row.args for row in found]

    return run


@pytest.fixture
def choose(transaction, world):
    """Let somebody choose, past the form: ``choose("bram", mail_hours=[9])``."""
    from app.notifications.models import NoticeChoice

    def put(who, **more):
        chosen = {"moments": [7, 1, 0, -1, -7], "mail_hours": [8], "rests": True} | more
        with transaction.as_owner() as owner:
            owner.add(NoticeChoice(person_id=world.person(who).id, **chosen))

    return put


@pytest.fixture
def lost(transaction, world):
    """Take a person's membership away."""

    def take(who):
        from app.workspaces.models import Membership

        with transaction.as_owner() as owner:
            for each in owner.query(Membership).filter_by(person_id=world.person(who).id):
                each.ended_at = ids.moment_of(ids.new_id())

    return take
