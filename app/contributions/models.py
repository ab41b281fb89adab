"""Contribution rounds, the contributions asked in them, and what was given."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, Text, Uuid
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.identity.models import Organisation, Person
from app.kernel.db import Base, new_key
from app.kernel.loading import LoadedWith
from app.workspaces.models import Workspace


class ContributionRound(Base):
    """The same contribution, asked of several organisations."""

    __tablename__ = "contribution_round"
    __table_args__ = (Index("ix_contribution_round_workspace_id", "workspace_id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_key)
    workspace_id: Mapped[UUID] = mapped_column(ForeignKey("workspace.id"))
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"))
    """Who asks."""
    title: Mapped[str] = mapped_column(String(200))
    details: Mapped[str] = mapped_column(Text)
    purpose: Mapped[str] = mapped_column(String(300))
    legal_basis: Mapped[str] = mapped_column(String(40))
    due_on: Mapped[date]
    """For all; who got more time has another day on the own task."""
    asked: Mapped[list[UUID]] = mapped_column(ARRAY(Uuid))
    """The organisations that are asked, in the order in which they were; nobody goes off it."""
    started_by_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    started_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    report_id: Mapped[UUID | None] = mapped_column(ForeignKey("report.id"))
    """The report that began with its contributions."""
    changed_at: Mapped[datetime]
    version: Mapped[int]

    organisation: Mapped[Organisation] = relationship(lazy="raise")
    started_by: Mapped[Person] = relationship(lazy="raise")

    @property
    def log_tree_id(self) -> UUID:
        """The workspace's log."""
        return self.workspace_id

    workspace = LoadedWith[Workspace](
        "A round is loaded with its workspace: contributions.queries."
    )
    """The workspace, as it was loaded for the actor who loaded this round."""


class Contribution(Base):
    """What one organisation is asked in a round; lead and partners know whether it delivered."""

    __tablename__ = "contribution"
    __table_args__ = (
        Index("uq_contribution_round_id", "round_id", "organisation_id", unique=True),
        Index("uq_contribution_task_id", "task_id", unique=True),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_key)
    round_id: Mapped[UUID] = mapped_column(ForeignKey("contribution_round.id"))
    workspace_id: Mapped[UUID] = mapped_column(ForeignKey("workspace.id"))
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"))
    asking_organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"))
    task_id: Mapped[UUID] = mapped_column(ForeignKey("task.id"))
    delivered_at: Mapped[datetime | None]
    """None again when it was sent back."""

    organisation: Mapped[Organisation] = relationship(lazy="raise", foreign_keys=[organisation_id])
    round: Mapped[ContributionRound] = relationship(lazy="raise", viewonly=True)

    @property
    def workspace(self) -> Workspace:
        """The workspace, as it was loaded with its round."""
        return self.round.workspace


class ContributionText(Base):
    """What an organisation writes; its own until it is delivered."""

    __tablename__ = "contribution_text"

    contribution_id: Mapped[UUID] = mapped_column(ForeignKey("contribution.id"), primary_key=True)
    workspace_id: Mapped[UUID] = mapped_column(ForeignKey("workspace.id"))
    text: Mapped[str] = mapped_column(Text)
    written_by_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    changed_at: Mapped[datetime]
    version: Mapped[int]


class ContributionDocument(Base):
    """A document that goes with a contribution; it stays under its own rules."""

    __tablename__ = "contribution_document"

    contribution_id: Mapped[UUID] = mapped_column(ForeignKey("contribution.id"), primary_key=True)
    document_id: Mapped[UUID] = mapped_column(ForeignKey("document.id"), primary_key=True)
    workspace_id: Mapped[UUID] = mapped_column(ForeignKey("workspace.id"))


class ContributionReminder(Base):
    """That an organisation was reminded on a day: once a day at most."""

    __tablename__ = "contribution_reminder"

    contribution_id: Mapped[UUID] = mapped_column(ForeignKey("contribution.id"), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    workspace_id: Mapped[UUID] = mapped_column(ForeignKey("workspace.id"))
