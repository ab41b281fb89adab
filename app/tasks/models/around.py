"""What stands around a task: its checklist, who follows it, and the series it is of."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ARRAY, CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.identity.models import Person
from app.kernel.codes import Code
from app.kernel.db import Base, new_key
from app.kernel.terms import (
    Period,
    nth_day,
)
from app.tasks.models.offices import LONGEST_OFFICE, Office


class ChecklistItem(Base):
    """Something that belongs to a task, ticked off by who does it."""

    __tablename__ = "checklist_item"
    __table_args__ = (
        Index("ix_checklist_item_task_id", "task_id", "position"),
        CheckConstraint("ticked_at is not null or ticked_by_id is null", name="ticked"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_key)
    task_id: Mapped[UUID] = mapped_column(ForeignKey("task.id"))
    workspace_id: Mapped[UUID] = mapped_column(ForeignKey("workspace.id"))
    position: Mapped[int]
    words: Mapped[str] = mapped_column(String(200))
    ticked_at: Mapped[datetime | None]
    ticked_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))

    ticked_by: Mapped[Person | None] = relationship(lazy="raise")


class TaskPredecessor(Base):
    """That a task waits for another of the same workspace."""

    __tablename__ = "task_predecessor"
    __table_args__ = (CheckConstraint("task_id <> predecessor_id", name="itself"),)

    task_id: Mapped[UUID] = mapped_column(ForeignKey("task.id"), primary_key=True)
    predecessor_id: Mapped[UUID] = mapped_column(
        ForeignKey("task.id"), primary_key=True, index=True
    )
    workspace_id: Mapped[UUID] = mapped_column(ForeignKey("workspace.id"))


class TaskFollower(Base):
    """That somebody follows a task; a choice of that person, about which nothing is logged."""

    __tablename__ = "task_follower"

    task_id: Mapped[UUID] = mapped_column(ForeignKey("task.id"), primary_key=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), primary_key=True)
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"))
    workspace_id: Mapped[UUID] = mapped_column(ForeignKey("workspace.id"))
    since: Mapped[datetime]


class TaskSeries(Base):
    """A task that comes back until a day: what is asked each time, and how far it has come."""

    __tablename__ = "task_series"
    __table_args__ = (
        Index("ix_task_series_make_on", "make_on", postgresql_where=text("ended_at is null")),
        CheckConstraint("until_on > first_on", name="until"),
        CheckConstraint("made > 0", name="made"),
        CheckConstraint("office in ('signatory', 'coordinator', 'privacy_officer')", name="office"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_key)
    workspace_id: Mapped[UUID] = mapped_column(ForeignKey("workspace.id"))
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"))
    """Who asks it."""
    asked_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    doing_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"))
    """Who must do it, each time."""
    assignee_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    office: Mapped[Office | None] = mapped_column(Code(Office, LONGEST_OFFICE))
    title: Mapped[str] = mapped_column(String(200))
    details: Mapped[str] = mapped_column(Text)
    checklist: Mapped[list[str]] = mapped_column(ARRAY(String(200)))
    every: Mapped[Period] = mapped_column(Code(Period, 8))
    first_on: Mapped[date]
    until_on: Mapped[date]
    """The last day on which it may be due; there is always one."""
    made: Mapped[int]
    """The number of the next; what was skipped has had a number too."""
    make_on: Mapped[date | None]
    """When the next is asked: the day after the last day of the one before; None after the last."""
    ended_at: Mapped[datetime | None]
    """Somebody said that it does not come back any more."""
    version: Mapped[int]

    @property
    def log_tree_id(self) -> UUID:
        """The workspace's log."""
        return self.workspace_id

    @property
    def next_on(self) -> date | None:
        """The day by which the next is due; None when it does not come back."""
        if self.make_on is None or self.ended_at is not None:
            return None
        return nth_day(self.first_on, self.every, self.made)
