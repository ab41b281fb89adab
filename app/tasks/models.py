"""Tasks between authorities."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.identity.models import Organisation, Person
from app.kernel.codes import Code
from app.kernel.db import Base, new_key
from app.kernel.errors import HouseFault
from app.workspaces.models import Workspace


class TaskStatus(StrEnum):
    """Where a task stands; late is derived, never stored."""

    OPEN = "open"
    ACCEPTED = "accepted"
    RETURNED = "returned"
    DELIVERED = "delivered"
    DONE = "done"
    WITHDRAWN = "withdrawn"

    @property
    def is_waiting_for_assignee(self) -> bool:
        """True while the assignee has something to do."""
        return self in UNFINISHED

    @property
    def is_over(self) -> bool:
        """True when nobody has anything to do any more."""
        return self in OVER

    @property
    def lets_successors_go(self) -> bool:
        """True when a task that waits for this one can go on."""
        return self in READY


UNFINISHED = (TaskStatus.OPEN, TaskStatus.ACCEPTED)
OVER = (TaskStatus.DONE, TaskStatus.WITHDRAWN)
READY = (TaskStatus.DELIVERED, TaskStatus.DONE, TaskStatus.WITHDRAWN)
"""A withdrawn task holds nobody up."""


class Task(Base):
    """Something asked of an organisation, or of one person of it, before the end of a day."""

    __tablename__ = "task"
    __table_args__ = (
        Index("uq_task_workspace_id", "workspace_id", "number", unique=True),
        Index("ix_task_assignee_id", "assignee_id", "status"),
        Index(
            "ix_task_words",
            text("samenzicht_words(title::text, details)"),
            postgresql_using="gin",
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_key)
    workspace_id: Mapped[UUID] = mapped_column(ForeignKey("workspace.id"))
    number: Mapped[int]
    ref: Mapped[str] = mapped_column(String(40))
    title: Mapped[str] = mapped_column(String(200))
    details: Mapped[str] = mapped_column(Text)
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"))
    """Who must do it."""
    assignee_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    """None: someone of that organisation."""
    asked_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    asking_organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"))
    due_on: Mapped[date | None]
    """Ends at midnight after this day in the workspace's place."""
    status: Mapped[TaskStatus] = mapped_column(Code(TaskStatus, 10))
    answer: Mapped[str | None] = mapped_column(Text)
    """Why it was returned, or why what was delivered is not finished; None when all is said."""
    predecessor_id: Mapped[UUID | None] = mapped_column(ForeignKey("task.id"))
    """The task that must be delivered before this one can."""
    changed_at: Mapped[datetime]
    version: Mapped[int]

    organisation: Mapped[Organisation] = relationship(lazy="raise", foreign_keys=[organisation_id])
    assignee: Mapped[Person | None] = relationship(lazy="raise", foreign_keys=[assignee_id])
    asking_organisation: Mapped[Organisation] = relationship(
        lazy="raise", foreign_keys=[asking_organisation_id]
    )
    asked_by: Mapped[Person | None] = relationship(lazy="raise", foreign_keys=[asked_by_id])
    predecessor: Mapped[Task | None] = relationship(
        lazy="raise", foreign_keys=[predecessor_id], remote_side="Task.id"
    )

    @property
    def log_tree_id(self) -> UUID:
        """The workspace's log."""
        return self.workspace_id

    @property
    def workspace(self) -> Workspace:
        """Return the workspace, as it was loaded for the actor who loaded this task.

        Raises:
            HouseFault: the task was not loaded by `tasks.queries`.
        """
        found: Workspace | None = vars(self).get("_workspace")
        if found is None:
            raise HouseFault("A task is loaded with its workspace: tasks.queries.get_for().")
        return found

    @workspace.setter
    def workspace(self, value: Workspace) -> None:
        vars(self)["_workspace"] = value
