"""The meetings of the committee, and what is on the agenda of each."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel.db import Base, new_key
from app.kernel.loading import LoadedWith
from app.workspaces.models import Workspace


class Meeting(Base):
    """A meeting of the committee; closed, its decisions stand."""

    __tablename__ = "incident_meeting"
    __table_args__ = (
        Index("uq_incident_meeting_workspace_id", "workspace_id", "held_on", unique=True),
        CheckConstraint("cancelled_at is null or closed_at is null", name="ended"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_key)
    workspace_id: Mapped[UUID] = mapped_column(ForeignKey("workspace.id"))
    held_on: Mapped[date]
    usual_on: Mapped[date | None]
    """The day it would be on by the committee's rhythm, when it is on another; from there the next
    are counted."""
    planned_by_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    planned_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    cancelled_at: Mapped[datetime | None]
    """It does not take place; planned again on this day, it does."""

    @property
    def in_rhythm_on(self) -> date:
        """The day of the committee's rhythm it stands for."""
        return self.usual_on or self.held_on

    @property
    def is_open(self) -> bool:
        """True while it can still decide."""
        return self.closed_at is None and self.cancelled_at is None

    @property
    def log_tree_id(self) -> UUID:
        """The workspace's log."""
        return self.workspace_id

    workspace = LoadedWith[Workspace]("A meeting is loaded with its workspace: incidents.queries.")
    """The workspace, as it was loaded for the actor who loaded this meeting."""


class AgendaItem(Base):
    """That a case is on the agenda of a meeting; taken off, it stays for the log."""

    __tablename__ = "incident_agenda_item"
    __table_args__ = (
        Index(
            "uq_incident_agenda_item_meeting_id",
            "meeting_id",
            "case_id",
            unique=True,
            postgresql_where=text("taken_off_at is null"),
        ),
        Index("ix_incident_agenda_item_case_id", "case_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_key)
    meeting_id: Mapped[UUID] = mapped_column(ForeignKey("incident_meeting.id"))
    case_id: Mapped[UUID] = mapped_column(ForeignKey("incident_case.id"))
    workspace_id: Mapped[UUID] = mapped_column(ForeignKey("workspace.id"))
    put_by_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    put_at: Mapped[datetime]
    taken_off_at: Mapped[datetime | None]
