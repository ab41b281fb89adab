"""What tests of the desk share."""

from __future__ import annotations

import pytest

from tests.support.judgement import Desk
from tests.support.tasks import TaskMaker, stand_still


@pytest.fixture
def put_task(world, transaction):
    """Put a task in the workspace, asked by Anna of IJenV: ``put_task("bram", due_on=…)``."""
    return TaskMaker(world, transaction)


@pytest.fixture
def desk(app, world, transaction):
    """Where a test makes findings and reports."""
    return Desk(app, world, transaction)


@pytest.fixture
def clock_at(monkeypatch):
    """Let the one clock stand still: ``clock_at("2026-03-29 01:30")``, in UTC."""
    return stand_still(monkeypatch)


@pytest.fixture
def stored(put_task):
    """Read a task as it is in the database."""
    return put_task.read
