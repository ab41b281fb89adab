"""Tasks put in place past row security, and a clock that stands still."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest

from app.kernel import clock, ids
from app.tasks.models import Task, TaskPredecessor, TaskStatus
from app.workspaces.models import ParticipantRole, Participation, Workspace
from tests.support.database import OneTransaction
from tests.support.world import World


@dataclass(frozen=True, slots=True)
class TaskMaker:
    """Puts tasks in a workspace: ``put_task("bram", due_on=…)`` is asked by Anna of IJenV."""

    world: World
    transaction: OneTransaction
    taken: set[int] = field(default_factory=set)
    """Numbers given out, so that none is drawn twice."""

    def __call__(
        self,
        who: str | None = None,
        *,
        organisation: str = "igj",
        by: str = "anna",
        place: Workspace | None = None,
        **more: Any,
    ) -> Task:
        assignee, asker = self.world.people.get(who or ""), self.world.person(by)
        home = assignee.organisation if assignee else self.world.organisations[organisation]
        workspace = place or self.world.workspace
        number = more.pop("number", ids.draw_number(self.taken, digits=5))
        self.taken.add(number)
        # What it waits for: one, or ``after`` several.
        first = more.pop("predecessor_id", None)
        after = sorted(more.pop("after", [first] if first else []))
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
            predecessor_id=after[0] if after else None,
            **facts,
        )
        with self.transaction.as_owner() as owner:
            owner.add(task)
            owner.flush()
            for each in after:
                owner.add(
                    TaskPredecessor(task_id=task.id, predecessor_id=each, workspace_id=workspace.id)
                )
        return task

    def read(self, task_id: UUID) -> Task:
        """Read a task as it is in the database."""
        with self.transaction.as_owner() as owner:
            return owner.get_one(Task, task_id)

    def newest(self) -> Task:
        """Read the task that was added last."""
        with self.transaction.as_owner() as owner:
            newest = owner.query(Task).order_by(Task.changed_at.desc(), Task.id.desc()).first()
        assert newest is not None
        return newest


def stand_still(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Let the one clock stand still: ``clock_at("2026-03-29 01:30")``, in UTC."""

    def stand(moment: str) -> None:
        fixed = datetime.fromisoformat(moment).replace(tzinfo=UTC)
        monkeypatch.setattr(clock, "now", lambda: fixed)

    return stand


def change_part(
    world: World, transaction: OneTransaction, code: str, role: ParticipantRole
) -> None:
    """Let an organisation take part in another role, such as guest."""
    with transaction.as_owner() as owner:
        owner.query(Participation).filter_by(
            workspace_id=world.workspace.id, organisation_id=world.organisations[code].id
        ).update({"role": role})
