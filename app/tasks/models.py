"""Tasks between authorities."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.identity.models import Organisation, Person
from app.kernel.db import Base, new_key


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
        return self in (TaskStatus.OPEN, TaskStatus.ACCEPTED)


class Task(Base):
    """Something asked of an organisation, or of one person of it, before the end of a day."""

    __tablename__ = "task"
    __table_args__ = (
        Index("uq_task_workspace_id", "workspace_id", "number", unique=True),
        Index("ix_task_assignee_id", "assignee_id", "status"),
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
    status: Mapped[TaskStatus] = mapped_column(String(10))
    predecessor_id: Mapped[UUID | None] = mapped_column(ForeignKey("task.id"))
    """The task that must be done before this one can."""
    changed_at: Mapped[datetime]
    version: Mapped[int]

    organisation: Mapped[Organisation] = relationship(lazy="raise", foreign_keys=[organisation_id])
    assignee: Mapped[Person | None] = relationship(lazy="raise", foreign_keys=[assignee_id])

    @property
    def log_tree_id(self) -> UUID:
        """The workspace's log."""
        return self.workspace_id
