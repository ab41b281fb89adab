"""Tasks between authorities, and more time for them."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    CheckConstraint,
    ColumnElement,
    ForeignKey,
    Index,
    String,
    Text,
    Uuid,
    func,
    or_,
    text,
)
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.identity.models import Organisation, Person
from app.kernel.codes import Code
from app.kernel.db import Base, new_key
from app.kernel.loading import LoadedWith
from app.tasks.models.around import ChecklistItem, TaskSeries
from app.tasks.models.offices import LONGEST_OFFICE, Office
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


class Predecessor(NamedTuple):
    """A task that another one waits for: what decides who sees it, and what it is called."""

    id: UUID
    title: str
    status: TaskStatus
    organisation_id: UUID
    asking_organisation_id: UUID
    is_apart: bool
    organisation_name: str


class Predecessors(NamedTuple):
    """All that a task waits for, by when it was asked."""

    ids: tuple[UUID, ...] = ()
    known: tuple[Predecessor, ...] = ()
    """Those of them that row security lets the reader have."""


class Task(Base):
    """Something asked of an organisation, or of one person of it, before the end of a day."""

    __tablename__ = "task"
    __table_args__ = (
        Index("uq_task_workspace_id", "workspace_id", "number", unique=True),
        Index("ix_task_assignee_id", "assignee_id", "status"),
        Index("ix_task_term_id", "term_id"),
        Index(
            "ix_task_predecessor_id",
            "predecessor_id",
            postgresql_where=text("predecessor_id is not null"),
        ),
        Index("uq_task_series_id", "series_id", "series_number", unique=True),
        CheckConstraint("(series_id is null) = (series_number is null)", name="series"),
        CheckConstraint("skipped >= 0", name="skipped"),
        CheckConstraint("office in ('signatory', 'coordinator', 'privacy_officer')", name="office"),
        Index(
            "ix_task_office",
            "organisation_id",
            postgresql_where=text("office is not null and assignee_id is null"),
        ),
        CheckConstraint("is_apart or not is_private", name="private"),
        CheckConstraint("withdrawn_from is null or status = 'withdrawn'", name="withdrawn_from"),
        Index("ix_task_due_on", "due_on", postgresql_where=text("status in ('open', 'accepted')")),
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
    office: Mapped[Office | None] = mapped_column(Code(Office, LONGEST_OFFICE))
    """Asked of whoever holds this there at the moment; who takes it up becomes the assignee.

    It gives nobody more sight, and nobody less right, than a task of the organisation does.
    """
    asked_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    asking_organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"))
    due_on: Mapped[date | None]
    """Ends at midnight after this day in the workspace's place."""
    first_due_on: Mapped[date | None]
    """The day by which it was asked at first; None while that never changed."""
    status: Mapped[TaskStatus] = mapped_column(Code(TaskStatus, 10))
    withdrawn_from: Mapped[TaskStatus | None] = mapped_column(Code(TaskStatus, 10))
    """Where it stood before it was withdrawn; None too where nobody kept that."""
    answer: Mapped[str | None] = mapped_column(Text)
    """Why it was returned, or why what was delivered is not finished; None when all is said."""
    result: Mapped[str | None] = mapped_column(Text)
    """What who delivered it said with it, the last time."""
    brought: Mapped[list[UUID]] = mapped_column(ARRAY(Uuid), server_default=text("'{}'"))
    """The documents of the workspace it was delivered with; who sees them is decided there."""
    predecessor_id: Mapped[UUID | None] = mapped_column(ForeignKey("task.id"))
    """The first of the tasks that must be delivered before this one can; None: it waits for none.

    All of them are rows of `TaskPredecessor`; this tells at once whether there are any.
    """
    term_id: Mapped[UUID | None] = mapped_column(ForeignKey("named_term.id"))
    """The term at whose end the due day lies, and along with which it moves."""
    series_id: Mapped[UUID | None] = mapped_column(ForeignKey("task_series.id"))
    """What comes back, of which this is one time."""
    series_number: Mapped[int | None]
    """Which time; the first is 0. With the series it is the key of what the clock makes."""
    skipped: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    """How many times of its series were skipped before it, because nothing could be asked then."""
    is_apart: Mapped[bool] = mapped_column(default=False, server_default=text("false"))
    """Between who asks and who is asked: other partners do not see it."""
    is_private: Mapped[bool] = mapped_column(default=False, server_default=text("false"))
    """Apart, asked by an organisation of itself, and a part of nothing larger."""
    changed_at: Mapped[datetime]
    version: Mapped[int]

    organisation: Mapped[Organisation] = relationship(lazy="raise", foreign_keys=[organisation_id])
    assignee: Mapped[Person | None] = relationship(lazy="raise", foreign_keys=[assignee_id])
    asking_organisation: Mapped[Organisation] = relationship(
        lazy="raise", foreign_keys=[asking_organisation_id]
    )
    asked_by: Mapped[Person | None] = relationship(lazy="raise", foreign_keys=[asked_by_id])
    wish: Mapped[TaskExtension | None] = relationship(
        lazy="raise",
        viewonly=True,
        uselist=False,
        primaryjoin="and_(TaskExtension.task_id == Task.id, TaskExtension.status == 'asked')",
    )
    """The wish for more time that waits for an answer."""
    extensions: Mapped[list[TaskExtension]] = relationship(
        lazy="raise",
        viewonly=True,
        order_by="(TaskExtension.asked_at, TaskExtension.id)",
    )
    """All time that was asked for or given, the first on top; loaded with one task only."""

    items: Mapped[list[ChecklistItem]] = relationship(
        lazy="raise", viewonly=True, order_by="(ChecklistItem.position, ChecklistItem.id)"
    )
    """Its checklist; loaded with one task only."""
    series: Mapped[TaskSeries | None] = relationship(lazy="raise", viewonly=True)
    """What comes back; loaded with one task only."""

    predecessors = LoadedWith[Predecessors](
        "A task is loaded with what it waits for: tasks.queries.get_for()."
    )
    """What must be delivered before it can begin."""

    is_followed = LoadedWith[bool](otherwise=False)
    """Whether who loaded this task follows it; asked along with one task only."""

    @hybrid_property
    def has_result(self) -> bool:
        """Whether it was delivered before with words or with documents."""
        return bool(self.result or self.brought)

    @has_result.inplace.expression
    @classmethod
    def _has_result(cls) -> ColumnElement[bool]:
        return or_(cls.result.is_not(None), func.cardinality(cls.brought) > 0)

    @property
    def is_part(self) -> bool:
        """True when it belongs to something larger, and is delivered there (`queries.homes`)."""
        return self.is_apart and not self.is_private

    @property
    def log_tree_id(self) -> UUID:
        """The workspace's log."""
        return self.workspace_id

    workspace = LoadedWith[Workspace](
        "A task is loaded with its workspace: tasks.queries.get_for()."
    )
    """The workspace, as it was loaded for the actor who loaded this task."""


