"""Successions as two administrators agreed on them, who goes on, and how far each place is."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.identity.models import Organisation, Person
from app.kernel.codes import Code
from app.kernel.db import Base, new_key
from app.kernel.loading import LoadedWith


class SuccessionAnswer(StrEnum):
    """What the second administrator said."""

    APPROVED = "approved"
    REFUSED = "refused"


class SuccessionState(StrEnum):
    """How far a succession is, as people read it."""

    WAITING = "waiting"
    REFUSED = "refused"
    PLANNED = "planned"
    TAKEN_BACK = "taken_back"
    UNDER_WAY = "under_way"
    DONE = "done"


class PlaceStep(StrEnum):
    """What a place was told of, or what happened there; each once."""

    ANNOUNCED = "announced"
    TAKEN_BACK = "taken_back"
    TAKEN_OVER = "taken_over"


class Succession(Base):
    """That one organisation takes over from another from a day on."""

    __tablename__ = "succession"
    __table_args__ = (
        Index(
            "uq_succession_organisation_id",
            "organisation_id",
            unique=True,
            postgresql_where=text("answer is distinct from 'refused' and taken_back_at is null"),
        ),
        Index("ix_succession_successor_id", "successor_id"),
        CheckConstraint("organisation_id <> successor_id", name="two"),
        CheckConstraint("answer in ('approved', 'refused')", name="answer"),
        CheckConstraint(
            "num_nulls(answered_by_id, answered_for_id, answered_at, answer) in (0, 4)",
            name="answered",
        ),
        CheckConstraint(
            "answer is distinct from 'approved'"
            " or (answered_by_id <> asked_by_id and answered_for_id <> asked_for_id)",
            name="four_eyes",
        ),
        CheckConstraint(
            "(taken_back_at is null) = (taken_back_by_id is null)"
            " and (taken_back_at is null or answer = 'approved')",
            name="taken_back",
        ),
        CheckConstraint(
            "(ended_at is null or (answer = 'approved' and taken_back_at is null))"
            " and (done_at is null or ended_at is not null)",
            name="in_order",
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_key)
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"))
    """What ends."""
    successor_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"))
    from_on: Mapped[date]
    """First day on which the successor acts; the other's last day is the day before."""
    legal_basis: Mapped[str] = mapped_column(String(300))
    """The law or decree by which the task moves."""
    source: Mapped[str] = mapped_column(String(300))
    """The document in which it stands."""
    asked_by_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    asked_for_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"))
    """Organisation of who asked, as it was then."""
    asked_at: Mapped[datetime]
    answered_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    answered_for_id: Mapped[UUID | None] = mapped_column(ForeignKey("organisation.id"))
    answered_at: Mapped[datetime | None]
    answer: Mapped[SuccessionAnswer | None] = mapped_column(Code(SuccessionAnswer, 10))
    taken_back_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    taken_back_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    """When sign-in, keys and mandates of the old organisation were ended."""
    done_at: Mapped[datetime | None]
    """When no place was left in which the old organisation takes part."""

    voice_id = LoadedWith[UUID | None](
        "A succession is loaded with its voice: successions.queries.get_for()."
    )
    """For which organisation one of the two must speak; None when neither has anybody."""

    organisation: Mapped[Organisation] = relationship(
        lazy="joined", innerjoin=True, foreign_keys=[organisation_id]
    )
    successor: Mapped[Organisation] = relationship(
        lazy="joined", innerjoin=True, foreign_keys=[successor_id]
    )
    asked_by: Mapped[Person] = relationship(
        lazy="joined", innerjoin=True, foreign_keys=[asked_by_id]
    )
    answered_by: Mapped[Person | None] = relationship(lazy="joined", foreign_keys=[answered_by_id])
    taken_back_by: Mapped[Person | None] = relationship(
        lazy="joined", foreign_keys=[taken_back_by_id]
    )

    @property
    def is_waiting(self) -> bool:
        """True while nobody answered."""
        return self.answer is None

    @property
    def is_in_force(self) -> bool:
        """True once agreed, and not taken back."""
        return self.answer == SuccessionAnswer.APPROVED and self.taken_back_at is None

    @property
    def state(self) -> SuccessionState:
        """Return how far it is."""
        if self.answer is None:
            return SuccessionState.WAITING
        if self.answer == SuccessionAnswer.REFUSED:
            return SuccessionState.REFUSED
        if self.taken_back_at is not None:
            return SuccessionState.TAKEN_BACK
        if self.done_at is not None:
            return SuccessionState.DONE
        return SuccessionState.PLANNED if self.ended_at is None else SuccessionState.UNDER_WAY


class SuccessionPerson(Base):
    """Who of the old organisation goes on, with which account at the successor."""

    __tablename__ = "succession_person"
    __table_args__ = (UniqueConstraint("succession_id", "heir_id"),)

    succession_id: Mapped[UUID] = mapped_column(ForeignKey("succession.id"), primary_key=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), primary_key=True)
    heir_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))

    person: Mapped[Person] = relationship(lazy="joined", innerjoin=True, foreign_keys=[person_id])
    heir: Mapped[Person] = relationship(lazy="joined", innerjoin=True, foreign_keys=[heir_id])


class SuccessionPlace(Base):
    """That a place was told of a step, or taken over; the key makes it happen once."""

    __tablename__ = "succession_place"
    __table_args__ = (
        CheckConstraint("step in ('announced', 'taken_back', 'taken_over')", name="step"),
    )

    succession_id: Mapped[UUID] = mapped_column(ForeignKey("succession.id"), primary_key=True)
    workspace_id: Mapped[UUID] = mapped_column(ForeignKey("workspace.id"), primary_key=True)
    step: Mapped[PlaceStep] = mapped_column(Code(PlaceStep, 12), primary_key=True)
    at: Mapped[datetime]
