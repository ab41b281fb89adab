"""Investigations of a year, and the workspaces that carry them out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    String,
    Text,
    UniqueConstraint,
    Uuid,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.coordination.models import Rest
from app.identity.models import Organisation
from app.kernel.codes import Code
from app.kernel.db import Base, new_key
from app.kernel.loading import LoadedWith
from app.workspaces.models import Workspace


class SocietalTask(StrEnum):
    """What society needs of justice and security; in the order of the programme."""

    RESILIENT = "resilient"
    """Een weerbare samenleving."""
    SAFE = "safe"
    """Een veilige samenleving."""
    PROTECTION = "protection"
    """Bescherming en perspectief."""


class Mode(StrEnum):
    """Mode of supervision (regulier, verdiepend, intensief)."""

    REGULAR = "regular"
    IN_DEPTH = "in_depth"
    INTENSIVE = "intensive"


class InvestigationPhase(StrEnum):
    """Where an investigation stands; in the order it goes through."""

    PREPARATION = "preparation"
    EXECUTION = "execution"
    REPORTING = "reporting"
    FINISHED = "finished"
    DROPPED = "dropped"
    """It is not done (vervallen); the reason is kept."""


@dataclass(frozen=True, slots=True)
class Keeping:
    """Whether an actor keeps the programme of the own organisation."""

    person_id: UUID | None
    organisation_id: UUID | None
    keeps: bool

    @property
    def id(self) -> UUID | None:
        """The organisation, for the ledger."""
        return self.organisation_id


class Investigation(Base):
    """One line of the work programme of one organisation in one year."""

    __tablename__ = "investigation"
    __table_args__ = (
        UniqueConstraint("id", "organisation_id", "year"),
        Index("ix_investigation_year", "year", "task"),
        Index("ix_investigation_organisation_id", "organisation_id"),
        CheckConstraint("year between 2015 and 2099", name="year"),
        CheckConstraint("rest in ('nothing', 'everything')", name="rest"),
        CheckConstraint("char_length(summary) <= 1000", name="summary"),
        CheckConstraint(
            "(starts_on is null) = (ends_on is null) and (ends_on is null or ends_on >= starts_on)",
            name="period",
        ),
        CheckConstraint("phase <> 'dropped' or btrim(phase_reason) <> ''", name="dropped"),
        CheckConstraint(
            "(carried_from_id is null) = (carried_from_year is null)"
            " and (carried_from_year is null or carried_from_year = year - 1)",
            name="carried",
        ),
        ForeignKeyConstraint(
            ["carried_from_id", "organisation_id", "carried_from_year"],
            ["investigation.id", "investigation.organisation_id", "investigation.year"],
            name="fk_investigation_carried_from_id_investigation",
        ),
        Index(
            "uq_investigation_carried_from_id",
            "carried_from_id",
            unique=True,
            postgresql_where=text("withdrawn_at is null"),
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_key)
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"))
    """Whose programme it stands in."""
    year: Mapped[int]
    task: Mapped[SocietalTask] = mapped_column(Code(SocietalTask, 12))
    title: Mapped[str] = mapped_column(String(200))
    summary: Mapped[str] = mapped_column(Text)
    mode: Mapped[Mode] = mapped_column(Code(Mode, 10))
    phase: Mapped[InvestigationPhase] = mapped_column(Code(InvestigationPhase, 12))
    phase_reason: Mapped[str] = mapped_column(String(500))
    """Why the last step was no ordinary one; empty after an ordinary step."""
    starts_on: Mapped[date | None]
    """None while it is not planned yet."""
    ends_on: Mapped[date | None]
    partners: Mapped[list[UUID]] = mapped_column(ARRAY(Uuid()))
    """Organisations it is done with; gives no sight by itself."""
    named: Mapped[list[UUID]] = mapped_column(ARRAY(Uuid()))
    """Organisations that see it."""
    rest: Mapped[Rest] = mapped_column(Code(Rest, 12))
    """What all other organisations see: nothing or everything."""
    withdrawn_at: Mapped[datetime | None]
    changed_at: Mapped[datetime]
    version: Mapped[int]
    before: Mapped[dict[str, Any] | None] = mapped_column(JSONB)
    """What the last change replaced, so that it can be undone; None when there is nothing."""

    carried_from_id: Mapped[UUID | None]
    """The line of the year before that it goes on from."""
    carried_from_year: Mapped[int | None]

    organisation: Mapped[Organisation] = relationship(lazy="raise")

    keeping = LoadedWith[Keeping]("An investigation is loaded with its keeping: programme.queries.")
    """Whether the actor who loaded this keeps its programme."""


class InvestigationWorkspace(Base):
    """That a workspace carries out an investigation; ended, it stays for the log."""

    __tablename__ = "investigation_workspace"
    __table_args__ = (
        ForeignKeyConstraint(
            ["investigation_id", "organisation_id", "year"],
            ["investigation.id", "investigation.organisation_id", "investigation.year"],
            name="fk_investigation_workspace_investigation_id_investigation",
        ),
        Index("ix_investigation_workspace_investigation_id", "investigation_id"),
        Index(
            "uq_investigation_workspace_workspace_id",
            "workspace_id",
            "organisation_id",
            "year",
            unique=True,
            postgresql_where=text("ended_at is null"),
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_key)
    investigation_id: Mapped[UUID]
    workspace_id: Mapped[UUID] = mapped_column(ForeignKey("workspace.id"))
    organisation_id: Mapped[UUID]
    """Whose programme; with the year as it stands in the investigation."""
    year: Mapped[int]
    linked_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]

    workspace: Mapped[Workspace] = relationship(lazy="raise")

    @property
    def log_tree_id(self) -> UUID:
        """The workspace's log: who may not see it must not see this line."""
        return self.workspace_id
