"""What tests of tasks share."""

from __future__ import annotations

from datetime import timedelta

import pytest

from app.kernel import clock
from app.workspaces.models import ParticipantRole
from tests.support.api import Api
from tests.support.tasks import TaskMaker, change_part, stand_still


@pytest.fixture
def put_task(world, transaction):
    """Put a task in the workspace, asked by Anna of IJenV: ``put_task("bram", due_on=…)``."""
    return TaskMaker(world, transaction)


@pytest.fixture
def stored(put_task):
    """Read a task as it is in the database."""
    return put_task.read


@pytest.fixture
def newest(put_task):
    """Read the task that was added last."""
    return put_task.newest


@pytest.fixture
def clock_at(monkeypatch):
    """Let the one clock stand still: ``clock_at("2026-03-29 01:30")``, in UTC."""
    return stand_still(monkeypatch)


@pytest.fixture
def as_guest(world, transaction):
    """Make an organisation a guest of the workspace."""

    def change(code, role=ParticipantRole.GUEST):
        change_part(world, transaction, code, role)

    return change


@pytest.fixture
def tomorrow():
    """The day after today, in the Netherlands."""
    return clock.today() + timedelta(days=1)


@pytest.fixture
def api_of(app, world, transaction):
    """A partner's system that acts as a person: ``api_of("anna").ask("GET", path)``."""

    def make(who, **options):
        return Api(app, world.person(who), transaction, **options)

    return make
