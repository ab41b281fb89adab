"""The register of emergency sight: who could look where, why, how it ended and what was thought."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.identity.models import Person
from app.kernel.codes import Code
from app.kernel.db import Base, new_key

MOST_HOURS = 72
"""As long as the law gives to report a data breach (AVG art. 33, first paragraph)."""


class Ground(StrEnum):
    """What makes it necessary; the law it rests on stands beside it on screen."""

    ABSENCE = "absence"
    """Everybody of the organisation who works there is away (AVG art. 6(1)(e) and 32(1)(c))."""
    CALAMITY = "calamity"
    """Somebody is in danger (AVG art. 6(1)(d))."""
    BREACH = "breach"
    """A data breach must be looked into (AVG art. 33 and 34)."""
    ORDER = "order"
    """A judge orders it, or the law demands it at once (AVG art. 6(1)(c))."""


class Ending(StrEnum):
    """How it ended."""

    HAND = "hand"
    CLOCK = "clock"
    LEFT = "left"
    """The organisation left the workspace."""
    BLOCKED = "blocked"
    """The person can't sign in any more, or is not who they were."""
    RESTORED = "restored"
    """A backup was put back."""


class Verdict(StrEnum):
    """What the privacy officer thinks of it afterwards."""

    JUSTIFIED = "justified"
    UNJUSTIFIED = "unjustified"


class EmergencySight(Base):
    """For some hours a person sees what the own organisation brought to one workspace.

    What was opened is never changed; the database holds it to that, and to the two persons.
    """

    __tablename__ = "emergency_sight"
    __table_args__ = (
        CheckConstraint("ground in ('absence', 'calamity', 'breach', 'order')", name="ground"),
        CheckConstraint(
            "ends_at > opened_at and ends_at <= opened_at + interval '72 hours'", name="term"
        ),
        CheckConstraint("person_id <> opened_by_id", name="another"),
        CheckConstraint(
            "(confirmed_at is null) = (confirmed_by_id is null)"
            " and (confirmed_at is null or (wants_special and confirmed_by_id <> opened_by_id"
            " and confirmed_by_id <> person_id))",
            name="confirmed",
        ),
        CheckConstraint(
            "(ended_at is null) = (ended_how is null)"
            " and (ended_how in ('hand', 'clock', 'left', 'blocked', 'restored'))"
            " and (ended_by_id is not null) = (coalesce(ended_how, '') = 'hand')"
            " and (ended_at is null or ended_at <= ends_at)",
            name="ended",
        ),
        CheckConstraint(
            "(reviewed_at is null) = (reviewed_by_id is null)"
            " and (reviewed_at is null) = (verdict is null)"
            " and (reviewed_at is null or (ended_at is not null and reviewed_by_id <> person_id))"
            " and verdict in ('justified', 'unjustified')",
            name="reviewed",
        ),
        Index("ix_emergency_sight_organisation_id", "organisation_id", "opened_at"),
        Index(
            "uq_emergency_sight_person_id",
            "person_id",
            "workspace_id",
            unique=True,
            postgresql_where=text("ended_at is null"),
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_key)
    workspace_id: Mapped[UUID] = mapped_column(ForeignKey("workspace.id"))
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"))
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    ground: Mapped[Ground] = mapped_column(Code(Ground, 10))
    reason: Mapped[str] = mapped_column(String(1000))
    """For people of the organisation only."""
    wants_special: Mapped[bool]
    """Data of AVG art. 9 and 10 and of the Wpg are asked for too; a second person must agree."""
    opened_by_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    opened_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    """At this moment it is over, whatever else happens."""
    confirmed_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    confirmed_at: Mapped[datetime | None]
    ended_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    ended_at: Mapped[datetime | None]
    ended_how: Mapped[Ending | None] = mapped_column(Code(Ending, 10))
    verdict: Mapped[Verdict | None] = mapped_column(Code(Verdict, 12))
    review_text: Mapped[str] = mapped_column(String(1000))
    reviewed_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    reviewed_at: Mapped[datetime | None]
    reminded_at: Mapped[datetime | None]
    """When a review was last asked for; written by the database's own function only."""
    version: Mapped[int]

    person: Mapped[Person] = relationship(lazy="raise", foreign_keys=[person_id])
    opened_by: Mapped[Person] = relationship(lazy="raise", foreign_keys=[opened_by_id])
    confirmed_by: Mapped[Person | None] = relationship(lazy="raise", foreign_keys=[confirmed_by_id])
    ended_by: Mapped[Person | None] = relationship(lazy="raise", foreign_keys=[ended_by_id])
    reviewed_by: Mapped[Person | None] = relationship(lazy="raise", foreign_keys=[reviewed_by_id])

    @property
    def log_tree_id(self) -> UUID:
        """The workspace's log."""
        return self.workspace_id

    @property
    def covers_special(self) -> bool:
        """True when two people let special and police data be seen."""
        return self.confirmed_at is not None

    def holds_at(self, moment: datetime) -> bool:
        """Tell whether it is in force, as far as the clock and this row say."""
        return self.ended_at is None and moment < self.ends_at

    def is_late_at(self, moment: datetime, *, after: timedelta) -> bool:
        """Tell whether a review stays away for longer than this."""
        over = self.ended_at or self.ends_at
        return self.reviewed_at is None and moment >= over + after
