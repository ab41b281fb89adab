"""The register of supervised entities and the activities planned there."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Uuid
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.identity.models import Organisation
from app.kernel.codes import Code
from app.kernel.db import Base, new_key
from app.kernel.loading import LoadedWith
from app.workspaces.models import Workspace


class Sector(StrEnum):
    """Sector of an entity; in the order in which sectors stand below each other."""

    GOVERNMENT = "government"
    WATER_BOARD = "water_board"
    POLICE = "police"
    SAFETY_REGION = "safety_region"
    HEALTH = "health"
    ENERGY = "energy"
    DRINKING_WATER = "drinking_water"
    NUCLEAR = "nuclear"
    TRANSPORT = "transport"
    FOOD = "food"
    DIGITAL = "digital"
    TRUST = "trust"
    FINANCE = "finance"
    ALL = "all"


class Regime(StrEnum):
    """Under which law an entity falls; police and safety regions are excluded (Cbw, article 5)."""

    CBW_ESSENTIAL = "cbw_essential"
    CBW_IMPORTANT = "cbw_important"
    WWKE = "wwke"
    DORA = "dora"
    NONE = "none"


CBW = frozenset({Regime.CBW_ESSENTIAL, Regime.CBW_IMPORTANT})
"""Both kinds of entity of the Cyberbeveiligingswet; their terms are the same."""


class ActivityKind(StrEnum):
    """What an authority does at an entity."""

    AUDIT = "audit"
    INSPECTION = "inspection"
    SELF_ASSESSMENT = "self_assessment"
    INCIDENT = "incident"
    EXERCISE = "exercise"
    CERTIFICATE = "certificate"
    """Seeing that board members have the certificate of their training (Cbw, article 24(3))."""
    QUIET = "quiet"
    """Nobody visits then (toezichtvakantie)."""


class Rest(StrEnum):
    """What lead and partners see that a row does not name."""

    NOTHING = "nothing"
    PLANNED = "planned"
    EVERYTHING = "everything"


RECEIVED = ("warned_at", "notified_at", "progressed_at", "handled_at", "reported_at")
"""Moments of an incident after it was noticed: warning, notification, progress, end, report."""


class InWorkspace:
    """A row of one authority in a workspace for digital resilience."""

    workspace_id: Mapped[UUID]
    organisation_id: Mapped[UUID]

    @property
    def log_tree_id(self) -> UUID:
        """The workspace's log."""
        return self.workspace_id

    workspace = LoadedWith[Workspace]("A row is loaded with its workspace: coordination.queries.")
    """The workspace, as it was loaded for the actor who loaded this row."""


