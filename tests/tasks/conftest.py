"""What tests of tasks share."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import timedelta

import pytest

from app.kernel import clock
from app.kernel.terms import LegalSystem, TermUnit
from app.tasks import service
from app.tasks.service import NewTerm, Start
from app.workspaces import queries as workspaces
from app.workspaces.models import ParticipantRole
from app.workspaces.policy import WorkspacePermission
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


@pytest.fixture
def put_term(house, world, in_work):
    """Add a term as Anna, and give it a start when one is named."""

    def put(name="Wederhoor", *, length=3, unit=TermUnit.WEEKS, who="anna", start=None, **more):
        wish = NewTerm(
            name=name,
            length=length,
            unit=unit,
            legal_system=more.pop("law", LegalSystem.DUTCH),
            **more,
        )
        with in_work(who) as (actor, workspace):
            made = service.add_term(actor, workspace, wish=wish)
            if start is not None:
                service.set_start(actor, made, start=Start(on=start), seen_version=1)
        return made

    return put


@pytest.fixture
def in_work(house, world):
    """A person with the workspace loaded: ``with in_work("anna") as (actor, workspace)``."""

    @contextmanager
    def opened(who):
        actor = world.actor(who)
        with house.database.session_for(actor):
            permission = WorkspacePermission.VIEW
            yield actor, workspaces.get_for(actor, permission, world.workspace.ref)

    return opened
