"""What tests of tasks share: a task put in place, and a clock that stands still."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from app.kernel import clock, ids
from app.tasks.models import Task, TaskStatus
from app.workspaces.models import ParticipantRole


@pytest.fixture
def put_task(world, transaction):
    """Put a task in the workspace, asked by Anna of IJenV: ``put_task("bram", due_on=…)``."""

    def put(who=None, *, organisation="igj", by="anna", place=None, **more):
        assignee, asker = world.people.get(who), world.person(by)
        home = assignee.organisation if assignee else world.organisations[organisation]
        workspace = place or world.workspace
        number = more.pop("number", ids.draw_number(set(), digits=5))
        facts = {"title": f"Taak {number}", "details": "", "status": TaskStatus.OPEN} | more
        task = Task(
            id=ids.new_id(),
            workspace_id=workspace.id,
            number=number,
            ref=f"{workspace.ref}-T{number}",
            organisation_id=home.id,
            assignee_id=assignee.id if assignee else None,
            asked_by_id=asker.id,
            asking_organisation_id=asker.organisation_id,
            changed_at=clock.now(),
            version=1,
            **facts,
        )
        with transaction.as_owner() as owner:
            owner.add(task)
        return task

    return put


@pytest.fixture
def stored(transaction):
    """Read a task as it is in the database."""

    def read(task_id):
        with transaction.as_owner() as owner:
            return owner.get(Task, task_id)

    return read


@pytest.fixture
def newest(transaction):
    """Read the task that was added last."""

    def read():
        with transaction.as_owner() as owner:
            return owner.query(Task).order_by(Task.changed_at.desc(), Task.id.desc()).first()

    return read


@pytest.fixture
def clock_at(monkeypatch):
    """Let the one clock stand still: ``clock_at("2026-03-29 01:30")``, in UTC."""

    def stand(moment: str):
        monkeypatch.setattr(
            clock, "now", lambda: datetime.fromisoformat(moment).replace(tzinfo=UTC)
        )

    return stand


@pytest.fixture
def as_guest(world, transaction):
    """Make an organisation a guest of the workspace."""
    from app.workspaces.models import Participation

    def change(code: str, role: ParticipantRole = ParticipantRole.GUEST):
        with transaction.as_owner() as owner:
            owner.query(Participation).filter_by(
                workspace_id=world.workspace.id, organisation_id=world.organisations[code].id
            ).update({"role": role})

    return change


@pytest.fixture
def tomorrow() -> date:
    """The day after today, in the Netherlands."""
    from datetime import timedelta

    return clock.today() + timedelta(days=1)