class SupervisedEntity(InWorkspace, Base):
    """An organisation or process in one authority's own register."""

    __tablename__ = "supervised_entity"
    __table_args__ = (
        Index("ix_supervised_entity_workspace_id", "workspace_id", "match_key"),
        CheckConstraint("rest <> 'planned'", name="rest"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_key)
    workspace_id: Mapped[UUID] = mapped_column(ForeignKey("workspace.id"))
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"))
    """The authority that supervises it and keeps this entry."""
    name: Mapped[str] = mapped_column(String(200))
    register_number: Mapped[str] = mapped_column(String(20))
    """Number in the trade register (KvK); empty when unknown."""
    match_key: Mapped[str] = mapped_column(String(220))
    """Equal for entries about the same organisation, whoever made them."""
    sector: Mapped[Sector] = mapped_column(Code(Sector, 20))
    regime: Mapped[Regime] = mapped_column(Code(Regime, 20))
    named: Mapped[list[UUID]] = mapped_column(ARRAY(Uuid()))
    """Authorities that see this entry."""
    rest: Mapped[Rest] = mapped_column(Code(Rest, 12))
    ended_at: Mapped[datetime | None]
    """No longer supervised; what was planned there stays readable."""
    changed_at: Mapped[datetime]
    version: Mapped[int]

    organisation: Mapped[Organisation] = relationship(lazy="raise")


class Activity(InWorkspace, Base):
    """What one authority plans at an entity; wholly visible to whom its owner opens it."""

    __tablename__ = "activity"
    __table_args__ = (
        Index("ix_activity_workspace_id", "workspace_id", "starts_on"),
        Index("ix_activity_entity_id", "entity_id"),
        CheckConstraint("ends_on >= starts_on", name="window"),
        CheckConstraint("due_on >= starts_on", name="due"),
        Index("ix_activity_due_on", "workspace_id", "due_on", "id"),
        CheckConstraint(
            " and ".join(
                f"({each} is null or ({each} >= noticed_at and noticed_at is not null))"
                for each in RECEIVED
            ),
            name="moments",
        ),
        CheckConstraint("terms_under is null or noticed_at is not null", name="terms_under"),
        CheckConstraint("terms_sector is null or noticed_at is not null", name="terms_sector"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_key)
    workspace_id: Mapped[UUID] = mapped_column(ForeignKey("workspace.id"))
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"))
    entity_id: Mapped[UUID] = mapped_column(ForeignKey("supervised_entity.id"))
    """Of the own register, or an entry of another authority that the owner could see."""
    entity_name: Mapped[str] = mapped_column(String(200))
    """Name, key and sector of the entity; the database keeps them in step with its entry."""
    match_key: Mapped[str] = mapped_column(String(220))
    sector: Mapped[Sector] = mapped_column(Code(Sector, 20))
    kind: Mapped[ActivityKind] = mapped_column(Code(ActivityKind, 20))
    title: Mapped[str] = mapped_column(String(200))
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    """Last day of the window."""
    due_on: Mapped[date]
    """The hard last day; may lie outside the window."""
    agreed_from: Mapped[date]
    """The window and last day as first entered, or as agreed since: the plan to compare with."""
    agreed_until: Mapped[date]
    agreed_due_on: Mapped[date]
    named: Mapped[list[UUID]] = mapped_column(ARRAY(Uuid()))
    """Authorities that see everything of this row."""
    rest: Mapped[Rest] = mapped_column(Code(Rest, 12))
    withdrawn_at: Mapped[datetime | None]
    moved_at: Mapped[datetime]
    """When the window was last set; an agreement holds until one of both moves."""
    changed_at: Mapped[datetime]
    version: Mapped[int]
    before: Mapped[dict[str, Any] | None] = mapped_column(JSONB)
    """What the last change replaced, so that it can be undone; None when there is nothing."""
    finished_at: Mapped[datetime | None]
    """The work is done; its last day is no deadline any more."""
    noticed_at: Mapped[datetime | None]
    """Of an incident: when the organisation noticed it. From here its terms in hours count."""
    terms_under: Mapped[Regime | None] = mapped_column(Code(Regime, 20))
    """The law whose terms count, as the register said when the moment above was registered; empty
    for what was registered before laws were told apart, which counts by the Cbw."""
    terms_sector: Mapped[Sector | None] = mapped_column(Code(Sector, 20))
    """The sector its terms count by, as it was at that same moment: whoever keeps the entry may
    change its sector later, and moves no term of others by it. Empty counts by the sector as it
    is."""
    is_ongoing: Mapped[bool] = mapped_column(default=False)
    """The incident goes on longer than its final report can wait."""
    warned_at: Mapped[datetime | None]
    """The early warning of the Cbw, or the first report of the Wwke."""
    notified_at: Mapped[datetime | None]
    progressed_at: Mapped[datetime | None]
    handled_at: Mapped[datetime | None]
    """When an incident that went on was over."""
    reported_at: Mapped[datetime | None]
    """The final report of the Cbw, or the detailed report of the Wwke."""

    organisation: Mapped[Organisation] = relationship(lazy="raise")


class ActivityNotice(Base):
    """That something is planned: kept by the database from each activity that stands.

    A trigger writes it (migration 0017), so it can never say anything else than the activity.
    """

    __tablename__ = "activity_notice"
    __table_args__ = (
        Index("ix_activity_notice_workspace_id", "workspace_id", "match_key"),
        Index("ix_activity_notice_organisation_id", "organisation_id"),
    )

    activity_id: Mapped[UUID] = mapped_column(ForeignKey("activity.id"), primary_key=True)
    workspace_id: Mapped[UUID] = mapped_column(ForeignKey("workspace.id"))
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"))
    entity_name: Mapped[str] = mapped_column(String(200))
    match_key: Mapped[str] = mapped_column(String(220))
    sector: Mapped[Sector] = mapped_column(Code(Sector, 20))
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    named: Mapped[list[UUID]] = mapped_column(ARRAY(Uuid()))
    rest: Mapped[Rest] = mapped_column(Code(Rest, 12))