class ExtensionStatus(StrEnum):
    """What became of a wish for more time."""

    ASKED = "asked"
    GRANTED = "granted"
    REFUSED = "refused"
    LAPSED = "lapsed"
    """What was asked changed before there was an answer."""


class TaskExtension(Base):
    """More time for a task, asked or simply given; the day before and the day after both stay."""

    __tablename__ = "task_extension"
    __table_args__ = (
        Index("ix_task_extension_task_id", "task_id"),
        Index(
            "uq_task_extension_asked",
            "task_id",
            unique=True,
            postgresql_where=text("status = 'asked'"),
        ),
        CheckConstraint("wanted_on > old_on", name="later"),
        CheckConstraint("(status = 'asked') = (decided_at is null)", name="decided"),
        CheckConstraint("(status = 'granted') = (granted_on is not null)", name="granted"),
        CheckConstraint("granted_on > old_on", name="granted_later"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_key)
    task_id: Mapped[UUID] = mapped_column(ForeignKey("task.id"))
    workspace_id: Mapped[UUID] = mapped_column(ForeignKey("workspace.id"))
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"))
    """Whose people asked for it, or gave it unasked."""
    old_on: Mapped[date | None]
    wanted_on: Mapped[date]
    reason: Mapped[str] = mapped_column(String(1000))
    """Empty when it was given unasked."""
    asked_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    asked_at: Mapped[datetime]
    status: Mapped[ExtensionStatus] = mapped_column(Code(ExtensionStatus, 10))
    granted_on: Mapped[date | None]
    answer: Mapped[str] = mapped_column(String(1000))
    """Why it was refused."""
    decided_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    decided_at: Mapped[datetime | None]

    organisation: Mapped[Organisation] = relationship(lazy="raise")
    asked_by: Mapped[Person | None] = relationship(lazy="raise", foreign_keys=[asked_by_id])
