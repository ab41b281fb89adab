"""Data breaches of an organisation, what was written about each, and who opened unusually much."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, UniqueConstraint, Uuid
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.identity.models import Organisation, Person
from app.kernel.codes import Code
from app.kernel.db import Base, new_key
from app.workspaces.models import Workspace


class StepKind(StrEnum):
    """What is written down about a breach, in the order of the law (AVG art. 33 and 34)."""

    FACTS = "facts"
    CONSEQUENCES = "consequences"
    MEASURES = "measures"
    AUTHORITY = "authority"
    """Whether and when the supervisory authority was notified (art. 33, first paragraph)."""
    SUBJECTS = "subjects"
    """Whether and when the people it is about were told (art. 34)."""
    CLOSED = "closed"
    REOPENED = "reopened"


WRITTEN = (
    StepKind.FACTS,
    StepKind.CONSEQUENCES,
    StepKind.MEASURES,
    StepKind.AUTHORITY,
    StepKind.SUBJECTS,
)
"""Steps one writes by hand; a whole record holds each (AVG art. 33, paragraphs 3 and 5; 34)."""


class Outcome(StrEnum):
    """What was decided about telling somebody."""

    DONE = "done"
    NOT_NEEDED = "not_needed"


class Breach(Base):
    """A data breach (datalek, AVG art. 4, 12) of one organisation, which keeps a record of it.

    The record itself is in its steps, that are never changed. These columns say how long there is
    to notify, and where to look who could see what.
    """

    __tablename__ = "breach"
    __table_args__ = (
        UniqueConstraint("organisation_id", "year", "number"),
        CheckConstraint(
            "first_day is null or last_day is null or last_day >= first_day", name="period"
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_key)
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"))
    year: Mapped[int]
    number: Mapped[int]
    """Counted on within the year, per organisation: only its own officer ever sees one, so that it
    tells nobody how many there are; and the authority asks for a list without gaps."""
    aware_at: Mapped[datetime]
    """When the organisation became aware of it: 72 hours are counted from then."""
    workspace_id: Mapped[UUID | None] = mapped_column(ForeignKey("workspace.id"))
    other_id: Mapped[UUID | None] = mapped_column(ForeignKey("organisation.id"))
    """The organisation that could see something it should not have."""
    first_day: Mapped[date | None]
    last_day: Mapped[date | None]
    opened_by_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    opened_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    version: Mapped[int]

    workspace: Mapped[Workspace | None] = relationship(lazy="raise")
    other: Mapped[Organisation | None] = relationship(lazy="raise", foreign_keys=other_id)

    @property
    def ref(self) -> str:
        """What it is called: ``DL-2026-003``."""
        return f"DL-{self.year}-{self.number:03}"


class BreachStep(Base):
    """Something written down about a breach; there is no way to change or remove it."""

    __tablename__ = "breach_step"
    __table_args__ = (Index("ix_breach_step_breach_id", "breach_id", "at"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_key)
    breach_id: Mapped[UUID] = mapped_column(ForeignKey("breach.id"))
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"))
    kind: Mapped[StepKind] = mapped_column(Code(StepKind, 12))
    outcome: Mapped[Outcome | None] = mapped_column(Code(Outcome, 12))
    happened_at: Mapped[datetime | None]
    """When somebody was told."""
    body: Mapped[str] = mapped_column(Text)
    by_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]

    by: Mapped[Person] = relationship(lazy="raise")


class Surge(Base):
    """That somebody opened unusually many documents, as one organisation is told it.

    Once for each organisation, person and day. A contributing organisation is told only of what it
    brought itself, and only when that alone is unusually much: so it learns nothing of others.
    """

    __tablename__ = "surge"
    __table_args__ = (UniqueConstraint("organisation_id", "person_id", "on_day"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_key)
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"))
    """Which is told: the person's own, or one that brought the documents."""
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    on_day: Mapped[date]
    noticed_at: Mapped[datetime]
    documents: Mapped[int]
    """How many different ones within an hour, at that moment."""
    places: Mapped[list[UUID]] = mapped_column(ARRAY(Uuid))
    """The workspaces they are in."""
